#include "core/date.hpp"
#include "engine/joined.hpp"

#include <gtest/gtest.h>

/// A scan from its request to its rankings: alone, and with a trade core that gets its quotes.
namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;
using engine::ScanTicket;

// ---- Alone

const options::Underlying ko{"KO", options::UnderlyingKind::stock, ko_conid};

options::OptionContract some_option() {
    options::OptionContract option;
    option.conid = ConId(101);
    option.symbol = option.trading_class = "KO";
    option.expiration = option.last_trade_date = december;
    option.strike = *Price::parse("70");
    return option;
}

TEST(ScanAlone, AsksForTheWantedExpirationsOnly) {
    engine::ScanCore core;
    auto request = bull_puts();
    request.criteria.min_dte = 20;
    request.criteria.max_dte = 45;
    const auto asked = wishes<engine::ChainWanted>(
        core.step(engine::StartScan{first_scan, request}, first_moment()));
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].symbol, "KO");
    EXPECT_EQ(to_iso(asked[0].from), "2026-12-08");
    EXPECT_EQ(to_iso(asked[0].to), "2027-01-02");
}

TEST(ScanAlone, ADeferredChainIsWantedAgainWhenTold) {
    engine::ScanCore core;
    (void)core.step(engine::StartScan{first_scan, bull_puts()}, first_moment());
    (void)core.step(engine::ToScan{engine::ChainDeferred{first_scan, 700ms, "many messages wait"}},
                    first_moment());
    const Now then = first_moment() + 700ms;
    EXPECT_EQ(core.next_wakeup(), then.monotonic);
    EXPECT_EQ(wishes<engine::ChainWanted>(core.step(engine::ScanWake{}, then)).size(), 1U);
}

TEST(ScanAlone, ContradictingCriteriaAskForNothing) {
    engine::ScanCore core;
    auto request = bull_puts();
    request.criteria.min_dte = 45;
    request.criteria.max_dte = 20;
    const auto effects = core.step(engine::StartScan{first_scan, request}, first_moment());
    ASSERT_EQ(effects.size(), 1U);
    ASSERT_EQ(of<engine::ScanFailed>(effects).size(), 1U);
    EXPECT_EQ(of<engine::ScanFailed>(effects)[0].error.code, Errc::invalid_argument);
}

/// The scan is over: it says so, gives its quotes back and knows its ticket no more.
void expect_over(engine::ScanCore& core, const engine::ScanEffects& effects, Errc code,
                 std::string_view part) {
    const auto failed = of<engine::ScanFailed>(effects);
    ASSERT_EQ(failed.size(), 1U);
    EXPECT_EQ(failed[0].error.code, code);
    EXPECT_NE(failed[0].error.message.find(part), std::string::npos) << failed[0].error.message;
    EXPECT_EQ(wishes<engine::QuotesReleased>(effects).size(), 1U);
    EXPECT_TRUE(core.step(engine::ConcludeScan{first_scan}, first_moment()).empty());
    EXPECT_FALSE(core.next_wakeup());
}

TEST(ScanAlone, NoListedOptionsIsAnError) {
    engine::ScanCore core;
    core.step(engine::StartScan{first_scan, bull_puts()}, first_moment());
    const auto effects =
        core.step(engine::ToScan{engine::ChainListed{first_scan, ko, {}}}, first_moment());
    expect_over(core, effects, Errc::not_found, "KO: no options are listed");
}

TEST(ScanAlone, AChainThatCannotBeLoadedIsAnError) {
    engine::ScanCore core;
    core.step(engine::StartScan{first_scan, bull_puts()}, first_moment());
    const auto effects = core.step(
        engine::ToScan{engine::ChainFailed{first_scan, {Errc::timeout, "no answer from TWS"}}},
        first_moment());
    expect_over(core, effects, Errc::timeout, "no answer from TWS");
}

TEST(ScanAlone, ConcludedBeforeTheChainIsListed) {
    engine::ScanCore core;
    core.step(engine::StartScan{first_scan, bull_puts()}, first_moment());
    const auto effects = core.step(engine::ConcludeScan{first_scan}, first_moment());
    expect_over(core, effects, Errc::timeout, "not listed in time");
    // The chain that comes too late is nobody's.
    EXPECT_TRUE(core.step(engine::ToScan{engine::ChainListed{first_scan, ko, {some_option()}}},
                          first_moment())
                    .empty());
}

TEST(ScanAlone, ConcludedBeforeTheUnderlyingHasAPrice) {
    engine::ScanCore core;
    core.step(engine::StartScan{first_scan, bull_puts()}, first_moment());
    core.step(engine::ToScan{engine::ChainListed{first_scan, ko, {some_option()}}}, first_moment());
    const auto effects = core.step(engine::ConcludeScan{first_scan}, first_moment());
    expect_over(core, effects, Errc::timeout, "no price of the underlying");
}

TEST(ScanAlone, AnUnderlyingWithoutAPriceEndsTheScanInTime) {
    engine::ScanCore core;
    core.step(engine::StartScan{first_scan, bull_puts()}, first_moment());
    const auto listed = core.step(
        engine::ToScan{engine::ChainListed{first_scan, ko, {some_option()}}}, first_moment());
    const auto held = wishes<engine::QuotesWanted>(listed);
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(held[0].held, std::vector{ko_conid});
    EXPECT_TRUE(held[0].swept.empty());
    ASSERT_TRUE(core.next_wakeup());
    const auto late = first_moment() + (*core.next_wakeup() - first_moment().monotonic);
    EXPECT_EQ(late.monotonic - first_moment().monotonic, 15s);
    const auto effects = core.step(engine::ScanWake{}, late);
    expect_over(core, effects, Errc::timeout, "no price of the underlying came");
}

