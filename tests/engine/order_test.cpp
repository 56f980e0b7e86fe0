#include "core/date.hpp"
#include "engine/bench.hpp"

#include <gtest/gtest.h>

#include <algorithm>

/// From a request to an order on the wire, and every way in which it ends before.
namespace wingspread::engine_test {
namespace {

using namespace std::chrono_literals;

struct OrderFlow : ::testing::Test {
    void SetUp() override {
        bench.make_ready();
        ASSERT_TRUE(bench.is_ready()) << bench.core->health().reason;
    }
    /// One answer, an error of that code that says `part`; nothing has left.
    void expect_refused(Errc code, std::string_view part) {
        ASSERT_EQ(bench.order_answers.size(), 1U);
        ASSERT_FALSE(bench.order_answer());
        EXPECT_EQ(bench.order_answer().error().code, code) << bench.order_answer().error().message;
        EXPECT_NE(bench.order_answer().error().message.find(part), std::string::npos)
            << bench.order_answer().error().message;
        EXPECT_TRUE(bench.puppet.orders().empty());
    }
    /// An order that has left.
    tws::PlaceOrder placed(const engine::OrderRequest& request = bull_put()) {
        bench.place(request);
        EXPECT_TRUE(bench.order_answer()) << bench.order_answer().error().message;
        return bench.puppet.orders().back();
    }
    [[nodiscard]] engine::OrderView only_order() const {
        const auto orders = bench.core->orders();
        EXPECT_EQ(orders.size(), 1U);
        return orders.back();
    }

