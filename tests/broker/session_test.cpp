#include "broker/session.hpp"

#include "session_script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace wingspread::broker {
namespace {

using namespace std::chrono_literals;
using test::Line;
using testing::ElementsAre;
using testing::HasSubstr;
using S = SessionState;
using T = SessionTrigger;

constexpr std::array all_states{S::disconnected, S::connecting, S::handshaking, S::syncing,
                                S::ready,        S::degraded,   S::down,        S::failed};
constexpr std::array all_triggers{T::start,  T::stop,      T::opened,        T::identified,
                                  T::synced, T::link_lost, T::link_restored, T::lost,
                                  T::retry,  T::hopeless};

TEST(SessionTable, OrdersCanBePlacedOnlyThroughSyncing) {
    for (const S from : all_states) {
        for (const T trigger : all_triggers) {
            if (next_state(from, trigger) == S::ready) {
                EXPECT_EQ(from, S::syncing);
                EXPECT_EQ(trigger, T::synced);
            }
        }
    }
}

TEST(SessionTable, EveryStateCanBeStoppedAndLeft) {
    for (const S from : all_states) {
        if (from != S::disconnected) EXPECT_EQ(next_state(from, T::stop), S::disconnected);
        bool can_be_left = false;
        for (const T trigger : all_triggers) {
            can_be_left |= trigger != T::stop && next_state(from, trigger).value_or(from) != from;
        }
        EXPECT_TRUE(can_be_left) << to_string(from);
    }
}

TEST(SessionTable, OnlyAPersonLeavesFailed) {
    for (const T trigger : all_triggers) {
        const bool leaves = next_state(S::failed, trigger).has_value();
        EXPECT_EQ(leaves, trigger == T::start || trigger == T::stop);
    }
}

TEST(Session, FromTheSocketToReady) {
    Line line;
    line.start();
    EXPECT_EQ(line.count<OpenSocket>(), 1U);
    line.opened();
    EXPECT_EQ(line.sent(), tws::client_greeting());
    line.receive(test::greeting());
    EXPECT_EQ(line.session.version(), test::script_version);
    std::string start_api = tws::client_greeting();
    ASSERT_TRUE(tws::encode(tws::StartApi{ClientId(4), ""}, test::script_version, start_api));
    EXPECT_EQ(line.sent(), start_api);
    line.receive(test::next_valid_id(17));
    EXPECT_EQ(line.session.state(), S::handshaking) << "accounts are not known yet";
    line.receive(test::accounts());
    EXPECT_EQ(line.session.state(), S::syncing);
    EXPECT_EQ(line.session.next_valid_id(), OrderId(17));
    EXPECT_THAT(line.session.accounts(), ElementsAre("DU1"));
    line.synced();
    EXPECT_THAT(line.states(), ElementsAre(S::connecting, S::handshaking, S::syncing, S::ready));
    EXPECT_EQ(line.answers.size(), 2U) << "the engine sees what the session has understood";
}

TEST(Session, BytesMayComeInAnyPieces) {
    std::string all;
    for (const auto& piece : test::opening()) all += piece;
    for (std::size_t size = 1; size < 12; ++size) {
        Line line;
        line.start();
        line.opened();
        for (std::size_t i = 0; i < all.size(); i += size) line.receive(all.substr(i, size));
        EXPECT_EQ(line.session.state(), S::syncing);
        EXPECT_EQ(line.answers.size(), 3U);
    }
}

// For each step of the opening: the connection is cut there, or the gateway falls silent, or it
// sends garbage. The session ends the attempt with a reason, and a later attempt succeeds.
enum class Trouble { cut, stall, garbage };

void expect_recovery(Line& line) {
    line.pass_to_wakeup();
    ASSERT_EQ(line.session.state(), S::connecting);
    line.opened();
    for (const auto& piece : test::opening()) line.receive(piece);
    line.synced();
    EXPECT_EQ(line.session.state(), S::ready);
}

void make_trouble(Line& line, Trouble trouble) {
    switch (trouble) {
        case Trouble::cut: return line.closed();
        case Trouble::stall: return line.pass_to_wakeup();
        case Trouble::garbage: return line.receive(std::string("\xFF\xFF\xFF\xFFgarbage"));
    }
}

TEST(Session, EachStepOfTheOpeningMayFail) {
    const auto steps = test::opening();
    for (const Trouble trouble : {Trouble::cut, Trouble::stall, Trouble::garbage}) {
        for (std::size_t step = 0; step < steps.size(); ++step) {
            SCOPED_TRACE(testing::Message()
                         << "trouble " << static_cast<int>(trouble) << " before step " << step);
            Line line;
            line.start();
            line.opened();
            for (std::size_t i = 0; i < step; ++i) line.receive(steps[i]);
            make_trouble(line, trouble);
            EXPECT_FALSE(line.session.is_up());
            EXPECT_FALSE(line.session.status().reason.empty());
            EXPECT_EQ(line.count<CloseSocket>(), trouble == Trouble::cut ? 0U : 1U);
            if (trouble == Trouble::garbage && step == 0) {
                EXPECT_EQ(line.session.state(), S::failed) << "that was never a TWS";
                EXPECT_EQ(line.session.next_wakeup(), std::nullopt);
                continue;
            }
            EXPECT_EQ(line.session.state(), S::down);
            expect_recovery(line);
        }
    }
}

TEST(Session, AStandingConnectionMayBeCutOrBreak) {
    for (const bool is_synced : {false, true}) {
        for (const Trouble trouble : {Trouble::cut, Trouble::garbage}) {
            Line line;
            line.connect();
            if (is_synced) line.synced();
            make_trouble(line, trouble);
            EXPECT_EQ(line.session.state(), S::down);
            EXPECT_TRUE(line.last_change().subscriptions_lost);
            EXPECT_EQ(line.session.losses(), 1U);
            EXPECT_EQ(line.session.version(), std::nullopt);
            expect_recovery(line);
        }
    }
}

TEST(Session, AMessageThatCannotBeReadEndsTheConnection) {
    Line line;
    line.make_ready();
    std::string frame;
    ASSERT_TRUE(tws::append_frame(std::string_view("9\0"
                                                   "1\0"
                                                   "x\0",
                                                   6),
                                  frame));
    line.receive(frame);
    EXPECT_EQ(line.session.state(), S::down);
    EXPECT_THAT(line.session.status().reason, HasSubstr("next_valid_id"));
}

TEST(Session, NamesTheStrangerThatAnswers) {
    const std::array<std::pair<std::string, std::string>, 4> strangers{{
        {"HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP"},
        {"SSH-2.0-OpenSSH_9.2\r\n", "SSH"},
        {std::string("\x15\x03\x01\x00\x02\x02\x16", 7), "TLS"},
        {std::string("\x00\x00\x00\x04rude", 8), "does not speak the TWS protocol"},
    }};
    for (const auto& [bytes, name] : strangers) {
        Line line;
        line.start();
        line.opened();
        line.receive(bytes);
        EXPECT_EQ(line.session.state(), S::failed);
        EXPECT_THAT(line.session.status().reason, HasSubstr(name));
        EXPECT_EQ(line.count<CloseSocket>(), 1U);
    }
}

TEST(Session, AVersionThatWeDoNotSpeakIsHopeless) {
    Line line;
    line.start();
    line.opened();
    line.receive(tws::server_greeting({tws::ServerVersion{120}, "now"}));
    EXPECT_EQ(line.session.state(), S::failed);
    EXPECT_THAT(line.session.status().reason, HasSubstr("120"));
}

TEST(Session, AClientIdInUseWaitsLongerThanAnyOtherFailure) {
    Line line;
    line.start();
    line.opened();
    line.receive(test::greeting());
    line.receive(test::notice(326, "Unable to connect as the client id is already in use."));
    EXPECT_EQ(line.session.state(), S::down);
    EXPECT_THAT(line.session.status().reason, HasSubstr("client id 4 is in use"));
    EXPECT_GE(*line.session.next_wakeup() - line.now.monotonic, 15s);
}

TEST(Session, PausesGrowToTheLongestAndStartAnewOnlyOnceSynced) {
    Line line;
    line.start();
    Duration expected = 1s;
    for (int failures = 0; failures < 9; ++failures) {
        line.open_failed();
        const Duration pause = *line.session.next_wakeup() - line.now.monotonic;
        EXPECT_GE(pause, expected);
        EXPECT_LE(pause, expected + expected / 4);
        expected = std::min<Duration>(expected * 2, 60s);
        line.pass(pause + -1ns);
        EXPECT_EQ(line.session.state(), S::down) << "too early";
        line.pass(1ns);
        EXPECT_EQ(line.session.state(), S::connecting);
    }
    line.opened();
    for (const auto& piece : test::opening()) line.receive(piece);
    line.closed();
    EXPECT_GE(*line.session.next_wakeup() - line.now.monotonic, 60s);
    line.pass_to_wakeup();
    line.opened();
    for (const auto& piece : test::opening()) line.receive(piece);
    line.synced();
    line.closed();
    EXPECT_LE(*line.session.next_wakeup() - line.now.monotonic, 1250ms);
}

TEST(Session, ASocketThatDoesNotOpenEndsAtItsDeadline) {
    Line line;
    line.start();
    line.pass_to_wakeup();
    EXPECT_EQ(line.session.state(), S::down);
    EXPECT_EQ(line.count<CloseSocket>(), 1U);
}

TEST(Session, SilenceIsProbedAndBelievedAtTheDeadline) {
    Line line({.client_id = ClientId(4), .silence = 30s, .probe_deadline = 10s});
    line.make_ready();
    const auto sent_before = line.sent();
    line.pass(29s);
    EXPECT_EQ(line.sent(), sent_before);
    line.pass(1s);
    std::string probe;
    ASSERT_TRUE(tws::encode(tws::ReqCurrentTime{}, test::script_version, probe));
    EXPECT_EQ(line.sent(), sent_before + probe);
    line.receive(tws::CurrentTime{1'767'000'000});
    EXPECT_EQ(line.session.state(), S::ready) << "it lives";
    line.pass(30s);
    EXPECT_EQ(line.sent(), sent_before + probe + probe);
    line.pass(10s);
    EXPECT_EQ(line.session.state(), S::down);
    EXPECT_THAT(line.session.status().reason, HasSubstr("silent"));
    EXPECT_EQ(line.count<CloseSocket>(), 1U);
}

TEST(Session, AnyByteShowsThatTheGatewayLives) {
    Line line({.client_id = ClientId(4), .silence = 30s, .probe_deadline = 10s});
    line.make_ready();
    const auto sent_before = line.sent();
    for (int i = 0; i < 10; ++i) {
        line.pass(20s);
        line.receive(test::notice(2107));
    }
    EXPECT_EQ(line.sent(), sent_before);
}

TEST(Session, ALostLinkToIbkrKeepsTheSocketAndNeedsANewComparison) {
    Line line;
    line.make_ready();
    for (int i = 0; i < 3; ++i) line.receive(test::notice(1100, "Connectivity has been lost"));
    EXPECT_EQ(line.session.state(), S::degraded);
    line.synced();
    EXPECT_EQ(line.session.state(), S::degraded) << "a comparison from before says nothing";
    line.receive(test::notice(2104));
    EXPECT_EQ(line.session.state(), S::degraded) << "a farm's word is not the link's";
    line.receive(test::notice(1102));
    EXPECT_EQ(line.session.state(), S::syncing);
    EXPECT_FALSE(line.last_change().subscriptions_lost);
    line.synced();
    line.receive(test::notice(1101));
    EXPECT_EQ(line.session.state(), S::syncing) << "the loss itself was not announced";
    EXPECT_TRUE(line.last_change().subscriptions_lost);
    EXPECT_EQ(line.count<CloseSocket>(), 0U);
}

TEST(Session, ATwsWithoutIbkrAtConnectIsDegradedUntilAFarmWorks) {
    Line line;
    line.start();
    line.opened();
    line.receive(test::greeting());
    line.receive(test::notice(2110));
    line.receive(test::accounts());
    line.receive(test::next_valid_id());
    EXPECT_THAT(line.states(), ElementsAre(S::connecting, S::handshaking, S::syncing, S::degraded));
    line.receive(test::notice(2104));
    EXPECT_EQ(line.session.state(), S::syncing);
}

TEST(Session, ALinkThatReturnsWhileSyncingStartsTheComparisonAgain) {
    Line line;
    line.connect();
    const std::size_t before = line.states().size();
    line.receive(test::notice(1102));
    ASSERT_EQ(line.states().size(), before + 1);
    EXPECT_EQ(line.last_change().from, S::syncing);
    EXPECT_EQ(line.last_change().to, S::syncing);
}

// 1100 and 326 with the id of an order or a request would be about that, not about the connection.
TEST(Session, CodesWithAnIdAreNotAboutTheConnection) {
    Line line;
    line.make_ready();
    line.receive(test::notice(1100, "text", 5));
    line.receive(test::notice(326, "text", 1'000'000'003));
    EXPECT_EQ(line.session.state(), S::ready);
}

TEST(Session, OrderIdsThatReachOurRequestIdsAreHopeless) {
    Line line;
    line.start();
    line.opened();
    line.receive(test::greeting());
    line.receive(test::next_valid_id(1'000'000'000));
    EXPECT_EQ(line.session.state(), S::failed);
    EXPECT_THAT(line.session.status().reason, HasSubstr("reset"));
}

TEST(Session, StopEndsItInEveryState) {
    for (int depth = 0; depth < 5; ++depth) {
        Line line;
        if (depth > 0) line.start();
        if (depth > 1) line.opened();
        if (depth > 2) {
            for (const auto& piece : test::opening()) line.receive(piece);
        }
        if (depth > 3) line.closed();
        line.session.stop("told to", line.now);
        EXPECT_EQ(line.session.state(), S::disconnected);
        EXPECT_EQ(line.session.next_wakeup(), std::nullopt);
        const bool had_socket = depth >= 1 && depth <= 3;
        std::size_t closings = 0;
        for (const auto& action : line.session.take_actions()) {
            closings += std::holds_alternative<CloseSocket>(action) ? 1 : 0;
        }
        EXPECT_EQ(closings, had_socket ? 1U : 0U);
        line.receive(test::greeting());
        EXPECT_TRUE(line.answers.size() <= 3) << "nothing is read any more";
        EXPECT_EQ(line.session.state(), S::disconnected);
    }
}

// Any sequence of events, however absurd: no wake-up in a state without one, no socket opened
// twice, none closed that is not open.
TEST(Session, SurvivesAnyOrderOfEvents) {
    const auto steps = test::opening();
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        Rng rng(seed);
        Line line({.client_id = ClientId(4)}, seed);
        std::size_t next_step = 0;
        bool socket = false;
        std::size_t seen = 0;
        const auto check_actions = [&] {
            for (; seen < line.actions.size(); ++seen) {
                if (std::holds_alternative<OpenSocket>(line.actions[seen])) {
                    ASSERT_FALSE(socket);
                    socket = true;
                    next_step = 0;
                }
                if (std::holds_alternative<CloseSocket>(line.actions[seen])) {
                    ASSERT_TRUE(socket);
                    socket = false;
                }
                if (std::holds_alternative<SendBytes>(line.actions[seen])) ASSERT_TRUE(socket);
            }
        };
        for (int i = 0; i < 60; ++i) {
            const auto choice = rng.between(0, 8);
            if (choice == 0) line.start();
            if (choice == 1 && socket) line.opened();
            if (choice == 2 && socket) {
                socket = false;
                line.closed();
            }
            if (choice >= 3 && choice <= 5 && socket && next_step < steps.size() &&
                line.session.state() != S::connecting) {
                line.receive(steps[next_step++]);
            }
            if (choice == 6) line.synced();
            if (choice == 7) line.pass(Duration(rng.between(0, 20'000'000'000)));
            if (choice == 8 && line.session.version()) {
                line.receive(test::notice(static_cast<int>(rng.between(1100, 1102))));
            }
            check_actions();
            const S state = line.session.state();
            const bool waits = state != S::disconnected && state != S::failed;
            ASSERT_EQ(line.session.next_wakeup().has_value(), waits);
        }
    }
}

}  // namespace
}  // namespace wingspread::broker
