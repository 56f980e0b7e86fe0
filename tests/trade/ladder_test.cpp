#include "trade/ladder.hpp"

#include "trade/helpers.hpp"
#include "trade/journal.hpp"
#include "trade/order_price.hpp"
#include "trade/risk_gate.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace wingspread::trade::testing {
namespace {

LadderPlan plan() {
    return {.steps = 4,
            .interval = 10s,
            .cap = price("-0.5"),
            .hold = 30s,
            .at_end = LadderEnd::cancel,
            .on_bad_quotes = BadQuotes::hold};
}

OrderTerms walking(LadderPlan wanted = plan()) {
    auto all = terms();
    all.limit = price("-0.7");
    all.ladder = wanted;
    return all;
}

Now after(Duration span) { return now + span; }

options::NetPrice market(std::string_view natural = "-0.5") {
    return {price(natural), price("-0.7"), price("-0.9")};
}

/// A ladder whose order works and has been stated.
Ladder working(const OrderTerms& wanted = walking()) {
    Ladder ladder(wanted, {}, noon, now);
    ladder.on_state(OrderState::working);
    ladder.on_stated(wanted.limit, now);
    return ladder;
}

TEST(Ladder, WalksInEvenStepsOnceEachIntervalHasPassed) {
    auto ladder = working();
    EXPECT_EQ(ladder.on_time(after(9s), market()), LadderAction(LadderWait{}));
    EXPECT_EQ(ladder.next_wakeup(), after(10s).monotonic);
    const std::array expected{price("-0.65"), price("-0.6"), price("-0.55"), price("-0.5")};
    for (int step = 1; step <= 4; ++step) {
        const auto at = after(10s * step);
        const LadderStep wanted{step, expected[static_cast<std::size_t>(step - 1)]};
        ASSERT_EQ(ladder.on_time(at, market()), LadderAction(wanted));
        ladder.on_changed(wanted, at);
        EXPECT_EQ(ladder.on_time(at, market()), LadderAction(LadderWait{})) << "not acknowledged";
        ladder.on_stated(wanted.limit, at);
    }
    EXPECT_EQ(ladder.on_time(after(69s), market()), LadderAction(LadderWait{}));
    EXPECT_TRUE(std::holds_alternative<LadderCancel>(ladder.on_time(after(70s), market())));
}

TEST(Ladder, IsLeftWhereItEndsWhenThePlanSaysSo) {
    auto wanted = plan();
    wanted.steps = 1;
    wanted.at_end = LadderEnd::leave;
    auto ladder = working(walking(wanted));
    ladder.on_changed({1, price("-0.5")}, after(10s));
    ladder.on_stated(price("-0.5"), after(11s));
    EXPECT_TRUE(std::holds_alternative<LadderStop>(ladder.on_time(after(40s), market())));
    EXPECT_EQ(ladder.on_time(after(41s), market()), LadderAction(LadderWait{}));
    EXPECT_EQ(ladder.next_wakeup(), std::nullopt);
}

TEST(Ladder, SaysNothingOfAnOrderThatDoesNotWorkOrIsNotStated) {
    for (const auto state : all_order_states) {
        auto ladder = working();
        ladder.on_state(state);
        const auto action = ladder.on_time(after(1h), market());
        EXPECT_EQ(std::holds_alternative<LadderWait>(action), state != OrderState::working)
            << to_string(state);
    }
    auto ladder = working();
    ladder.on_link_lost();
    EXPECT_EQ(ladder.on_time(after(1h), market()), LadderAction(LadderWait{}));
    ladder.on_stated(price("-0.7"), after(1h));
    EXPECT_TRUE(std::holds_alternative<LadderStep>(ladder.on_time(after(1h), market())));
}

TEST(Ladder, NeverPaysMoreThanTheMarketAsks) {
    auto ladder = working();
    EXPECT_EQ(ladder.on_time(after(10s), market("-0.68")),
              LadderAction(LadderStep{1, price("-0.68")}));
    ladder.on_changed({1, price("-0.68")}, after(10s));
    ladder.on_stated(price("-0.68"), after(10s));
    EXPECT_EQ(ladder.on_time(after(20s), market("-0.7")), LadderAction(LadderWait{}))
        << "already at the market";
    EXPECT_EQ(ladder.on_time(after(30s), market()), LadderAction(LadderStep{1, price("-0.65")}));
}

TEST(Ladder, AChangeThatTheBrokerDoesNotTakeIsTriedAgainAFewTimes) {
    auto ladder = working();
    auto at = after(10s);
    for (int failure = 1; failure <= Ladder::most_failures; ++failure) {
        ASSERT_EQ(ladder.on_time(at, market()), LadderAction(LadderStep{1, price("-0.65")}));
        ladder.on_changed({1, price("-0.65")}, at);
        ladder.on_stated(price("-0.7"), at);
        EXPECT_EQ(ladder.on_time(at, market()), LadderAction(LadderWait{}))
            << "said before the change was read: it proves nothing";
        ladder.on_doubt();
        ladder.on_stated(price("-0.7"), at);
        at = at + 10s;
    }
    EXPECT_TRUE(std::holds_alternative<LadderStop>(ladder.on_time(at, market())));
    EXPECT_EQ(ladder.limit(), price("-0.7"));
}

TEST(Ladder, AnUnansweredChangeIsAskedAbout) {
    auto ladder = working();
    ladder.on_changed({1, price("-0.65")}, after(10s));
    EXPECT_EQ(ladder.on_time(after(19s), market()), LadderAction(LadderWait{}));
    EXPECT_EQ(ladder.on_time(after(20s), market()), LadderAction(LadderAsk{}));
    EXPECT_EQ(ladder.on_time(after(21s), market()), LadderAction(LadderWait{}));
    ladder.on_stated(price("-0.65"), after(22s));
    EXPECT_EQ(ladder.on_time(after(22s), market()), LadderAction(LadderStep{2, price("-0.6")}));
}

TEST(Ladder, ALimitThatSomebodyElseHasSetEndsIt) {
    auto ladder = working();
    ladder.on_stated(price("-0.42"), after(1s));
    EXPECT_TRUE(std::holds_alternative<LadderStop>(ladder.on_time(after(10s), market())));
    EXPECT_EQ(ladder.on_time(after(1h), market()), LadderAction(LadderWait{}));
}

TEST(Ladder, BadQuotesHoldItOrCancelAfterAnInterval) {
    auto held = working();
    EXPECT_EQ(held.on_time(after(10s), {}), LadderAction(LadderWait{}));
    EXPECT_EQ(held.on_time(after(1h), {}), LadderAction(LadderWait{}));
    EXPECT_TRUE(std::holds_alternative<LadderStep>(held.on_time(after(1h), market())));

    auto wanted = plan();
    wanted.on_bad_quotes = BadQuotes::cancel;
    auto ladder = working(walking(wanted));
    EXPECT_EQ(ladder.on_time(after(1s), {}), LadderAction(LadderWait{}));
    EXPECT_EQ(ladder.next_wakeup(), after(11s).monotonic);
    EXPECT_EQ(ladder.on_time(after(5s), market()), LadderAction(LadderWait{})) << "good again";
    EXPECT_EQ(ladder.on_time(after(12s), {}), LadderAction(LadderWait{}));
    EXPECT_TRUE(std::holds_alternative<LadderCancel>(ladder.on_time(after(22s), {})));
}

TEST(Ladder, ResumesFromItsChanges) {
    const std::vector<LimitChange> changes{{1, price("-0.65"), noon - 20s},
                                           {2, price("-0.6"), noon - 4s}};
    Ladder ladder(walking(), changes, noon - 30s, now);
    EXPECT_EQ(ladder.next_wakeup(), std::nullopt) << "the broker has not stated it";
    ladder.on_state(OrderState::working);
    ladder.on_stated(price("-0.6"), now);
    EXPECT_EQ(ladder.on_time(after(5s), market()), LadderAction(LadderWait{}));
    EXPECT_EQ(ladder.on_time(after(6s), market()), LadderAction(LadderStep{3, price("-0.55")}));

    Ladder lost(walking(), changes, noon - 30s, now);
    lost.on_state(OrderState::working);
    lost.on_stated(price("-0.65"), now);  // the second change never arrived
    EXPECT_EQ(lost.on_time(after(6s), market()), LadderAction(LadderStep{2, price("-0.6")}));
}

TEST(Ladder, RungsRiseToTheCapAndStayValid) {
    Rng rng(7);
    for (int i = 0; i < 2000; ++i) {
        auto wanted = walking();
        const auto cents = [&](std::int64_t low, std::int64_t high) {
            return Price::from_raw(rng.between(low, high) * (Price::scale / 100));
        };
        wanted.limit = cents(-499, -2);
        wanted.ladder->cap =
            wanted.limit + cents(0, -wanted.limit.raw() / (Price::scale / 100) - 1);
        wanted.ladder->steps = static_cast<int>(rng.between(1, 100));
        ASSERT_TRUE(OrderIntent::make(id_of(1), wanted));
        auto before = wanted.limit;
        for (int step = 1; step <= wanted.ladder->steps; ++step) {
            const auto next = rung(wanted, step);
            ASSERT_GE(next, before);
            ASSERT_LT(next, Price{}) << "a credit stays one";
            ASSERT_TRUE(increments_of(wanted).is_valid(next));
            before = next;
        }
        ASSERT_EQ(before, wanted.ladder->cap);
    }
}

TEST(LadderPlan, MustLeadTowardNaturalAndRest) {
    const auto refused = [](auto change) {
        auto wanted = walking();
        change(wanted);
        return !OrderIntent::make(id_of(1), wanted);
    };
    EXPECT_FALSE(refused([](OrderTerms&) {}));
    EXPECT_TRUE(refused([](OrderTerms& all) { all.ladder->cap = price("-0.71"); }));
    EXPECT_TRUE(refused([](OrderTerms& all) { all.ladder->cap = Price{}; }));
    EXPECT_TRUE(refused([](OrderTerms& all) { all.ladder->steps = 0; }));
    EXPECT_TRUE(refused([](OrderTerms& all) { all.ladder->steps = 101; }));
    EXPECT_TRUE(refused([](OrderTerms& all) { all.ladder->interval = 999ms; }));
    EXPECT_TRUE(refused([](OrderTerms& all) { all.ladder->hold = -1s; }));
    EXPECT_TRUE(refused([](OrderTerms& all) { all.in_force = TimeInForce::ioc; }));
    EXPECT_TRUE(refused([](OrderTerms& all) { all.in_force = TimeInForce::fok; }));
}

TEST(WorstLimit, StaysInsideTheRangeAndACredit) {
    auto wanted = terms();
    EXPECT_EQ(worst_limit(wanted, price("-0.513")), price("-0.52"));
    EXPECT_EQ(worst_limit(wanted, price("0.3")), price("-0.01"));
    EXPECT_EQ(worst_limit(wanted, price("-0.9")), wanted.limit) << "natural is nearer already";
    wanted.structure = bull_call();
    wanted.limit = price("2");
    EXPECT_EQ(worst_limit(wanted, price("7")), price("4.99"));
}

// ---- The gate and the stages of a change

RepriceWish wish(std::string_view limit, int remaining = 1) {
    return {intent(1, walking()), OrderId{5},        ClientId{1},
            units(remaining),     {1, price(limit)}, {price("-0.6"), price("-0.7"), noon}};
}

RiskGate gate() { return RiskGate(paper_limits()); }

TEST(RepriceGate, LetsAStepThroughThatStaysWithinTheCap) {
    EXPECT_TRUE(gate().check(wish("-0.65"), context()));
    auto wide = context();
    wide.quotes->at(1).bid = price("0.95");  // natural is 0.2 now
    wide.quotes->at(1).ask = price("1.95");
    const auto beyond = gate().check(wish("-0.49"), wide);
    ASSERT_FALSE(beyond);
    EXPECT_NE(to_string(beyond.error()).find("asked about"), std::string::npos);
}

TEST(RepriceGate, ChecksSwitchLinkQuotesAndRemainderAnew) {
    auto known = context();
    known.trading = TradingState::reducing;
    EXPECT_FALSE(gate().check(wish("-0.65"), known));
    known = context();
    known.link_ready = false;
    EXPECT_FALSE(gate().check(wish("-0.65"), known));
    known = context();
    known.quotes->at(0).usability = market::Usability::crossed;
    EXPECT_FALSE(gate().check(wish("-0.65"), known));
    EXPECT_FALSE(gate().check(wish("-0.55"), context())) << "more than the market asks";
    EXPECT_FALSE(gate().check(wish("-0.65", 0), context())) << "nothing is left";
    auto fixed = wish("-0.7");
    fixed.intent = intent();
    EXPECT_FALSE(gate().check(std::move(fixed), context())) << "it has no ladder";
}

TEST(RepriceGate, AnOrderWithALadderIsJudgedByItsWorstPrice) {
    auto wanted = walking();
    auto limits = paper_limits();
    limits.max_loss_per_order_usd = money("440");
    EXPECT_EQ(to_string(RiskGate(limits).objections(intent(), context())), "")
        << "430 USD at the first limit";
    EXPECT_NE(to_string(RiskGate(limits).objections(intent(1, wanted), context())).find("450"),
              std::string::npos);
    wanted = walking();
    wanted.limit = price("-0.705");
    wanted.ladder->cap = price("-0.7");
    EXPECT_FALSE(gate().objections(intent(1, wanted), context()).empty()) << "no cent";
}

/// Commits nowhere, successfully.
class Blotter final : public Journal {
    Result<std::uint64_t> commit(std::span<const JournalRecord>, UtcTime) override { return 1U; }
    Result<void> read(const Visitor&) override { return {}; }
};

TEST(SubmittedReprice, NeedsTheReceiptOfThisVeryChange) {
    Blotter journal;
    const auto make = [&](const JournalRecord& record) {
        return SubmittedReprice::make(std::move(*gate().check(wish("-0.65"), context())),
                                      std::move(*journal.append(record, noon)));
    };
    const auto id = intent().id();
    const RepriceRecorded right{id, OrderId{5}, ClientId{1}, 1, price("-0.65")};
    const auto made = make(right);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->intent().terms().limit, price("-0.65"));
    EXPECT_EQ(made->intent().terms().quantity, 1);
    auto wrong = right;
    wrong.limit = price("-0.6");
    EXPECT_FALSE(make(wrong));
    wrong = right;
    wrong.order_id = OrderId{6};
    EXPECT_FALSE(make(wrong));
    EXPECT_FALSE(make(SubmissionRecorded{id, OrderId{5}, ClientId{1}, {}}));
    EXPECT_FALSE(make(RepriceRecorded{id_of(2), OrderId{5}, ClientId{1}, 1, price("-0.65")}));
}

