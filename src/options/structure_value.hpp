#pragma once

#include "core/decimal.hpp"
#include "options/payoff.hpp"
#include "options/structure.hpp"

#include <optional>

namespace wingspread::options {

/// What one unit can be worth when its front options expire, per share, before its price; an end
/// without bound is absent.
struct ValueRange {
    std::optional<Price> low;
    std::optional<Price> high;

    bool operator==(const ValueRange&) const = default;
};

/// Structures of one expiration: exact, from the payoff.
///
/// Calendars and diagonals that buy the later option: a lower bound, if the options are American.
/// Proof, for calls struck at F (sold, front) and B (bought, back), at any moment t up to the front
/// expiration and any underlying price S: whoever holds an American option can exercise it, so the
/// bought one is worth at least max(S - B, 0), while the sold one, assigned at t or expiring, costs
/// max(S - F, 0). Their difference is never below -max(B - F, 0). For puts, by the same steps, it
/// is never below -max(F - B, 0). It holds at expiration at the close as well as at an assignment
/// heard of overnight, because exercising the bought option then fixes both prices whatever S does.
/// Not counted, as in every payoff with a sold American option: a dividend that is owed on shares
/// assigned before their ex-day, and interest on the strike for the days that delivery takes.
/// European options have no such bound, because before its expiration a European option can be
/// worth less than it would bring at once; nor have structures that sell the later option, which is
/// naked once the front one is gone. Both ends are absent then.
ValueRange value_range(const Structure& structure);

/// The most that one unit bought at `net_price` can lose by `value_range`, in USD with the
/// multiplier; negative when even the worst is a profit.
Bound max_loss_usd(const Structure& structure, Price net_price);
/// The most that it can gain; unbounded too where no bound is known (two expirations).
Bound max_profit_usd(const Structure& structure, Price net_price);

/// Loss of one unit at its worst while the underlying ends no more than `percent` beyond the
/// outermost strike or breakeven, whichever is further out: a measure for losses without bound. The
/// present price lies within those, because else an option would cost less than it brings at once.
/// Absent for two expirations.
std::optional<Money> stress_loss_usd(const Structure& structure, Price net_price, int percent);

/// Whether opening a structure pays or is paid, whatever the market: what it is worth at the front
/// expiration is never below zero (debit), never above (credit), or either.
enum class CashDirection : std::uint8_t { debit, credit, either };
CashDirection cash_direction(const Structure& structure);

/// Distance by which the value at expiration varies, where strikes alone bound it on both sides:
/// the width of a vertical, the wider wing of an iron condor. Absent otherwise.
std::optional<Price> width(const Structure& structure);

}  // namespace wingspread::options
