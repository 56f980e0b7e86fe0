#include "pricing/binomial.hpp"

#include "core/rng.hpp"
#include "pricing/every_target.hpp"
#include "pricing/golden_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace wingspread::pricing {
namespace {

AmericanMarket market_of(double spot, double years, double rate, double yield) {
    AmericanMarket market;
    market.spot = spot;
    market.years = years;
    market.rate_per_year = rate;
    market.dividend_yield_per_year = yield;
    return market;
}

double price(Right right, const AmericanMarket& market, double strike, double volatility,
             int steps = 201) {
    return binomial_price(right, market, strike, volatility, steps);
}

TEST(Binomial, GoldenPrices) {
    const auto rows = read_golden(WINGSPREAD_SOURCE_DIR "/tests/pricing/golden/american.csv");
    ASSERT_GT(rows.size(), 250U);
    double sum = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& v = rows[i].values;
        const auto right = rows[i].right == 'C' ? Right::call : Right::put;
        const auto market = market_of(v[0], v[2] / 365, v[3], v[4]);
        const auto where = ::testing::Message() << rows[i].right << ' ' << v[1] << ' ' << v[2]
                                                << ' ' << v[3] << ' ' << v[4] << ' ' << v[5];
        const double found = price(right, market, v[1], v[5]);
        ASSERT_NEAR(found, v[6], 1e-2) << where;
        if (i % 4 == 0) {
            ASSERT_NEAR(price(right, market, v[1], v[5], 1001), v[6], 1e-3) << where;
        }
        sum += std::abs(found - v[6]);
    }
    EXPECT_LT(sum / static_cast<double>(rows.size()), 1e-4);
}

TEST(Binomial, WorthAtLeastExerciseAndTheEuropeanOption) {
    Rng rng(12);
    for (int i = 0; i < 200; ++i) {
        const auto market =
            market_of(100, 0.02 + rng.uniform(), 0.08 * rng.uniform(), 0.05 * rng.uniform());
        const double strike = 70 + 60 * rng.uniform();
        const double volatility = 0.1 + 0.5 * rng.uniform();
        const auto right = rng.chance(0.5) ? Right::call : Right::put;
        const double european =
            black76_price(right,
                          market_from_rates(100, market.years, market.rate_per_year,
                                            market.dividend_yield_per_year),
                          strike, volatility);
        const double american = price(right, market, strike, volatility);
        const double intrinsic = right == Right::call ? 100 - strike : strike - 100;
        ASSERT_GE(american, european - 1e-3);
        ASSERT_GE(american, std::max(intrinsic, 0.0));
        ASSERT_LE(american, right == Right::call ? 100 : strike);
    }
}

TEST(Binomial, ACallWithoutDividendsIsNeverExercisedEarly) {
    const auto market = market_of(100, 0.5, 0.05, 0);
    const double european =
        black76_price(Right::call, market_from_rates(100, 0.5, 0.05, 0), 95, 0.25);
    EXPECT_NEAR(price(Right::call, market, 95, 0.25), european, 1e-4);
}

TEST(Binomial, ADividendMakesACallWorthExercisingTheDayBefore) {
    auto market = market_of(100, 0.25, 0.01, 0);
    const std::array dividends{Dividend{0.1, 3.0}};
    market.dividends = dividends;
    const double escrowed = 100 - 3 * std::exp(-0.01 * 0.1);
    const double european =
        black76_price(Right::call, market_from_rates(escrowed, 0.25, 0.01, 0), 80, 0.15);
    const double call = price(Right::call, market, 80, 0.15);
    EXPECT_GT(call, european + 2);
    EXPECT_NEAR(call, 20 + 80 * (1 - std::exp(-0.001)), 0.05);
    // One that goes ex after expiry changes nothing.
    const std::array late{Dividend{0.3, 3.0}};
    market.dividends = late;
    EXPECT_EQ(price(Right::call, market, 80, 0.15),
              price(Right::call, market_of(100, 0.25, 0.01, 0), 80, 0.15));
}

TEST(Binomial, FewStepsAreAsGoodAroundADividendAsMany) {
    Rng rng(13);
    double sum = 0;
    for (int i = 0; i < 60; ++i) {
        auto market = market_of(100, 0.05 + rng.uniform(), 0.08 * rng.uniform(), 0);
        std::array<Dividend, 4> dividends{};
        for (auto& dividend : dividends) dividend = {1.1 * rng.uniform(), 2 * rng.uniform()};
        market.dividends = dividends;
        const double strike = 80 + 40 * rng.uniform();
        const double volatility = 0.1 + 0.4 * rng.uniform();
        const auto right = rng.chance(0.5) ? Right::call : Right::put;
        const double difference = price(right, market, strike, volatility, 401) -
                                  price(right, market, strike, volatility, 2001);
        ASSERT_NEAR(difference, 0, 1e-2) << strike << ' ' << volatility << ' ' << market.years;
        sum += std::abs(difference);
    }
    EXPECT_LT(sum / 60, 1e-3);
}

TEST(Binomial, EveryInstructionSetAgreesWithTheScalarKernel) {
    on_every_target([] {
        auto market = market_of(100, 0.4, 0.05, 0.01);
        const std::array dividends{Dividend{0.1, 1.0}, Dividend{0.35, 1.0}};
        market.dividends = dividends;
        for (const int steps : {1, 2, 5, 51, 201}) {
            const double fast = binomial_price(Right::put, market, 105, 0.3, steps);
            const double scalar =
                binomial_price(Right::put, market, 105, 0.3, steps, Kernel::scalar);
            ASSERT_NEAR(fast, scalar, 1e-11);
        }
    });
}

TEST(Binomial, EdgesAreTotal) {
    const auto market = market_of(100, 0.5, 0.05, 0);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(price(Right::put, market_of(100, 0, 0.05, 0), 110, 0.2), 10);
    EXPECT_NEAR(price(Right::put, market, 110, 0), 10, 1e-12);
    EXPECT_NEAR(price(Right::call, market, 90, 0), 100 - 90 * std::exp(-0.025), 1e-9);
    EXPECT_NEAR(price(Right::put, market, 110, 1e-9), 10, 1e-12);
    EXPECT_TRUE(std::isnan(price(Right::put, market, nan, 0.2)));
    EXPECT_TRUE(std::isnan(price(Right::put, market, 100, -0.2)));
    EXPECT_TRUE(std::isnan(price(Right::put, market_of(nan, 1, 0, 0), 100, 0.2)));
    EXPECT_TRUE(std::isnan(price(Right::put, market_of(100, -1, 0, 0), 100, 0.2)));
    EXPECT_TRUE(std::isnan(price(Right::put, market, 100, 0.2, 0)));
}

}  // namespace
}  // namespace wingspread::pricing
