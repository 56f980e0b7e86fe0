#include "engine/joined.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;

TEST(LiveScan, ALiveScanRanksAnewAsQuotesMove) {
    Joined both;
    both.step(engine::StartScan{first_scan, bull_puts(), true});
    both.pass(30s);
    auto rankings = both.rankings();
    ASSERT_FALSE(rankings.empty());
    for (std::size_t i = 0; i < rankings.size(); ++i) {
        EXPECT_EQ(rankings[i].ranking->seq, i + 1);
        EXPECT_FALSE(rankings[i].final);
    }
    const auto best = rankings.back().ranking->result.ranked.front();
    both.tell_bid("0.97");
    both.pass(30s);
    rankings = both.rankings();
    const auto& moved = rankings.back().ranking->result.ranked;
    const auto same = std::ranges::find_if(moved, [&](const scan::RankedSpread& row) {
        return row.legs[0].conid == ConId(101) && row.legs[1].conid == ConId(102);
    });
    ASSERT_NE(same, moved.end());
    EXPECT_EQ(same->natural, *Price::parse("-0.55"));
    EXPECT_NE(moved.front(), best);

    both.step(engine::ConcludeScan{first_scan});
    EXPECT_TRUE(both.rankings().back().final) << "a live scan that rests can be concluded";
    const auto count = both.rankings().size();
    both.pass(30s);
    EXPECT_EQ(both.rankings().size(), count);
    EXPECT_EQ(both.bench.core->health().lines_active, 0);
}

TEST(LiveScan, ALiveScanIsWholeAgainAfterALostConnection) {
    Joined both;
    both.step(engine::StartScan{first_scan, bull_puts(), true});
    both.pass(5s);
    ASSERT_FALSE(both.rankings().empty());
    const auto qualified = both.rankings().back().ranking->result.counts.qualified;
    ASSERT_GT(qualified, 0U);
    both.bench.cut();
    both.exchange();
    both.pass(40s);
    ASSERT_TRUE(both.bench.is_ready());
    EXPECT_TRUE(both.failures().empty());
    EXPECT_EQ(both.rankings().back().ranking->result.counts.qualified, qualified);
}

TEST(LiveScan, WhatNoWaitingMendsIsAnErrorAtOnce) {
    auto request = bull_puts();
    request.criteria.most_judged = 1;
    ASSERT_TRUE(scan::set_criterion(request.criteria, "where", "credit / width > 5"));
    Joined both;
    both.step(engine::StartScan{first_scan, request, true});
    both.pass(10s);
    ASSERT_EQ(both.failures().size(), 1U);
    EXPECT_EQ(both.failures()[0].error.code, Errc::invalid_argument);
    EXPECT_TRUE(both.rankings().empty());
    EXPECT_EQ(both.bench.core->health().lines_active, 0) << "its lines are given back";
}

}  // namespace
}  // namespace wingspread::engine_test
