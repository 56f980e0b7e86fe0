#include "engine/bench.hpp"

#include <gtest/gtest.h>

/// Which account, which books, and what is trusted of them.
namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;

TEST(AccountChoice, TheOnlyAccountIsTaken) {
    Bench bench;
    bench.make_ready();
    EXPECT_TRUE(bench.is_ready()) << bench.core->health().reason;
    EXPECT_EQ(bench.core->health().account, "DU1");
}

TEST(AccountChoice, SeveralAccountsNeedAWord) {
    Bench bench;
    bench.puppet.accounts = {"DU1", "DU2"};
    bench.make_ready();
    EXPECT_EQ(bench.core->health().state, "FAILED");
    EXPECT_NE(bench.core->health().reason.find("manages 2 accounts: set account.id"),
              std::string::npos)
        << bench.core->health().reason;
    EXPECT_EQ(bench.closed, 1);
    EXPECT_TRUE(bench.disk->entries.empty()) << "no journal before the account is known";
}

TEST(AccountChoice, OneOfSeveralIsNamed) {
    auto config = usual_config();
    config.account_id = "DU2";
    Bench bench(config);
    bench.puppet.accounts = {"DU1", "DU2"};
    bench.make_ready();
    EXPECT_TRUE(bench.is_ready()) << bench.core->health().reason;
    EXPECT_EQ(bench.core->health().account, "DU2");
}

TEST(AccountChoice, AnAccountThatTheGatewayDoesNotManageIsRefused) {
    auto config = usual_config();
    config.account_id = "DU9";
    Bench bench(config);
    bench.make_ready();
    EXPECT_EQ(bench.core->health().state, "FAILED");
    EXPECT_NE(bench.core->health().reason.find("DU9"), std::string::npos);
    EXPECT_NE(bench.core->health().reason.find("account.id"), std::string::npos);
}

TEST(AccountChoice, ALiveAccountIsRefusedWherePaperIsExpected) {
    Bench bench;
    bench.puppet.accounts = {"U7654321"};
    bench.make_ready();
    EXPECT_EQ(bench.core->health().state, "FAILED");
    EXPECT_NE(bench.core->health().reason.find("U7654321 is a live one"), std::string::npos)
        << bench.core->health().reason;
    EXPECT_NE(bench.core->health().reason.find("account.type"), std::string::npos);
    // A person must act: no second try by itself.
    bench.pass(10min);
    EXPECT_EQ(bench.puppet.count<tws::StartApi>(), 1U);
}

TEST(AccountChoice, AnotherAccountAfterAReconnectionIsRefused) {
    Bench bench;
    bench.make_ready();
    bench.puppet.accounts = {"DU2"};
    bench.cut();
    bench.pass(5s);
    EXPECT_EQ(bench.core->health().state, "FAILED");
    EXPECT_NE(bench.core->health().reason.find("the journal is of DU1"), std::string::npos)
        << bench.core->health().reason;
}

TEST(AccountBooks, NothingIsReadyBeforeTheBooksAreKnown) {
    Bench bench;
    bench.puppet.tells_books = false;
    bench.make_ready();
    EXPECT_EQ(bench.core->health().state, "SYNCING");
    bench.place(bull_put());
    ASSERT_FALSE(bench.order_answers.empty());
    EXPECT_EQ(bench.order_answer().error().code, Errc::unavailable);
    // The questions go unanswered for their time, and are asked again later.
    bench.pass(2min);
    EXPECT_EQ(bench.core->health().state, "SYNCING");
    EXPECT_GE(bench.puppet.count<tws::ReqAllOpenOrders>(), 2U);
    EXPECT_TRUE(bench.has_logged("reconciliation: open orders: no end"));
    bench.puppet.tells_books = true;
    bench.pass(1min);
    EXPECT_TRUE(bench.is_ready()) << bench.core->health().reason;
}

TEST(AccountBooks, AfterARefusedRateTheBrokerIsAskedWhatItKnows) {
    Bench bench;
    bench.make_ready();
    const auto asked = bench.puppet.count<tws::ReqAllOpenOrders>();
    bench.tell_error(-1, 100);
    bench.pass(1s);
    EXPECT_EQ(bench.puppet.count<tws::ReqAllOpenOrders>(), asked);
    bench.pass(2s);
    EXPECT_EQ(bench.puppet.count<tws::ReqAllOpenOrders>(), asked + 1);
    EXPECT_TRUE(bench.is_ready());
}

