#include "options/random_structure.hpp"
#include "options/structure_value.hpp"
#include "trade/helpers.hpp"
#include "trade/order_price.hpp"
#include "trade/risk_gate.hpp"
#include "trade/roll.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace wingspread::trade::testing {
namespace {

using enum options::StructureKind;
using options::Right;

options::OptionContract later(options::OptionContract contract) {
    contract.expiration = contract.last_trade_date = contract.expiration + std::chrono::months{1};
    contract.conid = ConId{contract.conid.value() + 100'000};
    return contract;
}

options::OptionContract put(int strike) {
    return option(strike * 10, std::to_string(strike), Right::put);
}
options::OptionContract call(int strike) {
    return option(strike * 10 + 1, std::to_string(strike), Right::call);
}

const options::Underlying shares{.symbol = "XYZ", .conid = ConId{7}};

OrderTerms of(options::Structure wanted, std::string_view limit,
              OrderAction action = OrderAction::open) {
    auto all = terms();
    all.structure = std::move(wanted);
    all.action = action;
    all.limit = price(limit);
    return all;
}

options::Structure condor() {
    return structure(iron_condor, {put(90), put(95), call(105), call(110)});
}
options::Structure covered() { return structure(covered_call, {call(105)}, {shares, {}}); }
options::Structure calendar() {
    return structure(long_call_calendar, {call(100), later(call(100))});
}
options::Structure naked() { return structure(short_strangle, {put(90), call(110)}); }

std::string range_of(const OrderTerms& wanted) { return price_range(wanted).to_string(); }

TEST(OrderPrice, LiesWhereSomebodyCanLose) {
    EXPECT_EQ(range_of(of(testing::bull_put(), "-1")), "(-5, 0)");
    EXPECT_EQ(range_of(of(testing::bull_put(), "1", OrderAction::close)), "(0, 5)");
    EXPECT_EQ(range_of(of(condor(), "-1")), "(-5, 0)");
    EXPECT_EQ(range_of(of(calendar(), "1")), "(0, any)");
    EXPECT_EQ(range_of(of(calendar(), "-1", OrderAction::close)), "(any, 0)");
    EXPECT_EQ(range_of(of(structure(long_call, {call(100)}), "1")), "(0, any)");
    EXPECT_EQ(range_of(of(structure(short_put, {put(90)}), "-1")), "(-90, 0)");
    EXPECT_EQ(range_of(of(covered(), "98")), "(0, 105)");
    EXPECT_EQ(range_of(of(naked(), "-1")), "(any, 0)");
}

/// Of every structure, both ways, at any wish: a limit that comes out is inside the range, a step
/// of the class, no more aggressive than the wish, and a credit is still one.
TEST(OrderPrice, RoundingNeverFlipsACredit) {
    Rng rng(21);
    int made = 0;
    for (int i = 0; i < 400; ++i) {
        for (const auto& form : options::structure_forms()) {
            auto wanted = of(options::testing::draw(form, rng).make().value(), "0");
            if (rng.chance(0.5)) wanted.action = OrderAction::close;
            const auto wish = Price::from_raw(rng.between(-1200, 1200) * 1'000'000);
            const auto limit = rounded_limit(wanted, wish);
            if (!limit) continue;
            ++made;
            ASSERT_LE(*limit, wish);
            ASSERT_TRUE(price_range(wanted).contains(*limit));
            ASSERT_TRUE(increments_of(wanted).is_valid(*limit));
            ASSERT_TRUE(wish >= Price{} || *limit < Price{});
            wanted.limit = *limit;
            const auto next = next_limit(wanted);
            if (!next) continue;
            ASSERT_GT(*next, *limit);
            ASSERT_TRUE(price_range(wanted).contains(*next));
            ASSERT_TRUE(*limit >= Price{} || *next < Price{});
        }
    }
    EXPECT_GT(made, 5000);
}

TEST(OrderPrice, SaysWhyThereIsNone) {
    using Fault = PriceRefusal::Fault;
    auto ladder = of(testing::bull_put(), "-0.01");
    EXPECT_EQ(next_limit(ladder).error().fault, Fault::flips_credit);
    // A broken wing may cost or pay, so that only the sign of the wish tells a credit.
    ladder = of(structure(long_put_broken_wing, {put(80), put(90), put(95)}), "-0.01");
    EXPECT_TRUE(price_range(ladder).contains(price("0.01")));
    EXPECT_EQ(next_limit(ladder).error().fault, Fault::flips_credit);
    const auto cheap = rounded_limit(of(structure(long_call, {call(100)}), "0"), price("0.004"));
    ASSERT_FALSE(cheap);
    EXPECT_EQ(cheap.error().fault, Fault::outside_range);
    EXPECT_NE(cheap.error().message.find("(0, any)"), std::string::npos) << cheap.error().message;
}

TEST(OrderPrice, OneOptionMovesInItsOwnSteps) {
    const auto single = of(structure(short_put, {put(90)}), "-1");
    EXPECT_EQ(&increments_of(single), &options::default_leg_increments("XYZ"));
    EXPECT_EQ(&increments_of(of(testing::bull_put(), "-1")),
              &options::default_combo_increments("XYZ"));
    // Selling for more is less aggressive.
    EXPECT_LE(rounded_limit(single, price("-1.02")).value(), price("-1.02"));
}

TEST(OrderLegs, SharesStandBesideTheirCall) {
    const auto opening = intent(1, of(covered(), "98")).legs();
    ASSERT_EQ(opening.size(), 2U);
    EXPECT_EQ(opening[0].conid(), ConId{7});
    EXPECT_EQ(opening[0].option(), nullptr);
    EXPECT_EQ(opening[0].side, options::Side::buy);
    EXPECT_EQ(opening[0].ratio, 100);
    EXPECT_EQ(opening[0].price_ratio(), 1);
    EXPECT_EQ(opening[1].side, options::Side::sell);
    const auto closing = intent(1, of(covered(), "-98", OrderAction::close)).legs();
    EXPECT_EQ(closing[0].side, options::Side::sell);
    EXPECT_EQ(closing[1].side, options::Side::buy);
}

// ---- Rolling

TEST(Roll, IsOneOrderWhereOneCombinationCan) {
    const auto from = testing::bull_put();
    const auto to = structure(bull_put, {later(put(89)), later(put(94))});
    const auto plan = plan_roll(from, to);
    const auto* const at_once = std::get_if<RollAtOnce>(&plan);
    ASSERT_NE(at_once, nullptr);
    ASSERT_EQ(at_once->legs.size(), 4U);
    auto wanted = of(to, "-0.2", OrderAction::roll);
    wanted.rolled_from = from;
    const auto order = intent(1, wanted);
    EXPECT_EQ(order.legs(), at_once->legs);
    // What is held short is bought, what is held long is sold.
    EXPECT_EQ(order.legs()[0].side, options::Side::sell);
    EXPECT_EQ(order.legs()[0].option()->strike, price("90"));
    EXPECT_EQ(order.legs()[1].side, options::Side::buy);
    EXPECT_EQ(closing_legs(wanted).size(), 2U);
    EXPECT_EQ(range_of(wanted), "(-5, 5)");
}

TEST(Roll, IsTwoOrdersWhereOneCombinationCannot) {
    const auto reason = [](const options::Structure& from, const options::Structure& to) {
        const auto plan = plan_roll(from, to);
        const auto* const in_two = std::get_if<RollInTwo>(&plan);
        if (in_two == nullptr) return std::string("none");
        EXPECT_EQ(in_two->closing, opposite(legs_as_held(from)));
        EXPECT_EQ(in_two->opening, legs_as_held(to));
        return in_two->reason;
    };
    EXPECT_NE(reason(condor(), testing::bull_put()).find("6 legs"), std::string::npos);
    EXPECT_NE(reason(covered(), structure(short_call, {call(110)})).find("shares"),
              std::string::npos);
    EXPECT_NE(reason(testing::bull_put(), testing::bull_put()).find("in both"), std::string::npos);
    auto other = call(100);
    other.trading_class = "XYZ7";
    EXPECT_NE(reason(testing::bull_put(), structure(long_call, {other})).find("different classes"),
              std::string::npos);
    auto wanted = of(testing::bull_put(), "-1", OrderAction::roll);
    EXPECT_FALSE(OrderIntent::make(id_of(1), wanted));
    wanted.rolled_from = condor();
    const auto refused = OrderIntent::make(id_of(1), wanted);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("close it first"), std::string::npos);
    wanted.action = OrderAction::open;
    EXPECT_FALSE(OrderIntent::make(id_of(1), wanted));
}

// ---- The gate

std::optional<Refusal> objection(RiskCheck check, const OrderTerms& wanted,
                                 const RiskLimits& limits, RiskContext known = context()) {
    for (auto& refusal : RiskGate(limits).objections(intent(1, wanted), known)) {
        if (refusal.check == check) return refusal;
    }
    return std::nullopt;
}

RiskLimits with_undefined_risk() {
    auto limits = paper_limits();
    limits.undefined_risk = UndefinedRiskLimits{2, 20};
    return limits;
}

TEST(StructureGate, LossIsThatOfTheStructure) {
    auto limits = paper_limits();
    const auto loss = [&](const OrderTerms& wanted) {
        limits.max_loss_per_order_usd = money("0.01");
        return objection(RiskCheck::max_loss, wanted, limits).value().figure;
    };
    EXPECT_EQ(loss(of(condor(), "-1.5")), "350");
    EXPECT_EQ(loss(of(calendar(), "1.2")), "120");
    EXPECT_EQ(loss(of(structure(long_call_diagonal, {call(100), later(call(103))}), "1.2")), "420");
    EXPECT_EQ(loss(of(covered(), "98")), "9800");
    EXPECT_EQ(loss(of(structure(long_put, {put(90)}), "2")), "200");
    auto roll =
        of(structure(bull_put, {later(put(89)), later(put(94))}), "-0.2", OrderAction::roll);
    roll.rolled_from = testing::bull_put();
    EXPECT_EQ(loss(roll), "480");
}

TEST(StructureGate, UndefinedRiskIsOffUnlessItHasLimits) {
    const auto refused = objection(RiskCheck::defined_risk, of(naked(), "-2"), paper_limits());
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->figure, "undefined");
    EXPECT_FALSE(objection(RiskCheck::defined_risk, of(naked(), "-2"), with_undefined_risk()));
    auto three = of(naked(), "-2");
    three.quantity = 3;
    EXPECT_EQ(objection(RiskCheck::defined_risk, three, with_undefined_risk())->limit, "2");
    // Closing lessens it.
    EXPECT_FALSE(
        objection(RiskCheck::defined_risk, of(naked(), "2", OrderAction::close), paper_limits()));
    // An option that is sold alone against shares that fall to nothing is undefined as well.
    EXPECT_TRUE(objection(RiskCheck::defined_risk, of(structure(short_put, {put(90)}), "-2"),
                          paper_limits()));
}

