#pragma once

#include "core/id.hpp"
#include "options/contract.hpp"
#include "sim/surface.hpp"

#include <span>
#include <string_view>

namespace wingspread::sim {

/// How strikes lie: `fine` steps within `fine_range` of spot (as a share of it), then `coarse` ones
/// out to `low_range` below and `high_range` above.
struct StrikeGrid {
    double fine = 1;
    double fine_range = 0.08;
    double coarse = 5;
    double low_range = 0.35;
    double high_range = 0.2;
};

/// One made-up underlying: what it is, how it moves and what is listed on it.
struct SyntheticProfile {
    std::string_view symbol;
    ConId conid;
    options::UnderlyingKind kind = options::UnderlyingKind::stock;
    std::string_view long_name;
    std::string_view primary_exchange;
    std::string_view trading_class;
    std::string_view stock_type;
    double spot = 100;          ///< around which the price moves
    double volatility = 0.2;    ///< of the price itself, per square root of a year
    double market_share = 0.7;  ///< of that volatility which is the whole market's
    double dividend_yield = 0;  ///< continuous; indices
    double dividend = 0;        ///< cash a quarter; stocks and ETFs
    int dividend_month = 2;     ///< first ex-month of a year
    SurfaceShape surface;
    StrikeGrid strikes;
    int dailies = 0;              ///< trading days ahead that all have an expiry
    int weeklies = 8;             ///< Fridays ahead
    int monthlies = 6;            ///< third Fridays ahead
    int market_rule = 32;         ///< of the options
    double half_spread = 0.004;   ///< of the option price, near the money
    double day_volume = 5e7;      ///< shares of the underlying
    std::int64_t base_size = 10;  ///< contracts shown near the money
};

std::span<const SyntheticProfile> synthetic_profiles();
const SyntheticProfile* synthetic_profile(std::string_view symbol);

inline constexpr double synthetic_rate_per_year = 0.04;

}  // namespace wingspread::sim
