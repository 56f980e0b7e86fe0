#pragma once

#include "pricing/black76.hpp"
#include "pricing/columns.hpp"

#include <cstdint>
#include <expected>
#include <span>
#include <string_view>

namespace wingspread::pricing {

/// Why a price implies no volatility.
enum class NoVolatility : std::uint8_t {
    not_a_number,         ///< forward, strike or price: not finite, or not above zero
    expired,              ///< no time left
    not_above_intrinsic,  ///< at or below what exercise at expiry is worth
    not_below_bound,      ///< at or above the forward (calls) or the strike (puts)
    no_bid,
    no_quote,  ///< no ask, or crossed
};
std::string_view describe(NoVolatility why);

/// The volatility at which Black-76 gives this undiscounted price (market price / discount), to
/// 1e-9 where the price determines it that well.
std::expected<double, NoVolatility> implied_volatility(Right right, double forward, double strike,
                                                       double years, double undiscounted_price);
/// Of the mid of a quote as the market gives it, discounted. Without a bid there is none: the mid
/// of nothing and an ask is not a price.
std::expected<double, NoVolatility> implied_volatility(Right right, const ExpiryMarket& market,
                                                       double strike, double bid, double ask);

/// One expiry from (discounted) market prices; NaN where there is none. All spans are equally long.
void implied_volatilities(Right right, const ExpiryMarket& market, std::span<const double> strikes,
                          std::span<const double> prices, std::span<double> volatilities,
                          Kernel kernel = Kernel::fastest);

}  // namespace wingspread::pricing
