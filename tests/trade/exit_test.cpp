#include "trade/book.hpp"
#include "trade/exit_watch.hpp"
#include "trade/helpers.hpp"
#include "trade/risk_gate.hpp"

#include <gtest/gtest.h>

namespace wingspread::trade::testing {
namespace {

ExitLevel percent(int value) { return {value, std::nullopt}; }
ExitLevel at(std::string_view value) { return {std::nullopt, price(value)}; }

/// Of the bull put that brought in 0.70.
ExitPlan plan(ExitRules rules) { return {id_of(50), id_of(1), rules}; }

ExitLook look(std::string_view mid) {
    const auto middle = price(mid);
    return {.units = 2,
            .entry_works = false,
            .close_works = false,
            .entry = price("-0.7"),
            .market = options::NetPrice{middle + price("0.05"), middle, middle - price("0.05")},
            .days_left = 25};
}

Now after(Duration span) { return now + span; }

TEST(ExitLevel, IsReadAsItIsWritten) {
    EXPECT_EQ(parse_exit_level("50%").value(), percent(50));
    EXPECT_EQ(parse_exit_level("-1.25").value(), at("-1.25"));
    for (const auto* text : {"50%", "-1.25", "0", "100000%"}) {
        EXPECT_EQ(to_string(parse_exit_level(text).value()), text);
    }
    for (const auto* text : {"", "%", "0%", "-5%", "100001%", "5 %", "half", "1.5%", "50%%"}) {
        EXPECT_FALSE(parse_exit_level(text)) << text;
    }
}

TEST(ExitRules, MustSaySomethingThatMakesSense) {
    EXPECT_FALSE(check({}));
    EXPECT_FALSE(check({.take_profit = ExitLevel{}}));
    EXPECT_FALSE(check({.stop = ExitLevel{5, price("1")}}));
    EXPECT_FALSE(check({.days_left = -1}));
    EXPECT_TRUE(check({.days_left = 0}));
    EXPECT_TRUE(check({.at = now.market}));
}

TEST(ExitLevel, IsAPriceOfTheClosingOrder) {
    EXPECT_EQ(profit_price(percent(50), price("-0.7")), price("0.35"));
    EXPECT_EQ(stop_price(percent(100), price("-0.7")), price("1.4"));
    EXPECT_EQ(profit_price(percent(50), price("2")), price("-3"));
    EXPECT_EQ(stop_price(percent(50), price("2")), price("-1"));
    EXPECT_EQ(profit_price(at("0.1"), price("-0.7")), price("0.1"));
    EXPECT_EQ(stop_price(at("1.1"), price("-0.7")), price("1.1"));
}

TEST(ExitWatch, ATargetClosesAtItsPriceOrBetter) {
    ExitWatch watch(plan({.take_profit = percent(50)}));
    EXPECT_EQ(watch.look(look("0.36"), now), ExitAction(ExitWait{}));
    EXPECT_EQ(watch.look(look("0.35"), now),
              ExitAction(ExitClose{ExitRule::take_profit, 2, price("0.35")}));
}

TEST(ExitWatch, AStopMustStandForAWhile) {
    ExitWatch watch(plan({.stop = percent(100)}));
    EXPECT_EQ(watch.look(look("1.4"), now), ExitAction(ExitWait{}));
    EXPECT_EQ(watch.look(look("1.39"), after(2s)), ExitAction(ExitWait{})) << "it was a slip";
    EXPECT_EQ(watch.look(look("1.5"), after(3s)), ExitAction(ExitWait{}));
    EXPECT_EQ(watch.look(look("1.5"), after(5s)), ExitAction(ExitWait{}));
    EXPECT_EQ(watch.look(look("1.6"), after(6s)),
              ExitAction(ExitClose{ExitRule::stop, 2, std::nullopt}));
    auto dark = look("1.6");
    dark.market.reset();
    EXPECT_EQ(watch.look(dark, after(7s)), ExitAction(ExitWait{})) << "no price, no stop";
}

TEST(ExitWatch, DaysAndTimeNeedNoPrice) {
    auto dark = look("1");
    dark.market.reset();
    ExitWatch days(plan({.days_left = 21}));
    dark.days_left = 22;
    EXPECT_EQ(days.look(dark, now), ExitAction(ExitWait{}));
    dark.days_left = 21;
    EXPECT_EQ(days.look(dark, now), ExitAction(ExitClose{ExitRule::days_left, 2, std::nullopt}));
    ExitWatch time(plan({.at = after(60s).market}));
    EXPECT_EQ(time.look(dark, after(59s)), ExitAction(ExitWait{}));
    EXPECT_EQ(time.look(dark, after(60s)),
              ExitAction(ExitClose{ExitRule::at_time, 2, std::nullopt}));
}

TEST(ExitWatch, ClosesOnceAndNothingThatIsNotHeld) {
    ExitWatch watch(plan({.take_profit = percent(50), .days_left = 30}));
    auto seen = look("0.1");
    seen.close_works = true;
    EXPECT_EQ(watch.look(seen, now), ExitAction(ExitWait{}));
    seen = look("0.1");
    seen.units = 0;
    EXPECT_EQ(watch.look(seen, now), ExitAction(ExitWait{}));
    seen = look("0.1");
    seen.entry_works = true;
    EXPECT_EQ(watch.look(seen, now), ExitAction(ExitCancelEntry{})) << "both sides of one option";
}

TEST(ExitWatch, WhatFailedWaits) {
    ExitWatch watch(plan({.days_left = 30}));
    watch.on_failed(now, 30s);
    EXPECT_EQ(watch.look(look("1"), after(29s)), ExitAction(ExitWait{}));
    EXPECT_NE(watch.look(look("1"), after(30s)), ExitAction(ExitWait{}));
    watch.on_failed(now, 30s);
    EXPECT_EQ(watch.look(look("1"), after(59s)), ExitAction(ExitWait{})) << "longer each time";
    EXPECT_NE(watch.look(look("1"), after(60s)), ExitAction(ExitWait{}));
    for (int i = 0; i < 20; ++i) watch.on_failed(now, 30s);
    EXPECT_NE(watch.look(look("1"), after(8min)), ExitAction(ExitWait{})) << "never for ever";
    watch.on_progress();
    watch.on_failed(now, 30s);
    EXPECT_NE(watch.look(look("1"), after(30s)), ExitAction(ExitWait{}));
}

TEST(ExitWatch, WhatMustNotWaitGoesFirst) {
    ExitWatch watch(plan({.take_profit = at("2"), .stop = at("0.1"), .days_left = 30}));
    EXPECT_EQ(std::get<ExitClose>(watch.look(look("1"), now)).rule, ExitRule::days_left);
    EXPECT_EQ(std::get<ExitClose>(watch.look(look("1"), after(3s))).rule, ExitRule::stop);
}

TEST(ExitRules, WaitAtTheBrokerForASingleOptionOnly) {
    const ExitRules rules{.take_profit = percent(50), .at_broker = true};
    EXPECT_TRUE(check(rules, options::StructureKind::short_put));
    EXPECT_FALSE(check(rules, options::StructureKind::bull_put));
    EXPECT_FALSE(check(rules, options::StructureKind::covered_call));
    EXPECT_FALSE(check({.days_left = 3, .at_broker = true})) << "nothing that could wait there";
}

const ExitRules at_broker{.take_profit = ExitLevel{50, std::nullopt},
                          .stop = ExitLevel{100, std::nullopt},
                          .at_broker = true};

RestingCloses both_wait(int units) {
    return {"ws.1", {ExitRule::take_profit, ExitRule::stop}, units};
}

TEST(ExitWatch, TargetAndStopWaitAtTheBrokerOneAfterTheOther) {
    ExitWatch watch(plan(at_broker));
    auto seen = look("0.7");
    EXPECT_EQ(watch.look(seen, now), ExitAction(ExitRest{ExitRule::take_profit, 2, price("0.35")}));
    seen.resting = {"ws.1", {ExitRule::take_profit}, 2};
    EXPECT_EQ(watch.look(seen, now), ExitAction(ExitRest{ExitRule::stop, 2, price("1.4")}));
    seen.resting = both_wait(2);
    EXPECT_EQ(watch.look(seen, now), ExitAction(ExitWait{}));
    seen.entry_works = true;
    seen.resting = {};
    EXPECT_EQ(watch.look(seen, now), ExitAction(ExitWait{})) << "more may come of the entry";
}

TEST(ExitWatch, WhatWaitsAtTheBrokerFillsAtItsOwnPrice) {
    ExitWatch watch(plan(at_broker));
    auto seen = look("0.3");
    seen.resting = both_wait(2);
    EXPECT_EQ(watch.look(seen, now), ExitAction(ExitWait{}));
    EXPECT_EQ(watch.look(seen, after(1h)), ExitAction(ExitWait{})) << "a ladder asks no more";
}

TEST(ExitWatch, AStopThatDoesNotFillAtTheBrokerIsTakenBackAndClosedFromHere) {
    ExitWatch watch(plan(at_broker));
    auto seen = look("1.5");
    seen.resting = both_wait(2);
    EXPECT_EQ(watch.look(seen, now), ExitAction(ExitWait{}));
    EXPECT_EQ(watch.look(seen, after(19s)), ExitAction(ExitWait{}));
    EXPECT_EQ(watch.look(seen, after(20s)), ExitAction(ExitRecall{}));
    seen.resting = {};
    EXPECT_EQ(watch.look(seen, after(21s)), ExitAction(ExitClose{ExitRule::stop, 2, std::nullopt}));
}

TEST(ExitWatch, AnotherRuleTakesBackWhatWaits) {
    auto rules = at_broker;
    rules.days_left = 30;
    ExitWatch watch(plan(rules));
    auto seen = look("0.7");
    seen.resting = both_wait(2);
    EXPECT_EQ(watch.look(seen, now), ExitAction(ExitRecall{}));
}

TEST(ExitWatch, NothingWaitsForMoreThanIsHeld) {
    ExitWatch watch(plan(at_broker));
    auto seen = look("0.7");
    seen.resting = both_wait(2);
    seen.units = 1;
    EXPECT_EQ(watch.look(seen, now), ExitAction(ExitRecall{}));
    seen.units = 0;
    EXPECT_EQ(watch.look(seen, now), ExitAction(ExitRecall{})) << "assigned, or sold by hand";
}

TEST(ExitWatch, APartOfATargetLeavesTheRestToItAndTheStopToUs) {
    ExitWatch watch(plan(at_broker));
    auto seen = look("0.3");
    seen.units = 1;
    seen.resting = both_wait(1);
    seen.resting.sent = {ExitRule::take_profit, ExitRule::stop};  // the stop was cancelled by it
    EXPECT_EQ(watch.look(seen, now), ExitAction(ExitWait{}));
}

TEST(ExitWatch, ABrokerThatTakesNothingIsAskedThreeTimes) {
    ExitWatch watch(plan(at_broker));
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(std::holds_alternative<ExitRest>(watch.look(look("0.7"), after(i * 30s))));
        watch.on_rest_failed(after(i * 30s), 30s);
        EXPECT_EQ(watch.look(look("0.7"), after(i * 30s + 29s)), ExitAction(ExitWait{}));
    }
    EXPECT_TRUE(watch.has_given_up_resting());
    EXPECT_EQ(watch.look(look("0.7"), after(1h)), ExitAction(ExitWait{}));
    EXPECT_TRUE(std::holds_alternative<ExitClose>(watch.look(look("0.3"), after(1h))))
        << "it is watched from here all the same";
}

// ---- The book's exits

struct BookedExits : ::testing::Test {
    void SetUp() override {
        auto wanted = terms();
        wanted.quantity = 3;
        place(1, wanted);
        apply(ExitPlanned{plan({.days_left = 5})});
    }
    BookChange apply(const JournalRecord& record) {
        auto change = book.apply(record, noon);
        EXPECT_TRUE(change) << change.error().message;
        return change ? std::move(*change) : BookChange{};
    }
    void place(std::uint64_t seed, OrderTerms wanted) {
        const auto order = intent(seed, std::move(wanted));
        apply(IntentRecorded{order});
        apply(SubmissionRecorded{order.id(), OrderId{static_cast<int>(seed)}, ClientId{1}, {}});
    }
    BookChange fill_units(std::uint64_t seed, std::int64_t count) {
        BookChange last;
        for (auto row :
             fill(book.find(id_of(seed))->intent, "f" + std::to_string(seed), count, count)) {
            row.order.order_id = OrderId{static_cast<int>(seed)};
            row.order.perm_id = PermId{static_cast<std::int64_t>(seed)};
            last = apply(ExecutionRecorded{row});
            alarms.insert(alarms.end(), last.alarms.begin(), last.alarms.end());
        }
        return last;
    }
    void close(std::uint64_t seed, int units, ExitId exit = id_of(50)) {
        auto closing = terms();
        closing.action = OrderAction::close;
        closing.limit = price("0.3");
        closing.quantity = units;
        place(seed, closing);
        apply(ExitFired{exit, ExitRule::days_left, id_of(seed), false});
    }
    [[nodiscard]] const BookedExit& exit() const { return *book.find_exit(id_of(50)); }

