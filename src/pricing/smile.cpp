#include "pricing/smile.hpp"

#include "pricing/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace wingspread::pricing {

namespace {

Result<void> check_point(double strike, double volatility, double strike_before) {
    if (!(strike > strike_before) || !std::isfinite(strike)) {
        return bad_field("strike", fmt::to_string(strike),
                         fmt::format("more than {}", strike_before));
    }
    if (!is_positive(volatility)) {
        return bad_field("volatility", fmt::to_string(volatility), "more than 0");
    }
    return {};
}

}  // namespace

Smile::Smile(double forward, double deviation, CubicSpline spline)
    : forward_(forward),
      floor_(*std::ranges::min_element(spline.y) / 2),
      spline_(std::move(spline)),
      left_(tail_at(spline_.x.front(), deviation)),
      right_(tail_at(spline_.x.back(), deviation)) {}

Smile Smile::flat(double forward, double volatility) {
    return {forward, 1, CubicSpline{{0.0}, {volatility}, {0.0}}};
}

Result<Smile> Smile::through(const ExpiryMarket& market, std::span<const double> strikes,
                             std::span<const double> volatilities) {
    if (strikes.empty()) return bad_field("strikes", "none", "at least one");
    std::vector<double> moneyness;
    double before = 0;
    for (std::size_t i = 0; i < strikes.size(); ++i) {
        if (const auto checked = check_point(strikes[i], volatilities[i], before); !checked) {
            return std::unexpected(checked.error());
        }
        before = strikes[i];
        moneyness.push_back(std::log(strikes[i] / market.forward));
    }
    const std::vector<double> errors(strikes.size(), 1.0);
    const double deviation = volatilities[strikes.size() / 2] * std::sqrt(market.years);
    return Smile(market.forward, deviation, smoothing_spline(moneyness, volatilities, errors, 0));
}

Smile::Tail Smile::tail_at(double x, double deviation) const {
    const auto [volatility, slope] = spline_.value(x);
    // A tail changes by slope·length in all; half the volatility at most, so that it stays
    // positive.
    const double longest = volatility / 2 / std::abs(slope);
    return {x, volatility, slope, std::min(deviation, longest)};
}

CubicSpline::Value Smile::at_moneyness(double x) const {
    if (x >= left_.x && x <= right_.x) return spline_.value(x);
    const Tail& tail = x < left_.x ? left_ : right_;
    const double distance = std::abs(x - tail.x);
    const double fading = std::exp(-distance / tail.length);
    const double direction = x < tail.x ? -1 : 1;
    return {tail.volatility + direction * tail.slope * tail.length * (1 - fading),
            tail.slope * fading};
}

Smile::Value Smile::at(double strike) const {
    if (!is_positive(strike)) return {nan, nan};
    const auto [volatility, per_moneyness] = at_moneyness(std::log(strike / forward_));
    if (volatility < floor_) return {floor_, 0};
    return {volatility, per_moneyness / strike};
}

}  // namespace wingspread::pricing
