#pragma once

#include "core/decimal.hpp"
#include "options/increments.hpp"
#include "options/payoff.hpp"
#include "trade/intent.hpp"
#include "trade/limits.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

namespace wingspread::trade {

/// Net prices that an order can name without giving money away, both ends excluded; an absent end
/// has no bound. (−W, 0) for a credit vertical, (0, W) for a debit one; closing swaps them.
/// Outside, TWS calls it a riskless combination.
struct PriceRange {
    std::optional<Price> above;
    std::optional<Price> below;

    [[nodiscard]] constexpr bool contains(Price price) const {
        return (!above || *above < price) && (!below || price < *below);
    }
    [[nodiscard]] std::string to_string() const;  ///< "(-5, 0)", "(0, any)"
};
PriceRange price_range(const OrderTerms& terms);

/// Steps of the order's limit: of one option by its class, of a combination by that of its net
/// price.
const options::IncrementTable& increments_of(const OrderTerms& terms);

/// Why no limit price can be made.
struct PriceRefusal {
    enum class Fault : std::uint8_t {
        outside_range,  ///< nothing would be left to win, or to lose
        flips_credit,   ///< a credit would become a debit, or nothing
    };
    Fault fault = Fault::outside_range;
    std::string message;

    bool operator==(const PriceRefusal&) const = default;
};

/// The limit for a wish: the nearest step that is no more aggressive. A credit stays one.
std::expected<Price, PriceRefusal> rounded_limit(const OrderTerms& terms, Price wanted);
/// The worst price of a ladder that begins at the order's limit and should reach `wanted`: the
/// nearest step that is no more aggressive, no nearer to zero than a credit can be, and inside the
/// structure's range.
std::expected<Price, PriceRefusal> worst_limit(const OrderTerms& terms, Price wanted);
/// One step of a ladder beyond the order's present limit, toward being filled. A credit stays one.
std::expected<Price, PriceRefusal> next_limit(const OrderTerms& terms);

/// The most that one unit can lose at this limit, by a bound that is proven; nothing for a close. A
/// roll is counted as if what it closes brought the most that it can, all of it spent on what it
/// opens.
options::Bound loss_bound_usd(const OrderTerms& terms);

/// Whether the structure has legs whose loss is not limited by what is held against them, or by no
/// bound that is known.
bool has_undefined_risk(const OrderTerms& terms);

/// What one unit puts at risk, as limits count it: the bound, or for undefined risk, where limits
/// for it are stated, the loss under their stress. Absent when there is neither.
std::optional<Money> risk_per_unit_usd(const OrderTerms& terms, const RiskLimits& limits);

/// What a deviation of the limit is held against: the width of the structure, else the mid of its
/// dearest option. A net price would not do: that of a calendar or a ratio may be a few cents, and
/// that of a covered call is mostly shares.
Price price_scale(const OrderTerms& terms, Price dearest_option);

/// How far beyond its trigger the limit of a stop may lie: what a limit may lie above mid, of the
/// trigger itself.
Price stop_slack(Price trigger, const RiskLimits& limits);

}  // namespace wingspread::trade
