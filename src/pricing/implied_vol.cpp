#include "pricing/implied_vol.hpp"

#include "pricing/numbers.hpp"
#include "pricing/quotes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace wingspread::pricing {

namespace {

constexpr int max_iterations = 100;
/// Newton doubles its digits: after a relative step this small, what is left is rounding.
constexpr double small_step = 1e-9;

/// The problem without units: a call that is out of the money, its price b in units of √(F·K), and
/// x = ln(F/K) <= 0 (Jäckel, "Let's Be Rational", 2015). b(s) rises from 0 to e^(x/2); it is convex
/// below the inflection s = √(2|x|) and concave above.
struct Normalised {
    double x;
    double half_strike;  ///< e^(−x/2), by which the strike weighs; its inverse weighs the forward

    [[nodiscard]] double price(double s) const {
        const double d1 = x / s + s / 2;
        return std::max(normal_cdf(d1) / half_strike - normal_cdf(d1 - s) * half_strike, 0.0);
    }
    /// e^(x/2) − price, without cancellation when the price is near its bound.
    [[nodiscard]] double shortfall(double s) const {
        const double d1 = x / s + s / 2;
        return normal_cdf(-d1) / half_strike + normal_cdf(d1 - s) * half_strike;
    }
    [[nodiscard]] double vega(double s) const { return normal_pdf(x / s + s / 2) / half_strike; }
    [[nodiscard]] double bound() const { return 1 / half_strike; }
};

/// A Newton step proposed from s, and whether the solution lies above s.
struct Proposal {
    double next;
    bool solution_above;
};

/// Newton with a bracket: a proposal that leaves the bracket is replaced by its middle, so that the
/// search always ends. `high` may be infinite at first.
template <class Propose>
double search(double low, double high, double s, Propose propose) {
    for (int i = 0; i < max_iterations; ++i) {
        const Proposal proposal = propose(s);
        (proposal.solution_above ? low : high) = s;
        // A last step of rounding may point out of the bracket; it is still the answer.
        if (std::abs(proposal.next - s) <= small_step * s) return proposal.next;
        const bool inside = proposal.next > low && proposal.next < high;
        if (inside)
            s = proposal.next;
        else
            s = std::isinf(high) ? 2 * s : low + (high - low) / 2;
    }
    return s;
}

/// A first guess for small s, from b ≈ s³/(x²·√(2π))·e^(−x²/(2s²)): the exponent alone, then with
/// the factor that it gave. Too large where s is not small; the caller caps it.
double seed(const Normalised& problem, double log_price) {
    const double square = problem.x * problem.x;
    const double scale = normal_pdf(0) / square;
    double s = std::sqrt(square / (-2 * log_price));
    for (int i = 0; i < 2; ++i) {
        const double exponent = log_price - std::log(s * s * s * scale);
        if (!(exponent < 0)) break;
        s = std::sqrt(square / (-2 * exponent));
    }
    return s;
}

/// Below the inflection ln b is nearly linear in v = 1/s²: Halley's method there.
double search_low(const Normalised& problem, double target, double inflection) {
    const double log_target = std::log(target);
    const double start = std::min(seed(problem, log_target), inflection / 2);
    return search(0, inflection, start, [&](double s) {
        const double price = problem.price(s);
        if (price <= 0) return Proposal{0, true};
        const double error = std::log(price) - log_target;
        const double by_s = problem.vega(s) / price;
        const double by_s_twice =
            by_s * (problem.x * problem.x / (s * s * s) - s / 4) - by_s * by_s;
        const double s_by_v = -s * s * s / 2;
        const double slope = by_s * s_by_v;
        const double curvature = by_s_twice * s_by_v * s_by_v + by_s * 0.75 * s * s * s * s * s;
        const double newton = error / slope;
        const double step = newton / (1 - newton * curvature / (2 * slope));
        return Proposal{1 / std::sqrt(1 / (s * s) - step), error < 0};
    });
}

/// Above the inflection and below half the bound b is concave: Newton from the inflection rises
/// steadily.
double search_middle(const Normalised& problem, double target, double inflection) {
    const double infinity = std::numeric_limits<double>::infinity();
    const double start = std::max(inflection, target);
    return search(inflection, infinity, start, [&](double s) {
        const double error = problem.price(s) - target;
        return Proposal{s - error / problem.vega(s), error < 0};
    });
}

/// Near the bound the logarithm of what is missing is nearly a parabola in s.
double search_high(const Normalised& problem, double missing, double inflection) {
    const double infinity = std::numeric_limits<double>::infinity();
    const double log_missing = std::log(missing);
    return search(inflection, infinity, std::max(inflection, 1.0), [&](double s) {
        const double shortfall = problem.shortfall(s);
        const double error = std::log(shortfall) - log_missing;
        return Proposal{s + error * shortfall / problem.vega(s), error > 0};
    });
}

/// The deviation at which the problem has this price, 0 < target < bound.
double solve(const Normalised& problem, double target) {
    const double inflection = std::sqrt(2 * std::abs(problem.x));
    if (inflection > 0 && target < problem.price(inflection)) {
        return search_low(problem, target, inflection);
    }
    if (target < problem.bound() / 2) return search_middle(problem, target, inflection);
    return search_high(problem, problem.bound() - target, inflection);
}

}  // namespace

std::expected<double, NoVolatility> implied_volatility(Right right, double forward, double strike,
                                                       double years, double undiscounted_price) {
    const auto none = [](NoVolatility why) { return std::unexpected(why); };
    if (!is_positive(forward) || !is_positive(strike) || !std::isfinite(undiscounted_price) ||
        !std::isfinite(years)) {
        return none(NoVolatility::not_a_number);
    }
    if (!(years > 0)) return none(NoVolatility::expired);
    const double bound = right == Right::call ? forward : strike;
    const double moneyness = right == Right::call ? forward - strike : strike - forward;
    const double intrinsic = std::max(moneyness, 0.0);
    if (!(undiscounted_price > intrinsic)) return none(NoVolatility::not_above_intrinsic);
    if (!(undiscounted_price < bound)) return none(NoVolatility::not_below_bound);
    // By parity the time value is the price of the out-of-the-money option, and a put at K is, in
    // these units, a call at F²/K.
    const double root = std::sqrt(forward) * std::sqrt(strike);
    const double target = (undiscounted_price - intrinsic) / root;
    const double x = -std::abs(std::log(forward / strike));
    const Normalised problem{x, std::exp(-x / 2)};
    if (!(target > 0)) return none(NoVolatility::not_above_intrinsic);
    if (!(target < problem.bound())) return none(NoVolatility::not_below_bound);
    return solve(problem, target) / std::sqrt(years);
}

std::expected<double, NoVolatility> implied_volatility(Right right, const ExpiryMarket& market,
                                                       double strike, double bid, double ask) {
    if (!(bid > 0)) return std::unexpected(NoVolatility::no_bid);
    if (!is_two_sided(bid, ask)) return std::unexpected(NoVolatility::no_quote);
    return implied_volatility(right, market.forward, strike, market.years,
                              (bid + ask) / 2 / market.discount);
}

std::string_view describe(NoVolatility why) {
    static constexpr std::array texts{
        std::string_view{"an argument is no number above zero"},
        std::string_view{"expired"},
        std::string_view{"price at or below the intrinsic value"},
        std::string_view{"price at or above its upper bound"},
        std::string_view{"no bid"},
        std::string_view{"one-sided or crossed quote"},
    };
    return texts.at(static_cast<std::size_t>(why));
}

}  // namespace wingspread::pricing
