#include "pricing/american.hpp"

#include "pricing/american_task.hpp"
#include "pricing/binomial.hpp"
#include "pricing/numbers.hpp"

#include <algorithm>
#include <cmath>

namespace wingspread::pricing {

namespace {

bool has_dividends(const AmericanMarket& market) {
    return std::ranges::any_of(market.dividends, [&](const Dividend& dividend) {
        return dividend.amount != 0 && dividend.years > 0 && dividend.years <= market.years;
    });
}

/// One option as columns of length one.
struct Single {
    Right right;
    AmericanMarket market;
    double strike;
    double volatility;

    void price(const GreekColumns& out, Kernel kernel) const {
        const auto one = [](const double& figure) { return std::span(&figure, 1); };
        american_columns(
            {std::span(&right, 1), one(market.spot), one(strike), one(market.years),
             one(market.rate_per_year), one(market.dividend_yield_per_year), one(volatility)},
            out, kernel);
    }
};

double intrinsic_today(Right right, const AmericanMarket& market, double strike) {
    const double moneyness = market.spot - strike;
    return std::max(right == Right::call ? moneyness : -moneyness, 0.0);
}

/// Present value of the cash dividends to come.
double escrowed(const AmericanMarket& market) {
    double value = 0;
    for (const auto& dividend : market.dividends) {
        if (dividend.years <= 0 || dividend.years > market.years) continue;
        value += dividend.amount * std::exp(-market.rate_per_year * dividend.years);
    }
    return value;
}

/// From the equation that every price obeys while the option is held. What is escrowed grows at the
/// rate; exercised options stand still.
double theta_per_year(const AmericanMarket& market, const BinomialValue& value, double volatility) {
    if (value.gamma == 0 && std::abs(value.delta) == 1) return 0;
    const double held_back = escrowed(market);
    const double free = market.spot - held_back;
    const double drift = (market.rate_per_year - market.dividend_yield_per_year) * free +
                         market.rate_per_year * held_back;
    const double deviation = volatility * free;
    return market.rate_per_year * value.price - drift * value.delta -
           deviation * deviation * value.gamma / 2;
}

}  // namespace

Greeks american_by_tree(Right right, const AmericanMarket& market, double strike, double volatility,
                        const AmericanSettings& settings) {
    const auto price = [&](const AmericanMarket& at, double vol) {
        return binomial_price(right, at, strike, vol, settings.tree_steps, settings.kernel);
    };
    const auto at_rate = [&](double shift) {
        AmericanMarket other = market;
        other.rate_per_year += shift;
        return price(other, volatility);
    };
    const BinomialValue value =
        binomial_value(right, market, strike, volatility, settings.tree_steps, settings.kernel);
    if (!std::isfinite(value.price)) return {nan, nan, nan, nan, nan, nan, nan};
    Greeks greeks{.price = value.price, .delta = value.delta, .gamma = value.gamma};
    greeks.theta_per_day = theta_per_year(market, value, volatility) / 365;
    const double point = std::max(0.01 * volatility, 1e-4);
    const double below = std::min(point, volatility);
    greeks.vega_per_point =
        (price(market, volatility + point) - price(market, volatility - below)) / (point + below) /
        100;
    const double shift = 1e-3;
    greeks.rho_per_point = (at_rate(shift) - at_rate(-shift)) / (2 * shift) / 100;
    return greeks;
}

double american_price(Right right, const AmericanMarket& market, double strike, double volatility,
                      const AmericanSettings& settings) {
    if (has_dividends(market)) {
        return binomial_price(right, market, strike, volatility, settings.tree_steps,
                              settings.kernel);
    }
    double price = nan;
    Single{right, market, strike, volatility}.price({.price = std::span(&price, 1)},
                                                    settings.kernel);
    return price;
}

Greeks american(Right right, const AmericanMarket& market, double strike, double volatility,
                const AmericanSettings& settings) {
    if (has_dividends(market)) {
        return american_by_tree(right, market, strike, volatility, settings);
    }
    Greeks greeks;
    const auto one = [](double& figure) { return std::span(&figure, 1); };
    Single{right, market, strike, volatility}.price(
        {one(greeks.price), one(greeks.delta), one(greeks.gamma), one(greeks.theta_per_day),
         one(greeks.vega_per_point), one(greeks.rho_per_point)},
        settings.kernel);
    return greeks;
}

std::expected<double, NoVolatility> american_implied_volatility(Right right,
                                                                const AmericanMarket& market,
                                                                double strike, double price,
                                                                const AmericanSettings& settings) {
    constexpr double highest = 10;
    constexpr double precise = 1e-9;
    const auto none = [](NoVolatility why) { return std::unexpected(why); };
    const auto excess = [&](double volatility) {
        return american_price(right, market, strike, volatility, settings) - price;
    };
    if (market.years <= 0) return none(NoVolatility::expired);
    double low = 0;
    double low_excess = excess(low);
    if (!std::isfinite(low_excess)) return none(NoVolatility::not_a_number);
    const bool above = low_excess < 0 && price > intrinsic_today(right, market, strike);
    if (!above) return none(NoVolatility::not_above_intrinsic);
    double high = 0.25;
    double high_excess = excess(high);
    while (high_excess < 0 && high < highest) {
        low = high;
        low_excess = high_excess;
        high *= 2;
        high_excess = excess(high);
    }
    if (high_excess < 0) return none(NoVolatility::not_below_bound);
    // Regula falsi; an end that stays counts half (the "Illinois" rule), so that both close in.
    double before = low;
    bool stayed_low = false;
    for (int i = 0; i < 100; ++i) {
        const double middle = high - high_excess * (high - low) / (high_excess - low_excess);
        if (std::abs(middle - before) <= precise) return middle;
        before = middle;
        const double at = excess(middle);
        if (at == 0) return middle;
        const bool was_high = at > 0;
        if (was_high) {
            high = middle;
            high_excess = at;
            if (stayed_low) low_excess /= 2;
        } else {
            low = middle;
            low_excess = at;
            if (!stayed_low) high_excess /= 2;
        }
        stayed_low = was_high;
    }
    return (low + high) / 2;
}

}  // namespace wingspread::pricing
