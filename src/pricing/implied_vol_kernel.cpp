#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pricing/implied_vol_kernel.cpp"
#include "pricing/vector_targets.hpp"
// The targets above come first.
#include "pricing/implied_vol_kernel.hpp"

#if HWY_ONCE

#include "pricing/implied_vol.hpp"

namespace wingspread::pricing {

namespace {

HWY_EXPORT(imply);

}  // namespace

void implied_volatilities(Right right, const ExpiryMarket& market, std::span<const double> strikes,
                          std::span<const double> prices, std::span<double> volatilities,
                          Kernel kernel) {
    if (!is_positive(market.forward) || !is_positive(market.discount) ||
        !is_positive(market.years)) {
        std::ranges::fill(volatilities, nan);
        return;
    }
    const ImpliedVolTask task{right,          market.forward, market.discount,     market.years,
                              strikes.data(), prices.data(),  volatilities.data(), strikes.size()};
    if (kernel == Kernel::scalar)
        HWY_STATIC_DISPATCH(imply)(task);
    else
        HWY_DYNAMIC_DISPATCH(imply)(task);
    for (std::size_t i = 0; i < strikes.size(); ++i) {
        if (volatilities[i] != unsolved) continue;
        volatilities[i] = implied_volatility(right, market.forward, strikes[i], market.years,
                                             prices[i] / market.discount)
                              .value_or(nan);
    }
}

}  // namespace wingspread::pricing

#endif
