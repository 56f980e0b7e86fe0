#include "engine/bench.hpp"

#include <gtest/gtest.h>

#include <set>

/// Quotes of what is at stake.
namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;
using engine::HeldLines;

tws::Position position_of(const ListedOption& option, int quantity) {
    tws::Position position;
    position.account = "DU1";
    position.contract.con_id = option.conid;
    position.contract.symbol = "KO";
    position.contract.sec_type = tws::SecType::option;
    position.contract.strike = option.strike;
    position.contract.right = option.right;
    position.contract.last_trade_date_or_month = to_compact(option.expiration);
    position.contract.multiplier = Quantity::from_int(100);
    position.position = Quantity::from_int(quantity);
    return position;
}

/// Contracts whose line is open, by what the gateway has heard.
std::multiset<ConId> open_lines(const Bench& bench) {
    std::multiset<ConId> open;
    std::map<RequestId, ConId> contracts;
    for (const auto& request : bench.puppet.heard) {
        if (const auto* asked = std::get_if<tws::ReqMktData>(&request)) {
            contracts[asked->req_id] = asked->contract.con_id;
            open.insert(asked->contract.con_id);
        } else if (const auto* cancel = std::get_if<tws::CancelMktData>(&request)) {
            open.erase(open.find(contracts.at(cancel->req_id)));
        }
    }
    return open;
}

engine::TradeConfig with_lines(std::size_t lines) {
    auto config = usual_config();
    config.quotes.lines.max_lines = lines;
    return config;
}

TEST(LinesHeld, AtMostHalfAndNeverTheLastEight) {
    EXPECT_EQ(HeldLines::most_pinned(90), 45U);
    EXPECT_EQ(HeldLines::most_pinned(16), 8U);
    EXPECT_EQ(HeldLines::most_pinned(10), 2U);
    EXPECT_EQ(HeldLines::most_pinned(8), 0U);
    EXPECT_EQ(HeldLines::most_pinned(0), 0U);
}

TEST(LinesHeld, LegsOfAWorkingOrderAndThenOfThePositionStayQuoted) {
    Bench bench;
    bench.make_ready();
    bench.place(bull_put());
    bench.pass(5s);
    ASSERT_EQ(bench.puppet.orders().size(), 1U);
    const std::multiset legs{ConId(101), ConId(102)};
    EXPECT_EQ(open_lines(bench), legs);
    bench.fill(bench.puppet.orders()[0]);
    bench.tell(position_of(bench.puppet.listed[0], 1));
    bench.tell(position_of(bench.puppet.listed[1], -1));
    bench.pass(10s);
    EXPECT_EQ(open_lines(bench), legs);
    // Closed: nobody needs them any more.
    bench.tell(position_of(bench.puppet.listed[0], 0));
    bench.tell(position_of(bench.puppet.listed[1], 0));
    bench.pass(1s);
    EXPECT_TRUE(open_lines(bench).empty());
}

TEST(LinesHeld, AnOrderThatIsCancelledGivesItsLinesBack) {
    Bench bench;
    bench.make_ready();
    bench.place(bull_put());
    bench.pass(1s);
    bench.tell_status(bench.puppet.orders()[0], tws::OrderStatusCode::cancelled, 0);
    bench.pass(1s);
    EXPECT_TRUE(open_lines(bench).empty());
}

TEST(LinesHeld, WhatWasHeldBeforeTheStartIsQuotedByItsNumberAlone) {
    Bench bench;
    bench.puppet.positions = {position_of(bench.puppet.listed[0], 3)};
    bench.make_ready();
    bench.pass(1s);
    EXPECT_EQ(open_lines(bench), std::multiset{ConId(101)});
    bench.cut();
    bench.pass(10s);
    ASSERT_TRUE(bench.is_ready());
    EXPECT_EQ(bench.core->health().lines_active, 1);
}

TEST(LinesHeld, AScanTakesNoneOfTheirShareAndAllElse) {
    Bench bench(with_lines(10));
    std::vector<ConId> swept;
    for (std::int32_t i = 0; i < 20; ++i) {
        auto option = bench.puppet.listed[0];
        option.conid = ConId(300 + i);
        option.strike = option.strike - Price::from_int(i + 1);
        bench.puppet.listed.push_back(option);
        swept.push_back(option.conid);
    }
    for (std::size_t i = 0; i < 8; ++i) {
        bench.puppet.positions.push_back(position_of(bench.puppet.listed[i], 1));
    }
    bench.make_ready();
    bench.pass(1s);
    EXPECT_EQ(open_lines(bench).size(), 8U) << "while nobody else needs them, all are held";
    bench.step(
        engine::ToTrade{engine::ChainWanted{engine::ScanTicket(1), "KO", december, december}});
    bench.pass(1s);
    bench.step(engine::ToTrade{
        engine::QuotesWanted{.ticket = engine::ScanTicket(1), .held = {ko_conid}, .swept = swept}});
    bench.pass(30s);
    const auto open = open_lines(bench);
    EXPECT_LE(open.size(), 10U);
    ASSERT_EQ(HeldLines::most_pinned(10), 2U);
    EXPECT_TRUE(open.contains(ConId(101)) && open.contains(ConId(102)));
    EXPECT_FALSE(open.contains(ConId(103))) << "the scan needed its line";
    const auto last = std::get<engine::SweepProgress>(bench.news.back());
    EXPECT_TRUE(last.finished);
    EXPECT_EQ(last.quoted, swept.size());
}

TEST(LinesHeld, ExpiredPositionsNeedNoQuotes) {
    Bench bench;
    auto& option = bench.puppet.listed[0];
    option.expiration = std::chrono::year{2026} / std::chrono::November / 17;
    bench.puppet.positions = {position_of(option, 3)};
    bench.make_ready();
    bench.pass(1s);
    EXPECT_TRUE(open_lines(bench).empty());
}

}  // namespace
}  // namespace wingspread::engine_test
