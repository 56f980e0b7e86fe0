#include "pricing/probability.hpp"

#include "pricing/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace wingspread::pricing {

namespace {

double clamp_probability(double p) { return std::isnan(p) ? nan : std::clamp(p, 0.0, 1.0); }

}  // namespace

double probability_above(const ExpiryMarket& market, double level, double volatility,
                         double volatility_slope) {
    if (std::isnan(level) || !(market.forward > 0) || !(market.years >= 0) || !(volatility >= 0)) {
        return nan;
    }
    if (level <= 0) return 1;
    if (std::isinf(level)) return 0;
    const double root_years = std::sqrt(market.years);
    const double deviation = volatility * root_years;
    if (deviation == 0) return market.forward > level ? 1 : 0;
    const double d2 = std::log(market.forward / level) / deviation - deviation / 2;
    const double skew = market.forward * normal_pdf(d2 + deviation) * root_years * volatility_slope;
    return clamp_probability(normal_cdf(d2) - skew);
}

double probability_above(const ExpiryMarket& market, const Smile& smile, double level) {
    if (level <= 0) return 1;
    if (std::isinf(level)) return 0;
    const auto [volatility, slope] = smile.at(level);
    return probability_above(market, level, volatility, slope);
}

double probability_between(const ExpiryMarket& market, const Smile& smile, double low,
                           double high) {
    const double inside =
        probability_above(market, smile, low) - probability_above(market, smile, high);
    return clamp_probability(inside);
}

double probability_of_profit(const ExpiryMarket& market, const Smile& smile,
                             const options::Payoff& payoff) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double sum = 0;
    for (const auto& range : payoff.profit_ranges()) {
        const double high = range.high ? range.high->to_double() : infinity;
        sum += probability_between(market, smile, range.low.to_double(), high);
    }
    return clamp_probability(sum);
}

double fair_value(const ExpiryMarket& market, const Smile& smile, const options::Payoff& payoff) {
    double value = 0;
    for (const auto& term : payoff.terms()) {
        const double strike = term.strike.to_double();
        // A share counts as a call struck at zero.
        const double each =
            strike == 0 ? market.discount * market.forward
                        : black76_price(term.right, market, strike, smile.volatility(strike));
        value += term.quantity * each;
    }
    return value;
}

double expected_value_usd(const ExpiryMarket& market, const Smile& smile,
                          const options::Payoff& payoff) {
    return payoff.multiplier() *
           (fair_value(market, smile, payoff) - payoff.net_price().to_double());
}

}  // namespace wingspread::pricing
