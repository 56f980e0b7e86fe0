#include "scan/describe.hpp"

#include "pricing/probability.hpp"
#include "scan/chain_fixture.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace wingspread::scan {
namespace {

using options::StructureKind;

constexpr double years = 30.0 / 365;

/// Strikes 80 to 120 by fives, each 0.001 wide around its value at 20 %, forward 100.
struct DescribeStructures : ::testing::Test {
    static ExpiryModel flat(double time) {
        const pricing::ExpiryMarket market{100, 100, std::exp(-0.04 * time), time};
        return {market, pricing::Smile::flat(100, 0.2)};
    }
    static market::ExpirySlice quoted(Date expiration, const ExpiryModel& model) {
        auto slice = empty_slice(expiration, strikes_between(80, 120, 5));
        quote_model(slice, model.market, [](double) { return 0.2; }, 0.0005);
        return slice;
    }
    [[nodiscard]] RankedSpread of(StructureKind kind, std::array<std::uint32_t, 4> rows) const {
        const bool two = options::form_of(kind).roles.back().back;
        return describe(front, two ? &back : nullptr, {kind, rows}, PriceBasis::mid);
    }

    ExpiryModel near = flat(years);
    ExpiryModel far = flat(2 * years);
    market::ExpirySlice near_slice = quoted(december, near);
    market::ExpirySlice far_slice = quoted(january, far);
    ValuedSlice front{near_slice, near, {30, years}};
    ValuedSlice back{far_slice, far, {58, 2 * years}};
};

TEST_F(DescribeStructures, AnIronCondorHasTwoBreakevensAndTheWiderWing) {
    const auto condor = of(StructureKind::iron_condor, {1, 3, 5, 6});  // 85/95 puts, 105/110 calls
    ASSERT_EQ(condor.legs.size(), 4U);
    const double credit = -condor.mid.to_double();
    EXPECT_GT(credit, 0);
    EXPECT_EQ(condor.width, price(10.0));
    EXPECT_NEAR(condor.max_profit_usd->to_double(), 100 * credit, 1e-4);
    EXPECT_NEAR(condor.max_loss_usd->to_double(), 100 * (10 - credit), 1e-4);
    ASSERT_EQ(condor.breakevens.size(), 2U);
    EXPECT_NEAR(condor.breakevens[0].to_double(), 95 - credit, 1e-7);
    EXPECT_NEAR(condor.breakevens[1].to_double(), 105 + credit, 1e-7);
    EXPECT_NEAR(condor.pop,
                pricing::probability_between(near.market, near.smile, 95 - credit, 105 + credit),
                1e-9);
    EXPECT_NEAR(condor.ev_usd, 0, 1e-4) << "at mid, by the volatility that made the quotes";
}

TEST_F(DescribeStructures, WhatHasNoBoundIsAbsent) {
    const auto straddle = of(StructureKind::short_straddle, {4, 4});
    EXPECT_FALSE(straddle.max_loss_usd);
    EXPECT_FALSE(straddle.return_on_risk);
    EXPECT_FALSE(straddle.width);
    EXPECT_EQ(straddle.breakevens.size(), 2U);
    const auto bought = of(StructureKind::long_call, {4});
    EXPECT_FALSE(bought.max_profit_usd);
    EXPECT_NEAR(bought.max_loss_usd->to_double(), 100 * bought.mid.to_double(), 1e-4);
    const auto ratio = of(StructureKind::call_ratio_spread, {4, 5});
    EXPECT_EQ(ratio.legs[1].ratio, 2);
    EXPECT_FALSE(ratio.max_loss_usd);
    EXPECT_TRUE(ratio.max_profit_usd);
}

TEST_F(DescribeStructures, AShortPutLosesNoMoreThanItsStrike) {
    const auto put = of(StructureKind::short_put, {3});
    EXPECT_NEAR(put.max_loss_usd->to_double(), 100 * (95 + put.mid.to_double()), 1e-4);
}

TEST_F(DescribeStructures, ACalendarEarnsMostAtItsStrikeAndLosesItsDebit) {
    const auto calendar = of(StructureKind::long_call_calendar, {4, 4});
    EXPECT_EQ(calendar.expiry, december);
    EXPECT_EQ(calendar.back_expiry, january);
    const double debit = calendar.mid.to_double();
    EXPECT_NEAR(calendar.max_loss_usd->to_double(), 100 * debit, 1e-4);
    // Both forwards are 100 and rates 4 %: at the strike the later call is worth what a call at the
    // money of 30 days is, and the front one expires worthless.
    const double at_strike =
        pricing::black76_price(options::Right::call, near.market, 100, 0.2) - debit;
    EXPECT_NEAR(calendar.max_profit_usd->to_double(), 100 * at_strike, 0.01);
    ASSERT_EQ(calendar.breakevens.size(), 2U);
    EXPECT_NEAR(
        calendar.pop,
        pricing::probability_between(near.market, near.smile, calendar.breakevens[0].to_double(),
                                     calendar.breakevens[1].to_double()),
        1e-7);
    EXPECT_NEAR(calendar.ev_usd, 0, 1e-4);
    EXPECT_GT(calendar.vega_per_point, 0);
}

TEST_F(DescribeStructures, ASoldLaterOptionHasNoKnownWorstCase) {
    const auto calendar = of(StructureKind::short_put_calendar, {4, 4});
    EXPECT_FALSE(calendar.max_loss_usd);
    EXPECT_FALSE(calendar.return_on_risk);
    ASSERT_EQ(calendar.breakevens.size(), 2U);
}

TEST_F(DescribeStructures, ADiagonalLosesItsDebitAndTheDistanceOfItsStrikes) {
    const auto diagonal = of(StructureKind::long_call_diagonal, {4, 5});  // sells 100, buys 105
    EXPECT_NEAR(diagonal.max_loss_usd->to_double(), 100 * (5 + diagonal.mid.to_double()), 1e-4);
}

}  // namespace
}  // namespace wingspread::scan
