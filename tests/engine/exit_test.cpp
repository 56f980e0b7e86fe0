#include "engine/bench.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

/// Exits, message by message: what is closed when one side of the market is missing, and what
/// stands in the way of a close.
namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;

struct WatchedSpread : ::testing::Test {
    explicit WatchedSpread(engine::TradeConfig config = usual_config())
        : bench(std::move(config)) {}
    void SetUp() override {
        bench.make_ready();
        ASSERT_TRUE(bench.is_ready()) << bench.core->health().reason;
    }
    tws::PlaceOrder place(const trade::ExitRules& rules) {
        auto request = bull_put();
        request.exits = rules;
        bench.place(request);
        EXPECT_TRUE(bench.order_answer()) << bench.order_answer().error().message;
        return bench.puppet.orders().back();
    }
    /// The bull put is held: 68 put long, 70 put short.
    void hold(const trade::ExitRules& rules) {
        const auto order = place(rules);
        bench.fill(order);
        for (const auto& leg : order.contract.combo_legs) {
            tws::Position position;
            position.account = "DU1";
            position.contract.con_id = leg.con_id;
            position.contract.sec_type = tws::SecType::option;
            position.contract.symbol = "KO";
            position.contract.multiplier = Quantity::from_int(100);
            position.position = Quantity::from_int(leg.action == tws::Action::buy ? 1 : -1);
            bench.puppet.positions.push_back(position);
            bench.tell(position);
        }
    }
    void quote(int conid, std::string_view bid, std::string_view ask) {
        for (auto& option : bench.puppet.listed) {
            if (option.conid != ConId(conid)) continue;
            option.bid = *Price::parse(bid);
            option.ask = *Price::parse(ask);
        }
        for (const auto& request : bench.puppet.heard) {
            const auto* line = std::get_if<tws::ReqMktData>(&request);
            if (line == nullptr || line->contract.con_id != ConId(conid)) continue;
            bench.tell(tws::TickPrice{
                line->req_id, tws::TickType::bid, *Price::parse(bid), Quantity::from_int(10), {}});
            bench.tell(tws::TickPrice{
                line->req_id, tws::TickType::ask, *Price::parse(ask), Quantity::from_int(10), {}});
        }
    }
    [[nodiscard]] tws::PlaceOrder last() const { return bench.puppet.orders().back(); }
    /// Orders, however often their limits were changed.
    [[nodiscard]] std::size_t sent() const {
        std::set<OrderId> ids;
        for (const auto& order : bench.puppet.orders()) ids.insert(order.order_id);
        return ids.size();
    }
    [[nodiscard]] engine::ExitView exit() const { return bench.core->exits().back(); }
    static trade::ExitRules stop_at(std::string_view price) {
        return {.stop = trade::ExitLevel{std::nullopt, *Price::parse(price)}};
    }

    Bench bench;
};

TEST_F(WatchedSpread, AStopThatStandsForAWhileClosesEveryLeg) {
    hold(stop_at("1"));
    bench.pass(1min);
    ASSERT_EQ(sent(), 1U) << "mid is 0.555";
    quote(102, "1.90", "1.95");
    bench.pass(2s);
    quote(102, "0.95", "0.98");
    bench.pass(5s);
    ASSERT_EQ(sent(), 1U) << "it was a slip";
    quote(102, "1.90", "1.95");
    bench.pass(10s);
    ASSERT_EQ(sent(), 2U);
    ASSERT_EQ(last().contract.combo_legs.size(), 2U);
    EXPECT_EQ(exit().state, "closing");
    EXPECT_FALSE(exit().closes.back().short_leg_only);
}

TEST_F(WatchedSpread, AStopWithoutABidForTheLongLegClosesTheShortLegOnly) {
    hold(stop_at("0.6"));
    quote(101, "0", "0.05");
    bench.pass(10s);
    ASSERT_EQ(sent(), 2U);
    EXPECT_EQ(last().contract.con_id, ConId(102));
    EXPECT_EQ(last().order->action, tws::Action::buy);
    EXPECT_EQ(last().order->order_type, tws::OrderType::limit);
    EXPECT_TRUE(exit().closes.back().short_leg_only);
}

