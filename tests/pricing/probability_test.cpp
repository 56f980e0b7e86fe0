#include "pricing/probability.hpp"

#include "core/date.hpp"
#include "core/rng.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace wingspread::pricing {
namespace {

using options::Payoff;
using options::VerticalKind;

constexpr double infinity = std::numeric_limits<double>::infinity();
const ExpiryMarket handbook{100, 100, std::exp(-0.04 * 30 / 365), 30.0 / 365};

Payoff vertical(VerticalKind kind, double low, double high, Price net_price) {
    options::OptionContract contract;
    contract.symbol = contract.trading_class = "XYZ";
    contract.expiration = contract.last_trade_date = parse_date("2026-12-18").value();
    contract.right = options::right_of(kind);
    contract.strike = Price::from_double(low).value();
    auto other = contract;
    other.strike = Price::from_double(high).value();
    const auto made = options::Structure::make(options::to_structure_kind(kind), {contract, other});
    return Payoff::of(made.value(), net_price).value();
}

TEST(Probability, HandbookVector) {
    const double sigma = 0.24 + 0.008 * (95 - 94.3);
    EXPECT_NEAR(sigma, 0.2456, 1e-12);
    EXPECT_NEAR(probability_above(handbook, 94.3, sigma, 0), 0.787655, 5e-7);
    EXPECT_NEAR(probability_above(handbook, 94.3, sigma, -0.008), 0.850394, 5e-7);
}

TEST(Probability, HandbookBullPutThroughASmile) {
    std::vector<double> strikes;
    std::vector<double> volatilities;
    for (double strike = 80; strike <= 110; strike += 1) {
        strikes.push_back(strike);
        volatilities.push_back(0.24 + 0.008 * (95 - strike));
    }
    const auto smile = Smile::through(handbook, strikes, volatilities).value();
    const auto payoff = vertical(VerticalKind::bull_put, 90, 95, Price::parse("-0.7").value());
    EXPECT_NEAR(probability_of_profit(handbook, smile, payoff), 0.850394, 2e-5);
}

TEST(Probability, ItIsTheSlopeOfTheCallPriceAlongTheSmile) {
    Rng rng(6);
    for (int i = 0; i < 500; ++i) {
        const auto market = market_from_rates(100, 0.02 + rng.uniform(), 0.05 * rng.uniform(), 0);
        const std::vector<double> strikes{70, 85, 100, 115, 130};
        std::vector<double> volatilities;
        for (const double strike : strikes) {
            volatilities.push_back(0.2 + 0.001 * (100 - strike) * rng.uniform());
        }
        const auto smile = Smile::through(market, strikes, volatilities).value();
        const auto call = [&](double strike) {
            return black76_price(Right::call, market, strike, smile.volatility(strike)) /
                   market.discount;
        };
        const double level = 75 + 50 * rng.uniform();
        const double h = 1e-4;
        const double slope = -(call(level + h) - call(level - h)) / (2 * h);
        ASSERT_NEAR(probability_above(market, smile, level), std::clamp(slope, 0.0, 1.0), 1e-6);
    }
}

TEST(Probability, EdgesAreTotal) {
    const auto smile = Smile::flat(100, 0.2);
    EXPECT_EQ(probability_above(handbook, smile, 0), 1);
    EXPECT_EQ(probability_above(handbook, smile, -5), 1);
    EXPECT_EQ(probability_above(handbook, smile, infinity), 0);
    EXPECT_EQ(probability_above({100, 100, 1, 0}, smile, 99), 1);
    EXPECT_EQ(probability_above({100, 100, 1, 0}, smile, 100), 0);
    EXPECT_TRUE(std::isnan(probability_above(handbook, smile, std::nan(""))));
    EXPECT_TRUE(std::isnan(probability_above({100, 100, 1, -1}, smile, 100)));
    EXPECT_TRUE(std::isnan(probability_above(handbook, 100, std::nan(""), 0)));
    EXPECT_EQ(probability_above(handbook, 100, 0.2, 1000), 0);
    EXPECT_EQ(probability_above(handbook, 100, 0.2, -1000), 1);
    EXPECT_NEAR(probability_between(handbook, smile, 0, infinity), 1, 1e-15);
    EXPECT_EQ(probability_between(handbook, smile, 110, 100), 0);
}

TEST(Probability, OppositeVerticalsShareTheWholeAndTheFairPriceIsWorthNothing) {
    Rng rng(9);
    for (int i = 0; i < 500; ++i) {
        const auto market = market_from_rates(100, 0.05 + rng.uniform(), 0.03, 0.01);
        const auto smile = Smile::flat(market.forward, 0.1 + 0.4 * rng.uniform());
        const double low = std::round(80 + 30 * rng.uniform());
        const double high = low + std::round(1 + 10 * rng.uniform());
        const auto net = Price::from_double((high - low) * (0.05 + 0.9 * rng.uniform())).value();
        const auto bull = vertical(VerticalKind::bull_call, low, high, net);
        const auto bear = vertical(VerticalKind::bear_call, low, high, -net);
        ASSERT_NEAR(
            probability_of_profit(market, smile, bull) + probability_of_profit(market, smile, bear),
            1, 1e-9);
        const double fair = fair_value(market, smile, bull);
        ASSERT_GT(fair, 0);
        ASSERT_LT(fair, high - low);
        ASSERT_NEAR(expected_value_usd(market, smile, bull), 100 * (fair - net.to_double()), 1e-9);
        ASSERT_NEAR(expected_value_usd(market, smile, bull),
                    -expected_value_usd(market, smile, bear), 1e-9);
    }
}

TEST(Probability, CreditPutAndDebitCallOfTheSameStrikesAreTheSameBet) {
    const auto market = market_from_rates(100, 0.25, 0.04, 0);
    const auto smile = Smile::flat(market.forward, 0.25);
    const auto call = vertical(VerticalKind::bull_call, 95, 100, Price{});
    const auto put = vertical(VerticalKind::bull_put, 95, 100, Price{});
    EXPECT_NEAR(fair_value(market, smile, call) - fair_value(market, smile, put),
                5 * market.discount, 1e-12);
}

}  // namespace
}  // namespace wingspread::pricing
