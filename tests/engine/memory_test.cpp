#include "core/date.hpp"
#include "engine/bench.hpp"

#include <gtest/gtest.h>

#include <set>

/// What a run of the program hands on to the next one.
namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;

constexpr engine::ScanTicket ticket{1};

struct SecondRun : ::testing::Test {
    void SetUp() override {
        first.make_ready();
        first.step(engine::ToTrade{engine::ChainWanted{ticket, "KO", december, december}});
        first.pass(1s);
        first.step(engine::ToTrade{engine::QuotesWanted{
            .ticket = ticket, .held = {ko_conid}, .swept = {ConId(101), ConId(102)}}});
        first.pass(5s);
        memory = first.core->memory(first.now);
        second.now = first.now + 1h;
    }
    void begin_second() {
        second.core->recall(memory, second.now);
        second.make_ready();
        second.pass(1s);
    }
    [[nodiscard]] std::set<ConId> asked() const {
        std::set<ConId> found;
        for (const auto& request : second.puppet.heard) {
            const auto* line = std::get_if<tws::ReqMktData>(&request);
            if (line != nullptr) found.insert(line->contract.con_id);
        }
        return found;
    }

    Bench first;
    Bench second;
    engine::LinkMemory memory;
};

TEST_F(SecondRun, KnowsHowTheLastOneStood) {
    EXPECT_EQ(memory.state, "READY");
    EXPECT_EQ(memory.saved_at, first.now.utc);
    begin_second();
    EXPECT_TRUE(second.has_logged("last ran 3600 s ago: READY"));
}

TEST_F(SecondRun, OpensTheLinesAgainWithoutBeingAsked) {
    ASSERT_EQ(memory.options.size(), 2U);
    ASSERT_EQ(memory.underlyings.size(), 1U);
    begin_second();
    EXPECT_EQ(asked(), (std::set{ko_conid, ConId(101), ConId(102)}));
    // A scan then finds them open, and its contracts quoted.
    const auto before = second.puppet.count<tws::ReqMktData>();
    second.step(engine::ToTrade{engine::QuotesWanted{
        .ticket = ticket, .held = {ko_conid}, .swept = {ConId(101), ConId(102)}}});
    second.pass(1s);
    EXPECT_EQ(second.puppet.count<tws::ReqMktData>(), before);
}

TEST_F(SecondRun, GivesBackWhatNobodyWantsAnyMore) {
    begin_second();
    second.pass(16min);
    EXPECT_EQ(second.core->health().lines_active, 0);
}

TEST_F(SecondRun, DoesNotAskForWhatHasExpired) {
    memory.options[0].expiration = memory.options[0].last_trade_date = *parse_date("2026-11-17");
    begin_second();
    EXPECT_EQ(asked().size(), 2U);
}

TEST_F(SecondRun, CountsOnAndTheAbsenceIsAGap) {
    const auto before = first.core->metrics(first.now);
    ASSERT_GT(before.messages_sent, 0U);
    begin_second();
    const auto after = second.core->metrics(second.now);
    EXPECT_GT(after.messages_sent, before.messages_sent);
    EXPECT_GE(after.gap, 1h);
    EXPECT_LT(after.gap, 1h + 1min);
}

TEST_F(SecondRun, UsesNoOrderIdThatTheFirstOneSaw) {
    memory.highest_order_id = OrderId(5000);
    begin_second();
    second.place(bull_put());
    second.pass(5s);
    ASSERT_FALSE(second.puppet.orders().empty());
    EXPECT_GT(second.puppet.orders()[0].order_id, OrderId(5000));
}

TEST_F(SecondRun, TakesNoIdsOfAnotherClient) {
    memory.highest_order_id = OrderId(5000);
    memory.client_id = ClientId(7);
    begin_second();
    second.place(bull_put());
    second.pass(5s);
    ASSERT_FALSE(second.puppet.orders().empty());
    EXPECT_LT(second.puppet.orders()[0].order_id, OrderId(5000));
}

}  // namespace
}  // namespace wingspread::engine_test
