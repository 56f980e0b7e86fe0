#include "pricing/american.hpp"

#include "core/rng.hpp"
#include "pricing/binomial.hpp"
#include "pricing/every_target.hpp"
#include "pricing/golden_table.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

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

/// The golden table's options as columns.
struct Golden {
    std::vector<Right> rights;
    std::vector<double> spots, strikes, years, rates, yields, volatilities, wanted;

    Golden() {
        for (const auto& [right, v] :
             read_golden(WINGSPREAD_SOURCE_DIR "/tests/pricing/golden/american.csv")) {
            rights.push_back(right == 'C' ? Right::call : Right::put);
            spots.push_back(v[0]);
            strikes.push_back(v[1]);
            years.push_back(v[2] / 365);
            rates.push_back(v[3]);
            yields.push_back(v[4]);
            volatilities.push_back(v[5]);
            wanted.push_back(v[6]);
        }
    }
    [[nodiscard]] OptionColumns columns() const {
        return {rights, spots, strikes, years, rates, yields, volatilities};
    }
    [[nodiscard]] AmericanMarket market(std::size_t i) const {
        return market_of(spots[i], years[i], rates[i], yields[i]);
    }
};

TEST(American, GoldenPricesOnEveryInstructionSet) {
    const Golden golden;
    ASSERT_GT(golden.wanted.size(), 250U);
    on_every_target([&] {
        std::vector<double> price(golden.wanted.size());
        american_columns(golden.columns(), {.price = price});
        double sum = 0;
        for (std::size_t i = 0; i < price.size(); ++i) {
            const double error = std::abs(price[i] - golden.wanted[i]);
            ASSERT_LT(error, 1e-5 * golden.spots[i])
                << golden.strikes[i] << ' ' << golden.years[i] << ' ' << golden.volatilities[i];
            sum += error;
        }
        EXPECT_LT(sum / static_cast<double>(price.size()), 3e-5);
    });
}

TEST(American, EveryInstructionSetAgreesWithTheScalarKernel) {
    const Golden golden;
    on_every_target([&] {
        std::vector<double> fast(golden.wanted.size());
        std::vector<double> scalar(golden.wanted.size());
        american_columns(golden.columns(), {.price = fast});
        american_columns(golden.columns(), {.price = scalar}, Kernel::scalar);
        for (std::size_t i = 0; i < fast.size(); ++i) {
            // Lanes go on until the slowest of them is settled.
            ASSERT_NEAR(fast[i], scalar[i], 1e-5 * golden.spots[i]);
        }
    });
}

/// Anything a market may bring, rates and yields below zero among it.
TEST(American, AgreesWithTheTreeWhateverTheRates) {
    Rng rng(17);
    for (int i = 0; i < 150; ++i) {
        const auto market = market_of(100, std::exp(std::log(0.01) + rng.uniform() * std::log(300)),
                                      -0.02 + 0.12 * rng.uniform(), -0.01 + 0.09 * rng.uniform());
        const double volatility = 0.1 + 0.6 * rng.uniform();
        const double strike =
            100 * std::exp(2 * rng.normal() * volatility * std::sqrt(market.years));
        const auto right = rng.chance(0.5) ? Right::call : Right::put;
        const double tree = binomial_price(right, market, strike, volatility, 1001);
        ASSERT_NEAR(american_price(right, market, strike, volatility), tree, 3e-5 * (100 + strike))
            << strike << ' ' << market.years << ' ' << market.rate_per_year << ' '
            << market.dividend_yield_per_year << ' ' << volatility;
    }
}

