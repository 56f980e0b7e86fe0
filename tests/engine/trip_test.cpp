#include "engine/bench.hpp"

#include <gtest/gtest.h>

/// The kill switch as the program turns it.
namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;

RequestId profit_subscription(const Bench& bench) {
    RequestId id;
    for (const auto& request : bench.puppet.heard) {
        if (const auto* asked = std::get_if<tws::ReqPnl>(&request)) id = asked->req_id;
    }
    return id;
}

TEST(Trip, ALossOfTheDayAllowsOnlyClosing) {
    Bench bench;
    bench.make_ready();
    bench.tell(tws::Pnl{profit_subscription(bench), Money::from_int(-10'000), {}, {}});
    EXPECT_EQ(bench.core->health().trading, "reducing");
    EXPECT_NE(bench.core->health().trading_reason.find("10000 USD"), std::string::npos);
    bench.place(bull_put());
    bench.pass(5s);
    ASSERT_FALSE(bench.order_answer());
    EXPECT_EQ(bench.order_answer().error().code, Errc::refused);
    EXPECT_TRUE(bench.puppet.orders().empty());
}

TEST(Trip, AnUnknownProfitOfTheDayRefuses) {
    Bench bench;
    bench.puppet.day_profit_usd.reset();
    bench.make_ready();
    bench.place(bull_put());
    bench.pass(5s);
    ASSERT_FALSE(bench.order_answer());
    EXPECT_NE(bench.order_answer().error().message.find("profit and loss of the day"),
              std::string::npos)
        << bench.order_answer().error().message;
}

TEST(Trip, TheSubscriptionSurvivesALostLink) {
    Bench bench;
    bench.make_ready();
    const auto before = profit_subscription(bench);
    bench.cut();
    bench.pass(20s);
    ASSERT_TRUE(bench.is_ready());
    EXPECT_NE(profit_subscription(bench), before);
    bench.place(bull_put());
    EXPECT_TRUE(bench.order_answer()) << bench.order_answer().error().message;
}

TEST(Trip, ThreeRejectionsInARowHalt) {
    Bench bench;
    bench.puppet.acknowledges_orders = false;
    bench.make_ready();
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(bench.core->health().trading, "active") << i;
        bench.place(bull_put());
        bench.pass(5s);
        ASSERT_EQ(bench.puppet.orders().size(), static_cast<std::size_t>(i + 1));
        bench.tell_error(bench.puppet.orders().back().order_id.value(), 201);
        bench.pass(70s);
    }
    EXPECT_EQ(bench.core->health().trading, "halted");
    EXPECT_EQ(bench.core->health().trading_reason, "the broker has rejected 3 orders in a row");
}

TEST(Trip, AClockThatIsWrongAllowsOnlyClosing) {
    Bench bench;
    bench.puppet.clock_ahead = 60s;
    bench.make_ready();
    bench.pass(2min);
    EXPECT_EQ(bench.core->health().trading, "reducing");
    EXPECT_NE(bench.core->health().trading_reason.find("ahead of ours"), std::string::npos);
}

}  // namespace
}  // namespace wingspread::engine_test
