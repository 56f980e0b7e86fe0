#include "system/script.hpp"
#include "system/short_market.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

/// Working orders whose limit walks, over the wire and under virtual time.
namespace wingspread::system_test {
namespace {

using namespace std::chrono_literals;

/// A bull put that walks from mid to natural.
engine::OrderRequest walking_order(const Harness& harness) {
    auto request = short_order(harness);
    request.price_rule = engine::PriceRule::mid;
    request.ladder = engine::LadderRequest{.steps = 4, .interval = 5s, .hold = 20s};
    return request;
}

struct LadderLine : ::testing::Test {
    void SetUp() override {
        harness->start();
        ASSERT_TRUE(harness->run_until(60s, [&] { return ready(); }));
    }
    bool ready() { return harness->trade().health().connected; }
    engine::OrderView order() { return harness->trade().orders().back(); }

    /// An order that asks for more than the market gives at any of its steps.
    engine::OrderRequest hopeless_order() {
        auto request = walking_order(*harness);
        harness->preview(request);
        EXPECT_TRUE(harness->run_until(60s, [&] { return !harness->preview_answers.empty(); }));
        const auto preview = harness->preview_answers.back();
        EXPECT_TRUE(preview);
        request.price_rule = engine::PriceRule::given;
        request.limit_price = preview->limit_price - Price::from_raw(30'000'000);
        request.ladder->cap = preview->limit_price - Price::from_raw(22'000'000);
        return request;
    }
    void place(const engine::OrderRequest& request) {
        harness->place(request);
        ASSERT_TRUE(harness->run_until(60s, [&] { return !harness->order_answers.empty(); }));
        ASSERT_TRUE(harness->order_answers.back()) << harness->order_answers.back().error().message;
    }
    void walk_to(int step) {
        ASSERT_TRUE(harness->run_until(120s, [&] { return order().ladder_step >= step; }))
            << order().state << " at step " << order().ladder_step;
    }

    std::unique_ptr<Harness> harness = make_short_harness();
};

TEST_F(LadderLine, WalksUntilItIsFilled) {
    place(walking_order(*harness));
    const auto first = order().limit_price;
    ASSERT_TRUE(harness->run_until(120s, [&] { return order().state == "filled"; }));
    harness->run(2s);
    EXPECT_GE(order().ladder_step, 1);
    EXPECT_GT(order().limit_price, first);
    EXPECT_LE(order().limit_price, *order().worst_price);
    EXPECT_LE(*order().average_price, order().limit_price);
    EXPECT_EQ(harness->gateway().books().orders.size(), 1U);
    EXPECT_EQ(harness->gateway().books().orders.front().limit, order().limit_price);
    expect_books_agree(*harness);
}

TEST_F(LadderLine, EndsWithACancelWhenNobodyTakesTheLastPrice) {
    place(hopeless_order());
    ASSERT_TRUE(harness->run_until(120s, [&] { return order().terminal; }));
    EXPECT_EQ(order().state, "cancelled");
    EXPECT_EQ(order().limit_price, *order().worst_price) << "it has seen its last price";
    EXPECT_EQ(harness->gateway().books().orders.front().status, sim::BookedStatus::cancelled);
}

TEST_F(LadderLine, IsLeftAtItsLastPriceWhenThePlanSaysSo) {
    auto request = hopeless_order();
    request.ladder->at_end = trade::LadderEnd::leave;
    place(request);
    walk_to(4);
    harness->run(5min);
    EXPECT_EQ(order().state, "working");
    EXPECT_EQ(order().limit_price, *order().worst_price);
}

TEST_F(LadderLine, GoesOnAfterARestartAndPlacesNothingTwice) {
    place(hopeless_order());
    walk_to(2);
    const auto before = order();
    harness->restart();
    ASSERT_TRUE(harness->run_until(60s, [&] { return ready(); }));
    EXPECT_EQ(order().order_id, before.order_id);
    EXPECT_GE(order().ladder_step, before.ladder_step);
    walk_to(4);
    EXPECT_EQ(harness->gateway().books().orders.size(), 1U);
    ASSERT_TRUE(harness->run_until(120s, [&] { return order().terminal; }));
    EXPECT_EQ(harness->gateway().books().orders.front().limit, *order().worst_price);
    expect_books_agree(*harness);
}

TEST_F(LadderLine, GoesOnAfterALostConnection) {
    place(hopeless_order());
    for (int step = 1; step <= 4; ++step) {
        walk_to(step);
        harness->cut();
        ASSERT_TRUE(harness->run_until(60s, [&] { return ready(); }));
    }
    ASSERT_TRUE(harness->run_until(120s, [&] { return order().terminal; }));
    EXPECT_EQ(harness->gateway().books().orders.size(), 1U);
    expect_books_agree(*harness);
}

TEST_F(LadderLine, StandsStillWhileTradingIsHalted) {
    auto request = hopeless_order();
    request.ladder->at_end = trade::LadderEnd::leave;
    place(request);
    walk_to(1);
    const auto before = order().limit_price;
    harness->turn_switch(trade::TradingState::halted);
    harness->run(5min);
    EXPECT_EQ(order().limit_price, before);
    EXPECT_EQ(harness->gateway().books().orders.front().limit, before);
    harness->turn_switch(trade::TradingState::active);
    walk_to(4);
    harness->turn_switch(trade::TradingState::halted);
    harness->cancel(order().id);
    ASSERT_TRUE(harness->run_until(30s, [&] { return order().state == "cancelled"; }))
        << "a cancel always leaves";
}

}  // namespace
}  // namespace wingspread::system_test
