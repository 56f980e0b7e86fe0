#include "net/loop.hpp"

#include "steady_clock.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <thread>

namespace wingspread::net {
namespace {

using namespace std::chrono_literals;

class LoopTest : public testing::Test {
  protected:
    [[nodiscard]] MonotonicTime in(Duration wait) const { return clock_.now().monotonic + wait; }

    SteadyClock clock_;
    Loop loop_{clock_};
};

TEST_F(LoopTest, TimersFireInTheOrderOfTheirTimes) {
    std::string order;
    Timer late(loop_);
    Timer early(loop_);
    Timer past(loop_);
    late.set(in(20ms), [&] {
        order += "late";
        loop_.stop();
    });
    early.set(in(5ms), [&] { order += "early "; });
    past.set(in(-1s), [&] { order += "past "; });
    loop_.run();
    EXPECT_EQ(order, "past early late");
}

TEST_F(LoopTest, TheFirstMomentOfAllIsPast) {
    Timer timer(loop_);
    bool fired = false;
    timer.set(MonotonicTime::min(), [&] {
        fired = true;
        loop_.stop();
    });
    Timer end(loop_);
    end.set(loop_.clock().now().monotonic + 10s, [&] { loop_.stop(); });
    loop_.run();
    EXPECT_TRUE(fired);
}

TEST_F(LoopTest, ATimerSetAgainFiresOnceAndACancelledOneNever) {
    int first = 0;
    int second = 0;
    int cancelled = 0;
    Timer moved(loop_);
    Timer dropped(loop_);
    Timer end(loop_);
    moved.set(in(1ms), [&] { ++first; });
    moved.set(in(2ms), [&] { ++second; });
    dropped.set(in(1ms), [&] { ++cancelled; });
    dropped.cancel();
    end.set(in(15ms), [&] { loop_.stop(); });
    loop_.run();
    EXPECT_EQ(first, 0);
    EXPECT_EQ(second, 1);
    EXPECT_EQ(cancelled, 0);
}

TEST_F(LoopTest, ATimerMayBeSetFromItsOwnCallback) {
    int count = 0;
    Timer timer(loop_);
    std::function<void()> again = [&] {
        if (++count == 3) return loop_.stop();
        timer.set(in(1ms), again);
    };
    timer.set(in(1ms), again);
    loop_.run();
    EXPECT_EQ(count, 3);
}

TEST_F(LoopTest, FunctionsPostedFromAnotherThreadRunInOrderOnTheLoopsThread) {
    std::string seen;
    std::thread::id ran_on;
    std::thread other([&] {
        for (const char c : std::string("abc")) loop_.post([&seen, c] { seen += c; });
        loop_.post([&] {
            ran_on = std::this_thread::get_id();
            loop_.stop();
        });
    });
    loop_.run();
    other.join();
    EXPECT_EQ(seen, "abc");
    EXPECT_EQ(ran_on, std::this_thread::get_id());
}

TEST_F(LoopTest, RunsAgainAfterAStop) {
    int runs = 0;
    for (int i = 0; i < 2; ++i) {
        loop_.post([&] {
            ++runs;
            loop_.stop();
        });
        loop_.run();
    }
    EXPECT_EQ(runs, 2);
}

TEST_F(LoopTest, ATerminationSignalIsACallAndNotTheEnd) {
    int signals = 0;
    loop_.on_termination([&] {
        if (++signals == 2) return loop_.stop();
        std::raise(SIGINT);
    });
    loop_.post([] { std::raise(SIGTERM); });
    loop_.run();
    EXPECT_EQ(signals, 2);
}

}  // namespace
}  // namespace wingspread::net