TEST(StructureGate, WhatHasNoBoundAndNoMeasureIsAlwaysRefused) {
    auto sold = calendar();
    const auto short_form = structure(short_call_calendar, {call(100), later(call(100))});
    EXPECT_EQ(
        objection(RiskCheck::defined_risk, of(short_form, "-1"), with_undefined_risk())->figure,
        "no measure");
    auto european = std::vector{call(100), later(call(100))};
    for (auto& contract : european) contract.style = options::ExerciseStyle::european;
    const auto index = structure(long_call_calendar, european);
    EXPECT_TRUE(objection(RiskCheck::defined_risk, of(index, "1"), paper_limits()));
    EXPECT_TRUE(objection(RiskCheck::defined_risk, of(index, "1"), with_undefined_risk()));
    EXPECT_FALSE(objection(RiskCheck::defined_risk, of(sold, "1"), paper_limits()));
}

TEST(StructureGate, UndefinedRiskCountsUnderStress) {
    auto limits = with_undefined_risk();
    limits.max_loss_per_order_usd = money("0.01");
    // 20 % beyond the breakeven of 112: 134.4 - 110 - 2.
    EXPECT_EQ(objection(RiskCheck::max_loss, of(naked(), "-2"), limits)->figure, "2240");
    const KnownOrder held{intent(2, of(naked(), "-2")), OrderState::working, {}, noon, noon};
    EXPECT_EQ(open_risk_usd({held}, limits, now.market), money("2240"));
    EXPECT_EQ(open_risk_usd({held}, paper_limits(), now.market), std::nullopt);
}

