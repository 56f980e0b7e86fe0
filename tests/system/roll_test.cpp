#include "system/script.hpp"
#include "system/short_market.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

/// Rolls that one combination cannot hold: two orders, the second once the first has closed.
namespace wingspread::system_test {
namespace {

using namespace std::chrono_literals;

struct RollLine : ::testing::Test {
    void SetUp() override {
        harness->start();
        ASSERT_TRUE(harness->run_until(60s, [&] { return ready(); }));
        harness->place(short_order(*harness));
        ASSERT_TRUE(harness->run_until(1h, [&] { return orders().front().state == "filled"; }));
        harness->order_answers.clear();
        // The same legs again within a minute would be a repetition.
        harness->run(2min);
    }
    bool ready() { return harness->trade().health().connected; }
    std::vector<engine::OrderView> orders() {
        auto all = harness->trade().orders();
        if (all.empty()) all.emplace_back();
        return all;
    }
    engine::StructureRequest bull_put(std::size_t lower) {
        const auto& market = harness->gateway().market();
        const auto strikes = listed_strikes(market);
        return engine::vertical_request(options::VerticalKind::bull_put, "KO", "",
                                        listed_expiration(market), strikes[lower],
                                        strikes[lower + 1]);
    }
    /// To the next strikes up, of which one is held already.
    engine::OrderRequest up() {
        engine::OrderRequest request;
        request.structure = bull_put(1);
        request.rolled_from = bull_put(0);
        request.action = engine::OrderAction::roll;
        request.quantity = 1;
        request.price_rule = engine::PriceRule::natural;
        return request;
    }
    engine::OrderView first() { return orders().at(1); }
    bool is_over() { return orders().size() > 1 && first().roll && !first().roll->ended.empty(); }

    std::unique_ptr<Harness> harness = make_short_harness();
};

TEST_F(RollLine, ClosesAndThenOpens) {
    harness->place(up());
    ASSERT_TRUE(harness->run_until(60s, [&] { return !harness->order_answers.empty(); }));
    ASSERT_TRUE(harness->order_answers[0]) << harness->order_answers[0].error().message;
    EXPECT_EQ(harness->order_answers[0]->action, engine::OrderAction::close);
    ASSERT_TRUE(harness->order_answers[0]->roll);
    EXPECT_NE(harness->order_answers[0]->roll->opens.find("bull put"), std::string::npos);
    ASSERT_TRUE(harness->run_until(1h, [&] { return is_over(); }));
    ASSERT_TRUE(harness->run_until(1h, [&] { return orders().back().state == "filled"; }));
    harness->run(2s);
    ASSERT_EQ(orders().size(), 3U);
    EXPECT_EQ(first().roll->order, orders()[2].id);
    EXPECT_EQ(orders()[2].action, engine::OrderAction::open);
    EXPECT_EQ(harness->trade().positions().size(), 2U);
    expect_books_agree(*harness);
}

TEST_F(RollLine, ARestartInBetweenOpensOnce) {
    harness->place(up());
    ASSERT_TRUE(harness->run_until(1h, [&] { return first().state == "filled"; }));
    for (int restarts = 0; restarts < 3; ++restarts) {
        harness->restart();
        ASSERT_TRUE(harness->run_until(60s, [&] { return ready(); }));
        harness->run(1s);
    }
    ASSERT_TRUE(harness->run_until(1h, [&] { return is_over(); }));
    harness->run(1h);
    const auto& booked = harness->gateway().books().orders;
    EXPECT_EQ(booked.size(), 3U) << "an entry, a close, an opening: " << first().roll->ended;
    EXPECT_EQ(harness->trade().positions().size(), 2U);
    expect_books_agree(*harness);
}

TEST_F(RollLine, WhatCannotBeOpenedSoonIsLeftToAPerson) {
    auto request = up();
    harness->place(request);
    ASSERT_TRUE(harness->run_until(60s, [&] { return !harness->order_answers.empty(); }));
    harness->turn_switch(trade::TradingState::reducing);
    ASSERT_TRUE(harness->run_until(1h, [&] { return is_over(); }));
    EXPECT_NE(first().roll->ended.find("trading is reducing"), std::string::npos)
        << first().roll->ended;
    harness->turn_switch(trade::TradingState::active);
    harness->run(1h);
    EXPECT_TRUE(harness->trade().positions().empty());
    EXPECT_EQ(harness->gateway().books().orders.size(), 2U);
}

TEST_F(RollLine, AnOrderThatClosesNothingOpensNothing) {
    auto request = up();
    request.price_rule = engine::PriceRule::share;
    request.share_pct = -100;
    harness->place(request);
    ASSERT_TRUE(harness->run_until(60s, [&] { return !harness->order_answers.empty(); }));
    ASSERT_TRUE(harness->order_answers[0]) << harness->order_answers[0].error().message;
    harness->cancel(harness->order_answers[0]->id);
    ASSERT_TRUE(harness->run_until(1h, [&] { return is_over(); }));
    EXPECT_NE(first().roll->ended.find("nothing was closed"), std::string::npos);
    EXPECT_EQ(harness->gateway().books().orders.size(), 2U);
}

TEST_F(RollLine, TwoOrdersHaveNoPriceInCommon) {
    auto request = up();
    request.price_rule = engine::PriceRule::given;
    request.limit_price = *Price::parse("0.1");
    harness->place(request);
    ASSERT_TRUE(harness->run_until(60s, [&] { return !harness->order_answers.empty(); }));
    ASSERT_FALSE(harness->order_answers[0]);
    EXPECT_NE(harness->order_answers[0].error().message.find("two orders"), std::string::npos);
}

}  // namespace
}  // namespace wingspread::system_test
