#pragma once

#include "core/result.hpp"
#include "options/payoff.hpp"
#include "pricing/black76.hpp"
#include "pricing/smile.hpp"

#include <span>
#include <variant>
#include <vector>

namespace wingspread::pricing {

/// What the market thinks of the price at expiry: the density that a smile implies.
struct MarketView {
    ExpiryMarket market;
    Smile smile;
};

/// What a user thinks, as drift and volatility: ln S_T is normal around spot·e^(drift·years), which
/// is the expected price.
struct LognormalView {
    double spot = 0;            ///< > 0
    double years = 0;           ///< >= 0
    double drift_per_year = 0;  ///< continuously compounded
    double volatility = 0;      ///< >= 0, per root of a year
};

/// What a user thinks, point by point. Between two points every price is as likely as any other.
class TabledView {
  public:
    struct Point {
        double price;         ///< >= 0
        double chance_below;  ///< that the price ends at or below, 0 to 1
    };
    /// Prices rise strictly, chances do not fall, from 0 at the first point to 1 at the last one.
    static Result<TabledView> make(std::span<const Point> points);

    [[nodiscard]] double chance_below(double price) const;
    /// Mean of max(strike − S, 0).
    [[nodiscard]] double expected_put(double strike) const;
    [[nodiscard]] double mean() const;

  private:
    explicit TabledView(std::vector<Point> points) : points_(std::move(points)) {}
    std::vector<Point> points_;
};

using PriceView = std::variant<MarketView, LognormalView, TabledView>;

/// Chance that the price ends above a level; NaN for a view out of its ranges.
double probability_above(const PriceView& view, double level);
double probability_of_profit(const PriceView& view, const options::Payoff& payoff);
/// Mean of max(±(S − strike), 0), undiscounted; a call at strike 0 is the mean price itself.
double expected_exercise(const PriceView& view, Right right, double strike);
/// Of one spread: multiplier·(discount·mean of what its legs pay − net price). Under the market's
/// view this is about minus half the bid-ask spread, by construction; under another it is a
/// forecast, as good as the view.
double expected_profit_usd(const PriceView& view, double discount, const options::Payoff& payoff);

}  // namespace wingspread::pricing
