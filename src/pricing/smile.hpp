#pragma once

#include "core/result.hpp"
#include "pricing/black76.hpp"
#include "pricing/quotes.hpp"

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
    /// Through the given points exactly; strikes rising, at least one point.
    static Result<Smile> through(const ExpiryMarket& market, std::span<const double> strikes,
                                 std::span<const double> volatilities);

    /// NaN for a strike that is not positive and finite.
    [[nodiscard]] double volatility(double strike) const;
    /// dσ/dK at the strike.
    [[nodiscard]] double slope(double strike) const;

    [[nodiscard]] std::size_t knots() const { return moneyness_.size(); }

  private:
    friend Result<struct SmileFit> fit_smile(const ExpiryMarket&, const QuoteColumns&);

    struct Value {
        double volatility;
        double per_moneyness;
    };
    [[nodiscard]] Value at(double moneyness) const;

    double forward_ = 0;
    double tail_length_ = 0;          ///< of log-moneyness, over which the ends flatten
    std::vector<double> moneyness_;   ///< knots, rising
    std::vector<double> volatility_;  ///< at the knots
    std::vector<double> second_;      ///< second derivative at the knots, 0 at both ends
};

/// A smile and what went into it.
struct SmileFit {
    Smile smile;
    std::size_t quotes_used = 0;
    std::size_t outliers = 0;  ///< quotes with a volatility, but too far from their neighbours
};

/// Fits the out-of-the-money quotes (puts below the forward, calls from it on): two-sided mids give
/// volatilities, each known to half its bid-ask range; a volatility far from the median of its
/// neighbours is left out; the smoothest spline that agrees with the rest within those errors is
/// taken (Reinsch 1967), smoothed further while the density that it implies is negative at a knot.
/// Fails (unavailable) without a single usable quote or at `years` <= 0.
Result<SmileFit> fit_smile(const ExpiryMarket& market, const QuoteColumns& quotes);

}  // namespace wingspread::pricing
