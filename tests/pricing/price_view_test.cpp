#include "pricing/price_view.hpp"

#include "core/date.hpp"
#include "core/rng.hpp"
#include "pricing/probability.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace wingspread::pricing {
namespace {

using options::Payoff;
using options::VerticalKind;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Payoff bull_put(double low, double high, const char* net_price) {
    options::OptionContract contract;
    contract.symbol = contract.trading_class = "XYZ";
    contract.expiration = contract.last_trade_date = parse_date("2026-12-18").value();
    contract.right = Right::put;
    contract.strike = Price::from_double(low).value();
    auto other = contract;
    other.strike = Price::from_double(high).value();
    const auto kind = options::to_structure_kind(VerticalKind::bull_put);
    const auto made = options::Structure::make(kind, {contract, other});
    return Payoff::of(made.value(), Price::parse(net_price).value()).value();
}

TEST(PriceView, TheMarketsOwnIsTheRiskNeutralOne) {
    const auto market = market_from_rates(100, 0.2, 0.05, 0.01);
    const std::vector<double> strikes{80, 90, 100, 110, 120};
    const std::vector<double> volatilities{0.3, 0.26, 0.23, 0.21, 0.2};
    const auto smile = Smile::through(market, strikes, volatilities).value();
    const auto payoff = bull_put(90, 95, "-0.9");
    const PriceView view = MarketView{market, smile};
    EXPECT_EQ(probability_above(view, 94), probability_above(market, smile, 94));
    EXPECT_NEAR(probability_of_profit(view, payoff), probability_of_profit(market, smile, payoff),
                1e-12);
    EXPECT_NEAR(expected_profit_usd(view, market.discount, payoff),
                expected_value_usd(market, smile, payoff), 1e-9);
    EXPECT_EQ(expected_exercise(view, Right::call, 0), market.forward);
}

TEST(PriceView, ARisingOpinionLikesBullSpreadsBetter) {
    const auto payoff = bull_put(90, 95, "-0.9");
    const auto at = [&](double drift, double volatility) {
        return expected_profit_usd(LognormalView{100, 0.2, drift, volatility}, 1, payoff);
    };
    EXPECT_GT(at(0.1, 0.2), at(0, 0.2));
    EXPECT_GT(at(0, 0.1), at(0, 0.4));
    // Certainty: it ends above, and the credit is kept.
    EXPECT_NEAR(at(0.1, 0), 90, 1e-9);
    EXPECT_EQ(probability_of_profit(LognormalView{100, 0.2, 0.1, 0}, payoff), 1);
    EXPECT_NEAR(expected_exercise(LognormalView{100, 0.5, 0.1, 0.3}, Right::call, 0),
                100 * std::exp(0.05), 1e-12);
}

TEST(PriceView, ItsMeansAreWhatDrawsFromItAverage) {
    Rng rng(23);
    const LognormalView view{100, 0.25, 0.08, 0.3};
    const auto payoff = bull_put(90, 95, "-0.9");
    double profit = 0;
    double wins = 0;
    constexpr int draws = 200'000;
    for (int i = 0; i < draws; ++i) {
        const double deviation = view.volatility * std::sqrt(view.years);
        const double end =
            view.spot * std::exp(view.drift_per_year * view.years - deviation * deviation / 2 +
                                 deviation * rng.normal());
        const double each = payoff.pnl_usd(Price::from_double(end).value()).to_double();
        profit += each / draws;
        wins += each > 0 ? 1.0 / draws : 0;
    }
    EXPECT_NEAR(expected_profit_usd(view, 1, payoff), profit, 2);
    EXPECT_NEAR(probability_of_profit(view, payoff), wins, 0.005);
}

TEST(PriceView, ATableIsReadBetweenItsPoints) {
    // A tenth at 80 to 90, the rest even from 90 to 110.
    const std::vector<TabledView::Point> points{{80, 0}, {90, 0.1}, {110, 1}};
    const auto table = TabledView::make(points).value();
    const PriceView view = table;
    EXPECT_NEAR(probability_above(view, 85), 0.95, 1e-12);
    EXPECT_NEAR(probability_above(view, 100), 0.45, 1e-12);
    EXPECT_EQ(probability_above(view, 70), 1);
    EXPECT_EQ(probability_above(view, infinity), 0);
    EXPECT_NEAR(table.mean(), 0.1 * 85 + 0.9 * 100, 1e-12);
    EXPECT_NEAR(expected_exercise(view, Right::put, 90), 0.1 * 5, 1e-12);
    EXPECT_NEAR(expected_exercise(view, Right::put, 120), 120 - table.mean(), 1e-12);
    EXPECT_NEAR(expected_exercise(view, Right::call, 0), table.mean(), 1e-12);
    EXPECT_NEAR(expected_exercise(view, Right::call, 100), 0.45 * 5, 1e-12);
    EXPECT_TRUE(std::isnan(probability_above(view, nan)));
    // Half its discounted loss on the short put at 90 and the credit of the whole.
    EXPECT_NEAR(expected_profit_usd(view, 0.5, bull_put(80, 90, "-0.2")),
                100 * (-0.5 * 0.1 * 5 + 0.2), 1e-9);
}

TEST(PriceView, TablesThatAreNoDistributionAreRefused) {
    const auto refused = [](std::vector<TabledView::Point> points) {
        return TabledView::make(points).error().message;
    };
    EXPECT_THAT(refused({{80, 0}}), ::testing::HasSubstr("2 or more"));
    EXPECT_THAT(refused({{80, 0}, {80, 1}}), ::testing::HasSubstr("above the one before"));
    EXPECT_THAT(refused({{-1, 0}, {80, 1}}), ::testing::HasSubstr("price of the view"));
    EXPECT_THAT(refused({{80, 0}, {90, 0.6}, {95, 0.5}, {99, 1}}),
                ::testing::HasSubstr("not below the one before"));
    EXPECT_THAT(refused({{80, 0}, {90, 0.9}}), ::testing::HasSubstr("1 at the last one"));
    EXPECT_THAT(refused({{80, 0}, {90, nan}}), ::testing::HasSubstr("chance of the view"));
}

}  // namespace
}  // namespace wingspread::pricing
