#include "trade/commission_schedule.hpp"
#include "trade/gate_helpers.hpp"
#include "trade/order_price.hpp"
#include "trade/roll.hpp"

#include <gtest/gtest.h>

/// Orders that are seldom placed: with shares, on single options, rolled, without a bound.
namespace wingspread::trade::testing {
namespace {

using enum options::StructureKind;
using options::Right;

const options::Underlying shares{.symbol = "XYZ", .conid = ConId{7}};

options::OptionContract contract(int strike, Right right, int month = 0) {
    auto made = option(strike * 10 + (right == Right::call ? 1 : 0) + month * 100'000,
                       std::to_string(strike), right);
    made.expiration = made.last_trade_date = made.expiration + std::chrono::months{month};
    return made;
}

OrderTerms of(options::Structure wanted, std::string_view limit,
              OrderAction action = OrderAction::open) {
    auto all = terms();
    all.structure = std::move(wanted);
    all.action = action;
    all.limit = price(limit);
    return all;
}
OrderTerms rolled(options::Structure from, options::Structure to, std::string_view limit) {
    auto all = of(std::move(to), limit, OrderAction::roll);
    all.rolled_from = std::move(from);
    return all;
}

options::Structure covered() {
    return structure(covered_call, {contract(105, Right::call)}, {shares, {}});
}
options::Structure one_call(int strike, int month = 0) {
    return structure(long_call, {contract(strike, Right::call, month)});
}

RiskContext quoting(const OrderTerms& wanted) {
    auto known = context();
    known.quotes.emplace();
    for (const auto& leg : intent(1, wanted).legs()) {
        known.quotes->push_back(
            {leg.conid(), price("1.05"), price("1.15"), market::Usability::usable});
    }
    return known;
}

TEST(RareOrders, ARollOfWhatHasNoBoundHasNone) {
    const auto roll = rolled(one_call(100), one_call(105, 1), "0.5");
    EXPECT_EQ(price_range(roll).to_string(), "(any, any)");
    EXPECT_TRUE(loss_bound_usd(roll).is_unbounded());
    EXPECT_TRUE(has_undefined_risk(roll));
    auto limits = paper_limits();
    limits.undefined_risk = UndefinedRiskLimits{5, 20};
    EXPECT_EQ(risk_per_unit_usd(roll, limits), std::nullopt);
    EXPECT_EQ(&increments_of(roll), &options::default_combo_increments("XYZ"));
    EXPECT_EQ(&increments_of(of(one_call(100), "1")), &options::default_leg_increments("XYZ"));
}

TEST(RareOrders, TheWorstLimitOfWhatHasNoUpperBoundIsTheWish) {
    EXPECT_EQ(worst_limit(of(one_call(100), "1"), price("900")), price("900"));
    EXPECT_EQ(worst_limit(of(one_call(100), "1"), price("0.5")), price("1"));
    EXPECT_EQ(worst_limit(terms(), price("3")), price("-0.01")) << "a credit stays one";
    auto cheap = of(one_call(100), "0");
    EXPECT_FALSE(worst_limit(cheap, price("0")));
}

TEST(RareOrders, SharesCostTheirOwnCommission) {
    auto wanted = of(covered(), "98");
    wanted.quantity = 3;
    // 300 shares at half a cent, 3 contracts at 0.65.
    EXPECT_EQ(estimated_commission_usd(intent(1, wanted)), money("3.45"));
    EXPECT_EQ(estimated_commission_usd(intent(1, of(one_call(100), "1"))), money("1"));
}

TEST(RareOrders, TwoCombinationsWhereTheClassesOrSharesDiffer) {
    const auto reason = [](const options::Structure& from, const options::Structure& to) {
        const auto plan = plan_roll(from, to);
        const auto* const in_two = std::get_if<RollInTwo>(&plan);
        return in_two == nullptr ? "" : in_two->reason;
    };
    auto elsewhere = contract(105, Right::call, 1);
    elsewhere.symbol = "ABC";
    EXPECT_NE(reason(one_call(100), structure(long_call, {elsewhere})).find("different classes"),
              std::string::npos);
    auto mini = contract(105, Right::call, 1);
    mini.multiplier = 10;
    EXPECT_NE(reason(one_call(100), structure(long_call, {mini})).find("XYZ x 10"),
              std::string::npos);
    EXPECT_NE(reason(one_call(100), covered()).find("shares"), std::string::npos);
    EXPECT_EQ(reason(one_call(100), one_call(105, 1)), "");
}

// ---- The gate

TEST(RareOrders, ContractsInAnotherCurrencyAreNotStandard) {
    auto euro = contract(100, Right::call);
    euro.currency = "EUR";
    const auto wanted = of(structure(long_call, {euro}), "1.1");
    EXPECT_EQ(objection(RiskCheck::defined_risk, wanted, quoting(wanted))->figure, "100 x EUR");
}

TEST(RareOrders, SharesNeedBothPricesEvenToClose) {
    const auto close = of(covered(), "-98", OrderAction::close);
    auto known = quoting(close);
    EXPECT_FALSE(objection(RiskCheck::quotes, close, known));
    auto& of_shares = known.quotes->front();
    ASSERT_EQ(of_shares.conid, shares.conid);
    of_shares.usability = market::Usability::missing_bid;
    of_shares.bid.reset();
    EXPECT_TRUE(objection(RiskCheck::quotes, close, known));
    of_shares.usability = market::Usability::usable;
    EXPECT_TRUE(objection(RiskCheck::quotes, close, known)) << "usable, they say, and no bid";
}

TEST(RareOrders, SharesAreNotTheDearestOption) {
    auto wanted = of(covered(), "98");
    auto known = quoting(wanted);
    known.quotes->front().bid = price("99");
    known.quotes->front().ask = price("99.1");
    known.quotes->back().bid = price("1");
    known.quotes->back().ask = price("1.1");
    auto all = limits();
    all.max_mid_deviation_pct = 100;
    // 100 % of the option's mid of 1.05, or of a width that a covered call has not.
    wanted.limit = price("99.2");
    const auto far = objection(RiskCheck::price_band, wanted, known, all);
    wanted.limit = price("98.05");
    EXPECT_FALSE(objection(RiskCheck::price_band, wanted, known, all));
    EXPECT_TRUE(far);
}

TEST(RareOrders, ACollarsPutIsNotSoldAndItsCallIsCovered) {
    auto known = context();
    known.account_kind = AccountKind::cash;
    const auto wanted =
        of(structure(protective_collar, {contract(95, Right::put), contract(105, Right::call)},
                     {shares, {}}),
           "98");
    EXPECT_FALSE(objection(RiskCheck::account_kind, wanted, known));
}

TEST(RareOrders, SharesOnBothSidesDoNotCollide) {
    const auto buy = of(covered(), "98");
    const auto other = of(structure(covered_call, {contract(110, Right::call)}, {shares, {}}),
                          "-98", OrderAction::close);
    auto known = quoting(buy);
    known.orders->push_back(earlier(2, other, OrderState::working));
    EXPECT_FALSE(objection(RiskCheck::leg_collision, buy, known));
    const auto same = of(covered(), "-98", OrderAction::close);
    known.orders->push_back(earlier(3, same, OrderState::working));
    EXPECT_EQ(objection(RiskCheck::leg_collision, buy, known)->figure, "XYZ   261218C00105000");
}

TEST(RareOrders, OnlyOtherClosesOfTheSameAccountAndLegTakeOff) {
    auto known = holding(1);
    EXPECT_FALSE(objection(RiskCheck::close_held, closing(), known));
    known.orders->push_back(earlier(2, closing(), OrderState::cancelled));
    auto elsewhere = closing();
    elsewhere.account = "DU7654321";
    known.orders->push_back(earlier(3, elsewhere, OrderState::working));
    auto others = closing();
    others.structure = testing::bull_call();
    known.orders->push_back(earlier(4, others, OrderState::working));
    EXPECT_FALSE(objection(RiskCheck::close_held, closing(), known));
    // The other side of the same leg opens, or closes what is held the other way round.
    auto turned = closing();
    turned.structure = structure(
        bear_put, {option(long_conid, "90", Right::put), option(short_conid, "95", Right::put)});
    known.orders->push_back(earlier(5, turned, OrderState::working));
    EXPECT_FALSE(objection(RiskCheck::close_held, closing(), known));
    known.orders->push_back(earlier(6, closing(), OrderState::working));
    EXPECT_TRUE(objection(RiskCheck::close_held, closing(), known));
}

TEST(RareOrders, WithoutTheOrdersSoFarNothingThatLooksAtThemPasses) {
    auto known = holding(1);
    known.orders.reset();
    for (const auto check :
         {RiskCheck::close_held, RiskCheck::duplicate, RiskCheck::leg_collision,
          RiskCheck::in_doubt, RiskCheck::orders_per_minute, RiskCheck::orders_per_day}) {
        const auto refused = objection(check, closing(), known);
        ASSERT_TRUE(refused) << to_string(check);
        EXPECT_NE(refused->message.find("the orders so far"), std::string::npos)
            << refused->message;
    }
}

TEST(RareOrders, ADoubtElsewhereStopsNothingHere) {
    auto known = context();
    auto elsewhere = terms();
    elsewhere.account = "DU7654321";
    known.orders->push_back(earlier(2, elsewhere, OrderState::in_doubt));
    auto low = option(1, "90", Right::put);
    auto high = option(2, "95", Right::put);
    low.symbol = high.symbol = low.trading_class = high.trading_class = "ABC";
    auto other = terms();
    other.structure = structure(options::StructureKind::bull_put, {low, high});
    known.orders->push_back(earlier(3, other, OrderState::in_doubt));
    EXPECT_FALSE(objection(RiskCheck::in_doubt, terms(), known));
    known.orders->push_back(earlier(4, terms(), OrderState::in_doubt));
    EXPECT_TRUE(objection(RiskCheck::in_doubt, terms(), known));
}

}  // namespace
}  // namespace wingspread::trade::testing
