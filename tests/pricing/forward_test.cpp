#include "pricing/forward.hpp"

#include "core/rng.hpp"
#include "pricing/chain_of.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace wingspread::pricing {
namespace {

double flat_smile(double) { return 0.22; }

TEST(Forward, ParityFindsForwardAndRate) {
    const auto market = market_from_rates(100, 0.5, 0.043, 0.017);
    const auto chain = chain_of(market, 60, 140, 1, 0.02, flat_smile);
    const auto estimate = estimate_forward(chain.columns(), 100, 0.5, {}).value();
    EXPECT_EQ(estimate.forward_source, ForwardSource::parity);
    EXPECT_EQ(estimate.discount_source, DiscountSource::parity);
    EXPECT_NEAR(estimate.market.forward, market.forward, 1e-9);
    EXPECT_NEAR(estimate.market.discount, market.discount, 1e-9);
    EXPECT_NEAR(estimate.market.dividend_yield_per_year(), 0.017, 1e-9);
    EXPECT_EQ(estimate.pairs_used, 12U);
}

TEST(Forward, BadQuotesAreOutvoted) {
    Rng rng(8);
    for (int i = 0; i < 200; ++i) {
        const auto market = market_from_rates(100, 0.1 + rng.uniform(), 0.04, 0.01);
        auto chain = chain_of(market, 80, 120, 1, 0.02, flat_smile);
        for (int spoiled = 0; spoiled < 3; ++spoiled) {
            const auto at = static_cast<std::size_t>(rng.between(10, 30));
            const double shift = rng.normal() * 5;
            chain.call_bid[at] = std::max(chain.call_bid[at] + shift, 0.01);
            chain.call_ask[at] = chain.call_bid[at] + 0.04;
        }
        const auto estimate = estimate_forward(chain.columns(), 100, market.years, {}).value();
        ASSERT_NEAR(estimate.market.forward, market.forward, 1e-6);
        ASSERT_NEAR(estimate.market.discount, market.discount, 1e-6);
    }
}

TEST(Forward, RatesThatTheQuotesDoNotDetermineAreStatedOrRefused) {
    const auto market = market_from_rates(100, 3.0 / 365, 0.04, 0);
    auto chain = chain_of(market, 95, 105, 1, 0.05, flat_smile);
    Rng rng(3);
    for (auto& ask : chain.call_ask) ask += 0.01 * static_cast<double>(rng.between(0, 8));
    const auto refused = estimate_forward(chain.columns(), 100, market.years, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    const auto stated =
        estimate_forward(chain.columns(), 100, market.years, {.stated_rate_per_year = 0.04});
    ASSERT_TRUE(stated);
    EXPECT_EQ(stated->discount_source, DiscountSource::stated_rate);
    EXPECT_NEAR(stated->market.discount, market.discount, 1e-15);
    EXPECT_NEAR(stated->market.forward, market.forward, 0.05);
}

TEST(Forward, TheStatedRateCanBeImposed) {
    const auto market = market_from_rates(100, 0.5, 0.05, 0);
    const auto chain = chain_of(market, 60, 140, 1, 0.02, flat_smile);
    const auto estimate =
        estimate_forward(chain.columns(), 100, 0.5,
                         {.policy = DiscountPolicy::stated_only, .stated_rate_per_year = 0.02})
            .value();
    EXPECT_EQ(estimate.discount_source, DiscountSource::stated_rate);
    EXPECT_NEAR(estimate.market.rate_per_year(), 0.02, 1e-14);
}

TEST(Forward, WithoutAPairTheSpotIsCarriedAndSaysSo) {
    const auto market = market_from_rates(100, 0.5, 0.04, 0);
    auto chain = chain_of(market, 90, 110, 5, 0.02, flat_smile);
    for (std::size_t i = 0; i < chain.strikes.size(); ++i) chain.drop(i);
    EXPECT_FALSE(estimate_forward(chain.columns(), 100, 0.5, {}));
    const auto estimate =
        estimate_forward(chain.columns(), 100, 0.5, {.stated_rate_per_year = 0.04}).value();
    EXPECT_EQ(estimate.forward_source, ForwardSource::spot_and_rate);
    EXPECT_EQ(estimate.pairs_used, 0U);
    EXPECT_NEAR(estimate.market.forward, 100 * std::exp(0.02), 1e-12);
}

TEST(Forward, CrossedAndOneSidedQuotesDoNotVote) {
    const auto market = market_from_rates(100, 0.5, 0.04, 0);
    auto chain = chain_of(market, 99, 101, 1, 0.02, flat_smile);
    std::swap(chain.call_bid[0], chain.call_ask[0]);
    chain.put_bid[2] = 0;
    const auto estimate =
        estimate_forward(chain.columns(), 100, 0.5, {.stated_rate_per_year = 0.04}).value();
    EXPECT_EQ(estimate.pairs_used, 1U);
    EXPECT_NEAR(estimate.forward_error, 0.04, 1e-12);
}

TEST(Forward, SenselessArgumentsAreRefused) {
    const auto chain = chain_of(market_from_rates(100, 0.5, 0.04, 0), 90, 110, 1, 0.02, flat_smile);
    const ForwardSettings settings{.stated_rate_per_year = 0.04};
    EXPECT_FALSE(estimate_forward(chain.columns(), 0, 0.5, settings));
    EXPECT_FALSE(estimate_forward(chain.columns(), std::nan(""), 0.5, settings));
    EXPECT_FALSE(estimate_forward(chain.columns(), 100, 0, settings));
    EXPECT_FALSE(estimate_forward(chain.columns(), 100, -1, settings));
    EXPECT_FALSE(estimate_forward(chain.columns(), 100, 1, {.stated_rate_per_year = std::nan("")}));
}

TEST(Forward, RatesAndDividendsGiveWhatAnEscrowedSpotGrowsTo) {
    const std::array dividends{Dividend{-0.1, 9}, Dividend{0.1, 1.5}, Dividend{0.5, 1},
                               Dividend{0.6, 9}};
    const AmericanMarket stock{100, 0.5, 0.04, 0.01, dividends};
    const auto market = market_from_dividends(stock);
    const double held_back = 1.5 * std::exp(-0.004) + std::exp(-0.02);
    EXPECT_NEAR(market.forward, (100 - held_back) * std::exp(0.03 * 0.5), 1e-12);
    EXPECT_NEAR(market.discount, std::exp(-0.02), 1e-15);
    EXPECT_EQ(market.spot, 100);
    EXPECT_EQ(market.years, 0.5);
    // European options on it obey parity on that forward, and American ones are worth no less.
    const double call = black76_price(Right::call, market, 95, 0.2);
    EXPECT_GE(american_price(Right::call, stock, 95, 0.2), call - 1e-3);
}

}  // namespace
}  // namespace wingspread::pricing