TEST(StructureGate, AnIraBearsNoUndefinedRisk) {
    auto known = context();
    known.account_kind = AccountKind::ira;
    EXPECT_TRUE(
        objection(RiskCheck::account_kind, of(naked(), "-2"), with_undefined_risk(), known));
    EXPECT_FALSE(objection(RiskCheck::account_kind, of(condor(), "-1"), paper_limits(), known));
    known.account_kind = AccountKind::cash;
    EXPECT_FALSE(objection(RiskCheck::account_kind, of(covered(), "98"), paper_limits(), known));
    EXPECT_TRUE(objection(RiskCheck::account_kind, of(condor(), "-1"), paper_limits(), known));
}

TEST(StructureGate, ARollTakesOffWhatIsHeldAndNoMore) {
    auto roll =
        of(structure(bull_put, {later(put(89)), later(put(94))}), "-0.2", OrderAction::roll);
    roll.rolled_from = testing::bull_put();
    EXPECT_TRUE(objection(RiskCheck::close_held, roll, paper_limits()));
    auto known = context();
    for (const auto& leg : testing::bull_put().legs()) {
        known.positions->insert(
            {{"DU1234567", leg.contract.conid},
             {"DU1234567", instrument_of(leg.contract), units(options::sign(leg.side)), {}}});
    }
    EXPECT_FALSE(objection(RiskCheck::close_held, roll, paper_limits(), known));
    // Another order that closes the same spread has taken it already.
    known.orders->push_back({intent(2, of(testing::bull_put(), "0.7", OrderAction::close)),
                             OrderState::working,
                             {},
                             noon - 1h,
                             noon - 1h});
    EXPECT_TRUE(objection(RiskCheck::close_held, roll, paper_limits(), known));
}