TEST(Book, FoldsChangesOfALimit) {
    Book book;
    const auto order = intent(1, walking());
    const RepriceRecorded step{order.id(), OrderId{5}, ClientId{1}, 1, price("-0.65")};
    ASSERT_TRUE(book.apply(IntentRecorded{order}, noon));
    EXPECT_FALSE(book.apply(step, noon)) << "not sent yet";
    ASSERT_TRUE(book.apply(SubmissionRecorded{order.id(), OrderId{5}, ClientId{1}, {}}, noon));
    EXPECT_EQ(book.find(order.id())->limit(), price("-0.7"));
    ASSERT_TRUE(book.apply(step, noon + 10s));
    EXPECT_EQ(book.find(order.id())->limit(), price("-0.65"));
    EXPECT_EQ(book.known_orders()[0].intent.terms().limit, price("-0.5")) << "as it may end";
    const OrderEventRecorded cancelled{address_of(order),
                                       OrderErrorSeen{202, OrderErrorClass::ended, ""}};
    ASSERT_TRUE(book.apply(cancelled, noon + 20s));
    EXPECT_EQ(book.known_orders()[0].intent.terms().limit, price("-0.65")) << "as it has ended";
}

TEST(Ladder, AfterARestartOnTheLastStepTheHoldGoesOn) {
    const std::vector<LimitChange> done{{4, price("-0.5"), noon - 10s}};
    Ladder ladder(walking(), done, noon - 60s, now);
    ladder.on_state(OrderState::working);
    ladder.on_stated(price("-0.5"), now);
    EXPECT_EQ(ladder.next_wakeup(), after(20s).monotonic);
    EXPECT_EQ(ladder.on_time(after(19s), market()), LadderAction(LadderWait{}));
    EXPECT_TRUE(std::holds_alternative<LadderCancel>(ladder.on_time(after(20s), market())));
}

