#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pricing/european_kernel.cpp"
#include "pricing/vector_targets.hpp"
// The targets above come first.
#include "pricing/european_kernel.hpp"

#if HWY_ONCE

namespace wingspread::pricing {

namespace {

HWY_EXPORT(price_expiry);
HWY_EXPORT(price_options);

bool is_valid_market(const ExpiryMarket& market) {
    return is_positive(market.spot) && is_positive(market.forward) &&
           is_positive(market.discount) && market.years >= 0 && std::isfinite(market.years);
}

void fill_unknown(const GreekColumns& out) {
    for (const auto column : {out.price, out.delta, out.gamma, out.theta_per_day,
                              out.vega_per_point, out.rho_per_point}) {
        std::ranges::fill(column, nan);
    }
}

}  // namespace

GreekTargets::GreekTargets(const GreekColumns& columns)
    : price(columns.price.data()),
      delta(columns.delta.data()),
      gamma(columns.gamma.data()),
      theta_per_day(columns.theta_per_day.data()),
      vega_per_point(columns.vega_per_point.data()),
      rho_per_point(columns.rho_per_point.data()) {}

GreekTargets GreekTargets::from(std::size_t first) const {
    const auto at = [&](double* column) { return column == nullptr ? nullptr : column + first; };
    GreekTargets targets;
    targets.price = at(price);
    targets.delta = at(delta);
    targets.gamma = at(gamma);
    targets.theta_per_day = at(theta_per_day);
    targets.vega_per_point = at(vega_per_point);
    targets.rho_per_point = at(rho_per_point);
    return targets;
}

void black76_columns(const ExpiryMarket& market, std::span<const double> strikes,
                     std::span<const double> volatilities, const GreekColumns& calls,
                     const GreekColumns& puts, Kernel kernel) {
    if (!is_valid_market(market)) {
        fill_unknown(calls);
        fill_unknown(puts);
        return;
    }
    const ExpiryTask task{market,
                          market.rate_per_year(),
                          market.dividend_yield_per_year(),
                          strikes.data(),
                          volatilities.data(),
                          strikes.size(),
                          GreekTargets(calls),
                          GreekTargets(puts)};
    if (kernel == Kernel::scalar) return HWY_STATIC_DISPATCH(price_expiry)(task);
    HWY_DYNAMIC_DISPATCH(price_expiry)(task);
}

void black76_columns(Right right, const ExpiryMarket& market, std::span<const double> strikes,
                     std::span<const double> volatilities, const GreekColumns& out, Kernel kernel) {
    const GreekColumns none;
    const bool call = right == Right::call;
    black76_columns(market, strikes, volatilities, call ? out : none, call ? none : out, kernel);
}

void black_scholes_columns(const OptionColumns& options, const GreekColumns& out, Kernel kernel) {
    const OptionsTask task{&options, GreekTargets(out)};
    if (kernel == Kernel::scalar) return HWY_STATIC_DISPATCH(price_options)(task);
    HWY_DYNAMIC_DISPATCH(price_options)(task);
}

}  // namespace wingspread::pricing

#endif
