#include "system/script.hpp"
#include "system/short_market.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

/// What orders have opened is closed by itself, over the wire and under virtual time.
namespace wingspread::system_test {
namespace {

using namespace std::chrono_literals;
using trade::ExitLevel;
using trade::ExitRules;

Price price(std::string_view text) { return *Price::parse(text); }
ExitLevel level(std::string_view at) { return {std::nullopt, price(at)}; }
/// Due whatever the market does.
const ExitRules due_now{.days_left = 3000};

struct ExitLine : ::testing::Test {
    void SetUp() override {
        harness->start();
        ASSERT_TRUE(harness->run_until(60s, [&] { return ready(); }));
    }
    bool ready() { return harness->trade().health().connected; }
    std::vector<engine::OrderView> orders() { return harness->trade().orders(); }
    engine::ExitView exit() { return harness->trade().exits().back(); }

    void open(const std::optional<ExitRules>& rules, int quantity = 1) {
        auto request = short_order(*harness);
        request.quantity = quantity;
        request.exits = rules;
        harness->place(request);
        ASSERT_TRUE(harness->run_until(60s, [&] { return !harness->order_answers.empty(); }));
        ASSERT_TRUE(harness->order_answers.back()) << harness->order_answers.back().error().message;
        ASSERT_TRUE(harness->run_until(1h, [&] { return orders().front().state == "filled"; }));
    }
    /// Everything that was opened is closed, once.
    void expect_closed(std::string_view rule) {
        ASSERT_TRUE(harness->run_until(1h, [&] { return exit().state == "done"; })) << exit().state;
        harness->run(2s);
        EXPECT_TRUE(harness->trade().positions().empty());
        ASSERT_FALSE(exit().closes.empty());
        EXPECT_EQ(exit().closes.back().rule, rule);
        expect_books_agree(*harness);
    }
    [[nodiscard]] Quantity closed() {
        Quantity sum;
        for (const auto& order : orders()) {
            if (order.action == engine::OrderAction::close) sum += order.filled;
        }
        return sum;
    }

