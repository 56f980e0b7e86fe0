#include "engine/bench.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

/// Quotes for a scan, as the trade core gets them: lines, refusals, gaps.
namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;

constexpr engine::ScanTicket ticket{1};

struct QuoteLines : ::testing::Test {
    void SetUp() override {
        bench.make_ready();
        bench.step(engine::ToTrade{engine::ChainWanted{ticket, "KO", december, december}});
        bench.pass(1s);
        ASSERT_EQ(news<engine::ChainListed>().size(), 1U);
        EXPECT_EQ(news<engine::ChainListed>()[0].contracts.size(), bench.puppet.listed.size());
    }
    template <class News>
    std::vector<News> news() const {
        std::vector<News> found;
        for (const auto& message : bench.news) {
            if (const auto* wanted = std::get_if<News>(&message)) found.push_back(*wanted);
        }
        return found;
    }
    void want(std::vector<ConId> swept) {
        bench.step(engine::ToTrade{
            engine::QuotesWanted{.ticket = ticket, .held = {ko_conid}, .swept = std::move(swept)}});
    }
    /// Contracts for which a line was asked, each as often as it was.
    [[nodiscard]] std::multiset<ConId> asked() const {
        std::multiset<ConId> found;
        for (const auto& request : bench.puppet.heard) {
            const auto* line = std::get_if<tws::ReqMktData>(&request);
            if (line != nullptr) found.insert(line->contract.con_id);
        }
        return found;
    }
    [[nodiscard]] RequestId line_of(ConId conid) const {
        RequestId id;
        for (const auto& request : bench.puppet.heard) {
            const auto* line = std::get_if<tws::ReqMktData>(&request);
            if (line != nullptr && line->contract.con_id == conid) id = line->req_id;
        }
        return id;
    }

    Bench bench;
};

TEST_F(QuoteLines, EachContractHasItsTurnAndTheEndIsTold) {
    want({ConId(101), ConId(102), ConId(103)});
    bench.pass(10s);
    EXPECT_EQ(asked(), (std::multiset{ko_conid, ConId(101), ConId(102), ConId(103)}));
    ASSERT_FALSE(news<engine::SweepProgress>().empty());
    const auto last = news<engine::SweepProgress>().back();
    EXPECT_TRUE(last.finished);
    EXPECT_EQ(last.quoted, 3U);
    EXPECT_EQ(last.total, 3U);
}

TEST_F(QuoteLines, WhatIsReleasedIsCancelled) {
    want({ConId(101)});
    bench.pass(5s);
    bench.step(engine::ToTrade{engine::QuotesReleased{ticket}});
    bench.pass(5s);
    EXPECT_EQ(bench.core->health().lines_active, 0);
    EXPECT_EQ(bench.puppet.count<tws::CancelMktData>(), asked().size());
}

TEST_F(QuoteLines, ARefusedContractCountsAndIsNotAskedAgain) {
    bench.puppet.line_refusal = 354;
    want({ConId(101), ConId(102)});
    bench.pass(30s);
    const auto last = news<engine::SweepProgress>().back();
    EXPECT_TRUE(last.finished);
    EXPECT_EQ(last.refused, 2U);
    EXPECT_EQ(asked().count(ConId(101)), 1U);
}

TEST_F(QuoteLines, ALineThatTheGatewayInterruptsIsOpenedAnew) {
    want({ConId(101)});
    bench.pass(100ms);
    ASSERT_EQ(asked().count(ko_conid), 1U);
    bench.tell_error(static_cast<std::int32_t>(line_of(ko_conid).value()), 10182);
    bench.pass(10s);
    EXPECT_EQ(asked().count(ko_conid), 2U);
}

TEST_F(QuoteLines, AfterALostConnectionAGapIsToldAndTheLinesComeBack) {
    want({ConId(101), ConId(102)});
    bench.pass(100ms);
    bench.news.clear();
    bench.cut();
    EXPECT_EQ(news<engine::GapMarked>().size(), 1U);
    bench.pass(20s);
    ASSERT_TRUE(bench.is_ready());
    EXPECT_EQ(asked().count(ko_conid), 2U);
    EXPECT_EQ(news<engine::LinkResumed>().size(), 1U);
}

TEST_F(QuoteLines, LinesThatTwsKeepsAreOpenedAnewOnlyWhenTheyStayQuiet) {
    want({ConId(101)});
    bench.pass(100ms);
    bench.tell_error(-1, 1100);
    bench.tell_error(-1, 1102);
    bench.pass(500ms);
    ASSERT_TRUE(bench.is_ready());
    EXPECT_EQ(asked().count(ko_conid), 1U);
    bench.pass(30s);
    EXPECT_EQ(asked().count(ko_conid), 2U);
    // TWS has kept the old one: it is given back, or it would be held twice.
    const auto open = asked().size() - bench.puppet.count<tws::CancelMktData>();
    EXPECT_EQ(static_cast<int>(open), bench.core->health().lines_active);
}

TEST_F(QuoteLines, LinesThatTwsHasForgottenAreOpenedAnewAtOnce) {
    want({ConId(101)});
    bench.pass(100ms);
    const auto cancelled = bench.puppet.count<tws::CancelMktData>();
    bench.tell_error(-1, 1100);
    bench.tell_error(-1, 1101);
    bench.pass(500ms);
    ASSERT_TRUE(bench.is_ready());
    EXPECT_EQ(asked().count(ko_conid), 2U);
    EXPECT_EQ(bench.puppet.count<tws::CancelMktData>(), cancelled);
}

TEST_F(QuoteLines, AChainThatIsAskedForWithoutALinkComesWithIt) {
    bench.step(engine::StopLink{"the test"});
    bench.news.clear();
    bench.step(
        engine::ToTrade{engine::ChainWanted{engine::ScanTicket{2}, "KO", december, december}});
    bench.pass(5s);
    EXPECT_TRUE(news<engine::ChainListed>().empty());
    bench.make_ready();
    bench.pass(5s);
    ASSERT_EQ(news<engine::ChainListed>().size(), 1U);
    EXPECT_EQ(news<engine::ChainListed>()[0].ticket, engine::ScanTicket{2});
}

}  // namespace
}  // namespace wingspread::engine_test
