#include "pricing/columns.hpp"

#include "core/rng.hpp"
#include "pricing/every_target.hpp"
#include "pricing/golden_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace wingspread::pricing {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// One vector per figure.
struct Filled {
    std::vector<double> price, delta, gamma, theta, vega, rho;

    explicit Filled(std::size_t size)
        : price(size), delta(size), gamma(size), theta(size), vega(size), rho(size) {}
    GreekColumns columns() { return {price, delta, gamma, theta, vega, rho}; }
    [[nodiscard]] Greeks at(std::size_t i) const {
        return {price[i], delta[i], nan, gamma[i], theta[i], vega[i], rho[i]};
    }
};

/// `scale` is the size of the numbers whose difference the price is.
void expect_near(const Greeks& found, const Greeks& wanted, double scale, double bound) {
    ASSERT_NEAR(found.price, wanted.price, bound * scale);
    ASSERT_NEAR(found.delta, wanted.delta, bound);
    ASSERT_NEAR(found.gamma, wanted.gamma, bound * std::max(1.0, std::abs(wanted.gamma)));
    ASSERT_NEAR(found.theta_per_day, wanted.theta_per_day,
                bound * std::max(scale, std::abs(wanted.theta_per_day)));
    ASSERT_NEAR(found.vega_per_point, wanted.vega_per_point, bound * scale);
    ASSERT_NEAR(found.rho_per_point, wanted.rho_per_point, bound * scale * 10);
}

/// The golden table's options as columns.
struct Golden {
    std::vector<Right> rights;
    std::vector<double> spots, strikes, years, rates, yields, volatilities;
    std::vector<Greeks> wanted;

    Golden() {
        for (const auto& [right, v] :
             read_golden(WINGSPREAD_SOURCE_DIR "/tests/pricing/golden/european.csv")) {
            rights.push_back(right == 'C' ? Right::call : Right::put);
            spots.push_back(v[0]);
            strikes.push_back(v[1]);
            years.push_back(v[2] / 365);
            rates.push_back(v[3]);
            yields.push_back(v[4]);
            volatilities.push_back(v[5]);
            wanted.push_back({v[6], v[7], nan, v[8], v[9], v[10], v[11]});
        }
    }
    [[nodiscard]] OptionColumns columns() const {
        return {rights, spots, strikes, years, rates, yields, volatilities};
    }
};

TEST(Columns, GoldenPricesAndGreeksOnEveryInstructionSet) {
    const Golden golden;
    ASSERT_GT(golden.wanted.size(), 250U);
    on_every_target([&] {
        Filled out(golden.wanted.size());
        black_scholes_columns(golden.columns(), out.columns());
        for (std::size_t i = 0; i < golden.wanted.size(); ++i) {
            const auto& wanted = golden.wanted[i];
            ASSERT_NEAR(out.price[i], wanted.price, 1e-12 * golden.spots[i]);
            ASSERT_NEAR(out.delta[i], wanted.delta, 1e-12);
            ASSERT_NEAR(out.gamma[i], wanted.gamma, 1e-12);
            ASSERT_NEAR(out.theta[i], wanted.theta_per_day, 1e-11);
            ASSERT_NEAR(out.vega[i], wanted.vega_per_point, 1e-12);
            ASSERT_NEAR(out.rho[i], wanted.rho_per_point, 1e-11);
        }
    });
}

/// An expiry of random strikes and volatilities, as far out and as near in time as one may ask.
struct RandomExpiry {
    ExpiryMarket market;
    std::vector<double> strikes, volatilities;

    RandomExpiry(Rng& rng, std::size_t size) {
        const double spot = std::exp(rng.uniform() * 8);
        const double years = std::exp(std::log(1.0 / 3650) + rng.uniform() * std::log(7300));
        market = market_from_rates(spot, years, rng.uniform() * 0.12 - 0.02, rng.uniform() * 0.06);
        for (std::size_t i = 0; i < size; ++i) {
            strikes.push_back(spot * std::exp(rng.normal() * 0.5));
            volatilities.push_back(0.03 + rng.uniform() * 1.5);
        }
    }
};

TEST(Columns, AnExpiryIsItsSingleFiguresOnEveryInstructionSet) {
    on_every_target([] {
        Rng rng(31);
        for (std::size_t size = 1; size <= 200; ++size) {
            const RandomExpiry expiry(rng, size);
            Filled calls(size);
            Filled puts(size);
            black76_columns(expiry.market, expiry.strikes, expiry.volatilities, calls.columns(),
                            puts.columns());
            for (std::size_t i = 0; i < size; ++i) {
                const double scale = expiry.market.spot + expiry.strikes[i];
                for (const auto right : {Right::call, Right::put}) {
                    const auto& found = right == Right::call ? calls : puts;
                    const auto wanted =
                        black76(right, expiry.market, expiry.strikes[i], expiry.volatilities[i]);
                    expect_near(found.at(i), wanted, scale, 1e-13);
                    if (HasFatalFailure()) return;
                }
            }
        }
    });
}

