#include "trade/trip_wires.hpp"

#include "trade/helpers.hpp"

#include <gtest/gtest.h>

namespace wingspread::trade::testing {
namespace {

RiskLimits wired() {
    auto limits = paper_limits();
    limits.max_day_loss_usd = money("500");
    limits.max_rejects_in_a_row = 2;
    return limits;
}

TEST(TripWires, ALossAtTheLimitReducesOnce) {
    TripWires wires(wired());
    EXPECT_FALSE(wires.on_day_profit(money("1000")));
    EXPECT_FALSE(wires.on_day_profit(money("-499.99")));
    const auto trip = wires.on_day_profit(money("-500"));
    ASSERT_TRUE(trip);
    EXPECT_EQ(trip->to, TradingState::reducing);
    EXPECT_EQ(trip->reason, "the day has lost 500 USD, the limit is 500 USD");
    EXPECT_FALSE(wires.on_day_profit(money("-600"))) << "whoever resumes is not overruled";
    EXPECT_FALSE(wires.on_day_profit(money("-10")));
    EXPECT_TRUE(wires.on_day_profit(money("-501"))) << "lost anew";
}

TEST(TripWires, RejectionsInARowHalt) {
    TripWires wires(wired());
    EXPECT_FALSE(wires.on_order(OrderState::rejected));
    EXPECT_FALSE(wires.on_order(OrderState::working));
    EXPECT_FALSE(wires.on_order(OrderState::rejected));
    EXPECT_FALSE(wires.on_order(OrderState::sending)) << "says nothing";
    EXPECT_FALSE(wires.on_order(OrderState::cancelled));
    const auto trip = wires.on_order(OrderState::rejected);
    ASSERT_TRUE(trip);
    EXPECT_EQ(trip->to, TradingState::halted);
    EXPECT_FALSE(wires.on_order(OrderState::rejected)) << "once";
    EXPECT_FALSE(wires.on_order(OrderState::filled));
    EXPECT_FALSE(wires.on_order(OrderState::rejected));
    EXPECT_TRUE(wires.on_order(OrderState::rejected));
}

TEST(TripWires, ClocksThatDifferReduce) {
    TripWires wires(wired());
    EXPECT_FALSE(wires.on_clock(std::nullopt));
    const auto trip = wires.on_clock(Duration{-45s});
    ASSERT_TRUE(trip);
    EXPECT_EQ(trip->to, TradingState::reducing);
    EXPECT_EQ(trip->reason, "the broker's clock is 45 s behind ours, the limit is 10 s");
    EXPECT_FALSE(wires.on_clock(Duration{-46s}));
    EXPECT_FALSE(wires.on_clock(std::nullopt));
    EXPECT_TRUE(wires.on_clock(Duration{45s}));
}

TEST(TripWires, WithoutALimitNoLossTrips) {
    TripWires wires(RiskLimits{});
    EXPECT_FALSE(wires.on_day_profit(money("-1")));
    EXPECT_FALSE(wires.on_day_profit(Money{}));
}

}  // namespace
}  // namespace wingspread::trade::testing
