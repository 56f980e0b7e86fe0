#include "trade/helpers.hpp"
#include "trade/risk_gate.hpp"

#include <gtest/gtest.h>

#include <algorithm>

/// What an account of each kind may open.
namespace wingspread::trade::testing {
namespace {

bool objects(AccountKind kind, const OrderTerms& wanted) {
    auto known = context();
    known.account_kind = kind;
    const auto refusals = RiskGate(paper_limits()).objections(intent(1, wanted), known);
    return std::ranges::count(refusals, RiskCheck::account_kind, &Refusal::check) != 0;
}

// IBKR's limited option trading.
TEST(AccountKinds, ACashAccountSellsNoAmericanOption) {
    EXPECT_TRUE(objects(AccountKind::cash, terms()));
    auto closing = terms();
    closing.action = OrderAction::close;
    closing.limit = price("0.7");
    EXPECT_FALSE(objects(AccountKind::cash, closing)) << "closing is free";
}

TEST(AccountKinds, ACashAccountTradesSpreadsThatNobodyExercises) {
    auto bought = option(long_conid, "90", options::Right::put);
    auto sold = option(short_conid, "95", options::Right::put);
    bought.style = sold.style = options::ExerciseStyle::european;
    auto wanted = terms();
    wanted.structure = structure(options::StructureKind::bull_put, {bought, sold});
    EXPECT_FALSE(objects(AccountKind::cash, wanted));
}

TEST(AccountKinds, MarginAndRetirementAccountsTradeSpreads) {
    EXPECT_FALSE(objects(AccountKind::margin, terms()));
    EXPECT_FALSE(objects(AccountKind::ira, terms()));
}

TEST(AccountKinds, AreReadStrictly) {
    for (const auto kind : all_account_kinds) {
        EXPECT_EQ(parse_account_kind(to_string(kind)).value(), kind);
    }
    const auto unknown = parse_account_kind("Margin");
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().message.find("margin, cash or ira"), std::string::npos);
}

// Paper accounts begin with D; everything else may be real money.
TEST(AccountKinds, ThePrefixOfAnAccountTellsPaperFromLive) {
    for (const auto* paper : {"DU1234567", "DF7654321"}) EXPECT_TRUE(is_paper_account(paper));
    for (const auto* live : {"U1234567", "F7654321", "I1234567", "du1234567", ""}) {
        EXPECT_FALSE(is_paper_account(live)) << live;
    }
}

}  // namespace
}  // namespace wingspread::trade::testing
