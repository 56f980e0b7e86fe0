#include "pricing/black76.hpp"

#include "core/rng.hpp"
#include "pricing/golden_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace wingspread::pricing {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Normal, DistributionAgreesWithTables) {
    EXPECT_NEAR(normal_cdf(0), 0.5, 1e-16);
    EXPECT_NEAR(normal_cdf(1), 0.841344746068542949, 1e-15);
    EXPECT_NEAR(normal_cdf(-2.5), 0.00620966532577613370, 1e-15);
    EXPECT_NEAR(normal_cdf(-10) / 7.61985302416052606e-24, 1, 1e-13);
    EXPECT_NEAR(normal_pdf(1), 0.241970724519143349, 1e-16);
    EXPECT_EQ(normal_cdf(-infinity), 0);
    EXPECT_EQ(normal_cdf(infinity), 1);
}

TEST(Black76, GoldenPricesAndGreeks) {
    const auto rows = read_golden(WINGSPREAD_SOURCE_DIR "/tests/pricing/golden/european.csv");
    ASSERT_GT(rows.size(), 250U);
    for (const auto& row : rows) {
        const auto& v = row.values;
        const double spot = v[0];
        const auto market = market_from_rates(spot, v[2] / 365, v[3], v[4]);
        const auto right = row.right == 'C' ? Right::call : Right::put;
        const auto greeks = black76(right, market, v[1], v[5]);
        const auto where = ::testing::Message() << row.right << ' ' << v[1] << ' ' << v[2] << ' '
                                                << v[3] << ' ' << v[4] << ' ' << v[5];
        ASSERT_NEAR(greeks.price, v[6], 1e-12 * spot) << where;
        ASSERT_NEAR(greeks.delta, v[7], 1e-12) << where;
        ASSERT_NEAR(greeks.gamma, v[8], 1e-12) << where;
        ASSERT_NEAR(greeks.theta_per_day, v[9], 1e-11) << where;
        ASSERT_NEAR(greeks.vega_per_point, v[10], 1e-12) << where;
        ASSERT_NEAR(greeks.rho_per_point, v[11], 1e-11) << where;
    }
}

TEST(Black76, HandbookVectors) {
    const auto market = ExpiryMarket{100, 100, std::exp(-0.04 * 30 / 365), 30.0 / 365};
    const double put95 = black76_price(Right::put, market, 95, 0.24);
    const double put90 = black76_price(Right::put, market, 90, 0.28);
    const double call105 = black76_price(Right::call, market, 105, 0.19);
    const double call110 = black76_price(Right::call, market, 110, 0.18);
    EXPECT_NEAR(put95, 0.883335, 5e-7);
    EXPECT_NEAR(put90, 0.336291, 5e-7);
    EXPECT_NEAR(call105, 0.563016, 5e-7);
    EXPECT_NEAR(call110, 0.068351, 5e-7);
    EXPECT_NEAR(put95 - put90 + call105 - call110, 1.041709, 5e-7);
}

struct Case {
    ExpiryMarket market;
    double strike;
    double volatility;
};

Case random_case(Rng& rng) {
    const double spot = std::exp(rng.uniform() * 8);
    const double years = std::exp(std::log(1.0 / 3650) + rng.uniform() * std::log(7300));
    return {market_from_rates(spot, years, rng.uniform() * 0.12 - 0.02, rng.uniform() * 0.06),
            spot * std::exp(rng.normal() * 0.3), 0.03 + rng.uniform() * 1.5};
}

TEST(Black76, ParityBoundsAndMonotonicity) {
    Rng rng(1);
    for (int i = 0; i < 5000; ++i) {
        const auto [market, strike, volatility] = random_case(rng);
        const double call = black76_price(Right::call, market, strike, volatility);
        const double put = black76_price(Right::put, market, strike, volatility);
        const double scale = market.spot + strike;
        ASSERT_NEAR(call - put, market.discount * (market.forward - strike), 1e-14 * scale);
        ASSERT_GE(call, market.discount * (market.forward - strike) - 1e-14 * scale);
        ASSERT_LE(call, market.discount * market.forward);
        ASSERT_LE(put, market.discount * strike);
        ASSERT_LE(call,
                  black76_price(Right::call, market, strike, volatility * 1.01) + 1e-14 * scale);
        ASSERT_GE(call,
                  black76_price(Right::call, market, strike * 1.01, volatility) - 1e-14 * scale);
    }
}

