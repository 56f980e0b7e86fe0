#include "engine/link.hpp"

#include "engine/bench.hpp"
#include "engine/puppet.hpp"

#include <gtest/gtest.h>

/// The one queue in front of the wire.
namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;

struct PacedLink : ::testing::Test {
    PacedLink() : link({.session = {.client_id = ClientId(1)}}, Rng(1)) {}

    void SetUp() override {
        link.session().start(now);
        pump();
        link.session().on_opened(now);
        pump();
        ASSERT_EQ(link.session().state(), broker::SessionState::syncing);
    }
    /// Carries what may go to the puppet, and its answers back.
    void pump() {
        bool moved = true;
        while (moved) {
            engine::TradeEffects effects;
            moved = !link.pump(now, effects).empty();
            for (const auto& effect : effects) {
                const auto* bytes = std::get_if<broker::SendBytes>(&effect);
                if (bytes == nullptr) continue;
                const auto answers = puppet.receive(bytes->bytes);
                if (answers.empty()) continue;
                moved = true;
                link.session().on_bytes(answers, now);
                while (const auto* answer = link.session().next_answer(now)) {
                    link.on_received(*answer);
                }
            }
        }
    }
    void send(int count) {
        for (int i = 0; i < count; ++i) {
            link.send(broker::Outbound::query(tws::ReqCurrentTime{}), log);
        }
    }
    [[nodiscard]] std::size_t arrived() const { return puppet.count<tws::ReqCurrentTime>(); }

    engine::Link link;
    Puppet puppet;
    Now now = first_moment();
    engine::TradeEffects log;
};

TEST_F(PacedLink, MoreThanTheRateWaitsItsTurnAndArrives) {
    send(200);
    pump();
    EXPECT_LT(arrived(), 50U) << "IBKR takes 50 in a second";
    EXPECT_TRUE(link.throttling());
    EXPECT_EQ(link.throttling_since(), now.utc);
    EXPECT_EQ(link.counters().throttle_events, 1U);
    EXPECT_EQ(link.settled(), arrived());
    std::vector<std::size_t> seconds{0};
    while (arrived() < 200) {
        ASSERT_TRUE(link.next_wakeup());
        ASSERT_LT(now.monotonic, first_moment().monotonic + 20s);
        now = now + 100ms;
        pump();
        seconds.push_back(arrived());
    }
    for (std::size_t i = 10; i < seconds.size(); ++i) {
        EXPECT_LE(seconds[i] - seconds[i - 10], 50U) << i;
    }
    EXPECT_EQ(link.accepted(), 200U);
    EXPECT_EQ(link.queued(), 0U);
    now = now + 2s;
    pump();
    EXPECT_FALSE(link.throttling());
}

TEST_F(PacedLink, WhatStillWaitsCanBeTakenBack) {
    send(200);
    pump();
    const RequestId line(link.ids().next());
    tws::ReqMktData request;
    request.req_id = line;
    request.contract.con_id = ko_conid;
    request.contract.exchange = "SMART";
    link.send(broker::Outbound::query(request), log);
    EXPECT_TRUE(link.withdraw(line));
    EXPECT_FALSE(link.withdraw(line));
    now = now + 30s;
    pump();
    now = now + 30s;
    pump();
    EXPECT_EQ(puppet.count<tws::ReqMktData>(), 0U);
}

TEST_F(PacedLink, WhatWaitsIsNotSentOverAnotherConnection) {
    send(200);
    pump();
    const auto before = arrived();
    link.session().on_closed("cut by the test", now);
    link.on_connection_lost();
    EXPECT_EQ(link.queued(), 0U);
    now = now + 10s;
    link.session().on_time(now);
    puppet.connect();
    pump();
    link.session().on_opened(now);
    pump();
    ASSERT_EQ(link.session().state(), broker::SessionState::syncing);
    EXPECT_EQ(arrived(), before);
}

}  // namespace
}  // namespace wingspread::engine_test
