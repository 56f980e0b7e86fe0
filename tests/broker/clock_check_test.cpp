#include "broker/clock_check.hpp"

#include <gtest/gtest.h>

namespace wingspread::broker {
namespace {

using namespace std::chrono_literals;

struct TwoClocks : ::testing::Test {
    /// Asks, and is answered `delay` later by a clock that is `ahead` of ours.
    void read(Duration ahead, Duration delay = 50ms) {
        now = now + (*check.next_wakeup() - now.monotonic);
        ASSERT_TRUE(check.ask(now));
        const auto told = now.utc + delay / 2 + ahead;
        now = now + delay;
        check.on_answer(std::chrono::floor<std::chrono::seconds>(told).time_since_epoch().count(),
                        now);
    }

    Now now{MonotonicTime{1h}, UtcTime{1'700'000'000s + 999ms}, MarketTime{1'700'000'000s}};
    ClockCheck check{10s};
};

TEST_F(TwoClocks, AskNothingWithoutALink) {
    EXPECT_FALSE(check.next_wakeup());
    EXPECT_FALSE(check.ask(now));
    check.start(now);
    EXPECT_TRUE(check.ask(now));
    check.on_link_lost();
    EXPECT_FALSE(check.next_wakeup());
    check.on_answer(0, now);  // to a question of the lost link
    EXPECT_FALSE(check.skew());
}

TEST_F(TwoClocks, AgreeWithinTheTolerance) {
    check.start(now);
    for (const auto ahead : {0s, 5s, -5s, 10s, -10s, 10s, -10s}) {
        read(ahead);
        EXPECT_FALSE(check.skew()) << ahead.count();
        EXPECT_GT(*check.next_wakeup() - now.monotonic, 1min);
    }
}

TEST_F(TwoClocks, DifferOnceTwoReadingsSaySo) {
    for (const auto ahead : {Duration{12s}, Duration{-12s}, Duration{25h}}) {
        check = ClockCheck(10s);
        check.start(now);
        read(ahead);
        EXPECT_FALSE(check.skew()) << "one answer may be one of another question";
        EXPECT_LE(*check.next_wakeup() - now.monotonic, 30s);
        read(ahead);
        ASSERT_TRUE(check.skew());
        EXPECT_LE(std::chrono::abs(*check.skew()), std::chrono::abs(ahead));
        EXPECT_GE(std::chrono::abs(*check.skew()), std::chrono::abs(ahead) - 2s);
        EXPECT_EQ(*check.skew() > 0s, ahead > 0s);
        read(0s);
        EXPECT_FALSE(check.skew());
    }
}

TEST_F(TwoClocks, ASlowAnswerIsNoSkew) {
    check.start(now);
    read(0s, 25s);
    read(0s, 25s);
    EXPECT_FALSE(check.skew());
}

}  // namespace
}  // namespace wingspread::broker
