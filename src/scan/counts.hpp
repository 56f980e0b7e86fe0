#pragma once

#include "market/quote.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::scan {

/// Why a spread was not ranked: the first of these, in this order, that applies.
enum class Rejection : std::uint8_t {
    expired,         ///< its settlement is past
    dte,             ///< days to expiration out of range
    no_model,        ///< no forward or no smile can be told for its expiry
    unusable_quote,  ///< a leg's quote is one-sided, crossed, stale, …
    open_interest,   ///< of a leg, too small or unknown
    leg_bid_ask,     ///< a leg is quoted too wide
    short_delta,     ///< of the sold leg, out of range
    width,           ///< out of range
    no_credit,       ///< a credit spread that would not bring a credit at natural
    no_debit,        ///< a debit spread that would not cost a debit at natural
    no_profit,       ///< the best case is no profit
    no_loss,         ///< the worst case is no loss: quotes that cannot both be true
    unbounded,       ///< the ranking or a limit needs a bound that this structure does not have
    min_credit,      ///< credit too small
    max_debit,       ///< debit too large
    return_on_risk,  ///< too small
    pop,             ///< probability of profit too small
    where,           ///< a condition on its fields does not hold
};

inline constexpr std::size_t rejection_count = 18;
std::string_view to_string(Rejection rejection);

/// What a scan tells of those that it does not rank.
enum class Counting : std::uint8_t {
    full,       ///< the reason of every single vertical, for people who tune their filters
    by_bounds,  ///< only of those that had to be looked at: several times faster
};

/// How many of `where` one of its terms rejected: the first that each of them failed.
struct TermCount {
    std::string text;
    std::uint64_t rejected = 0;

    bool operator==(const TermCount&) const = default;
};

/// Every spread that there is, accounted for: enumerated = Σ rejected + ruled_out + qualified.
struct ScanCounts {
    std::uint64_t contracts = 0;
    std::array<std::uint64_t, market::usability_count> contracts_by_usability{};
    std::uint64_t enumerated = 0;  ///< of listed contracts, for each kind that was asked for
    std::array<std::uint64_t, rejection_count> rejected{};
    /// Not looked at one by one: no spread of such legs can get into the list. Verticals only when
    /// they are counted by bounds.
    std::uint64_t ruled_out = 0;
    std::vector<TermCount> where;  ///< by term, in order
    /// Looked at, and passed everything; conditions of `where` judge only what would get into the
    /// list.
    std::uint64_t qualified = 0;
    std::uint64_t ranked = 0;  ///< of those, how many are in the list (`top`)

    std::uint64_t& of(Rejection reason) { return rejected[static_cast<std::size_t>(reason)]; }
    [[nodiscard]] std::uint64_t of(Rejection reason) const {
        return rejected[static_cast<std::size_t>(reason)];
    }
    bool operator==(const ScanCounts&) const = default;
};

}  // namespace wingspread::scan