    Book book;
    std::vector<Alarm> alarms;
};

TEST_F(BookedExits, CountWhatTheEntryHasFilledAndNoCloseHas) {
    EXPECT_EQ(book.units_to_close(exit()), 0);
    fill_units(1, 2);
    EXPECT_EQ(book.units_to_close(exit()), 2);
    close(2, 2);
    EXPECT_TRUE(book.has_working_close(exit()));
    EXPECT_EQ(book.units_to_close(exit()), 2) << "ordered is not closed";
    fill_units(2, 1);
    EXPECT_EQ(book.units_to_close(exit()), 1);
    EXPECT_TRUE(alarms.empty());
}

TEST_F(BookedExits, MoreClosedThanOpenedHalts) {
    fill_units(1, 1);
    close(2, 1);
    close(3, 1);
    fill_units(2, 1);
    EXPECT_TRUE(alarms.empty());
    fill_units(3, 1);
    ASSERT_FALSE(alarms.empty());
    EXPECT_EQ(alarms.front().kind, AlarmKind::overclosed);
    EXPECT_TRUE(must_halt(AlarmKind::overclosed));
}

TEST_F(BookedExits, TwoExitsOfOneEntryAreCountedTogether) {
    apply(ExitPlanned{{id_of(51), id_of(1), {.days_left = 9}}});
    fill_units(1, 1);
    close(2, 1);
    close(3, 1, id_of(51));
    fill_units(2, 1);
    fill_units(3, 1);
    ASSERT_FALSE(alarms.empty());
    EXPECT_EQ(alarms.front().kind, AlarmKind::overclosed);
}

TEST_F(BookedExits, AreArmedUnlessTradingWasHalted) {
    close(2, 1);
    EXPECT_TRUE(book.closes_for_armed_exit(id_of(2)));
    EXPECT_FALSE(book.closes_for_armed_exit(id_of(1)));
    apply(TradingStateChanged{TradingState::halted, Authority::person, "test"});
    EXPECT_TRUE(book.closes_for_armed_exit(id_of(2))) << "it was before the halt";
    apply(ExitPlanned{{id_of(51), id_of(1), {.days_left = 9}}});
    close(3, 1, id_of(51));
    EXPECT_FALSE(book.closes_for_armed_exit(id_of(3)));
}

TEST_F(BookedExits, RefuseWhatNoJournalOfOursHolds) {
    EXPECT_FALSE(book.apply(ExitPlanned{plan({.days_left = 5})}, noon)) << "twice";
    EXPECT_FALSE(book.apply(ExitPlanned{{id_of(51), id_of(9), {}}}, noon)) << "no such order";
    EXPECT_FALSE(book.apply(ExitFired{id_of(51), ExitRule::stop, id_of(1), false}, noon));
    EXPECT_FALSE(book.apply(ExitFired{id_of(50), ExitRule::stop, id_of(9), false}, noon));
    EXPECT_FALSE(book.apply(ExitRemoved{id_of(51), "x"}, noon));
    apply(ExitRemoved{id_of(50), "done with it"});
    EXPECT_EQ(exit().removed, "done with it");
}

TEST(ExitGate, AHaltLetsClosesOfArmedExitsThroughAndNothingElse) {
    const RiskGate gate(paper_limits());
    auto halted = context();
    halted.trading = TradingState::halted;
    for (const auto& leg : bull_put().legs()) {
        halted.positions->insert({{"DU1234567", leg.contract.conid},
                                  {"DU1234567", instrument_of(leg.contract),
                                   units(options::sign(leg.side)), std::nullopt}});
    }
    auto closing = terms();
    closing.action = OrderAction::close;
    closing.limit = price("0.7");
    EXPECT_FALSE(gate.objections(intent(1, closing), halted).empty());
    halted.armed_exit = true;
    EXPECT_EQ(to_string(gate.objections(intent(1, closing), halted)), "");
    EXPECT_FALSE(gate.objections(intent(1), halted).empty()) << "an opening order never passes";
}

TEST(ExitRules, APercentageHasBounds) {
    for (const auto& [value, fine] :
         {std::pair{0, false}, {1, true}, {100'000, true}, {100'001, false}}) {
        EXPECT_EQ(check({.take_profit = percent(value)}).has_value(), fine) << value;
        EXPECT_EQ(check({.stop = percent(value)}).has_value(), fine) << value;
    }
    EXPECT_TRUE(check({.stop = at("-3")}));
    EXPECT_EQ(to_string(ExitLevel{}), "none");
}

TEST(ExitWatch, ATargetWithoutAPriceWaits) {
    ExitWatch watch(plan({.take_profit = percent(50)}));
    auto dark = look("0.1");
    dark.market.reset();
    EXPECT_EQ(watch.look(dark, now), ExitAction(ExitWait{}));
}

TEST_F(BookedExits, ExitsOfAnotherEntryDoNotCount) {
    place(9, terms());
    apply(ExitPlanned{{id_of(59), id_of(9), {.days_left = 9}}});
    fill_units(1, 1);
    fill_units(9, 1);
    close(2, 1);
    close(3, 1, id_of(59));
    fill_units(2, 1);
    fill_units(3, 1);
    EXPECT_TRUE(alarms.empty());
    EXPECT_EQ(book.find_exit(id_of(77)), nullptr);
}

}  // namespace
}  // namespace wingspread::trade::testing