TEST(American, GreeksAreTheSlopesOfThePrice) {
    Rng rng(18);
    for (int i = 0; i < 25; ++i) {
        const auto market =
            market_of(100, 0.1 + rng.uniform(), 0.01 + 0.07 * rng.uniform(), 0.05 * rng.uniform());
        const double strike = 80 + 40 * rng.uniform();
        const double volatility = 0.15 + 0.5 * rng.uniform();
        const auto right = rng.chance(0.5) ? Right::call : Right::put;
        const auto price = [&](double spot, double years, double rate, double vol) {
            auto other = market_of(spot, years, rate, market.dividend_yield_per_year);
            return binomial_price(right, other, strike, vol, 801);
        };
        const double years = market.years;
        const double rate = market.rate_per_year;
        const auto greeks = american(right, market, strike, volatility);
        const auto where = ::testing::Message() << int(right) << ' ' << strike << ' ' << years
                                                << ' ' << rate << ' ' << volatility;
        const auto at = [&](double shift) { return price(100 + shift, years, rate, volatility); };
        ASSERT_NEAR(greeks.delta, (at(1) - at(-1)) / 2, 1e-3) << where;
        ASSERT_NEAR(greeks.gamma, (at(1) - 2 * at(0) + at(-1)), 3e-3) << where;
        ASSERT_NEAR(greeks.vega_per_point * 100,
                    (price(100, years, rate, volatility + 1e-2) -
                     price(100, years, rate, volatility - 1e-2)) /
                        2e-2,
                    0.1)
            << where;
        ASSERT_NEAR(greeks.rho_per_point * 100,
                    (price(100, years, rate + 1e-3, volatility) -
                     price(100, years, rate - 1e-3, volatility)) /
                        2e-3,
                    0.5)
            << where;
        ASSERT_NEAR(-greeks.theta_per_day * 365,
                    (price(100, years + 1e-2, rate, volatility) -
                     price(100, years - 1e-2, rate, volatility)) /
                        2e-2,
                    0.15)
            << where;
    }
}

TEST(American, WhatIsExercisedStandsStill) {
    const auto market = market_of(60, 0.5, 0.05, 0);
    const auto greeks = american(Right::put, market, 100, 0.2);
    EXPECT_EQ(greeks.price, 40);
    EXPECT_EQ(greeks.delta, -1);
    EXPECT_EQ(greeks.gamma, 0);
    EXPECT_EQ(greeks.theta_per_day, 0);
    EXPECT_NEAR(greeks.vega_per_point, 0, 1e-12);
    EXPECT_NEAR(greeks.rho_per_point, 0, 1e-12);
}

TEST(American, GreeksWithCashDividendsAreThoseOfTheTree) {
    auto market = market_of(100, 0.3, 0.04, 0);
    const std::array dividends{Dividend{0.1, 1.5}};
    market.dividends = dividends;
    const auto call = american(Right::call, market, 95, 0.25);
    EXPECT_NEAR(call.price, binomial_price(Right::call, market, 95, 0.25, 2001), 1e-3);
    const auto at = [&](double spot) {
        auto other = market;
        other.spot = spot;
        return binomial_price(Right::call, other, 95, 0.25, 2001);
    };
    EXPECT_NEAR(call.delta, (at(100.5) - at(99.5)), 2e-3);
    EXPECT_NEAR(call.gamma, at(101) - 2 * at(100) + at(99), 2e-3);
    EXPECT_LT(call.theta_per_day, 0);
    EXPECT_GT(call.vega_per_point, 0.1);
    EXPECT_GT(call.rho_per_point, 0);
}

TEST(American, ImpliedVolatilityInvertsThePrice) {
    Rng rng(19);
    const std::array dividends{Dividend{0.07, 0.8}, Dividend{0.32, 0.8}};
    for (int i = 0; i < 50; ++i) {
        auto market =
            market_of(100, 0.05 + rng.uniform(), 0.05 * rng.uniform(), 0.03 * rng.uniform());
        if (rng.chance(0.4)) market.dividends = dividends;
        const double strike = 80 + 40 * rng.uniform();
        const double volatility = 0.1 + rng.uniform();
        const auto right = rng.chance(0.5) ? Right::call : Right::put;
        const double price = american_price(right, market, strike, volatility);
        const double intrinsic = std::max(right == Right::call ? 100 - strike : strike - 100, 0.0);
        if (price < intrinsic + 1e-3) continue;
        const auto found = american_implied_volatility(right, market, strike, price);
        ASSERT_TRUE(found) << describe(found.error());
        ASSERT_NEAR(american_price(right, market, strike, *found), price, 1e-6);
        ASSERT_NEAR(*found, volatility, price < intrinsic + 0.1 ? 1e-2 : 1e-5);
    }
}