TEST(AccountBooks, ARestoredLinkMeansNewBooksAndTheOldConnection) {
    Bench bench;
    bench.make_ready();
    bench.tell_error(-1, 1100);
    EXPECT_EQ(bench.core->health().state, "DEGRADED");
    bench.place(bull_put());
    EXPECT_EQ(bench.order_answer().error().code, Errc::unavailable);
    const auto asked = bench.puppet.count<tws::ReqAllOpenOrders>();
    bench.tell_error(-1, 1102);
    bench.pass(1s);
    EXPECT_TRUE(bench.is_ready());
    EXPECT_EQ(bench.puppet.count<tws::ReqAllOpenOrders>(), asked + 1);
    EXPECT_EQ(bench.puppet.count<tws::StartApi>(), 1U);
}

tws::Position position_of(const ListedOption& option, int quantity) {
    tws::Position position;
    position.account = "DU1";
    position.contract.con_id = option.conid;
    position.contract.symbol = "KO";
    position.contract.sec_type = tws::SecType::option;
    position.contract.strike = option.strike;
    position.contract.right = option.right;
    position.contract.multiplier = Quantity::from_int(100);
    position.contract.last_trade_date_or_month = "20261218";
    position.position = Quantity::from_int(quantity);
    return position;
}

TEST(AccountBooks, WhatWasHeldBeforeTheFirstStartIsTheBaseline) {
    Bench bench;
    bench.puppet.positions = {position_of(bench.puppet.listed[0], 3)};
    bench.make_ready();
    EXPECT_TRUE(bench.is_ready());
    EXPECT_EQ(bench.core->positions().size(), 1U);
    bench.place(bull_put());
    EXPECT_TRUE(bench.order_answer()) << bench.order_answer().error().message;
}

TEST(AccountBooks, PositionsThatDoNotAgreeRefuseOrders) {
    Bench bench;
    bench.make_ready();
    // Somebody else has traded while the link was down.
    bench.puppet.positions = {position_of(bench.puppet.listed[0], 3)};
    bench.cut();
    bench.pass(5s);
    ASSERT_TRUE(bench.is_ready());
    EXPECT_TRUE(bench.has_logged("the journal says 0, the broker 3"));
    bench.place(bull_put());
    ASSERT_FALSE(bench.order_answer());
    EXPECT_EQ(bench.order_answer().error().code, Errc::refused);
    EXPECT_NE(bench.order_answer().error().message.find("held of KO"), std::string::npos)
        << bench.order_answer().error().message;
    EXPECT_TRUE(bench.puppet.orders().empty());
    EXPECT_TRUE(bench.puppet.what_ifs().empty());
}

TEST(AccountBooks, PositionsThatAgreeAfterAllAllowOrdersAgain) {
    Bench bench;
    bench.make_ready();
    bench.puppet.positions = {position_of(bench.puppet.listed[0], 3)};
    bench.cut();
    bench.pass(5s);
    bench.tell(position_of(bench.puppet.listed[0], 0));
    bench.place(bull_put());
    EXPECT_TRUE(bench.order_answer()) << bench.order_answer().error().message;
}

TEST(AccountBooks, WhatDriftsApartUnseenIsFoundWithinMinutes) {
    Bench bench;
    bench.puppet.positions = {position_of(bench.puppet.listed[0], 3)};
    bench.make_ready();
    bench.pass(4min);
    bench.puppet.positions.clear();  // and no message says so
    EXPECT_EQ(bench.core->positions().size(), 1U);
    bench.pass(2min);
    EXPECT_TRUE(bench.is_ready());
    EXPECT_TRUE(bench.core->positions().empty());
    EXPECT_TRUE(bench.has_logged("the journal says 3, the broker 0"));
    bench.place(bull_put());
    EXPECT_FALSE(bench.order_answer());
    // And the other way round: a person has put it right.
    bench.puppet.positions = {position_of(bench.puppet.listed[0], 3)};
    bench.pass(5min);
    bench.place(bull_put());
    EXPECT_TRUE(bench.order_answer()) << bench.order_answer().error().message;
}

TEST(AccountBooks, TheBrokersWordIsTakenOnceWhenAPersonSaysSo) {
    auto config = usual_config();
    config.account.adopt_positions = true;
    Bench bench(config);
    bench.puppet.positions = {position_of(bench.puppet.listed[0], 3)};
    bench.make_ready();
    bench.puppet.positions = {position_of(bench.puppet.listed[0], 5)};
    bench.cut();
    bench.pass(5s);
    EXPECT_TRUE(bench.has_logged("the journal says 3, the broker 5")) << "only once";
}

}  // namespace
}  // namespace wingspread::engine_test