    std::unique_ptr<Harness> harness = make_short_harness();
};

TEST_F(ExitLine, ATargetIsHitAndPaysNoMoreThanItsPrice) {
    open(ExitRules{.take_profit = level("1.5")});
    EXPECT_EQ(exit().order, orders().front().id);
    expect_closed("take_profit");
    EXPECT_LE(*orders().back().average_price, *Price::parse("1.5"));
    EXPECT_LE(*orders().back().worst_price, *Price::parse("1.5"));
}

TEST_F(ExitLine, ATargetThatIsNotReachedIsNotClosed) {
    open(ExitRules{.take_profit = level("0.01")});
    harness->run(10min);
    EXPECT_EQ(exit().state, "watching");
    EXPECT_EQ(orders().size(), 1U);
}

TEST_F(ExitLine, AStopIsHit) {
    open(ExitRules{.stop = level("0.05")});
    expect_closed("stop");
}

TEST_F(ExitLine, DaysBeforeExpirationAreCounted) {
    open(due_now, 3);
    expect_closed("days_left");
    EXPECT_EQ(closed(), Quantity::from_int(3));
}

TEST_F(ExitLine, ATimeIsKeptThroughARestart) {
    const auto at = harness->now().market + 10min;
    open(ExitRules{.at = at});
    harness->run(1min);
    EXPECT_EQ(orders().size(), 1U);
    harness->restart();
    ASSERT_TRUE(harness->run_until(60s, [&] { return ready(); }));
    EXPECT_EQ(exit().state, "watching");
    expect_closed("at_time");
    EXPECT_GE(harness->now().market, at);
    EXPECT_EQ(orders().size(), 2U);
}

TEST_F(ExitLine, ARestartWhileItClosesClosesNothingTwice) {
    open(due_now);
    for (int restarts = 0; restarts < 5 && exit().state != "done"; ++restarts) {
        (void)harness->run_until(60s, [&] { return orders().size() > 1; });
        harness->restart();
        ASSERT_TRUE(harness->run_until(60s, [&] { return ready(); }));
        harness->run(3s);
    }
    expect_closed("days_left");
    EXPECT_EQ(closed(), Quantity::from_int(1));
}

TEST_F(ExitLine, IsAttachedToWhatIsHeldAlready) {
    open({});
    harness->add_exit(orders().front().id, due_now);
    ASSERT_EQ(harness->exit_answers.size(), 1U);
    ASSERT_TRUE(harness->exit_answers.front());
    EXPECT_EQ(harness->exit_answers.front()->state, "watching");
    expect_closed("days_left");
}

TEST_F(ExitLine, TwoThatAreDueAtOnceCloseWhatIsHeldOnce) {
    open(ExitRules{.take_profit = level("1.5"), .days_left = 3000});
    harness->add_exit(orders().front().id, due_now);
    harness->add_exit(orders().front().id, ExitRules{.stop = level("0.05")});
    harness->run(10min);
    EXPECT_EQ(closed(), Quantity::from_int(1));
    EXPECT_TRUE(harness->trade().positions().empty());
    EXPECT_EQ(harness->trade().health().trading, "active") << "nothing was closed twice";
    expect_books_agree(*harness);
}

TEST_F(ExitLine, ACloseByHandAtTheSameMomentClosesNothingTwice) {
    open(due_now);
    auto request = short_order(*harness);
    request.action = engine::OrderAction::close;
    harness->place(request);
    harness->run(10min);
    EXPECT_EQ(closed(), Quantity::from_int(1));
    EXPECT_TRUE(harness->trade().positions().empty());
    EXPECT_EQ(harness->trade().health().trading, "active");
}

/// A put alone, of which target and stop wait at the broker.
struct OcaLine : ExitLine {
    void open_put(std::string_view target, std::string_view stop, int quantity = 1) {
        const auto& market = harness->gateway().market();
        engine::OrderRequest request;
        request.structure.kind = options::StructureKind::long_put;
        request.structure.symbol = "KO";
        request.structure.legs = {{.right = options::Right::put,
                                   .strike = listed_strikes(market)[3],
                                   .expiry = listed_expiration(market)}};
        request.quantity = quantity;
        request.price_rule = engine::PriceRule::natural;
        request.exits =
            ExitRules{.take_profit = level(target), .stop = level(stop), .at_broker = true};
        harness->place(request);
        ASSERT_TRUE(harness->run_until(60s, [&] { return !harness->order_answers.empty(); }));
        ASSERT_TRUE(harness->order_answers.back()) << harness->order_answers.back().error().message;
        ASSERT_TRUE(harness->run_until(1h, [&] { return orders().front().state == "filled"; }));
    }
    bool both_work() {
        const auto all = orders();
        return all.size() == 3 &&
               std::ranges::count(all, "working", &engine::OrderView::state) == 2;
    }
};

TEST_F(OcaLine, TargetAndStopWaitInOneGroupOfTheGateway) {
    open_put("-5", "-0.5", 2);
    ASSERT_TRUE(harness->run_until(60s, [&] { return both_work(); }));
    EXPECT_EQ(exit().state, "watching");
    const auto& booked = harness->gateway().books().orders;
    ASSERT_EQ(booked.size(), 3U);
    EXPECT_EQ(booked[1].limit, price("5"));
    EXPECT_EQ(booked[1].stop, std::nullopt);
    EXPECT_EQ(booked[2].stop, price("0.5"));
    EXPECT_EQ(booked[2].limit, price("0.38")) << "25% beyond, as the price band";
    const auto all = orders();
    EXPECT_EQ(all[1].oca_group, all[2].oca_group);
    EXPECT_EQ(all[2].stop_price, price("-0.5"));
    EXPECT_EQ(all[1].in_force, engine::TimeInForce::gtc);
    harness->run(10min);
    EXPECT_EQ(orders().size(), 3U) << "neither is sent twice";
}

TEST_F(OcaLine, WhatFillsCancelsTheOther) {
    open_put("-1.9", "-0.5");
    ASSERT_TRUE(harness->run_until(4h, [&] { return exit().state == "done"; })) << exit().state;
    harness->run(1min);
    EXPECT_EQ(orders()[1].state, "filled");
    EXPECT_EQ(orders()[2].state, "cancelled");
    EXPECT_EQ(closed(), Quantity::from_int(1));
    EXPECT_EQ(harness->trade().health().trading, "active");
    expect_books_agree(*harness);
}

TEST_F(OcaLine, AStopThatIsReachedClosesAndTheTargetIsGone) {
    open_put("-5", "-1.88");
    ASSERT_TRUE(harness->run_until(24h, [&] { return exit().state == "done"; })) << exit().state;
    harness->run(1min);
    EXPECT_EQ(orders()[1].state, "cancelled");
    EXPECT_EQ(exit().closes.back().rule, "stop");
    EXPECT_EQ(closed(), Quantity::from_int(1));
    EXPECT_TRUE(harness->trade().positions().empty());
    EXPECT_EQ(harness->trade().health().trading, "active");
}

TEST_F(OcaLine, ARestartFindsWhatWaitsAndSendsNothingAnew) {
    open_put("-5", "-0.5");
    ASSERT_TRUE(harness->run_until(60s, [&] { return both_work(); }));
    harness->restart();
    ASSERT_TRUE(harness->run_until(60s, [&] { return ready(); }));
    harness->run(10min);
    EXPECT_TRUE(both_work());
    EXPECT_EQ(harness->gateway().books().orders.size(), 3U);
}

TEST_F(OcaLine, AnotherRuleTakesThemBackBeforeItCloses) {
    const auto at = harness->now().market + 10min;
    open_put("-5", "-0.5");
    harness->add_exit(orders().front().id, ExitRules{.at = at});
    ASSERT_TRUE(harness->run_until(60s, [&] { return both_work(); }));
    ASSERT_TRUE(harness->run_until(1h, [&] { return exit().state == "done"; })) << exit().state;
    EXPECT_GE(harness->now().market, at);
    EXPECT_EQ(exit().closes.back().rule, "at_time");
    EXPECT_EQ(closed(), Quantity::from_int(1));
    EXPECT_EQ(orders()[1].state, "cancelled");
    EXPECT_EQ(orders()[2].state, "cancelled");
}

TEST_F(OcaLine, OnlyWhatIsASingleOptionCanWaitThere) {
    auto request = short_order(*harness);
    request.exits = ExitRules{.stop = level("1"), .at_broker = true};
    harness->place(request);
    ASSERT_EQ(harness->order_answers.size(), 1U);
    EXPECT_NE(harness->order_answers[0].error().message.find("a single option"), std::string::npos);
}

TEST_F(ExitLine, AHaltLetsWhatWasArmedCloseAndArmsNothing) {
    open(ExitRules{.at = harness->now().market + 5min});
    harness->turn_switch(trade::TradingState::halted);
    harness->add_exit(orders().front().id, due_now);
    ASSERT_EQ(harness->exit_answers.size(), 1U);
    EXPECT_FALSE(harness->exit_answers.front());
    expect_closed("at_time");
    EXPECT_EQ(harness->trade().health().trading, "halted");
}

}  // namespace
}  // namespace wingspread::system_test