TEST(Black76, GreeksAreTheSlopesOfThePrice) {
    Rng rng(2);
    for (int i = 0; i < 500; ++i) {
        const double spot = 100;
        const double years = 0.05 + rng.uniform();
        const double rate = rng.uniform() * 0.08;
        const double yield = rng.uniform() * 0.05;
        const double strike = 70 + rng.uniform() * 60;
        const double volatility = 0.1 + rng.uniform() * 0.5;
        const auto right = rng.chance(0.5) ? Right::call : Right::put;
        const auto price = [&](double s, double t, double r, double vol) {
            return black76_price(right, market_from_rates(s, t, r, yield), strike, vol);
        };
        const auto market = market_from_rates(spot, years, rate, yield);
        const auto greeks = black76(right, market, strike, volatility);
        const double h = 1e-4;
        const auto slope = [&](double up, double down) { return (up - down) / (2 * h); };
        ASSERT_NEAR(greeks.delta,
                    slope(price(spot + h, years, rate, volatility),
                          price(spot - h, years, rate, volatility)),
                    1e-7);
        ASSERT_NEAR(greeks.vega_per_point * 100,
                    slope(price(spot, years, rate, volatility + h),
                          price(spot, years, rate, volatility - h)),
                    1e-4);
        ASSERT_NEAR(greeks.rho_per_point * 100,
                    slope(price(spot, years, rate + h, volatility),
                          price(spot, years, rate - h, volatility)),
                    1e-4);
        ASSERT_NEAR(-greeks.theta_per_day * 365,
                    slope(price(spot, years + h, rate, volatility),
                          price(spot, years - h, rate, volatility)),
                    1e-3);
        const auto up =
            black76(right, market_from_rates(spot + h, years, rate, yield), strike, volatility);
        const auto down =
            black76(right, market_from_rates(spot - h, years, rate, yield), strike, volatility);
        ASSERT_NEAR(greeks.gamma, slope(up.delta, down.delta), 1e-7);
        ASSERT_NEAR(greeks.forward_delta * market.forward, greeks.delta * spot, 1e-10);
    }
}

TEST(Black76, WithoutTimeOrVolatilityItIsExercise) {
    const ExpiryMarket expired{100, 100, 1, 0};
    const auto in = black76(Right::put, expired, 110, 0.3);
    EXPECT_EQ(in.price, 10);
    EXPECT_EQ(in.delta, -1);
    EXPECT_EQ(in.gamma, 0);
    EXPECT_EQ(in.vega_per_point, 0);
    EXPECT_EQ(in.theta_per_day, 0);
    EXPECT_EQ(black76(Right::call, expired, 100, 0.3).delta, 0.5);
    EXPECT_EQ(black76(Right::call, expired, 101, 0.3).price, 0);
    const auto market = market_from_rates(100, 1, 0.05, 0);
    EXPECT_NEAR(black76(Right::call, market, 90, 0).price, 100 - 90 * std::exp(-0.05), 1e-12);
}

TEST(Black76, ArgumentsOutOfRangeGiveNaN) {
    const ExpiryMarket good{100, 101, 0.99, 0.5};
    for (const double bad : {nan, infinity, -infinity, -1.0, 0.0}) {
        EXPECT_TRUE(std::isnan(black76_price(Right::call, good, bad, 0.2))) << bad;
        EXPECT_TRUE(std::isnan(black76(Right::put, {bad, 101, 0.99, 0.5}, 100, 0.2).delta)) << bad;
        EXPECT_TRUE(std::isnan(black76(Right::put, {100, bad, 0.99, 0.5}, 100, 0.2).price)) << bad;
        EXPECT_TRUE(std::isnan(black76(Right::put, {100, 101, bad, 0.5}, 100, 0.2).price)) << bad;
        if (bad == 0) continue;
        EXPECT_TRUE(std::isnan(black76_price(Right::call, good, 100, bad))) << bad;
        EXPECT_TRUE(std::isnan(black76(Right::put, {100, 101, 0.99, bad}, 100, 0.2).price)) << bad;
    }
}

}  // namespace
}  // namespace wingspread::pricing
