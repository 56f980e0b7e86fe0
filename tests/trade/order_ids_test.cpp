#include "trade/order_ids.hpp"

#include "core/rng.hpp"
#include "trade/kill_switch.hpp"

#include <gtest/gtest.h>

#include <set>

namespace wingspread::trade {
namespace {

TEST(OrderIds, WaitForTheGatewaysWord) {
    OrderIds ids;
    ids.observe(OrderId{40});
    const auto early = ids.reserve();
    ASSERT_FALSE(early);
    EXPECT_EQ(early.error().code, Errc::unavailable);
    ids.observe_next_valid(OrderId{1});
    EXPECT_EQ(ids.reserve(), OrderId{41});
}

TEST(OrderIds, ContinueFromTheLargestOfAll) {
    OrderIds ids;
    ids.observe_next_valid(OrderId{100});
    EXPECT_EQ(ids.reserve(), OrderId{100});
    ids.observe(OrderId{250});
    EXPECT_EQ(ids.reserve(), OrderId{251});
    ids.observe_next_valid(OrderId{90});
    EXPECT_EQ(ids.reserve(), OrderId{252});
}

TEST(OrderIds, NeverTwiceWhateverTheGatewaySays) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Rng rng(seed);
        OrderIds ids;
        std::set<OrderId> used;
        for (int step = 0; step < 300; ++step) {
            const OrderId any{static_cast<std::int32_t>(rng.between(-5, 2000))};
            if (rng.chance(0.2)) ids.observe_next_valid(any);
            if (rng.chance(0.2)) {
                ids.observe(any);
                used.insert(any);
            }
            if (const auto id = ids.reserve()) {
                ASSERT_TRUE(used.insert(*id).second) << "seed " << seed;
            }
        }
    }
}

TEST(OrderIds, StayBelowTheNumbersOfRequests) {
    OrderIds ids;
    ids.observe(OrderId{1'000'000'123});  // a request's number is none of theirs
    ids.observe_next_valid(OrderId{999'999'999});
    EXPECT_EQ(ids.reserve(), OrderId{999'999'999});
    EXPECT_EQ(ids.reserve().error().code, Errc::internal);
    ids.observe_next_valid(OrderId{INT32_MIN});
    EXPECT_FALSE(ids.reserve());
}

TEST(KillSwitch, OnlyAPersonLoosens) {
    for (const auto from : all_trading_states) {
        for (const auto to : all_trading_states) {
            EXPECT_TRUE(may_change(from, to, Authority::person));
            EXPECT_EQ(may_change(from, to, Authority::automatic).has_value(), to >= from);
        }
    }
}

}  // namespace
}  // namespace wingspread::trade
