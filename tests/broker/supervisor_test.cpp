#include "broker/supervisor.hpp"

#include <gtest/gtest.h>

namespace wingspread::broker {
namespace {

using namespace std::chrono_literals;
using enum SessionState;

/// A supervisor and a clock that tests move; every evening at 23:45 UTC TWS restarts.
class SupervisorTest : public testing::Test {
  protected:
    explicit SupervisorTest(Duration since_midnight = 12h)
        : now_{MonotonicTime{1h},
               std::chrono::sys_days{
                   Date{std::chrono::year(2026), std::chrono::November, std::chrono::day(18)}} +
                   since_midnight,
               {}} {}

    void to(SessionState state) {
        supervisor_.on_state({state_, state, "", false}, now_);
        state_ = state;
    }
    void connect() {
        to(connecting);
        to(handshaking);
        to(syncing);
        to(ready);
        supervisor_.on_all_sent(now_);
    }
    /// Lets time pass as a host does: from wake-up to wake-up.
    void pass(Duration span) {
        const Now end = now_ + span;
        while (supervisor_.next_wakeup() && *supervisor_.next_wakeup() <= end.monotonic) {
            const auto at = std::max(*supervisor_.next_wakeup(), now_.monotonic);
            now_ = now_ + (at - now_.monotonic);
            supervisor_.on_time(now_);
            for (auto& action : supervisor_.take_actions()) actions_.push_back(std::move(action));
        }
        now_ = end;
    }
    template <class Action>
    std::vector<Action> taken() {
        for (auto& action : supervisor_.take_actions()) actions_.push_back(std::move(action));
        std::vector<Action> found;
        for (const auto& action : actions_) {
            if (const auto* one = std::get_if<Action>(&action)) found.push_back(*one);
        }
        return found;
    }

    static SupervisorSettings settings() {
        auto calendar =
            MaintenanceCalendar::make({{*parse_daily_restart("23:45", "UTC", 15min)}, 5min});
        return {*calendar, {"start-tws", 2min, 10min}};
    }

    Supervisor supervisor_{settings()};
    Now now_;
    SessionState state_ = disconnected;
    std::vector<SupervisorAction> actions_;
};

TEST_F(SupervisorTest, SaysHowLongEachStepOfARecoveryTook) {
    connect();
    pass(1h);
    to(down);
    pass(30s);
    to(connecting);
    to(down);
    pass(30s);
    to(connecting);
    to(handshaking);
    pass(1s);
    to(syncing);
    pass(2s);
    to(ready);
    pass(3s);
    supervisor_.on_all_sent(now_);
    const auto recovered = taken<Recovered>();
    ASSERT_EQ(recovered.size(), 1U);
    EXPECT_EQ(recovered[0], (Recovered{std::nullopt, 61s, 2, 2s, 3s}));
    EXPECT_EQ(describe(recovered[0]),
              "back after 66.0 s (not expected): away 61.0 s with 2 attempts to connect, books "
              "compared in 2.0 s, subscriptions asked for again in 3.0 s");
    EXPECT_EQ(supervisor_.gap(now_), 63s);
}

TEST_F(SupervisorTest, TheFirstConnectionIsNoRecovery) {
    connect();
    EXPECT_TRUE(taken<Recovered>().empty());
    EXPECT_EQ(supervisor_.gap(now_), 0s);
}

TEST_F(SupervisorTest, ARestartIsAnnouncedExpectedAndOverWhenTheLinkIsBack) {
    connect();
    pass(11h + 40min - 1ns);
    EXPECT_TRUE(taken<MaintenanceAnnounced>().empty());
    pass(1ns);
    ASSERT_EQ(taken<MaintenanceAnnounced>().size(), 1U);
    EXPECT_TRUE(supervisor_.maintenance());
    pass(5min);
    to(down);
    pass(90s);
    connect();
    ASSERT_EQ(taken<Recovered>().size(), 1U);
    EXPECT_EQ(taken<Recovered>()[0].expected, MaintenanceKind::daily_restart);
    EXPECT_EQ(taken<MaintenanceEnded>().size(), 1U);
    EXPECT_FALSE(supervisor_.maintenance());
    pass(1h);
    EXPECT_EQ(taken<MaintenanceAnnounced>().size(), 1U) << "the same restart was announced twice";
    pass(24h);
    EXPECT_EQ(taken<MaintenanceAnnounced>().size(), 2U);
}

TEST_F(SupervisorTest, ARestartThatDoesNotComeEndsByItself) {
    connect();
    pass(12h);
    EXPECT_EQ(taken<MaintenanceEnded>().size(), 1U);
    EXPECT_FALSE(supervisor_.maintenance());
}

TEST_F(SupervisorTest, RunsTheHookWhenTheGatewayStaysAwayAndAgainLater) {
    connect();
    to(down);
    pass(2min - 1ns);
    EXPECT_TRUE(taken<LaunchGateway>().empty());
    pass(1ns);
    EXPECT_EQ(taken<LaunchGateway>(), std::vector{LaunchGateway{"start-tws"}});
    pass(10min);
    EXPECT_EQ(taken<LaunchGateway>().size(), 2U);
    connect();
    pass(1h);
    EXPECT_EQ(taken<LaunchGateway>().size(), 2U);
    EXPECT_EQ(supervisor_.launches(), 2U);
}

TEST_F(SupervisorTest, DuringARestartTheHookWaitsForItsEnd) {
    connect();
    pass(11h + 45min);
    to(down);
    pass(15min - 1ns);
    EXPECT_TRUE(taken<LaunchGateway>().empty());
    pass(1min);
    EXPECT_EQ(taken<LaunchGateway>().size(), 1U);
}

TEST_F(SupervisorTest, WhatNeedsAPersonRunsNoHook) {
    to(connecting);
    to(handshaking);
    to(failed);
    pass(1h);
    EXPECT_TRUE(taken<LaunchGateway>().empty());
}

TEST_F(SupervisorTest, ALossDuringTheRecoveryBelongsToIt) {
    connect();
    to(down);
    pass(10s);
    to(connecting);
    to(handshaking);
    to(syncing);
    pass(1s);
    to(down);
    pass(20s);
    connect();
    ASSERT_EQ(taken<Recovered>().size(), 1U);
    EXPECT_EQ(taken<Recovered>()[0].away, 31s);
    EXPECT_EQ(taken<Recovered>()[0].attempts, 2);
}

}  // namespace
}  // namespace wingspread::broker
