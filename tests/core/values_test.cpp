#include "core/bounded_queue.hpp"
#include "core/clock.hpp"
#include "core/date.hpp"
#include "core/id.hpp"
#include "core/rng.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace wingspread {
namespace {

using namespace std::chrono_literals;

TEST(Date, ReadsBothFormsAndRefusesDaysThatDoNotExist) {
    EXPECT_EQ(to_compact(*parse_date("2015-12-24")), "20151224");
    EXPECT_EQ(to_iso(*parse_date("20240229")), "2024-02-29");
    for (const char* text : {"2023-02-29", "20151332", "2015-1-02", "24.12.2015", "", "2015122"}) {
        EXPECT_FALSE(parse_date(text)) << text;
    }
    EXPECT_EQ(days_between(*parse_date("2015-12-24"), *parse_date("2016-01-15")), 22);
    EXPECT_EQ(to_iso(add_days(*parse_date("2015-12-31"), 1)), "2016-01-01");
}

TEST(Date, WritesInstantsAsRfc3339) {
    EXPECT_EQ(to_rfc3339(UtcTime{1'450'976'405'123ms}), "2015-12-24T17:00:05.123Z");
}

TEST(Rng, TheSameSeedGivesTheSameDrawsAndSplitsAreIndependentOfOrder) {
    Rng a(42);
    Rng b(42);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(a(), b());
    EXPECT_EQ(Rng(42).split("fills")(), a.split("fills")());
    EXPECT_NE(Rng(42).split("fills")(), Rng(42).split("ticks")());
}

TEST(Rng, FirstDrawsOfTheAlgorithmAreAsPublished) {
    // The first outputs of xoshiro256** whose state comes from splitmix64 started at zero.
    Rng rng(0);
    EXPECT_EQ(rng(), 11091344671253066420ULL);
    EXPECT_EQ(rng(), 13793997310169335082ULL);
}

TEST(Rng, DrawsStayInRangeAndHaveTheRightMoments) {
    Rng rng(1);
    double sum = 0;
    double squares = 0;
    constexpr int n = 50'000;
    for (int i = 0; i < n; ++i) {
        const auto whole = rng.between(-3, 3);
        ASSERT_TRUE(whole >= -3 && whole <= 3);
        const double u = rng.uniform();
        ASSERT_TRUE(u >= 0 && u < 1);
        const double z = rng.normal();
        sum += z;
        squares += z * z;
    }
    EXPECT_NEAR(sum / n, 0, 0.02);
    EXPECT_NEAR(squares / n, 1, 0.03);
}

TEST(BoundedQueue, RefusesWhatDoesNotFitAndLeavesItWithTheCaller) {
    BoundedQueue<std::string> queue(2);
    EXPECT_TRUE(queue.try_push("a"));
    EXPECT_TRUE(queue.try_push("b"));
    std::string third = "c";
    EXPECT_FALSE(queue.try_push(std::move(third)));
    EXPECT_EQ(third, "c");
    EXPECT_EQ(queue.try_pop(), "a");
    queue.close();
    EXPECT_FALSE(queue.try_push("d"));
    EXPECT_EQ(queue.try_pop(), "b");
    EXPECT_EQ(queue.try_pop(), std::nullopt);
}

TEST(Now, AStepMovesAllThreeTimes) {
    VirtualClock clock(Now{MonotonicTime{5s}, UtcTime{100s}, MarketTime{7s}});
    clock.advance(2s);
    EXPECT_EQ(clock.now(), (Now{MonotonicTime{7s}, UtcTime{102s}, MarketTime{9s}}));
    EXPECT_EQ(to_utc(to_market(UtcTime{9s})), UtcTime{9s});
}

}  // namespace
}  // namespace wingspread
