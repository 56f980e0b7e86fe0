#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pricing/american_kernel.cpp"
#include "pricing/vector_targets.hpp"
// The targets above come first.
#include "pricing/american_kernel.hpp"

#if HWY_ONCE

#include "pricing/american.hpp"

namespace wingspread::pricing {

namespace {

HWY_EXPORT(price_americans);

void put(double* column, std::size_t i, double value) {
    if (column != nullptr) column[i] = value;
}

/// Option i again, as the vector kernel could not.
void price_by_tree(const OptionColumns& options, std::size_t i, const GreekTargets& out) {
    const AmericanMarket market{.spot = options.spots[i],
                                .years = options.years[i],
                                .rate_per_year = options.rates_per_year[i],
                                .dividend_yield_per_year = options.dividend_yields_per_year[i],
                                .dividends = {}};
    const Greeks greeks = american_by_tree(options.rights[i], market, options.strikes[i],
                                           options.volatilities[i], {});
    put(out.price, i, greeks.price);
    put(out.delta, i, greeks.delta);
    put(out.gamma, i, greeks.gamma);
    put(out.theta_per_day, i, greeks.theta_per_day);
    put(out.vega_per_point, i, greeks.vega_per_point);
    put(out.rho_per_point, i, greeks.rho_per_point);
}

}  // namespace

void american_columns(const OptionColumns& options, const GreekColumns& out, Kernel kernel) {
    constexpr std::size_t portion = 64;
    std::array<std::uint8_t, portion> left_to_tree{};
    const GreekTargets targets(out);
    const std::size_t count = options.strikes.size();
    for (std::size_t first = 0; first < count; first += portion) {
        const AmericanTask task{&options, first, std::min(portion, count - first),
                                targets.from(first), left_to_tree.data()};
        if (kernel == Kernel::scalar)
            HWY_STATIC_DISPATCH(price_americans)(task);
        else
            HWY_DYNAMIC_DISPATCH(price_americans)(task);
        for (std::size_t i = 0; i < task.count; ++i) {
            if (left_to_tree[i] != 0) price_by_tree(options, first + i, targets);
        }
    }
}

}  // namespace wingspread::pricing

#endif
