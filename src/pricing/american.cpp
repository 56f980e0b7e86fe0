#include "pricing/american.hpp"

#include "pricing/numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace wingspread::pricing {

namespace {

constexpr int max_steps = 2001;

/// The numbers of one tree.
struct Tree {
    int steps;
    double step_discount;
    double up;
    double down;
    double up_probability;
};

/// Peizer and Pratt's second inversion: the binomial probability whose distribution function at its
/// middle equals the normal one at z (Leisen and Reimer, "Binomial models for option valuation",
/// 1996).
double peizer_pratt(double z, int steps) {
    const double n = steps;
    const double scaled = z / (n + 1.0 / 3 + 0.1 / (n + 1));
    const double root = std::sqrt(1 - std::exp(-scaled * scaled * (n + 1.0 / 6)));
    return 0.5 + std::copysign(root, z) / 2;
}

Tree make_tree(const AmericanMarket& market, double spot, double strike, double volatility,
               int steps) {
    const double step = market.years / steps;
    const double growth = std::exp((market.rate_per_year - market.dividend_yield_per_year) * step);
    const double deviation = volatility * std::sqrt(market.years);
    const double forward = spot * std::pow(growth, steps);
    const double d2 = std::log(forward / strike) / deviation - deviation / 2;
    const double p = peizer_pratt(d2, steps);
    const double up = growth * peizer_pratt(d2 + deviation, steps) / p;
    return {steps, std::exp(-market.rate_per_year * step), up, (growth - p * up) / (1 - p), p};
}

/// Present value, at `now`, of the cash dividends still to come before expiry.
double escrow(const AmericanMarket& market, double now) {
    double value = 0;
    for (const auto& dividend : market.dividends) {
        if (dividend.years <= now || dividend.years > market.years) continue;
        value += dividend.amount * std::exp(-market.rate_per_year * (dividend.years - now));
    }
    return value;
}

double exercise(Right right, double underlying, double strike) {
    return std::max(right == Right::call ? underlying - strike : strike - underlying, 0.0);
}

/// Without chance in it: the best moment to exercise along the one path.
double certain_price(Right right, const AmericanMarket& market, double spot, double strike,
                     int steps) {
    double best = 0;
    for (int i = 0; i <= steps; ++i) {
        const double now = market.years * i / steps;
        const double carry = market.rate_per_year - market.dividend_yield_per_year;
        const double underlying = spot * std::exp(carry * now) + escrow(market, now);
        best = std::max(
            best, std::exp(-market.rate_per_year * now) * exercise(right, underlying, strike));
    }
    return best;
}

double roll_back(Right right, const AmericanMarket& market, const Tree& tree, double spot,
                 double strike) {
    // Fields of their own, without a chain of products through them: the inner loop runs in SIMD.
    std::array<double, max_steps + 1> values;
    std::array<double, max_steps + 1> underlying;
    const double ratio = tree.up / tree.down;
    double node = spot * std::pow(tree.down, tree.steps);
    for (std::size_t i = 0; i <= static_cast<std::size_t>(tree.steps); ++i, node *= ratio) {
        underlying[i] = node;
        values[i] = exercise(right, node, strike);
    }
    const double sign = right == Right::call ? 1 : -1;
    const double back = 1 / tree.down;
    const double up_weight = tree.step_discount * tree.up_probability;
    const double down_weight = tree.step_discount - up_weight;
    for (int level = tree.steps - 1; level >= 0; --level) {
        const double held_back = escrow(market, market.years * level / tree.steps);
        const double offset = sign * (held_back - strike);
        for (std::size_t i = 0; i <= static_cast<std::size_t>(level); ++i) {
            underlying[i] *= back;
            const double held = down_weight * values[i] + up_weight * values[i + 1];
            // What is held is worth nothing or more: that covers an exercise at a loss.
            values[i] = std::max(held, sign * underlying[i] + offset);
        }
    }
    return values[0];
}

double tree_price(Right right, const AmericanMarket& market, double spot, double strike,
                  double volatility, int steps) {
    const Tree tree = make_tree(market, spot, strike, volatility, steps);
    // Volatility too small for the strike's distance: the tree has no second branch any more.
    const bool branches = tree.up_probability > 0 && tree.up_probability < 1 && tree.down > 0 &&
                          std::isfinite(tree.up) && tree.up > tree.down;
    if (!branches) return certain_price(right, market, spot, strike, steps);
    return roll_back(right, market, tree, spot, strike);
}

bool is_valid(const AmericanMarket& market, double strike, double volatility) {
    const auto finite = [](double x) { return std::isfinite(x); };
    if (!(market.spot > 0) || !(market.years >= 0) || !(strike > 0) || !(volatility >= 0)) {
        return false;
    }
    const std::array all{market.spot, market.years, market.rate_per_year,
                         strike,      volatility,   market.dividend_yield_per_year};
    return std::ranges::all_of(all, finite) &&
           std::ranges::all_of(market.dividends, [](const Dividend& dividend) {
               return std::isfinite(dividend.years) && dividend.amount >= 0 &&
                      std::isfinite(dividend.amount);
           });
}

}  // namespace

double american_price(Right right, const AmericanMarket& market, double strike, double volatility,
                      int steps) {
    if (!is_valid(market, strike, volatility) || steps < 1) return nan;
    const double spot = market.spot - escrow(market, 0);
    if (!(spot > 0)) return nan;
    if (market.years == 0) return exercise(right, market.spot, strike);
    const int fine = std::min(steps | 1, max_steps);
    const int coarse = (fine / 2) | 1;
    const double fine_price = tree_price(right, market, spot, strike, volatility, fine);
    if (coarse == fine) return fine_price;
    const double coarse_price = tree_price(right, market, spot, strike, volatility, coarse);
    const double limit = (fine * fine_price - coarse * coarse_price) / (fine - coarse);
    return std::max(limit, exercise(right, market.spot, strike));
}

}  // namespace wingspread::pricing
