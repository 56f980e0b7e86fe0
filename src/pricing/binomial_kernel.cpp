#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pricing/binomial_kernel.cpp"
#include "pricing/vector_targets.hpp"
// The targets above come first.
#include "pricing/binomial_kernel.hpp"

#if HWY_ONCE

#include "pricing/binomial.hpp"
#include "pricing/numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace wingspread::pricing {

namespace {

HWY_EXPORT(roll_back);

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

bool counts(const Dividend& dividend, const AmericanMarket& market) {
    return dividend.years > 0 && dividend.years <= market.years;
}

/// Present value, at `now`, of the cash dividends still to come before expiry.
double escrow(const AmericanMarket& market, double now) {
    double value = 0;
    for (const auto& dividend : market.dividends) {
        if (!counts(dividend, market) || dividend.years <= now) continue;
        value += dividend.amount * std::exp(-market.rate_per_year * (dividend.years - now));
    }
    return value;
}

double exercise(Right right, double underlying, double strike) {
    return std::max(right == Right::call ? underlying - strike : strike - underlying, 0.0);
}

/// Without chance in it: the best moment to exercise along the one path, those just before and just
/// after each dividend among them.
double certain_price(Right right, const AmericanMarket& market, double spot, double strike,
                     int steps) {
    double best = 0;
    const auto look = [&](double now, double held_back) {
        const double carry = market.rate_per_year - market.dividend_yield_per_year;
        const double underlying = spot * std::exp(carry * now) + held_back;
        best = std::max(
            best, std::exp(-market.rate_per_year * now) * exercise(right, underlying, strike));
    };
    for (int i = 0; i <= steps; ++i) {
        const double now = market.years * i / steps;
        look(now, escrow(market, now));
    }
    for (const auto& dividend : market.dividends) {
        if (!counts(dividend, market)) continue;
        const double after = escrow(market, dividend.years);
        look(dividend.years, after);
        look(dividend.years, after + dividend.amount);
    }
    return best;
}

using Nodes = std::array<double, most_tree_steps + 1 + tree_padding>;
using Offers = std::array<ExerciseOffer, most_tree_steps>;

/// What exercise brings at every level, at its own time.
void make_offers(Right right, const AmericanMarket& market, const Tree& tree, double strike,
                 Offers& offers) {
    const double sign = right == Right::call ? 1 : -1;
    double slope = sign * std::pow(tree.down, -tree.steps);
    for (int level = 0; level < tree.steps; ++level, slope *= tree.down) {
        const double held_back = escrow(market, market.years * level / tree.steps);
        const double offset = sign * (held_back - strike);
        offers[static_cast<std::size_t>(level)] = {slope, offset, slope, offset};
    }
}

/// Exercise just before (calls) or just after (puts) each dividend, at the level nearest to it.
void offer_at_dividends(Right right, const AmericanMarket& market, const Tree& tree, double strike,
                        Offers& offers) {
    const double sign = right == Right::call ? 1 : -1;
    const double step = market.years / tree.steps;
    for (const auto& dividend : market.dividends) {
        if (!counts(dividend, market)) continue;
        const double nearest = std::min(std::round(dividend.years / step), tree.steps - 1.0);
        const double wait = dividend.years - nearest * step;
        const double discount = std::exp(-market.rate_per_year * wait);
        const double paid = right == Right::call ? dividend.amount : 0;
        const double held_back = escrow(market, dividend.years) + paid;
        ExerciseOffer& offer = offers[static_cast<std::size_t>(nearest)];
        const double offset = sign * discount * (held_back - strike);
        // Of two dividends as near to each other, calls wait for none and puts for both.
        const bool taken = offer.second_offset != offer.offset;
        if (taken && offer.second_offset > offset) continue;
        offer.second_slope = offer.slope * std::exp(-market.dividend_yield_per_year * wait);
        offer.second_offset = offset;
    }
}

/// How far the dividends lie from a tree's levels, in steps.
double misfit_of(const AmericanMarket& market, int steps) {
    double sum = 0;
    for (const auto& dividend : market.dividends) {
        if (!counts(dividend, market)) continue;
        const double at = dividend.years / market.years * steps;
        sum += std::abs(at - std::round(at)) * dividend.amount;
    }
    return sum;
}

/// An odd number of steps near the one asked for, with the dividends as near to levels as can be.
int fitting_steps(const AmericanMarket& market, int steps) {
    int best = steps;
    double least = misfit_of(market, steps);
    const int most = std::min(steps + steps / 5, static_cast<int>(most_tree_steps));
    for (int candidate = steps - steps / 5 / 2 * 2; candidate <= most; candidate += 2) {
        const double misfit = misfit_of(market, candidate);
        if (misfit >= least) continue;
        least = misfit;
        best = candidate;
    }
    return best;
}

/// Slope and curvature from the nodes one and two steps after the root, as if they were its own:
/// off by about a step, as the price is.
BinomialValue value_of(const Tree& tree, double spot, double price,
                       const std::array<double, 2>& first, const std::array<double, 3>& second) {
    const double up = spot * tree.up;
    const double down = spot * tree.down;
    const double high = (second[2] - second[1]) / (up * tree.up - up * tree.down);
    const double low = (second[1] - second[0]) / (down * tree.up - down * tree.down);
    const double apart = (up * tree.up - down * tree.down) / 2;
    return {price, (first[1] - first[0]) / (up - down), (high - low) / apart};
}

BinomialValue roll_back(Right right, const AmericanMarket& market, const Tree& tree, double spot,
                        double strike, Kernel kernel) {
    Nodes nodes;
    Nodes values;
    Offers offers;
    const double ratio = tree.up / tree.down;
    double node = spot * std::pow(tree.down, tree.steps);
    const auto count = static_cast<std::size_t>(tree.steps) + 1;
    for (std::size_t i = 0; i < count; ++i, node *= ratio) {
        nodes[i] = node;
        values[i] = exercise(right, node, strike);
    }
    std::fill_n(nodes.begin() + static_cast<std::ptrdiff_t>(count), tree_padding, 0.0);
    std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(count), tree_padding, 0.0);
    make_offers(right, market, tree, strike, offers);
    offer_at_dividends(right, market, tree, strike, offers);
    const double up_weight = tree.step_discount * tree.up_probability;
    std::array<double, 2> first{};
    std::array<double, 3> second{};
    const RollBackTask task{count - 1,    up_weight,     tree.step_discount - up_weight,
                            nodes.data(), offers.data(), values.data(),
                            &first,       &second};
    if (kernel == Kernel::scalar)
        HWY_STATIC_DISPATCH(roll_back)(task);
    else
        HWY_DYNAMIC_DISPATCH(roll_back)(task);
    return value_of(tree, spot, values[0], first, second);
}

