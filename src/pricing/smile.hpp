#pragma once

#include "core/result.hpp"
#include "pricing/black76.hpp"
#include "pricing/quotes.hpp"
#include "pricing/spline.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace wingspread::pricing {

/// Volatility by strike for one expiry: a cubic spline of volatility over log-moneyness
/// ln(strike/forward). Beyond the outermost knots it goes on smoothly and flattens out within about
/// one standard deviation, so that no far strike is extrapolated into nonsense.
class Smile {
  public:
    static Smile flat(double forward, double volatility);
    /// Through the given points exactly; strikes rising, at least one point, all figures positive.
    static Result<Smile> through(const ExpiryMarket& market, std::span<const double> strikes,
                                 std::span<const double> volatilities);
    /// `spline` over log-moneyness; `deviation` (volatility·√years at the money, > 0) is the length
    /// over which the ends flatten.
    Smile(double forward, double deviation, CubicSpline spline);

    /// At a strike, and its slope dσ/dK there.
    struct Value {
        double volatility;
        double slope;
    };
    /// NaN for a strike that is not positive and finite.
    [[nodiscard]] Value at(double strike) const;
    [[nodiscard]] double volatility(double strike) const { return at(strike).volatility; }
    [[nodiscard]] double slope(double strike) const { return at(strike).slope; }

    [[nodiscard]] std::size_t knots() const { return spline_.x.size(); }

  private:
    /// An end of the spline and how it goes on.
    struct Tail {
        double x;
        double volatility;
        double slope;
        double length;
    };
    [[nodiscard]] Tail tail_at(double x, double deviation) const;
    [[nodiscard]] CubicSpline::Value at_moneyness(double x) const;

    double forward_;
    double floor_;  ///< half the lowest volatility at a knot: a spline may swing below its points
    CubicSpline spline_;
    Tail left_;
    Tail right_;
};

/// A smile and what went into it.
struct SmileFit {
    Smile smile;
    std::size_t quotes_used = 0;
    std::size_t outliers = 0;  ///< quotes with a volatility, but too far from their neighbours
    std::vector<double> outlier_strikes;
    /// The density that it implies is nowhere visibly negative from knot to knot. False when no
    /// smoothing within half the bid-ask ranges achieved that: then the quotes themselves hold
    /// arbitrage, or one of them is wrong.
    bool arbitrage_free = true;
};

/// Fits the out-of-the-money quotes (puts below the forward, calls from it on). Two-sided mids give
/// volatilities, each held to be known to an eighth of its bid-ask range. One that lies further
/// from the median of its four neighbours than half its range and three times their median
/// deviation is left out. The smoothest spline that agrees with the rest within those errors (their
/// root mean square) is taken, smoothed further while the density that it implies is visibly
/// negative, as far as half the ranges allow.
///
/// Fails (unavailable) with fewer than two usable quotes or at `years` <= 0.
Result<SmileFit> fit_smile(const ExpiryMarket& market, const QuoteColumns& quotes);

}  // namespace wingspread::pricing
