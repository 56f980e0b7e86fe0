#include "pricing/implied_vol.hpp"

#include "core/rng.hpp"
#include "pricing/golden_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace wingspread::pricing {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(ImpliedVolatility, GoldenValues) {
    const auto rows =
        read_golden(WINGSPREAD_SOURCE_DIR "/tests/pricing/golden/implied_vol_black76.csv");
    ASSERT_GT(rows.size(), 250U);
    for (const auto& row : rows) {
        const auto& v = row.values;
        const auto right = row.right == 'C' ? Right::call : Right::put;
        const auto volatility = implied_volatility(right, v[0], v[1], v[2] / 365, v[3]);
        ASSERT_TRUE(volatility) << row.right << ' ' << v[1] << ' ' << v[2] << ' ' << v[4];
        // The file's prices are rounded like differences of numbers as large as the forward.
        const double vega = black76(right, {v[0], v[0], 1, v[2] / 365}, v[1], v[4]).vega_per_point;
        const double rounding = std::numeric_limits<double>::epsilon() * v[0] / (100 * vega);
        ASSERT_NEAR(*volatility, v[4], 1e-9 + rounding) << row.right << ' ' << v[1] << ' ' << v[2];
    }
}

TEST(ImpliedVolatility, InvertsThePriceWhereverItIsDetermined) {
    Rng rng(4);
    for (int i = 0; i < 20'000; ++i) {
        const double forward = std::exp(rng.uniform() * 9);
        const double years = std::exp(std::log(1.0 / 3650) + rng.uniform() * std::log(18'000));
        const double volatility = std::exp(std::log(0.01) + rng.uniform() * std::log(300));
        const double deviation = volatility * std::sqrt(years);
        if (deviation > 6) continue;
        const double strike = forward * std::exp(rng.normal() * 2 * deviation);
        const auto right = strike >= forward ? Right::call : Right::put;
        const double price = undiscounted_price(right, forward, strike, deviation);
        if (price < 1e-250) continue;
        const auto found = implied_volatility(right, forward, strike, years, price);
        ASSERT_TRUE(found);
        ASSERT_NEAR(*found / volatility, 1, 1e-9)
            << forward << ' ' << strike << ' ' << years << ' ' << volatility;
    }
}

TEST(ImpliedVolatility, PricesComputedToFortyDigitsGiveTheirVolatility) {
    const double week = 7.0 / 365;
    EXPECT_NEAR(implied_volatility(Right::put, 100, 50, week, 2.3487962524975139139e-10).value(),
                0.8, 1e-13);
    EXPECT_NEAR(implied_volatility(Right::put, 100, 50, week, 0.038625006307242643146).value(), 2,
                1e-13);
    EXPECT_NEAR(
        implied_volatility(Right::put, 100, 50, 1.0 / 365, 1.9061457617653434448e-11).value(), 2,
        1e-13);
}

TEST(ImpliedVolatility, ExtremesStillConverge) {
    for (const double deviation : {1e-9, 1e-6, 1e-4}) {
        const double price = undiscounted_price(Right::call, 100, 100, deviation);
        EXPECT_NEAR(implied_volatility(Right::call, 100, 100, 1, price).value() / deviation, 1,
                    1e-6);
    }
    const double tiny = undiscounted_price(Right::put, 100, 20, 0.05);
    EXPECT_LT(tiny, 1e-200);
    EXPECT_NEAR(implied_volatility(Right::put, 100, 20, 1, tiny).value(), 0.05, 1e-12);
    EXPECT_NEAR(implied_volatility(Right::call, 100, 100, 1, 99.99).value(), 7.78, 0.01);
}

TEST(ImpliedVolatility, InTheMoneyPricesGiveTheVolatilityOfTheirTimeValue) {
    const double call = undiscounted_price(Right::call, 100, 105, 0.2);
    const double put = undiscounted_price(Right::put, 100, 105, 0.2);
    EXPECT_NEAR(implied_volatility(Right::call, 100, 105, 1, call).value(), 0.2, 1e-12);
    EXPECT_NEAR(implied_volatility(Right::put, 100, 105, 1, put).value(), 0.2, 1e-12);
}

TEST(ImpliedVolatility, PricesWithoutAnAnswerHaveNone) {
    EXPECT_FALSE(implied_volatility(Right::call, 100, 90, 1, 10));   // intrinsic
    EXPECT_FALSE(implied_volatility(Right::call, 100, 90, 1, 9.9));  // below it
    EXPECT_FALSE(implied_volatility(Right::call, 100, 90, 1, 100));  // its upper bound
    EXPECT_FALSE(implied_volatility(Right::put, 100, 90, 1, 90));
    EXPECT_FALSE(implied_volatility(Right::put, 100, 90, 1, 0));
    EXPECT_FALSE(implied_volatility(Right::put, 100, 90, 0, 1));
    EXPECT_FALSE(implied_volatility(Right::put, 100, 90, -1, 1));
    EXPECT_FALSE(implied_volatility(Right::put, 100, 90, 1, nan));
    EXPECT_FALSE(implied_volatility(Right::put, nan, 90, 1, 1));
    EXPECT_FALSE(implied_volatility(Right::put, 100, -90, 1, 1));
    EXPECT_FALSE(
        implied_volatility(Right::call, std::numeric_limits<double>::infinity(), 90, 1, 1));
}

TEST(ImpliedVolatility, ColumnsDiscountAndMarkWhatIsMissing) {
    const auto market = market_from_rates(100, 0.5, 0.05, 0.02);
    const std::vector<double> strikes{80, 90, 95};
    std::vector<double> prices;
    for (const double strike : strikes) {
        prices.push_back(black76_price(Right::put, market, strike, 0.25));
    }
    prices[1] = nan;
    std::vector<double> volatilities(3);
    implied_volatilities(Right::put, market, strikes, prices, volatilities);
    EXPECT_NEAR(volatilities[0], 0.25, 1e-9);
    EXPECT_TRUE(std::isnan(volatilities[1]));
    EXPECT_NEAR(volatilities[2], 0.25, 1e-9);
}

}  // namespace
}  // namespace wingspread::pricing
