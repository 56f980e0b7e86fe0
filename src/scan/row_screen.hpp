#pragma once

#include "options/spread.hpp"

#include <cstddef>
#include <cstdint>

namespace wingspread::scan {

/// One sold leg against a run of bought legs of contiguous columns: the inner loop of a scan. All
/// prices in half units.
struct ScreenRow {
    const double* bought_strike;
    const double* bought_ask;
    const double* bought_pay;
    const double* bought_score;  ///< the bought leg's share of the sort key
    std::size_t size;
    double sold_strike;
    double sold_bid;
    double sold_receive;
    double sold_score;
};

/// What a candidate must reach; the neutral value of each is that which nothing fails.
struct ScreenLimits {
    double min_credit;  ///< of credit spreads
    double max_debit;   ///< of debit spreads
    double min_return_on_risk;
    double pop_possible;  ///< highest signed breakeven whose probability may do
    double pop_certain;   ///< up to which it surely does
    /// Worth a closer look: score + of_profit·profit + of_loss·loss >= 0.
    double of_profit;
    double of_loss;
};

/// How many candidates were still in after each check, in the order of Rejection.
struct ScreenCounts {
    std::int64_t credit_or_debit;
    std::int64_t profit;
    std::int64_t loss;
    std::int64_t price_limit;
    std::int64_t return_on_risk;
    std::int64_t pop;
};

/// Checks the whole row; `look[i]` is set for those that passed and either score or whose
/// probability must still be computed. Returns the counts.
ScreenCounts screen_row(options::VerticalKind kind, const ScreenRow& row,
                        const ScreenLimits& limits, std::uint8_t* look);

}  // namespace wingspread::scan
