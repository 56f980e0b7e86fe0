#include "pricing/implied_vol.hpp"

#include "core/rng.hpp"
#include "pricing/every_target.hpp"
#include "pricing/golden_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <span>
#include <vector>

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

TEST(ImpliedVolatility, WhatIsMissingIsNamed) {
    const auto why = [](Right right, double strike, double years, double price) {
        return implied_volatility(right, 100, strike, years, price).error();
    };
    EXPECT_EQ(why(Right::call, 90, 1, 10), NoVolatility::not_above_intrinsic);
    EXPECT_EQ(why(Right::put, 90, 1, -1), NoVolatility::not_above_intrinsic);
    EXPECT_EQ(why(Right::call, 90, 1, 100), NoVolatility::not_below_bound);
    EXPECT_EQ(why(Right::put, 90, 0, 1), NoVolatility::expired);
    EXPECT_EQ(why(Right::put, nan, 1, 1), NoVolatility::not_a_number);
    const auto market = market_from_rates(100, 0.5, 0.05, 0.02);
    const auto of_quote = [&](double bid, double ask) {
        return implied_volatility(Right::put, market, 90, bid, ask);
    };
    EXPECT_EQ(of_quote(0, 0.1).error(), NoVolatility::no_bid);
    EXPECT_EQ(of_quote(nan, 0.1).error(), NoVolatility::no_bid);
    EXPECT_EQ(of_quote(0.2, 0.1).error(), NoVolatility::no_quote);
    EXPECT_EQ(of_quote(0.2, nan).error(), NoVolatility::no_quote);
    const double fair = black76_price(Right::put, market, 90, 0.3);
    EXPECT_NEAR(of_quote(fair - 0.05, fair + 0.05).value(), 0.3, 1e-9);
    EXPECT_EQ(describe(NoVolatility::no_bid), "no bid");
    EXPECT_EQ(describe(NoVolatility::no_quote), "one-sided or crossed quote");
}

TEST(ImpliedVolatility, ColumnsDiscountAndMarkWhatIsMissing) {
    on_every_target([] {
        const auto market = market_from_rates(100, 0.5, 0.05, 0.02);
        const std::vector<double> strikes{80, 90, 95, 250, 100, -5, nan};
        std::vector<double> prices;
        for (const double strike : strikes) {
            prices.push_back(black76_price(Right::put, market, strike, 0.25));
        }
        prices[1] = nan;
        prices[3] = market.discount * (250 - market.forward);
        prices[4] = 100;
        std::vector<double> volatilities(7);
        implied_volatilities(Right::put, market, strikes, prices, volatilities);
        EXPECT_NEAR(volatilities[0], 0.25, 1e-9);
        EXPECT_NEAR(volatilities[2], 0.25, 1e-9);
        for (const std::size_t i : {1U, 3U, 4U, 5U, 6U}) {
            EXPECT_TRUE(std::isnan(volatilities[i])) << i;
        }
        implied_volatilities(Right::put, {100, 100, 1, 0}, strikes, prices, volatilities);
        EXPECT_TRUE(std::isnan(volatilities[0]));
    });
}

TEST(ImpliedVolatility, ColumnsGiveGoldenValuesOnEveryInstructionSet) {
    const auto rows =
        read_golden(WINGSPREAD_SOURCE_DIR "/tests/pricing/golden/implied_vol_black76.csv");
    on_every_target([&] {
        for (const auto& [right, v] : rows) {
            double found = 0;
            implied_volatilities(right == 'C' ? Right::call : Right::put,
                                 {v[0], v[0], 1, v[2] / 365}, std::span(&v[1], 1),
                                 std::span(&v[3], 1), std::span(&found, 1));
            const double vega =
                black76(Right::call, {v[0], v[0], 1, v[2] / 365}, v[1], v[4]).vega_per_point;
            const double rounding = std::numeric_limits<double>::epsilon() * v[0] / (100 * vega);
            ASSERT_NEAR(found, v[4], 1e-9 + rounding) << right << ' ' << v[1] << ' ' << v[2];
        }
    });
}

TEST(ImpliedVolatility, ColumnsInvertThePriceWhereverItIsDetermined) {
    on_every_target([] {
        Rng rng(5);
        for (int round = 0; round < 100; ++round) {
            const double years = std::exp(std::log(1.0 / 3650) + rng.uniform() * std::log(18'000));
            const double spot = std::exp(rng.uniform() * 9);
            const auto market = market_from_rates(spot, years, 0.1 * rng.uniform(), 0);
            const auto right = rng.chance(0.5) ? Right::call : Right::put;
            std::vector<double> strikes, prices, wanted;
            for (int i = 0; i < 61; ++i) {
                const double volatility = std::exp(std::log(0.01) + rng.uniform() * std::log(300));
                const double deviation = std::min(volatility * std::sqrt(years), 5.0);
                const double out = std::abs(rng.normal()) * 2 * deviation;
                strikes.push_back(market.forward * std::exp(right == Right::call ? out : -out));
                wanted.push_back(deviation / std::sqrt(years));
                prices.push_back(black76_price(right, market, strikes.back(), wanted.back()));
                // Of fewer digits it knows less.
                if (prices.back() < 1e-250)
                    strikes.pop_back(), prices.pop_back(), wanted.pop_back();
            }
            std::vector<double> found(strikes.size());
            implied_volatilities(right, market, strikes, prices, found);
            for (std::size_t i = 0; i < strikes.size(); ++i) {
                ASSERT_NEAR(found[i] / wanted[i], 1, 1e-9)
                    << market.forward << ' ' << strikes[i] << ' ' << years << ' ' << wanted[i];
            }
        }
    });
}

}  // namespace
}  // namespace wingspread::pricing