/// Of what has one course only: its slope is that of exercise, if ever.
BinomialValue certain_value(Right right, const AmericanMarket& market, double spot, double strike,
                            int steps) {
    const double price = certain_price(right, market, spot, strike, steps);
    const double sign = right == Right::call ? 1 : -1;
    return {price, price > 0 ? sign : 0, 0};
}

BinomialValue tree_value(Right right, const AmericanMarket& market, double spot, double strike,
                         double volatility, int steps, Kernel kernel) {
    const Tree tree = make_tree(market, spot, strike, volatility, steps);
    // Volatility too small for the strike's distance: the tree has no second branch any more.
    const bool branches = tree.up_probability > 0 && tree.up_probability < 1 && tree.down > 0 &&
                          std::isfinite(tree.up) && tree.up > tree.down &&
                          std::pow(tree.down, tree.steps) > 0;
    if (!branches) return certain_value(right, market, spot, strike, steps);
    return roll_back(right, market, tree, spot, strike, kernel);
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

BinomialValue binomial_value(Right right, const AmericanMarket& market, double strike,
                             double volatility, int steps, Kernel kernel) {
    if (!is_valid(market, strike, volatility) || steps < 1) return {nan, nan, nan};
    const double spot = market.spot - escrow(market, 0);
    if (!(spot > 0)) return {nan, nan, nan};
    const double now = exercise(right, market.spot, strike);
    const double sign = right == Right::call ? 1 : -1;
    const BinomialValue exercised{now, now > 0 ? sign : 0, 0};
    if (market.years == 0) return exercised;
    const int wanted = std::clamp(steps | 1, 3, static_cast<int>(most_tree_steps));
    const int fine = fitting_steps(market, wanted);
    const int coarse = fitting_steps(market, std::max(fine / 2 | 1, 3));
    const auto value = [&](int count) {
        return tree_value(right, market, spot, strike, volatility, count, kernel);
    };
    const BinomialValue near = value(fine);
    if (coarse == fine) return near;
    const BinomialValue far = value(coarse);
    const auto limit = [&](double BinomialValue::* figure) {
        return (fine * near.*figure - coarse * far.*figure) / (fine - coarse);
    };
    const double price = limit(&BinomialValue::price);
    if (!(price > now)) return exercised;
    return {price, limit(&BinomialValue::delta), limit(&BinomialValue::gamma)};
}

double binomial_price(Right right, const AmericanMarket& market, double strike, double volatility,
                      int steps, Kernel kernel) {
    return binomial_value(right, market, strike, volatility, steps, kernel).price;
}

}  // namespace wingspread::pricing

#endif
