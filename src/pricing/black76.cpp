#include "pricing/black76.hpp"

#include "pricing/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace wingspread::pricing {

namespace {

constexpr double days_per_year = 365;
constexpr double points = 100;  // of volatility or of interest rate

bool is_not_negative(double x) { return x >= 0 && std::isfinite(x); }

bool is_valid(const ExpiryMarket& market) {
    return is_positive(market.spot) && is_positive(market.forward) &&
           is_positive(market.discount) && is_not_negative(market.years);
}

double direction(Right right) { return right == Right::call ? 1 : -1; }

double intrinsic(Right right, double forward, double strike) {
    return std::max(direction(right) * (forward - strike), 0.0);
}

/// Chances of exercise under the two measures, and the density that gamma, vega and theta share.
struct Odds {
    double with_asset;  ///< N(±d1)
    double with_cash;   ///< N(±d2)
    double density;     ///< φ(d1)
};

Odds odds_of(Right right, double forward, double strike, double deviation) {
    const double sign = direction(right);
    if (deviation == 0) {
        // Exercise is certain, impossible, or as good as either way at the strike itself.
        const double moneyness = sign * (forward - strike);
        const double chance = moneyness > 0 ? 1 : moneyness < 0 ? 0 : 0.5;
        return {chance, chance, 0};
    }
    const double d1 = std::log(forward / strike) / deviation + deviation / 2;
    return {normal_cdf(sign * d1), normal_cdf(sign * (d1 - deviation)), normal_pdf(d1)};
}

double price_of(Right right, double forward, double strike, const Odds& odds) {
    return std::max(direction(right) * (forward * odds.with_asset - strike * odds.with_cash), 0.0);
}

/// The figures of one expiry that do not depend on the strike.
struct Carry {
    double rate;
    double yield;
    double root_years;
    double forward_per_spot;
};

Carry carry_of(const ExpiryMarket& market) {
    return {market.rate_per_year(), market.dividend_yield_per_year(), std::sqrt(market.years),
            market.forward / market.spot};
}

/// Black-Scholes-Merton with a yield, written over the forward: with S the spot, D the discount,
/// P = D·(±)(F·N(±d1) − K·N(±d2)). Hull, Options, Futures, and Other Derivatives, ch. 17 and 19.
Greeks greeks_of(Right right, const ExpiryMarket& market, const Carry& carry, double strike,
                 double volatility) {
    const double sign = direction(right);
    const double deviation = volatility * carry.root_years;
    const Odds odds = odds_of(right, market.forward, strike, deviation);
    const double discounted_density = market.discount * odds.density;
    const double asset = market.discount * market.forward * odds.with_asset;
    const double cash = market.discount * strike * odds.with_cash;
    Greeks greeks;
    greeks.price = market.discount * price_of(right, market.forward, strike, odds);
    greeks.forward_delta = sign * market.discount * odds.with_asset;
    greeks.delta = greeks.forward_delta * carry.forward_per_spot;
    if (deviation > 0) {
        greeks.gamma = discounted_density * carry.forward_per_spot / (market.spot * deviation);
    }
    const double vega = market.forward * discounted_density * carry.root_years;
    greeks.vega_per_point = vega / points;
    const double decay = market.years > 0 ? vega * volatility / (2 * market.years) : 0;
    const double carried = sign * (carry.yield * asset - carry.rate * cash);
    greeks.theta_per_day = (carried - decay) / days_per_year;
    greeks.rho_per_point = sign * cash * market.years / points;
    return greeks;
}

bool is_valid_option(double strike, double volatility) {
    return is_positive(strike) && is_not_negative(volatility);
}

constexpr Greeks unknown{nan, nan, nan, nan, nan, nan, nan};

}  // namespace

double normal_pdf(double x) {
    constexpr double scale = std::numbers::inv_sqrtpi / std::numbers::sqrt2;
    return scale * std::exp(-x * x / 2);
}

double normal_cdf(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

double ExpiryMarket::rate_per_year() const { return years > 0 ? -std::log(discount) / years : 0; }

double ExpiryMarket::dividend_yield_per_year() const {
    return years > 0 ? rate_per_year() - std::log(forward / spot) / years : 0;
}

ExpiryMarket market_from_rates(double spot, double years, double rate_per_year,
                               double dividend_yield_per_year) {
    return {spot, spot * std::exp((rate_per_year - dividend_yield_per_year) * years),
            std::exp(-rate_per_year * years), years};
}

double undiscounted_price(Right right, double forward, double strike, double deviation) {
    if (!is_positive(forward) || !is_positive(strike) || !is_not_negative(deviation)) return nan;
    if (deviation == 0) return intrinsic(right, forward, strike);
    return price_of(right, forward, strike, odds_of(right, forward, strike, deviation));
}

double black76_price(Right right, const ExpiryMarket& market, double strike, double volatility) {
    if (!is_valid(market) || !is_valid_option(strike, volatility)) return nan;
    return market.discount *
           undiscounted_price(right, market.forward, strike, volatility * std::sqrt(market.years));
}

Greeks black76(Right right, const ExpiryMarket& market, double strike, double volatility) {
    if (!is_valid(market) || !is_valid_option(strike, volatility)) return unknown;
    return greeks_of(right, market, carry_of(market), strike, volatility);
}

}  // namespace wingspread::pricing