TEST_F(WatchedSpread, OtherRulesSellTheLongLegForWhatItBrings) {
    hold({.days_left = 3000});
    bench.pass(1s);
    quote(101, "0", "0.05");
    bench.pass(10s);
    ASSERT_EQ(sent(), 2U);
    EXPECT_EQ(last().contract.combo_legs.size(), 2U);
}

TEST_F(WatchedSpread, AnEntryWithoutAFillIsLeftAlone) {
    const auto order = place({.days_left = 3000});
    bench.tell_status(order, tws::OrderStatusCode::submitted, 0);
    bench.pass(1min);
    EXPECT_EQ(bench.puppet.count<tws::CancelOrder>(), 0U) << "nothing is held";
    EXPECT_EQ(exit().state, "waiting");
    EXPECT_EQ(sent(), 1U);
}

TEST_F(WatchedSpread, NothingIsClosedWhilePositionsDiffer) {
    const auto order = place({.days_left = 3000});
    bench.fill(order);
    bench.puppet.positions.clear();
    bench.cut();
    bench.pass(1min);
    ASSERT_TRUE(bench.is_ready());
    EXPECT_EQ(sent(), 1U);
    EXPECT_EQ(exit().state, "watching");
}

TEST_F(WatchedSpread, ACloseThatIsRefusedIsTriedAgainLater) {
    bench.puppet.what_if = WhatIfReply::margin;
    hold({.days_left = 3000});
    bench.puppet.what_if = WhatIfReply::refused;
    bench.pass(5s);
    EXPECT_EQ(sent(), 1U);
    const auto asked = bench.puppet.what_ifs().size();
    bench.pass(20s);
    EXPECT_EQ(bench.puppet.what_ifs().size(), asked) << "not before a pause";
    bench.puppet.what_if = WhatIfReply::margin;
    bench.pass(2min);
    EXPECT_EQ(sent(), 2U);
}

TEST_F(WatchedSpread, AnExitThatIsRemovedClosesNothing) {
    hold({.at = bench.now.market + 1min});
    bench.step(engine::RemoveExit{engine::CommandId(7), exit().id});
    EXPECT_EQ(exit().state, "removed");
    bench.pass(5min);
    EXPECT_EQ(sent(), 1U);
}

TEST_F(WatchedSpread, RulesWithoutSenseAreRefused) {
    auto request = bull_put();
    request.exits = trade::ExitRules{};
    bench.place(request);
    ASSERT_FALSE(bench.order_answer());
    EXPECT_EQ(bench.order_answer().error().code, Errc::invalid_argument);
    EXPECT_TRUE(bench.puppet.orders().empty());
}

/// On a gateway that is said to be live.
struct LiveSpread : WatchedSpread {
    LiveSpread() : WatchedSpread(live_config()) {}

    static engine::TradeConfig live_config() {
        auto config = usual_config();
        config.orders.environment = trade::Environment::live;
        return config;
    }
    void arm(Duration length) {
        bench.step(engine::ArmLive{engine::CommandId(5), "trade DU1 with real money", length});
        ASSERT_TRUE(bench.switch_answers.back());
    }
};

TEST_F(LiveSpread, WhatWasArmedClosesAfterLiveTradingIsArmedNoLonger) {
    arm(10min);
    hold({.at = bench.now.market + 20min});
    bench.pass(11min);
    ASSERT_EQ(sent(), 1U);
    const auto entry = bench.order_answer()->id;
    bench.step(engine::AddExit{engine::CommandId(9), entry, {.days_left = 365}});
    ASSERT_EQ(bench.exit_answers.size(), 1U);
    EXPECT_FALSE(bench.exit_answers[0]) << "an exit added now would be a way around the words";
    bench.pass(10min);
    EXPECT_EQ(sent(), 2U);
    EXPECT_EQ(exit().closes.at(0).rule, "at_time");
}

}  // namespace
}  // namespace wingspread::engine_test