TEST(Columns, EveryInstructionSetAgreesWithTheScalarKernel) {
    on_every_target([] {
        Rng rng(32);
        for (int round = 0; round < 50; ++round) {
            const RandomExpiry expiry(rng, 77);
            Filled fast(77);
            Filled scalar(77);
            const auto price = [&](Filled& out, Kernel kernel) {
                black76_columns(Right::put, expiry.market, expiry.strikes, expiry.volatilities,
                                out.columns(), kernel);
            };
            price(fast, Kernel::fastest);
            price(scalar, Kernel::scalar);
            for (std::size_t i = 0; i < 77; ++i) {
                const double scale = expiry.market.spot + expiry.strikes[i];
                expect_near(fast.at(i), scalar.at(i), scale, 2e-14);
                if (HasFatalFailure()) return;
            }
        }
    });
}

TEST(Columns, FarOutOfTheMoneyPricesKeepTheirDigits) {
    on_every_target([] {
        const auto market = market_from_rates(100, 0.25, 0.03, 0);
        const std::vector<double> strikes{40, 50, 60, 70};
        const std::vector<double> volatilities(4, 0.2);
        Filled puts(4);
        black76_columns(Right::put, market, strikes, volatilities, puts.columns());
        for (std::size_t i = 0; i < 4; ++i) {
            const double wanted = black76_price(Right::put, market, strikes[i], 0.2);
            EXPECT_NEAR(puts.price[i] / wanted, 1, 1e-11) << strikes[i];
        }
    });
}

TEST(Columns, WithoutTimeOrVolatilityTheyAreExercise) {
    on_every_target([] {
        const std::vector<double> strikes{90, 100, 110};
        const std::vector<double> volatilities{0.3, 0.3, 0.3};
        Filled calls(3);
        Filled puts(3);
        black76_columns({100, 100, 1, 0}, strikes, volatilities, calls.columns(), puts.columns());
        EXPECT_EQ(calls.price, (std::vector<double>{10, 0, 0}));
        EXPECT_EQ(puts.price, (std::vector<double>{0, 0, 10}));
        EXPECT_EQ(calls.delta[0], 1);
        EXPECT_NEAR(calls.delta[1], 0.5, 1e-15);
        EXPECT_EQ(puts.delta[2], -1);
        for (const auto* column : {&calls.gamma, &calls.vega, &calls.theta, &calls.rho}) {
            EXPECT_EQ(*column, (std::vector<double>{0, 0, 0}));
        }
        const std::vector<double> none{0, 0, 0};
        const auto market = market_from_rates(100, 1, 0.05, 0);
        black76_columns(Right::call, market, strikes, none, calls.columns());
        EXPECT_NEAR(calls.price[0], 100 - 90 * std::exp(-0.05), 1e-12);
        EXPECT_EQ(calls.gamma[0], 0);
    });
}

TEST(Columns, WhatHasNoAnswerIsNaNAndLeavesItsNeighboursAlone) {
    on_every_target([] {
        const auto market = market_from_rates(100, 0.25, 0.04, 0.01);
        const std::vector<double> strikes{80, nan, 120, -1, infinity, 100, 100, 100, 0};
        const std::vector<double> volatilities{0.3, 0.2, 0.2, 0.2, 0.2, nan, -0.1, infinity, 0.2};
        Filled puts(9);
        black76_columns(Right::put, market, strikes, volatilities, puts.columns());
        for (const std::size_t i : {0U, 2U}) {
            EXPECT_NEAR(puts.price[i],
                        black76_price(Right::put, market, strikes[i], volatilities[i]), 1e-13);
        }
        for (const std::size_t i : {1U, 3U, 4U, 5U, 6U, 7U, 8U}) {
            for (const auto* column :
                 {&puts.price, &puts.delta, &puts.gamma, &puts.theta, &puts.vega, &puts.rho}) {
                EXPECT_TRUE(std::isnan((*column)[i])) << i;
            }
        }
        black76_columns(Right::put, {100, nan, 1, 0.5}, strikes, volatilities, puts.columns());
        EXPECT_TRUE(std::isnan(puts.price[0]));
    });
}

TEST(Columns, OnlyWhatIsAskedForIsWritten) {
    const auto market = market_from_rates(100, 0.25, 0.04, 0.01);
    const std::vector<double> strikes{80, 100};
    const std::vector<double> volatilities{0.3, 0.2};
    std::vector<double> gamma(2, -7);
    black76_columns(Right::put, market, strikes, volatilities, {.gamma = gamma});
    EXPECT_NEAR(gamma[1], black76(Right::put, market, 100, 0.2).gamma, 1e-14);
    black76_columns(Right::put, market, {}, {}, {});
}

}  // namespace
}  // namespace wingspread::pricing