TEST(American, PricesWithoutAVolatilitySayWhy) {
    const auto market = market_of(100, 0.5, 0.05, 0);
    const auto why = [&](const AmericanMarket& at, double strike, double price) {
        return american_implied_volatility(Right::put, at, strike, price).error();
    };
    EXPECT_EQ(why(market, 110, 10), NoVolatility::not_above_intrinsic);
    EXPECT_EQ(why(market, 110, 9), NoVolatility::not_above_intrinsic);
    EXPECT_EQ(why(market, 110, 111), NoVolatility::not_below_bound);
    EXPECT_EQ(why(market_of(100, 0, 0.05, 0), 110, 11), NoVolatility::expired);
    EXPECT_EQ(why(market, std::numeric_limits<double>::quiet_NaN(), 11),
              NoVolatility::not_a_number);
}

TEST(American, WorthAtLeastExerciseAndTheEuropeanOption) {
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
        const double american = american_price(right, market, strike, volatility);
        const double intrinsic = right == Right::call ? 100 - strike : strike - 100;
        ASSERT_GE(american, european - 1e-3);
        ASSERT_GE(american, std::max(intrinsic, 0.0));
        ASSERT_LE(american, right == Right::call ? 100 : strike);
    }
}

TEST(American, ACallWithoutDividendsIsNeverExercisedEarly) {
    const auto market = market_of(100, 0.5, 0.05, 0);
    const double european =
        black76_price(Right::call, market_from_rates(100, 0.5, 0.05, 0), 95, 0.25);
    EXPECT_NEAR(american_price(Right::call, market, 95, 0.25), european, 1e-4);
}

TEST(American, ADividendMakesACallWorthExercisingTheDayBefore) {
    auto market = market_of(100, 0.25, 0.01, 0);
    const std::array dividends{Dividend{0.1, 3.0}};
    market.dividends = dividends;
    const double escrowed = 100 - 3 * std::exp(-0.01 * 0.1);
    const double european =
        black76_price(Right::call, market_from_rates(escrowed, 0.25, 0.01, 0), 80, 0.15);
    const double call = american_price(Right::call, market, 80, 0.15);
    EXPECT_GT(call, european + 2);
    EXPECT_NEAR(call, 20 + 80 * (1 - std::exp(-0.001)), 0.05);
    // One that goes ex after expiry changes nothing.
    const std::array late{Dividend{0.3, 3.0}};
    market.dividends = late;
    EXPECT_EQ(american_price(Right::call, market, 80, 0.15),
              american_price(Right::call, market_of(100, 0.25, 0.01, 0), 80, 0.15));
}

TEST(American, EdgesAreTotal) {
    const auto market = market_of(100, 0.5, 0.05, 0);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(american_price(Right::put, market_of(100, 0, 0.05, 0), 110, 0.2), 10);
    EXPECT_NEAR(american_price(Right::put, market, 110, 0), 10, 1e-12);
    EXPECT_NEAR(american_price(Right::call, market, 90, 0), 100 - 90 * std::exp(-0.025), 1e-9);
    EXPECT_NEAR(american_price(Right::put, market, 110, 1e-9), 10, 1e-12);
    EXPECT_TRUE(std::isnan(american_price(Right::put, market, nan, 0.2)));
    EXPECT_TRUE(std::isnan(american_price(Right::put, market, 100, -0.2)));
    EXPECT_TRUE(std::isnan(american_price(Right::put, market_of(nan, 1, 0, 0), 100, 0.2)));
    EXPECT_TRUE(std::isnan(american_price(Right::put, market_of(100, -1, 0, 0), 100, 0.2)));
}

}  // namespace
}  // namespace wingspread::pricing