TEST(Ladder, ALimitThatNobodyHereHasSetEndsItEvenWhileAChangeIsUnderWay) {
    auto ladder = working();
    ladder.on_changed({1, price("-0.65")}, after(10s));
    ladder.on_stated(price("-0.4"), after(11s));
    EXPECT_EQ(ladder.next_wakeup(), MonotonicTime::min());
    const auto action = ladder.on_time(after(11s), market());
    ASSERT_TRUE(std::holds_alternative<LadderStop>(action));
    EXPECT_NE(std::get<LadderStop>(action).reason.find("-0.4"), std::string::npos);
    EXPECT_EQ(ladder.next_wakeup(), std::nullopt);
}

TEST(Ladder, DoubtWithoutAChangeIsNone) {
    auto ladder = working();
    ladder.on_doubt();
    EXPECT_EQ(ladder.next_wakeup(), after(10s).monotonic);
    EXPECT_TRUE(std::holds_alternative<LadderStep>(ladder.on_time(after(10s), market())));
}

/// A cap beside the limit: all rungs are one price, and the hold begins at once.
TEST(Ladder, WithoutRoomToWalkItHoldsAndEnds) {
    for (const auto hold : {Duration{30s}, Duration{0s}}) {
        auto wanted = plan();
        wanted.cap = price("-0.7");
        wanted.hold = hold;
        auto ladder = working(walking(wanted));
        const auto first = ladder.on_time(after(10s), market());
        if (hold > Duration{}) {
            EXPECT_EQ(first, LadderAction(LadderWait{}));
            EXPECT_EQ(ladder.next_wakeup(), after(40s).monotonic);
            EXPECT_EQ(ladder.on_time(after(39s), market()), LadderAction(LadderWait{}));
            EXPECT_TRUE(std::holds_alternative<LadderCancel>(ladder.on_time(after(40s), market())));
        } else {
            EXPECT_TRUE(std::holds_alternative<LadderCancel>(first));
        }
    }
}

TEST(Ladder, WaitsForQuotesWithoutATimerWhereItHolds) {
    auto ladder = working();
    EXPECT_EQ(ladder.on_time(after(10s), std::nullopt), LadderAction(LadderWait{}));
    EXPECT_EQ(ladder.next_wakeup(), std::nullopt);
    auto wanted = plan();
    wanted.on_bad_quotes = BadQuotes::cancel;
    auto other = working(walking(wanted));
    EXPECT_EQ(other.on_time(after(10s), std::nullopt), LadderAction(LadderWait{}));
    EXPECT_EQ(other.next_wakeup(), after(20s).monotonic);
    EXPECT_EQ(other.on_time(after(19s), std::nullopt), LadderAction(LadderWait{}));
    EXPECT_TRUE(std::holds_alternative<LadderCancel>(other.on_time(after(20s), std::nullopt)));
}

}  // namespace
}  // namespace wingspread::trade::testing
