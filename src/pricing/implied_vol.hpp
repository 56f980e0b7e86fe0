#pragma once

#include "pricing/black76.hpp"

#include <optional>
#include <span>

namespace wingspread::pricing {

/// The volatility at which Black-76 gives this undiscounted price (market price / discount), to
/// 1e-9 where the price determines it that well. Empty when there is none: price at or below the
/// intrinsic value, at or above its upper bound (forward for calls, strike for puts), `years` <= 0,
/// or anything not finite.
std::optional<double> implied_volatility(Right right, double forward, double strike, double years,
                                         double undiscounted_price);

/// As above for one expiry from (discounted) market prices; NaN where there is none. All spans are
/// equally long.
void implied_volatilities(Right right, const ExpiryMarket& market, std::span<const double> strikes,
                          std::span<const double> prices, std::span<double> volatilities);

}  // namespace wingspread::pricing
