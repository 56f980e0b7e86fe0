#include "machine.hpp"

#include <gtest/gtest.h>

/// Pattern: the test of a machine. A dialogue in virtual time, through the public door, without a
/// thread or a sleep; one property over many seeds, which name themselves when they fail.
namespace wingspread::templates {
namespace {

using namespace std::chrono_literals;

Now at(Duration since_start) { return Now{} + since_start; }

TEST(Link, OpensAndReports) {
    Link link({}, Rng(1));
    EXPECT_EQ(link.on_start(at(0s)), LinkAction{Open{}});
    EXPECT_EQ(link.next_wakeup(), at(5s).monotonic);
    EXPECT_EQ(link.on_opened(at(1s)), LinkAction{Report{"up"}});
    EXPECT_EQ(link.state(), LinkState::up);
    EXPECT_EQ(link.next_wakeup(), std::nullopt);
}

TEST(Link, AnAttemptWithoutAnswerEndsAtItsDeadline) {
    Link link({}, Rng(1));
    link.on_start(at(0s));
    EXPECT_EQ(link.on_time(at(5s) + -1ns), std::nullopt);
    EXPECT_EQ(link.on_time(at(5s)), LinkAction{Report{"no answer by the deadline"}});
    EXPECT_EQ(link.on_opened(at(6s)), std::nullopt) << "too late";
    EXPECT_EQ(link.state(), LinkState::waiting);
}

TEST(Link, PausesGrowToTheLongestAndStartAnewAfterSuccess) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        Link link({}, Rng(seed));
        Now now = at(0s);
        link.on_start(now);
        Duration expected = 1s;
        for (int failures = 0; failures < 10; ++failures) {
            link.on_closed("refused", now);
            const Duration pause = *link.next_wakeup() - now.monotonic;
            EXPECT_GE(pause, expected);
            EXPECT_LE(pause, expected + expected / 4);
            expected = std::min<Duration>(expected * 2, 60s);
            now = now + pause;
            EXPECT_EQ(link.on_time(now), LinkAction{Open{}});
        }
        link.on_opened(now);
        link.on_closed("cut", now);
        EXPECT_LE(*link.next_wakeup() - now.monotonic, 1250ms);
    }
}

}  // namespace
}  // namespace wingspread::templates
