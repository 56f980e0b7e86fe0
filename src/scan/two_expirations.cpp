#include "scan/two_expirations.hpp"

#include "pricing/probability.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace wingspread::scan {

namespace {

using options::Right;

double exercise_value(Right right, double underlying, double strike) {
    return std::max(right == Right::call ? underlying - strike : strike - underlying, 0.0);
}

/// Profit per share at the front expiration, as a function of the underlying's price then.
class FrontValue {
  public:
    FrontValue(const options::Structure& structure, const ExpiryModel& front,
               const ExpiryModel& back, Price net)
        : structure_(structure),
          net_(net.to_double()),
          carry_(back.market.forward / front.market.forward),
          discount_(back.market.discount / front.market.discount),
          years_(std::max(back.market.years - front.market.years, 0.0)) {
        for (const auto& leg : structure.legs()) {
            strikes_.push_back(leg.contract.strike.to_double());
            volatilities_.push_back(back.smile.volatility(strikes_.back()));
        }
    }

    [[nodiscard]] double operator()(double underlying) const {
        double value = -net_;
        for (std::size_t i = 0; i < strikes_.size(); ++i) {
            const auto& leg = structure_.legs()[i];
            value += options::sign(leg.side) * leg.ratio * leg_value(i, underlying);
        }
        return value;
    }
    [[nodiscard]] const std::vector<double>& strikes() const { return strikes_; }
    [[nodiscard]] double widest_volatility() const {
        return *std::ranges::max_element(volatilities_);
    }

  private:
    [[nodiscard]] double leg_value(std::size_t leg, double underlying) const {
        const auto& contract = structure_.legs()[leg].contract;
        const double exercised = exercise_value(contract.right, underlying, strikes_[leg]);
        if (contract.expiration == structure_.front_expiration()) return exercised;
        const pricing::ExpiryMarket then{underlying, underlying * carry_, discount_, years_};
        const double value =
            pricing::black76_price(contract.right, then, strikes_[leg], volatilities_[leg]);
        return contract.style == options::ExerciseStyle::american ? std::max(value, exercised)
                                                                  : value;
    }

    const options::Structure& structure_;
    double net_;
    double carry_;
    double discount_;
    double years_;
    std::vector<double> strikes_;
    std::vector<double> volatilities_;
};

/// Prices of the underlying, rising, close enough that the value between two changes its sign once
/// at most; strikes among them, because there the value has its corners.
std::vector<double> prices_to_look_at(const FrontValue& value, const ExpiryModel& front,
                                      const ExpiryModel& back) {
    constexpr int steps = 256;
    constexpr double deviations = 8;
    const double reach =
        std::min(deviations * value.widest_volatility() * std::sqrt(back.market.years), deviations);
    std::vector<double> prices = value.strikes();
    for (int i = 0; i <= steps; ++i)
        prices.push_back(front.market.forward * std::exp(reach * (2.0 * i / steps - 1)));
    std::ranges::sort(prices);
    return prices;
}

double root_between(const FrontValue& value, double low, double high) {
    const bool rises = value(high) > 0;
    constexpr int halvings = 60;
    for (int i = 0; i < halvings; ++i) {
        const double middle = low + (high - low) / 2;
        ((value(middle) > 0) == rises ? high : low) = middle;
    }
    return low + (high - low) / 2;
}

/// The greatest value between two prices with one peak between them, by golden section.
double peak_between(const FrontValue& value, double low, double high) {
    constexpr double section = 0.6180339887498949;
    constexpr int steps = 60;
    for (int i = 0; i < steps; ++i) {
        const double left = high - section * (high - low);
        const double right = low + section * (high - low);
        if (value(left) < value(right))
            low = left;
        else
            high = right;
    }
    return value(low + (high - low) / 2);
}

double greatest_value(const FrontValue& value, const std::vector<double>& prices,
                      const std::vector<double>& values) {
    const auto best = std::ranges::max_element(values) - values.begin();
    const auto at = [&](std::ptrdiff_t i) {
        return prices[static_cast<std::size_t>(
            std::clamp<std::ptrdiff_t>(i, 0, std::ssize(prices) - 1))];
    };
    return std::max({values[static_cast<std::size_t>(best)],
                     peak_between(value, at(best - 1), at(best)),
                     peak_between(value, at(best), at(best + 1))});
}

}  // namespace

FrontOutcome outcome_at_front(const options::Structure& structure, const ExpiryModel& front,
                              const ExpiryModel& back, Price net) {
    const FrontValue value(structure, front, back, net);
    const auto prices = prices_to_look_at(value, front, back);
    std::vector<double> values;
    for (const double price : prices) values.push_back(value(price));

    FrontOutcome outcome;
    double since = values.front() > 0 ? 0 : -1;  // start of the present profit, -1: none
    const auto add = [&](double to) {
        outcome.pop += pricing::probability_between(front.market, front.smile, since, to);
        since = -1;
    };
    for (std::size_t i = 1; i < prices.size(); ++i) {
        if ((values[i - 1] > 0) == (values[i] > 0)) continue;
        const double root = root_between(value, prices[i - 1], prices[i]);
        if (const auto breakeven = Price::from_double(root))
            outcome.breakevens.push_back(*breakeven);
        if (values[i] > 0)
            since = root;
        else
            add(root);
    }
    if (since >= 0) add(std::numeric_limits<double>::infinity());
    outcome.pop = std::clamp(outcome.pop, 0.0, 1.0);
    if (const auto best =
            Money::from_double(structure.multiplier() * greatest_value(value, prices, values)))
        outcome.max_profit_usd = *best;
    return outcome;
}

}  // namespace wingspread::scan