TEST(StructureGate, SharesAreClosedByTheirHundreds) {
    const auto close = of(covered(), "-98", OrderAction::close);
    auto known = context();
    const auto held = [&](ConId conid, int count) {
        known.positions->insert_or_assign(
            {"DU1234567", conid}, Position{"DU1234567", {.conid = conid}, units(count), {}});
    };
    held(call(105).conid, -1);
    held(shares.conid, 99);
    EXPECT_EQ(objection(RiskCheck::close_held, close, paper_limits(), known)->figure, "100");
    held(shares.conid, 100);
    EXPECT_FALSE(objection(RiskCheck::close_held, close, paper_limits(), known));
}

TEST(OpenRisk, ARollMovesTheRisk) {
    auto first = of(testing::bull_put(), "-0.7");
    auto roll =
        of(structure(bull_put, {later(put(89)), later(put(94))}), "-0.2", OrderAction::roll);
    roll.rolled_from = testing::bull_put();
    const KnownOrder held{intent(2, first), OrderState::filled, units(1), noon, noon};
    KnownOrder rolling{intent(3, roll), OrderState::working, {}, noon, noon};
    EXPECT_EQ(open_risk_usd({held, rolling}, paper_limits(), now.market), money("910"));
    rolling.state = OrderState::filled;
    rolling.filled = units(1);
    EXPECT_EQ(open_risk_usd({held, rolling}, paper_limits(), now.market), money("480"));
}

// ---- Single options are told by their own rows

TEST(SingleOption, FillsByItsOwnRowsFromTheBuyersSide) {
    auto wanted = of(structure(short_put, {put(90)}), "-1.1");
    wanted.quantity = 2;
    const auto order = intent(4, wanted);
    Book book;
    const auto apply = [&](const JournalRecord& record) {
        const auto change = book.apply(record, noon);
        ASSERT_TRUE(change) << change.error().message;
        EXPECT_TRUE(change->alarms.empty());
    };
    apply(IntentRecorded{order});
    apply(SubmissionRecorded{order.id(), OrderId{5}, ClientId{1}, {}});
    const auto sold = instrument_of(put(90));
    apply(ExecutionRecorded{execution("a.01", order, sold, options::Side::sell, 1, "1.1", 1)});
    EXPECT_EQ(book.find(order.id())->machine.filled(), units(1));
    apply(ExecutionRecorded{execution("b.01", order, sold, options::Side::sell, 1, "1.2", 2)});
    const auto* const booked = book.find(order.id());
    EXPECT_EQ(booked->machine.state(), OrderState::filled);
    EXPECT_EQ(average_net_price(book.executions_of(*booked), told_by(order)), price("-1.15"));
}

}  // namespace
}  // namespace wingspread::trade::testing
