#include "pricing/implied_vol.hpp"
#include "pricing/probability.hpp"
#include "pricing/smile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace wingspread::pricing {

namespace {

constexpr double tolerated_rise = 0.001;  // of a probability that ought to fall
constexpr double smallest_range = 0.01;   // of a price: no market quotes more finely
/// In log10 of the smoothing, over moneyness in standard deviations.
constexpr double least_smoothing = -9;
constexpr double most_smoothing = 9;

/// What one strike says about the smile.
struct Points {
    std::vector<double> moneyness;
    std::vector<double> volatility;
    std::vector<double> error;  ///< an eighth of the bid-ask range

    void add(double x, double y, double e) {
        moneyness.push_back(x);
        volatility.push_back(y);
        error.push_back(e);
    }
    [[nodiscard]] std::size_t size() const { return moneyness.size(); }
};

/// Volatilities of the out-of-the-money mids.
Points points_of(const ExpiryMarket& market, const QuoteColumns& quotes) {
    Points points;
    const double root_years = std::sqrt(market.years);
    for (std::size_t i = 0; i < quotes.size(); ++i) {
        const double strike = quotes.strikes[i];
        const bool is_call = strike >= market.forward;
        const double bid = is_call ? quotes.call_bid[i] : quotes.put_bid[i];
        const double ask = is_call ? quotes.call_ask[i] : quotes.put_ask[i];
        if (!is_two_sided(bid, ask)) continue;
        const double mid = (bid + ask) / 2 / market.discount;
        const auto volatility = implied_volatility(is_call ? Right::call : Right::put,
                                                   market.forward, strike, market.years, mid);
        if (!volatility) continue;
        const double x = std::log(strike / market.forward);
        const double deviation = *volatility * root_years;
        const double vega = market.discount * market.forward * root_years *
                            normal_pdf(-x / deviation + deviation / 2);
        points.add(x, *volatility, std::max(ask - bid, smallest_range) / 8 / vega);
    }
    return points;
}

double median_of_four(std::array<double, 4> values) {
    std::ranges::sort(values);
    return (values[1] + values[2]) / 2;
}

bool is_outlier(const Points& points, std::size_t i) {
    // At the ends the neighbours lie on one side only, and their median is not the place to be.
    if (i < 2 || i + 2 >= points.size()) return false;
    const auto& y = points.volatility;
    const std::array around{y[i - 2], y[i - 1], y[i + 1], y[i + 2]};
    const double median = median_of_four(around);
    std::array<double, 4> deviations{};
    std::ranges::transform(around, deviations.begin(),
                           [&](double each) { return std::abs(each - median); });
    return std::abs(y[i] - median) > 4 * points.error[i] + 3 * median_of_four(deviations);
}

/// The points without outliers, whose moneyness goes to `outliers`.
Points without_outliers(const Points& points, std::vector<double>& outliers) {
    Points kept;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (is_outlier(points, i)) {
            outliers.push_back(points.moneyness[i]);
            continue;
        }
        kept.add(points.moneyness[i], points.volatility[i], points.error[i]);
    }
    return kept;
}

/// The points' own scale: volatility·√years at the knot nearest the forward.
double deviation_at_the_money(const Points& points, double years) {
    const auto nearest = std::ranges::min_element(
        points.moneyness, {}, [](double moneyness) { return std::abs(moneyness); });
    const auto i = static_cast<std::size_t>(nearest - points.moneyness.begin());
    return points.volatility[i] * std::sqrt(years);
}

/// Whether the chance to end above a strike falls from knot to knot. In the far wings a rise that
/// nobody would notice is let pass, rather than bend the whole smile.
bool has_positive_density(const ExpiryMarket& market, const Smile& smile, const Points& points) {
    double before = 1;
    return std::ranges::all_of(points.moneyness, [&](double moneyness) {
        const double above = probability_above(market, smile, market.forward * std::exp(moneyness));
        return above <= std::exchange(before, above) + tolerated_rise;
    });
}

/// Tries smoothings on the points of one expiry.
struct Fitter {
    const ExpiryMarket& market;
    const Points& points;
    double deviation;

    [[nodiscard]] CubicSpline spline(double log_smoothing) const {
        const double scale = deviation * deviation * deviation;
        return smoothing_spline(points.moneyness, points.volatility, points.error,
                                std::pow(10.0, log_smoothing) * scale);
    }
    /// The most smoothing whose misfit is at most `allowed` errors per point.
    [[nodiscard]] double most_within(double allowed) const {
        const double limit = allowed * allowed * static_cast<double>(points.size());
        double low = least_smoothing;
        double high = most_smoothing;
        while (high - low > 0.1) {
            const double middle = (low + high) / 2;
            const bool fits = misfit(spline(middle), points.volatility, points.error) <= limit;
            (fits ? low : high) = middle;
        }
        return low;
    }
    [[nodiscard]] Smile smile(double log_smoothing) const {
        return {market.forward, deviation, spline(log_smoothing)};
    }
    [[nodiscard]] Smile best() const {
        double smoothing = most_within(1);
        Smile candidate = smile(smoothing);
        if (has_positive_density(market, candidate, points)) return candidate;
        const double limit = most_within(4);
        while (smoothing < limit && !has_positive_density(market, candidate, points)) {
            smoothing += 0.5;
            candidate = smile(smoothing);
        }
        return candidate;
    }
};

}  // namespace

Result<SmileFit> fit_smile(const ExpiryMarket& market, const QuoteColumns& quotes) {
    if (!(market.years > 0)) {
        return fail(Errc::unavailable,
                    fmt::format("smile: {} years to expiry, no volatility left", market.years));
    }
    const auto all = points_of(market, quotes);
    if (all.size() == 0) {
        return fail(Errc::unavailable, "smile: no out-of-the-money option with a two-sided quote");
    }
    if (all.size() == 1) {
        return fail(
            Errc::unavailable,
            "smile: one strike alone with a two-sided out-of-the-money quote, two are needed");
    }
    std::vector<double> outliers;
    const auto points = without_outliers(all, outliers);
    for (auto& each : outliers) each = market.forward * std::exp(each);
    const Fitter fitter{market, points, deviation_at_the_money(points, market.years)};
    auto smile = fitter.best();
    const bool sound = has_positive_density(market, smile, points);
    return SmileFit{std::move(smile), points.size(), outliers.size(), std::move(outliers), sound};
}

}  // namespace wingspread::pricing
