#include "core/date.hpp"
#include "trade/gate_helpers.hpp"

#include <gtest/gtest.h>

/// Sold options that their holders may exercise early. It is 23 November 2026; the sample options
/// expire on 18 December.
namespace wingspread::trade::testing {
namespace {

using enum options::StructureKind;
using options::Right;

constexpr int sold_call = 951;

/// Sells the 95 call and buys the 100 call.
OrderTerms bear_call_at_95() {
    auto wanted = terms();
    wanted.structure = structure(
        bear_call, {option(sold_call, "95", Right::call), option(1001, "100", Right::call)});
    wanted.limit = price("-1");
    return wanted;
}

market::Dividends dividend_on(std::string_view ex_date) {
    return {price("2"), price("2"), *parse_date(ex_date), price("0.5")};
}

/// The spot, the ask of the call that is sold, and an ex-date four days away.
RiskContext before_dividend(std::string_view spot, std::string_view ask) {
    auto known = context();
    known.underlying =
        UnderlyingMarket{.spot = price(spot), .dividends = dividend_on("2026-11-27")};
    known.quotes = {{{ConId{sold_call}, price("0.01"), price(ask), market::Usability::usable},
                     {ConId{1001}, price("0.01"), price("0.05"), market::Usability::usable}}};
    return known;
}

std::optional<Refusal> ex_dividend(const OrderTerms& wanted, const RiskContext& known) {
    return objection(RiskCheck::ex_dividend, wanted, known);
}

std::optional<Refusal> assignment(const OrderTerms& wanted, const RiskContext& known) {
    return objection(RiskCheck::assignment, wanted, known);
}

TEST(ExDividend, ACallInTheMoneyIsNotSoldShortlyBefore) {
    const auto refusal = ex_dividend(bear_call_at_95(), before_dividend("96", "3.5"));
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->figure, "4 days");
    EXPECT_EQ(refusal->limit, "5 days");
    EXPECT_EQ(refusal->message,
              "XYZ goes ex dividend (0.5) on 2026-11-27, in 4 days, and XYZ   261218C00095000 "
              "would be sold in the money: whoever is assigned owes the dividend. Nothing like "
              "that is opened within 5 days");
}

TEST(ExDividend, NearTheMoneyTheTimeValueDecides) {
    EXPECT_TRUE(ex_dividend(bear_call_at_95(), before_dividend("94.51", "0.49")));
    EXPECT_TRUE(ex_dividend(bear_call_at_95(), before_dividend("95", "0.49")));
    EXPECT_FALSE(ex_dividend(bear_call_at_95(), before_dividend("94.51", "0.5")));
    EXPECT_FALSE(ex_dividend(bear_call_at_95(), before_dividend("94.5", "0.49")));
    EXPECT_FALSE(ex_dividend(bear_call_at_95(), before_dividend("90", "0.05")));
}

TEST(ExDividend, OnlyADividendThatIsNearAndBeforeTheExpirationCounts) {
    auto known = before_dividend("96", "3.5");
    const auto on = [&](std::string_view date) {
        known.underlying->dividends = dividend_on(date);
        return ex_dividend(bear_call_at_95(), known).has_value();
    };
    EXPECT_FALSE(on("2026-11-23")) << "went ex this morning";
    EXPECT_TRUE(on("2026-11-24"));
    EXPECT_TRUE(on("2026-11-28"));
    EXPECT_FALSE(on("2026-11-29"));
    auto all = limits();
    all.min_days_to_ex_dividend = 60;
    const auto far = [&](std::string_view date) {
        known.underlying->dividends = dividend_on(date);
        return objection(RiskCheck::ex_dividend, bear_call_at_95(), known, all).has_value();
    };
    EXPECT_TRUE(far("2026-12-18")) << "exercised the day before";
    EXPECT_FALSE(far("2026-12-19"));
}

TEST(ExDividend, WhatIsNotKnownRefuses) {
    const auto unknown = [](std::string_view what, auto forget) {
        auto known = before_dividend("94.9", "0.3");
        forget(known);
        const auto refusal = ex_dividend(bear_call_at_95(), known);
        ASSERT_TRUE(refusal) << what;
        EXPECT_EQ(refusal->figure, "unknown") << what;
        EXPECT_NE(refusal->message.find(what), std::string::npos) << refusal->message;
    };
    unknown("the market of XYZ", [](RiskContext& c) { c.underlying.reset(); });
    unknown("the dividends of XYZ", [](RiskContext& c) { c.underlying->dividends.reset(); });
    unknown("the next ex-date of XYZ",
            [](RiskContext& c) { c.underlying->dividends->next_ex_date.reset(); });
    unknown("the next ex-date of XYZ",
            [](RiskContext& c) { c.underlying->dividends = dividend_on("2026-11-22"); });
    unknown("the price of XYZ", [](RiskContext& c) { c.underlying->spot.reset(); });
    unknown("the next dividend's amount of XYZ",
            [](RiskContext& c) { c.underlying->dividends->next_amount.reset(); });
    unknown("the ask of", [](RiskContext& c) { c.quotes->front().ask.reset(); });
    unknown("the ask of", [](RiskContext& c) { c.quotes->erase(c.quotes->begin()); });
    unknown("the ask of", [](RiskContext& c) { c.quotes.reset(); });
    // In the money the amount does not matter.
    auto known = before_dividend("96", "3.5");
    known.underlying->dividends->next_amount.reset();
    EXPECT_NE(ex_dividend(bear_call_at_95(), known)->message.find("(of unknown amount)"),
              std::string::npos);
}

TEST(ExDividend, DoesNotConcernWhatCannotOweOne) {
    auto known = before_dividend("96", "3.5");
    known.underlying->dividends = market::Dividends{};
    EXPECT_FALSE(ex_dividend(bear_call_at_95(), known)) << "pays none";
    known.underlying->dividends = market::Dividends{Price{}, Price{}, std::nullopt, Price{}};
    EXPECT_FALSE(ex_dividend(bear_call_at_95(), known)) << "pays none";

    known = before_dividend("96", "3.5");
    known.underlying->kind = options::UnderlyingKind::index;
    known.underlying->dividends.reset();
    EXPECT_FALSE(ex_dividend(bear_call_at_95(), known)) << "an index pays nothing";

    known = context();
    auto european = bear_call_at_95();
    auto sold = option(sold_call, "95", Right::call);
    auto bought = option(1001, "100", Right::call);
    sold.style = bought.style = options::ExerciseStyle::european;
    european.structure = structure(bear_call, {sold, bought});
    EXPECT_FALSE(ex_dividend(european, known)) << "nobody exercises early";
    EXPECT_FALSE(assignment(european, known));

    auto covered = bear_call_at_95();
    const options::Underlying shares{.symbol = "XYZ", .conid = ConId{7}};
    covered.structure =
        structure(covered_call, {option(sold_call, "95", Right::call)}, {shares, {}});
    EXPECT_FALSE(ex_dividend(covered, known)) << "the shares are there";
    EXPECT_FALSE(assignment(covered, known));

    auto puts = before_dividend("96", "3.5");
    puts.underlying->dividends.reset();
    EXPECT_FALSE(ex_dividend(terms(), puts)) << "a put owes no dividend";

    auto close = bear_call_at_95();
    close.action = OrderAction::close;
    close.limit = price("1");
    EXPECT_FALSE(ex_dividend(close, known));
    EXPECT_FALSE(assignment(close, known));
}

TEST(ExDividend, ARollIsJudgedByWhatItOpens) {
    auto roll = terms();
    roll.action = OrderAction::roll;
    roll.rolled_from = bear_call_at_95().structure;
    auto known = before_dividend("96", "3.5");
    EXPECT_FALSE(ex_dividend(roll, known));
    roll.rolled_from = terms().structure;
    roll.structure = bear_call_at_95().structure;
    EXPECT_TRUE(ex_dividend(roll, known));
}

TEST(Assignment, WhatHasNoTimeValueLeftIsNotSold) {
    // The 95 call at 100 brings 5 when exercised.
    const auto refusal = assignment(bear_call_at_95(), before_dividend("100", "5.04"));
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->figure, "0.04");
    EXPECT_EQ(refusal->limit, "0.05");
    EXPECT_NE(refusal->message.find("XYZ   261218C00095000 would be sold 5 in the money, where "
                                    "0.04 of its ask is time value"),
              std::string::npos)
        << refusal->message;
    EXPECT_FALSE(assignment(bear_call_at_95(), before_dividend("100", "5.05")));
    EXPECT_TRUE(assignment(bear_call_at_95(), before_dividend("100", "4.9")));
    EXPECT_FALSE(assignment(bear_call_at_95(), before_dividend("95", "0.01")))
        << "not in the money";
}

TEST(Assignment, PutsAreJudgedToo) {
    auto known = context();
    known.underlying->spot = price("93.19");  // the sample sells the 95 put at an ask of 1.85
    const auto refusal = assignment(terms(), known);
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->figure, "0.04");
    known.underlying->spot = price("93.2");
    EXPECT_FALSE(assignment(terms(), known));
}

TEST(Assignment, WhatIsNotKnownRefuses) {
    auto known = before_dividend("100", "5.5");
    known.quotes->front().ask.reset();
    EXPECT_EQ(assignment(bear_call_at_95(), known)->figure, "unknown");
    known.underlying->spot.reset();
    EXPECT_EQ(assignment(bear_call_at_95(), known)->figure, "unknown");
    known.underlying.reset();
    EXPECT_EQ(assignment(bear_call_at_95(), known)->figure, "unknown");
}

}  // namespace
}  // namespace wingspread::trade::testing