TEST(ScanAlone, AStoppedScanSaysNothingMore) {
    engine::ScanCore core;
    core.step(engine::StartScan{first_scan, bull_puts(), true}, first_moment());
    const auto effects = core.step(engine::StopScan{first_scan}, first_moment());
    EXPECT_EQ(wishes<engine::QuotesReleased>(effects).size(), 1U);
    EXPECT_TRUE(of<engine::ScanFailed>(effects).empty());
    EXPECT_TRUE(core.step(engine::StopScan{first_scan}, first_moment()).empty());
}

// ---- With a trade core

TEST(Scan, EndsWithOneFinalRankingAndGivesItsLinesBack) {
    Joined both;
    both.step(engine::StartScan{first_scan, bull_puts()});
    both.pass(20s);
    ASSERT_TRUE(both.failures().empty()) << both.failures()[0].error.message;
    const auto rankings = both.rankings();
    ASSERT_EQ(rankings.size(), 1U);
    EXPECT_TRUE(rankings[0].final);
    const auto& ranking = *rankings[0].ranking;
    EXPECT_EQ(ranking.seq, 1U);
    EXPECT_EQ(ranking.spot, *Price::parse("71"));
    EXPECT_TRUE(ranking.coverage.finished);
    EXPECT_EQ(ranking.coverage.quoted, ranking.coverage.total);
    EXPECT_EQ(ranking.result.counts.enumerated, 6U);  // pairs of four strikes
    EXPECT_FALSE(ranking.result.ranked.empty());
    both.pass(5s);
    EXPECT_EQ(both.bench.core->health().lines_active, 0);
    EXPECT_FALSE(both.scan.next_wakeup());
}

TEST(Scan, AnUnderlyingThatIsNotQuotedIsAnError) {
    Joined both;
    both.bench.puppet.spot.reset();
    both.step(engine::StartScan{first_scan, bull_puts()});
    both.pass(20s);
    ASSERT_EQ(both.failures().size(), 1U);
    EXPECT_EQ(both.failures()[0].error.code, Errc::timeout);
    both.pass(5s);
    EXPECT_EQ(both.bench.core->health().lines_active, 0);
}

TEST(Scan, ContractsThatAreRefusedOrSilentAreCounted) {
    Joined both;
    auto& listed = both.bench.puppet.listed;
    listed[3].bid.reset();
    listed[3].ask.reset();
    both.step(engine::StartScan{first_scan, bull_puts()});
    both.pass(30s);
    ASSERT_EQ(both.rankings().size(), 1U);
    const auto& coverage = both.rankings()[0].ranking->coverage;
    EXPECT_EQ(coverage.silent, 1U);
    EXPECT_EQ(coverage.quoted + coverage.silent + coverage.refused, coverage.total);
}

TEST(Scan, ConcludedWhileItSweepsRanksWhatIsKnown) {
    Joined both;
    for (auto& option : both.bench.puppet.listed) {
        if (option.conid == ConId(104)) option.bid.reset(), option.ask.reset();
    }
    both.step(engine::StartScan{first_scan, bull_puts()});
    both.pass(1s);
    ASSERT_TRUE(both.rankings().empty()) << "one contract has not spoken";
    both.step(engine::ConcludeScan{first_scan});
    ASSERT_EQ(both.rankings().size(), 1U);
    EXPECT_TRUE(both.rankings()[0].final);
    EXPECT_FALSE(both.rankings()[0].ranking->coverage.finished);
    EXPECT_FALSE(both.rankings()[0].ranking->result.ranked.empty());
}

TEST(Scan, TwoScansOfOneSymbolDoNotDisturbEachOther) {
    Joined both;
    auto bears = bull_puts();
    bears.criteria.kinds = {options::StructureKind::bear_call};
    both.step(engine::StartScan{first_scan, bull_puts()});
    both.step(engine::StartScan{ScanTicket{2}, bears});
    both.pass(30s);
    const auto rankings = both.rankings();
    ASSERT_EQ(rankings.size(), 2U);
    for (const auto& ready : rankings) {
        const auto kind = ready.ticket == first_scan ? options::StructureKind::bull_put
                                                     : options::StructureKind::bear_call;
        ASSERT_FALSE(ready.ranking->result.ranked.empty());
        for (const auto& row : ready.ranking->result.ranked) EXPECT_EQ(row.structure, kind);
    }
}

TEST(Scan, WhatTheShareIsSaidToPayIsAFieldOfItsSpreads) {
    // The puppet names an ex-date of 10 December; its options expire on the 18th.
    const auto ranked_with = [](const std::string& dividends, std::string_view where) {
        Joined both;
        both.bench.puppet.dividends = dividends;
        auto request = bull_puts();
        EXPECT_TRUE(scan::set_criterion(request.criteria, "where", where));
        both.step(engine::StartScan{first_scan, request});
        both.pass(30s);
        const auto rankings = both.rankings();
        return rankings.empty() ? 0U : rankings.back().ranking->result.ranked.size();
    };
    EXPECT_GT(ranked_with("2.04,2.04,20261210,0.51", "ex_dividend_inside > 0.5"), 0U);
    EXPECT_EQ(ranked_with("2.04,2.04,20261210,0.51", "ex_dividend_inside < 0.5"), 0U);
    EXPECT_GT(ranked_with("2.04,2.04,20261221,0.51", "ex_dividend_inside < 0.5"), 0U);
    EXPECT_EQ(ranked_with("", "ex_dividend_inside < 0.5"), 0U) << "not told is not none";
}

}  // namespace
}  // namespace wingspread::engine_test
