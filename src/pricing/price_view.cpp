#include "pricing/price_view.hpp"

#include "pricing/numbers.hpp"
#include "pricing/probability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace wingspread::pricing {

namespace {

/// The view as a market without interest, whose forward is the mean.
ExpiryMarket as_market(const LognormalView& view) {
    return {view.spot, view.spot * std::exp(view.drift_per_year * view.years), 1, view.years};
}

Result<void> check_points(std::span<const TabledView::Point> points) {
    if (points.size() < 2) {
        return bad_field("points of the view", fmt::to_string(points.size()), "2 or more");
    }
    double price = -1;
    double chance = 0;
    for (const auto& point : points) {
        if (!(point.price > price) || !(point.price >= 0) || !std::isfinite(point.price)) {
            return bad_field("price of the view", fmt::to_string(point.price),
                             "0 or more, and above the one before");
        }
        if (!(point.chance_below >= chance) || !(point.chance_below <= 1)) {
            return bad_field("chance of the view", fmt::to_string(point.chance_below),
                             "0 to 1, and not below the one before");
        }
        price = point.price;
        chance = point.chance_below;
    }
    if (points.front().chance_below != 0 || points.back().chance_below != 1) {
        return bad_field(
            "chances of the view",
            fmt::format("{} to {}", points.front().chance_below, points.back().chance_below),
            "0 at the first point, 1 at the last one");
    }
    return {};
}

struct Above {
    double level;

    double operator()(const MarketView& view) const {
        return probability_above(view.market, view.smile, level);
    }
    double operator()(const LognormalView& view) const {
        return probability_above(as_market(view), level, view.volatility, 0);
    }
    double operator()(const TabledView& view) const {
        return std::isnan(level) ? nan : 1 - view.chance_below(level);
    }
};

struct Exercise {
    Right right;
    double strike;

    double operator()(const MarketView& view) const {
        if (strike == 0) return at_zero(view.market.forward);
        const double deviation = view.smile.volatility(strike) * std::sqrt(view.market.years);
        return undiscounted_price(right, view.market.forward, strike, deviation);
    }
    double operator()(const LognormalView& view) const {
        const double forward = as_market(view).forward;
        if (strike == 0) return at_zero(forward);
        const double deviation = view.volatility * std::sqrt(view.years);
        return undiscounted_price(right, forward, strike, deviation);
    }
    double operator()(const TabledView& view) const {
        const double put = view.expected_put(strike);
        return right == Right::put ? put : put + view.mean() - strike;
    }
    [[nodiscard]] double at_zero(double forward) const { return right == Right::put ? 0 : forward; }
};

}  // namespace

Result<TabledView> TabledView::make(std::span<const Point> points) {
    if (const auto checked = check_points(points); !checked) {
        return std::unexpected(checked.error());
    }
    return TabledView({points.begin(), points.end()});
}

double TabledView::chance_below(double price) const {
    if (price < points_.front().price) return 0;
    const auto next = std::ranges::upper_bound(points_, price, {}, &Point::price);
    if (next == points_.end()) return 1;
    const auto& low = *std::prev(next);
    const double share = (price - low.price) / (next->price - low.price);
    return low.chance_below + share * (next->chance_below - low.chance_below);
}

double TabledView::expected_put(double strike) const {
    if (std::isnan(strike)) return nan;
    // The mean of max(strike − S, 0) is the area below the distribution up to the strike.
    double area = 0;
    for (std::size_t i = 1; i < points_.size() && points_[i - 1].price < strike; ++i) {
        const double end = std::min(points_[i].price, strike);
        const double height = points_[i - 1].chance_below + chance_below(end);
        area += (end - points_[i - 1].price) * height / 2;
    }
    return area + std::max(strike - points_.back().price, 0.0);
}

double TabledView::mean() const {
    return points_.back().price - expected_put(points_.back().price);
}

double probability_above(const PriceView& view, double level) {
    return std::visit(Above{level}, view);
}

double probability_of_profit(const PriceView& view, const options::Payoff& payoff) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double sum = 0;
    for (const auto& range : payoff.profit_ranges()) {
        const double high = range.high ? range.high->to_double() : infinity;
        const double inside =
            probability_above(view, range.low.to_double()) - probability_above(view, high);
        sum += std::isnan(inside) ? nan : std::max(inside, 0.0);
    }
    return std::isnan(sum) ? nan : std::clamp(sum, 0.0, 1.0);
}

double expected_exercise(const PriceView& view, Right right, double strike) {
    return std::visit(Exercise{right, strike}, view);
}

double expected_profit_usd(const PriceView& view, double discount, const options::Payoff& payoff) {
    double mean = 0;
    for (const auto& term : payoff.terms()) {
        mean += term.quantity * expected_exercise(view, term.right, term.strike.to_double());
    }
    return payoff.multiplier() * (discount * mean - payoff.net_price().to_double());
}

}  // namespace wingspread::pricing