    Bench bench;
};

TEST_F(OrderFlow, AnOrderLeavesAfterItsWhatIfAndAfterTheJournal) {
    const auto order = placed();
    ASSERT_EQ(bench.puppet.what_ifs().size(), 1U);
    EXPECT_NE(bench.puppet.what_ifs().front().order_id, order.order_id);
    EXPECT_EQ(*order.order->limit_price, *Price::parse("-0.53"));
    EXPECT_EQ(order.order->action, tws::Action::buy);
    ASSERT_EQ(order.contract.combo_legs.size(), 2U);
    EXPECT_EQ(only_order().state, "working");
    EXPECT_EQ(only_order().order_id, order.order_id);
}

TEST_F(OrderFlow, WhatCannotBeAnOrderIsRefusedAtOnce) {
    auto request = bull_put();
    request.quantity = 0;
    bench.place(request);
    expect_refused(Errc::invalid_argument, "quantity");
    EXPECT_TRUE(bench.core->orders().empty());
}

TEST_F(OrderFlow, AnotherAccountIsRefused) {
    auto request = bull_put();
    request.account = "DU2";
    bench.place(request);
    expect_refused(Errc::invalid_argument, "DU2");
}

TEST_F(OrderFlow, StrikesThatAreNotListedNameTheClasses) {
    auto request = bull_put();
    request.structure.legs[0].strike = *Price::parse("69");
    bench.place(request);
    expect_refused(Errc::not_found, "no 69 put is listed (classes: KO)");
}

TEST_F(OrderFlow, ACallThatIsNotListedIsNamedAsOne) {
    auto request = bull_put();
    request.structure.kind = options::StructureKind::bear_call;
    request.structure.legs = {{options::Side::sell, 1, options::Right::call, *Price::parse("72"),
                               request.structure.legs[0].expiry},
                              {options::Side::buy, 1, options::Right::call, *Price::parse("73"),
                               request.structure.legs[0].expiry}};
    bench.place(request);
    expect_refused(Errc::not_found, "no 73 call is listed (classes: KO)");
}

TEST_F(OrderFlow, AnAdjustedClassIsMeantOnlyWhereItIsNamed) {
    for (auto option : std::vector(bench.puppet.listed)) {
        option.conid = ConId(option.conid.value() + 1000);
        option.trading_class = "KO1";
        bench.puppet.listed.push_back(option);
    }
    auto adjusted = bull_put();
    adjusted.structure.trading_class = "KO1";
    bench.preview(adjusted);
    ASSERT_TRUE(bench.preview_answer()) << bench.preview_answer().error().message;
    EXPECT_EQ(bench.puppet.what_ifs().back().contract.combo_legs.front().con_id.value() / 1000, 1);
    // The adjusted contracts are the only ones that are known now.
    const auto order = placed();
    for (const auto& leg : order.contract.combo_legs) EXPECT_LT(leg.con_id, ConId(1000));
}

TEST_F(OrderFlow, AnExpirationThatIsNotListedIsSaid) {
    auto request = bull_put();
    for (auto& leg : request.structure.legs) leg.expiry = add_days(december, 7);
    bench.place(request);
    expect_refused(Errc::not_found, "2026-12-25");
}

TEST_F(OrderFlow, StrikesTheWrongWayRoundAreExplained) {
    auto request = bull_put();
    std::swap(request.structure.legs[0].strike, request.structure.legs[1].strike);
    bench.place(request);
    expect_refused(Errc::invalid_argument, "leg at 68 P: got \"sell 1\", expected buy 1");
}

TEST_F(OrderFlow, AnUnknownSymbolIsAnError) {
    auto request = bull_put();
    request.structure.symbol = "NOSUCH";
    bench.place(request);
    expect_refused(Errc::not_found, "NOSUCH");
}

TEST_F(OrderFlow, AClientOrderIdIsUsedOnce) {
    auto request = bull_put();
    request.client_order_id = "mine-1";
    placed(request);
    bench.place(request);
    ASSERT_FALSE(bench.order_answer());
    EXPECT_EQ(bench.order_answer().error().code, Errc::conflict);
    EXPECT_NE(bench.order_answer().error().message.find("mine-1"), std::string::npos);
    EXPECT_EQ(bench.puppet.orders().size(), 1U);
    // A preview is no order.
    bench.preview(request);
    EXPECT_TRUE(bench.preview_answer());
}

TEST_F(OrderFlow, TwoRequestsWithOneClientOrderIdAtOnceGiveOneOrder) {
    bench.puppet.what_if = WhatIfReply::silence;
    auto request = bull_put();
    request.client_order_id = "mine-1";
    bench.place(request);
    bench.place(request);
    ASSERT_EQ(bench.order_answers.size(), 1U) << "the second is refused while the first waits";
    EXPECT_EQ(bench.order_answer().error().code, Errc::conflict);
}

TEST_F(OrderFlow, WithoutAJournalNothingIsSent) {
    bench.disk->failing_commits = 1;
    bench.place(bull_put());
    ASSERT_FALSE(bench.order_answer());
    EXPECT_TRUE(bench.puppet.orders().empty());
    EXPECT_TRUE(bench.puppet.what_ifs().empty());
    EXPECT_EQ(bench.core->health().trading, "halted");
    // One lost record is enough: the book is no longer what the journal holds.
    bench.place(bull_put());
    EXPECT_EQ(bench.order_answer().error().code, Errc::refused);
    EXPECT_TRUE(bench.puppet.orders().empty());
}

TEST_F(OrderFlow, AJournalThatFailsAtTheLastStepSendsNothing) {
    bench.puppet.what_if = WhatIfReply::silence;
    bench.place(bull_put());
    ASSERT_EQ(bench.puppet.what_ifs().size(), 1U);
    bench.disk->failing_commits = 1;
    auto asked = bench.puppet.what_ifs().front();
    tws::OpenOrder margin{asked.order_id, asked.contract, asked.order, {}};
    margin.order->client_id = ClientId(1);
    margin.state->margin.change.initial = Money::from_int(200);
    bench.tell(margin);
    ASSERT_EQ(bench.order_answers.size(), 1U);
    EXPECT_FALSE(bench.order_answer());
    EXPECT_TRUE(bench.puppet.orders().empty());
    EXPECT_EQ(bench.core->health().trading, "halted");
}

TEST_F(OrderFlow, AWhatIfThatIsRefusedEndsTheOrder) {
    bench.puppet.what_if = WhatIfReply::refused;
    bench.place(bull_put());
    expect_refused(Errc::refused, "code 201");
    EXPECT_EQ(only_order().state, "refused");
    EXPECT_EQ(bench.core->metrics(bench.now).orders_refused, 1U);
    bench.preview(bull_put());
    EXPECT_EQ(bench.preview_answer().error().code, Errc::refused);
}

TEST_F(OrderFlow, AWhatIfThatIsNeverAnsweredEndsTheOrder) {
    bench.puppet.what_if = WhatIfReply::silence;
    bench.place(bull_put());
    bench.pass(29s);
    EXPECT_TRUE(bench.order_answers.empty());
    bench.pass(2s);
    expect_refused(Errc::refused, "did not answer the what-if in time");
    EXPECT_EQ(only_order().state, "refused");
}

TEST_F(OrderFlow, AnOrderWhoseWhatIfCannotBeAskedIsRefused) {
    // Somebody's order has the last id that there is.
    bench.preview(bull_put());
    auto foreign = bench.puppet.what_ifs().back();
    foreign.order->what_if = false;
    bench.tell(tws::OpenOrder{
        OrderId(trade::OrderIds::end.value() - 1), foreign.contract, foreign.order, {}});
    bench.place(bull_put());
    expect_refused(Errc::refused, "all numbers have been used");
    EXPECT_EQ(only_order().state, "refused");
}

TEST_F(OrderFlow, ContractsThatAreNeverListedEndTheOrder) {
    bench.puppet.lists_contracts = false;
    bench.place(bull_put());
    bench.pass(60s);
    ASSERT_EQ(bench.order_answers.size(), 1U);
    ASSERT_FALSE(bench.order_answer());
    EXPECT_EQ(bench.order_answer().error().code, Errc::timeout)
        << bench.order_answer().error().message;
    EXPECT_TRUE(bench.core->orders().empty());
}

TEST_F(OrderFlow, QuotesThatNeverComeEndTheOrderAndNameTheLegs) {
    bench.puppet.tells_quotes = false;
    bench.place(bull_put());
    bench.pass(14s);
    EXPECT_TRUE(bench.order_answers.empty());
    bench.pass(2s);
    expect_refused(Errc::unavailable, "101 ");
    EXPECT_TRUE(bench.puppet.what_ifs().empty());
    // The lines are given back.
    EXPECT_EQ(bench.core->health().lines_active, 0);
}

TEST_F(OrderFlow, AOneSidedLegIsNotTradedOn) {
    bench.puppet.listed[1].bid.reset();
    bench.place(bull_put());
    bench.pass(16s);
    expect_refused(Errc::unavailable, "102 missing_bid");
}

TEST_F(OrderFlow, APreviewShowsWhatTheBrokerSaysAndPlacesNothing) {
    bench.preview(bull_put());
    ASSERT_EQ(bench.preview_answers.size(), 1U);
    ASSERT_TRUE(bench.preview_answer()) << bench.preview_answer().error().message;
    EXPECT_TRUE(bench.preview_answer()->allowed);
    EXPECT_EQ(bench.preview_answer()->initial_margin_change_usd, Money::from_int(200));
    EXPECT_EQ(bench.preview_answer()->natural, *Price::parse("-0.53"));
    EXPECT_EQ(bench.preview_answer()->max_loss_usd, Money::from_int(147));
    EXPECT_TRUE(bench.core->orders().empty());
    EXPECT_TRUE(bench.puppet.orders().empty());
}

TEST_F(OrderFlow, APreviewOfWhatALimitForbidsSaysSoWithoutAskingTheBroker) {
    auto request = bull_put();
    request.quantity = 11;
    bench.preview(request);
    ASSERT_TRUE(bench.preview_answer());
    EXPECT_FALSE(bench.preview_answer()->allowed);
    EXPECT_FALSE(bench.preview_answer()->refusals.empty());
    EXPECT_TRUE(bench.puppet.what_ifs().empty());
}

// ---- Cancels

TEST_F(OrderFlow, OnlyAnOrderThatMayFillCanBeCancelled) {
    bench.cancel("nonsense");
    EXPECT_EQ(bench.order_answer().error().code, Errc::invalid_argument);
    const auto order = placed();
    const auto id = only_order().id;
    auto unknown = id;
    unknown.back() = unknown.back() == '0' ? '1' : '0';
    bench.cancel(unknown);
    EXPECT_EQ(bench.order_answer().error().code, Errc::not_found);
    bench.fill(order);
    bench.cancel(id);
    EXPECT_EQ(bench.order_answer().error().code, Errc::conflict);
    EXPECT_EQ(bench.puppet.count<tws::CancelOrder>(), 0U);
}

TEST_F(OrderFlow, ACancelGoesOutAndIsFollowed) {
    const auto order = placed();
    bench.cancel(only_order().id);
    ASSERT_TRUE(bench.order_answer());
    EXPECT_EQ(only_order().state, "cancelling");
    EXPECT_EQ(bench.puppet.count<tws::CancelOrder>(), 1U);
    bench.tell_status(order, tws::OrderStatusCode::cancelled, 0);
    EXPECT_EQ(only_order().state, "cancelled");
}

TEST_F(OrderFlow, WithoutALinkACancelIsNotPromised) {
    placed();
    bench.step(engine::StopLink{"the test"});
    bench.cancel(only_order().id);
    EXPECT_EQ(bench.order_answer().error().code, Errc::unavailable);
}

// ---- The link, lost at each stage

TEST_F(OrderFlow, WithoutALinkNoOrderBegins) {
    bench.step(engine::StopLink{"the test"});
    bench.place(bull_put());
    expect_refused(Errc::unavailable, "not ready");
}

TEST_F(OrderFlow, ALinkLostWhileContractsAreLookedForEndsTheOrder) {
    bench.puppet.lists_contracts = false;
    bench.place(bull_put());
    bench.cut();
    expect_refused(Errc::interrupted, "connection was lost");
    bench.puppet.lists_contracts = true;
    bench.pass(60s);
    EXPECT_TRUE(bench.puppet.orders().empty()) << "and it is not taken up again";
    EXPECT_EQ(bench.order_answers.size(), 1U);
}

TEST_F(OrderFlow, ALinkLostWhileQuotesAreAwaitedEndsTheOrder) {
    bench.puppet.tells_quotes = false;
    bench.place(bull_put());
    bench.cut();
    expect_refused(Errc::interrupted, "connection was lost");
}

TEST_F(OrderFlow, ALinkLostDuringTheWhatIfEndsTheOrder) {
    bench.puppet.what_if = WhatIfReply::silence;
    bench.place(bull_put());
    bench.tell_error(-1, 1100);
    expect_refused(Errc::refused, "connection was lost");
    EXPECT_EQ(only_order().state, "refused");
    bench.cut();
    bench.pass(60s);
    EXPECT_EQ(bench.order_answers.size(), 1U);
}

TEST_F(OrderFlow, AnOrderInFlightThatTheBrokerNeverHadIsGivenUpAfterTwoLooks) {
    bench.puppet.acknowledges_orders = false;
    placed();
    bench.pass(1s);
    bench.cut();
    EXPECT_EQ(only_order().state, "in_doubt");
    bench.pass(10s);
    EXPECT_TRUE(bench.is_ready());
    EXPECT_EQ(only_order().state, "in_doubt") << "one look proves nothing";
    bench.pass(60s);
    EXPECT_EQ(only_order().state, "abandoned");
    EXPECT_EQ(bench.puppet.orders().size(), 1U);
}

TEST_F(OrderFlow, AnOrderInFlightThatTheBrokerHasIsFoundAgain) {
    bench.puppet.acknowledges_orders = false;
    const auto order = placed();
    bench.pass(1s);
    tws::OpenOrder open{order.order_id, order.contract, order.order, {}};
    open.order->client_id = ClientId(1);
    open.order->perm_id = PermId(77);
    open.state->status = tws::OrderStatusCode::submitted;
    bench.puppet.open_orders = {open};
    bench.cut();
    bench.pass(10s);
    EXPECT_EQ(only_order().state, "working");
    EXPECT_EQ(only_order().perm_id, PermId(77));
    EXPECT_EQ(bench.puppet.orders().size(), 1U);
}

// ---- How long an order took

TEST_F(OrderFlow, AFillIsTimedOnce) {
    const auto order = placed();
    EXPECT_EQ(bench.executions_counted(), 0U);
    bench.pass(3s);
    bench.fill(order);
    EXPECT_EQ(only_order().state, "filled");
    EXPECT_EQ(bench.executions_counted(), 1U);
    const auto& timed = bench.core->metrics(bench.now).order_execution;
    EXPECT_NEAR(timed.sum_seconds(), 3.1, 0.2);
    bench.fill(order);  // TWS repeats itself
    bench.tell_status(order, tws::OrderStatusCode::filled, 1);
    EXPECT_EQ(bench.executions_counted(), 1U);
}

TEST_F(OrderFlow, AFillThatIsToldOutOfOrderIsTimedOnce) {
    const auto order = placed();
    bench.pass(1s);
    bench.fill(order);
    // An acknowledgement that the fill has overtaken.
    tws::OpenOrder late{order.order_id, order.contract, order.order, {}};
    late.order->client_id = ClientId(1);
    late.order->perm_id = PermId(9'000 + order.order_id.value());
    late.state->status = tws::OrderStatusCode::submitted;
    bench.tell(late);
    bench.tell_status(order, tws::OrderStatusCode::filled, 1);
    EXPECT_EQ(only_order().state, "filled");
    EXPECT_EQ(bench.executions_counted(), 1U);
}

TEST_F(OrderFlow, ACancelledOrderIsNotTimed) {
    const auto order = placed();
    bench.tell_status(order, tws::OrderStatusCode::cancelled, 0);
    EXPECT_EQ(bench.executions_counted(), 0U);
}

}  // namespace
}  // namespace wingspread::engine_test
