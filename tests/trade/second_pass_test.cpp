#include "trade/gate_helpers.hpp"

#include <gtest/gtest.h>

/// The gate asked again, with the broker's margin figures.
namespace wingspread::trade::testing {
namespace {

Refusals second_pass(const WhatIf& what_if, const RiskContext& known, const OrderTerms& wanted) {
    const RiskGate gate(limits());
    auto market = wanted.action == OrderAction::close ? holding(1) : context();
    auto approved = gate.check(intent(1, wanted), market);
    EXPECT_TRUE(approved);
    auto cleared = gate.recheck(PreviewedOrder(std::move(*approved), what_if), known);
    return cleared ? Refusals{} : cleared.error();
}

TEST(SecondPass, MarginIsHeldAgainstAvailableFunds) {
    auto known = context();
    known.available_funds_usd = money("1000");  // half of it may be tied up
    EXPECT_TRUE(second_pass({.initial_margin_change_usd = money("500")}, known, terms()).empty());
    const auto refusals =
        second_pass({.initial_margin_change_usd = money("500.01")}, known, terms());
    ASSERT_EQ(refusals.size(), 1U);
    EXPECT_EQ(refusals[0].check, RiskCheck::margin);
    EXPECT_EQ(refusals[0].figure, "500.01");
    EXPECT_EQ(refusals[0].limit, "500");
}

TEST(SecondPass, ALossThatIsPaidInFullCountsAsMargin) {
    auto known = context();
    known.available_funds_usd = money("800");
    const auto refusals = second_pass({.initial_margin_change_usd = money("0")}, known, terms());
    ASSERT_EQ(refusals.size(), 1U);
    EXPECT_EQ(refusals[0].figure, "430");
    EXPECT_EQ(refusals[0].limit, "400");
}

TEST(SecondPass, WithoutFiguresNothingPasses) {
    auto known = context();
    EXPECT_EQ(second_pass({}, known, terms()).at(0).figure, "unknown");
    known.available_funds_usd.reset();
    EXPECT_EQ(second_pass({.initial_margin_change_usd = money("1")}, known, terms()).at(0).figure,
              "unknown");
}

TEST(SecondPass, WhatWorkingOrdersMayTieUpIsNotFreeAnyMore) {
    auto known = context();
    known.available_funds_usd = money("2000");  // half of it may be used
    auto other = terms();
    other.quantity = 3;
    known.orders->push_back(earlier(2, other, OrderState::working));
    known.orders->back().filled = units(2);  // 430 USD to come
    EXPECT_TRUE(second_pass({.initial_margin_change_usd = money("570")}, known, terms()).empty());
    const auto refusals = second_pass({.initial_margin_change_usd = money("571")}, known, terms());
    ASSERT_EQ(refusals.size(), 1U) << to_string(refusals);
    EXPECT_EQ(refusals[0].figure, "1001");
    known.orders->back().state = OrderState::filled;
    EXPECT_TRUE(second_pass({.initial_margin_change_usd = money("571")}, known, terms()).empty());
}

TEST(SecondPass, ACloseThatFreesMarginNeedsNoFunds) {
    auto known = holding(1);
    known.available_funds_usd.reset();
    EXPECT_TRUE(
        second_pass({.initial_margin_change_usd = money("-500")}, known, closing()).empty());
    EXPECT_FALSE(second_pass({}, known, closing()).empty());
}

TEST(SecondPass, TheFirstPassRunsAgain) {
    auto known = context();
    known.trading = TradingState::halted;
    known.quotes.reset();
    const auto refusals = second_pass({.initial_margin_change_usd = money("1")}, known, terms());
    EXPECT_EQ(std::ranges::count(refusals, RiskCheck::trading_state, &Refusal::check), 1);
    EXPECT_EQ(std::ranges::count(refusals, RiskCheck::quotes, &Refusal::check), 1);
}

TEST(SecondPass, OnlyOrdersThatOpenInThisAccountTieUpItsFunds) {
    auto known = context();
    known.available_funds_usd = money("1200");
    auto elsewhere = terms();
    elsewhere.account = "DU7654321";
    known.orders->push_back(earlier(2, elsewhere, OrderState::working));
    auto off = closing();
    off.structure = bull_call();
    off.limit = price("-0.7");
    known.orders->push_back(earlier(3, off, OrderState::working));
    EXPECT_TRUE(second_pass({.initial_margin_change_usd = money("600")}, known, terms()).empty());
    known.orders->push_back(earlier(4, terms(), OrderState::working));
    EXPECT_FALSE(second_pass({.initial_margin_change_usd = money("600")}, known, terms()).empty());
}

std::string margin_objection(const RiskContext& known) {
    for (const auto& refusal :
         second_pass({.initial_margin_change_usd = money("1")}, known, terms())) {
        if (refusal.check == RiskCheck::margin) return refusal.message;
    }
    return "";
}

TEST(SecondPass, AWorkingOrderWithoutAMeasureLeavesNothingFree) {
    auto known = context();
    auto naked = terms();
    naked.structure =
        structure(options::StructureKind::short_put, {option(3, "50", options::Right::put)});
    known.orders->push_back(earlier(2, naked, OrderState::working));
    EXPECT_NE(margin_objection(known).find("what working orders may still tie up"),
              std::string::npos);
    known.orders->back().state = OrderState::cancelled;
    EXPECT_EQ(margin_objection(known), "");
}

TEST(SecondPass, WithoutTheOrdersSoFarItRefuses) {
    auto known = context();
    known.orders.reset();
    EXPECT_FALSE(second_pass({.initial_margin_change_usd = money("1")}, known, terms()).empty());
}

}  // namespace
}  // namespace wingspread::trade::testing
