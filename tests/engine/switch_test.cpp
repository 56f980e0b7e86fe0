#include "engine/bench.hpp"

#include <gtest/gtest.h>

/// The kill switch: who may turn it, what it stops, and that it lasts.
namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;
using trade::Authority;
using trade::TradingState;

struct KillSwitch : ::testing::Test {
    void SetUp() override { bench.make_ready(); }
    void turn(TradingState to, Authority by = Authority::person, std::string reason = "a test") {
        bench.step(engine::TurnSwitch{engine::CommandId(77), to, by, std::move(reason)});
    }
    [[nodiscard]] const Result<engine::TradingView>& answer() const {
        return bench.switch_answers.back();
    }

    Bench bench;
};

TEST_F(KillSwitch, HaltedSendsNoOrder) {
    turn(TradingState::halted, Authority::person, "strange prices");
    ASSERT_TRUE(answer()) << answer().error().message;
    EXPECT_EQ(answer()->state, "halted");
    EXPECT_EQ(bench.core->health().trading_reason, "strange prices");
    EXPECT_FALSE(bench.core->health().fit_to_trade());
    bench.place(bull_put());
    ASSERT_FALSE(bench.order_answer());
    EXPECT_NE(bench.order_answer().error().message.find("halted"), std::string::npos);
    EXPECT_TRUE(bench.puppet.orders().empty());
}

TEST_F(KillSwitch, HaltedCancels) {
    bench.place(bull_put());
    ASSERT_TRUE(bench.order_answer()) << bench.order_answer().error().message;
    turn(TradingState::halted);
    bench.cancel(bench.order_answer()->id);
    bench.pass(1s);
    EXPECT_EQ(bench.puppet.count<tws::CancelOrder>(), 1U);
}

TEST_F(KillSwitch, APersonResumes) {
    turn(TradingState::halted);
    turn(TradingState::active);
    ASSERT_TRUE(answer()) << answer().error().message;
    EXPECT_TRUE(bench.core->health().fit_to_trade());
    bench.place(bull_put());
    EXPECT_TRUE(bench.order_answer()) << bench.order_answer().error().message;
}

TEST_F(KillSwitch, ARuleOfTheProgramOnlyTightens) {
    turn(TradingState::reducing, Authority::automatic);
    EXPECT_TRUE(answer());
    turn(TradingState::active, Authority::automatic);
    ASSERT_FALSE(answer());
    EXPECT_EQ(answer().error().code, Errc::refused);
    EXPECT_EQ(bench.core->health().trading, "reducing");
}

TEST_F(KillSwitch, NothingIsTurnedWithoutAReason) {
    turn(TradingState::halted, Authority::person, "");
    ASSERT_FALSE(answer());
    EXPECT_NE(answer().error().message.find("reason"), std::string::npos);
    EXPECT_EQ(bench.core->health().trading, "active");
}

TEST_F(KillSwitch, OutlastsTheProgram) {
    turn(TradingState::halted, Authority::person, "over the weekend");
    auto disk = bench.disk;
    bench.core.reset();
    Bench next;
    next.disk = disk;
    next.make_ready();
    EXPECT_EQ(next.core->health().trading, "halted");
    EXPECT_EQ(next.core->health().trading_reason, "over the weekend");
}

// What cannot be recorded would be forgotten by the next start.
TEST_F(KillSwitch, AJournalThatFailsHaltsWhateverIsAsked) {
    bench.disk->failing_commits = 1;
    turn(TradingState::reducing);
    ASSERT_FALSE(answer());
    EXPECT_EQ(bench.core->health().trading, "halted");
    turn(TradingState::active);
    ASSERT_FALSE(answer());
    EXPECT_NE(answer().error().message.find("journal"), std::string::npos);
}

TEST(KillSwitchAlone, IsOfAnAccount) {
    Bench bench;
    bench.step(engine::TurnSwitch{engine::CommandId(1), TradingState::halted, Authority::person,
                                  "too early"});
    ASSERT_FALSE(bench.switch_answers.back());
    EXPECT_EQ(bench.switch_answers.back().error().code, Errc::unavailable);
}

}  // namespace
}  // namespace wingspread::engine_test
