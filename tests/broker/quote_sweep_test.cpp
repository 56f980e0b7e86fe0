#include "broker/quote_sweep.hpp"

#include "core/rng.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace wingspread::broker {
namespace {

using namespace std::chrono_literals;
using market::TickKind;

Now at(Duration since_start) { return Now{} + since_start; }

std::vector<ConId> contracts(int count) {
    std::vector<ConId> result;
    for (int i = 1; i <= count; ++i) result.emplace_back(i);
    return result;
}

/// A sweep whose wishes are granted at once, with the quotes that ticks leave.
struct Fixture {
    explicit Fixture(SweepSettings settings) : sweep(settings), slots(settings.slots) {}

    void obey(const std::vector<SweepAction>& actions) {
        for (const auto& action : actions) {
            if (const auto* const acquire = std::get_if<Acquire>(&action)) {
                EXPECT_TRUE(watched.insert(acquire->conid).second);
                order.push_back(acquire->conid);
                if (grants) more(sweep.on_line_opened(acquire->conid, now));
            } else if (const auto* const keep = std::get_if<Keep>(&action)) {
                EXPECT_TRUE(watched.contains(keep->conid));
                kept.push_back(keep->conid);
            } else {
                EXPECT_EQ(watched.erase(std::get<Release>(action).conid), 1U);
            }
        }
        while (!later.empty()) {
            const auto next = std::exchange(later, {});
            obey(next);
        }
        EXPECT_LE(watched.size(), slots);
    }
    void more(const std::vector<SweepAction>& actions) {
        later.insert(later.end(), actions.begin(), actions.end());
    }
    void target(const std::vector<ConId>& ranked, std::uint64_t round = 1) {
        obey(sweep.set_targets(ranked, round, now));
    }
    void tick(ConId conid, TickKind kind, bool present = true) {
        market::Quote& quote = quotes[conid];
        const auto price = present ? std::optional(Price::from_int(1)) : std::nullopt;
        if (kind == TickKind::bid) quote.bid = price;
        if (kind == TickKind::ask) quote.ask = price;
        obey(sweep.on_tick(conid, {.kind = kind}, quote, now));
    }
    void complete(ConId conid) {
        tick(conid, TickKind::bid);
        tick(conid, TickKind::ask);
    }
    void pass(Duration step) {
        now = now + step;
        obey(sweep.on_time(now));
    }

    QuoteSweep sweep;
    std::size_t slots;
    bool grants = true;  ///< requests leave at once
    Now now = at(100s);
    std::set<ConId> watched;
    std::vector<ConId> order;
    std::vector<ConId> kept;
    std::vector<SweepAction> later;
    std::map<ConId, market::Quote> quotes;
};

SweepCoverage coverage(std::size_t quoted, std::size_t silent, std::size_t refused,
                       std::size_t total, bool finished) {
    return {quoted, silent, refused, total, finished};
}

TEST(QuoteSweep, GivesLinesInTheGivenOrderAndMovesOnWhenAQuoteIsComplete) {
    Fixture f({.slots = 2});
    f.target({ConId(9), ConId(3), ConId(7)});
    EXPECT_EQ(f.order, (std::vector{ConId(9), ConId(3)}));
    f.complete(ConId(9));
    EXPECT_EQ(f.watched, (std::set{ConId(3), ConId(7)}));
    f.complete(ConId(3));
    f.complete(ConId(7));
    EXPECT_EQ(f.watched.size(), 2U) << "lines stay while nobody needs them";
    EXPECT_EQ(f.sweep.coverage(), coverage(3, 0, 0, 3, true));
}

TEST(QuoteSweep, TheLeastUsefulLineIsGivenBackFirst) {
    Fixture f({.slots = 3});
    f.target(contracts(3));
    for (const ConId conid : contracts(3)) f.complete(conid);
    f.target(contracts(4));
    EXPECT_EQ(f.watched, (std::set{ConId(1), ConId(2), ConId(4)}));
    f.complete(ConId(4));
    f.target({ConId(4), ConId(2), ConId(1), ConId(5)});
    EXPECT_EQ(f.watched, (std::set{ConId(4), ConId(2), ConId(5)}));
}

TEST(QuoteSweep, KeepsAreSaidAgainTheBestLastWhenTheRankingChanges) {
    Fixture f({.slots = 3});
    f.target(contracts(3));
    for (const ConId conid : contracts(3)) f.complete(conid);
    EXPECT_EQ(f.kept, contracts(3));
    f.kept.clear();
    f.target({ConId(2), ConId(3), ConId(1)});
    EXPECT_EQ(f.kept, (std::vector{ConId(1), ConId(3), ConId(2)}));
}

TEST(QuoteSweep, FewWaitForTheirRequestToLeave) {
    Fixture f({.slots = 10, .unsent = 2});
    f.grants = false;
    f.target(contracts(6));
    EXPECT_EQ(f.order, contracts(2));
    f.target({ConId(1), ConId(6), ConId(5), ConId(2), ConId(3), ConId(4)});
    EXPECT_EQ(f.order, contracts(2));
    f.obey(f.sweep.on_line_opened(ConId(2), f.now));
    EXPECT_EQ(f.order, (std::vector{ConId(1), ConId(2), ConId(6)})) << "by the new ranking";
    f.obey(f.sweep.set_unsent(3, f.now));
    EXPECT_EQ(f.order.back(), ConId(5));
}

TEST(QuoteSweep, OneSideIsBelievedAfterTheSettleTime) {
    Fixture f({.slots = 1, .settle = 1s, .deadline = 5s});
    f.target({ConId(1)});
    f.tick(ConId(1), TickKind::ask);
    f.pass(999ms);
    EXPECT_EQ(f.sweep.coverage().quoted, 0U);
    EXPECT_EQ(f.sweep.next_wakeup(), at(101s).monotonic);
    f.pass(1ms);
    EXPECT_EQ(f.sweep.coverage(), coverage(1, 0, 0, 1, true));
}

TEST(QuoteSweep, SilenceIsBelievedAtTheDeadlineUntilAWordComes) {
    Fixture f({.slots = 1, .settle = 1s, .deadline = 5s});
    f.target({ConId(1), ConId(2)});
    f.pass(4s);
    EXPECT_EQ(f.sweep.coverage().silent, 0U);
    f.pass(1s);
    EXPECT_EQ(f.sweep.coverage(), coverage(0, 1, 0, 2, false));
    EXPECT_EQ(f.watched, (std::set{ConId(2)}));
    f.pass(5s);
    EXPECT_EQ(f.sweep.coverage(), coverage(0, 2, 0, 2, true));
    f.complete(ConId(2));
    EXPECT_EQ(f.sweep.coverage(), coverage(1, 1, 0, 2, true)) << "its line was still there";
}

TEST(QuoteSweep, SidesFromAnEarlierTurnDoNotCompleteAQuote) {
    Fixture f({.slots = 1});
    f.quotes[ConId(1)].bid = Price::from_int(1);
    f.quotes[ConId(1)].ask = Price::from_int(2);
    f.target({ConId(1)});
    f.tick(ConId(1), TickKind::last);
    f.tick(ConId(1), TickKind::bid);
    EXPECT_EQ(f.sweep.coverage().quoted, 0U) << "the ask has not been stated in this turn";
    f.tick(ConId(1), TickKind::ask);
    EXPECT_EQ(f.sweep.coverage().quoted, 1U);
}

TEST(QuoteSweep, AContractWithoutALineDoesNotGrowOlder) {
    Fixture f({.slots = 1, .settle = 1s, .deadline = 5s});
    f.target({ConId(1)});
    f.obey(f.sweep.on_line_closed(ConId(1), f.now));
    EXPECT_EQ(f.sweep.next_wakeup(), std::nullopt);
    f.pass(60s);
    EXPECT_EQ(f.sweep.coverage().silent, 0U);
    f.obey(f.sweep.on_line_opened(ConId(1), f.now));
    f.pass(5s);
    EXPECT_EQ(f.sweep.coverage().silent, 1U);
}

TEST(QuoteSweep, AKeptLineThatIsTakenAwayIsNotWaitedFor) {
    Fixture f({.slots = 2});
    f.target(contracts(2));
    f.complete(ConId(1));
    f.obey(f.sweep.on_line_closed(ConId(1), f.now));
    EXPECT_EQ(f.watched, (std::set{ConId(2)}));
    EXPECT_EQ(f.sweep.coverage().quoted, 1U);
}

// Two sweeps want one contract: the second gets no opening quote from TWS.
TEST(QuoteSweep, AQuoteOnALineThatIsOpenAlreadyCountsAsItStands) {
    Fixture f({.slots = 1, .settle = 1s, .deadline = 5s});
    f.target({ConId(1), ConId(2)});
    market::Quote quote;
    quote.bid = Price::from_int(1);
    f.obey(f.sweep.on_line_shared(ConId(1), quote, f.now));
    EXPECT_EQ(f.sweep.coverage().quoted, 0U);
    quote.ask = Price::from_int(2);
    f.obey(f.sweep.on_line_shared(ConId(1), quote, f.now));
    EXPECT_EQ(f.sweep.coverage().quoted, 1U);
    EXPECT_EQ(f.watched, (std::set{ConId(2)}));
    f.obey(f.sweep.on_line_shared(ConId(2), {}, f.now));
    f.pass(5s);
    EXPECT_EQ(f.sweep.coverage(), coverage(1, 1, 0, 2, true));
}

TEST(QuoteSweep, RefusedContractsAreCountedAndLeftAloneUntilAReconnection) {
    Fixture f({.slots = 1});
    f.target({ConId(1), ConId(2)});
    f.obey(f.sweep.on_refused(ConId(1), f.now));
    f.complete(ConId(2));
    EXPECT_EQ(f.sweep.coverage(), coverage(1, 0, 1, 2, true));
    EXPECT_EQ(f.watched, (std::set{ConId(2)}));
    f.obey(f.sweep.retry_refused(f.now));
    EXPECT_EQ(f.sweep.coverage(), coverage(1, 0, 0, 2, false));
    EXPECT_EQ(f.watched, (std::set{ConId(1)}));
}

TEST(QuoteSweep, AnotherRoundReadsAllButLiveLinesAgain) {
    Fixture f({.slots = 2});
    f.target(contracts(4));
    for (const ConId conid : contracts(4)) f.complete(conid);
    EXPECT_TRUE(f.sweep.coverage().finished);
    EXPECT_EQ(f.watched, (std::set{ConId(3), ConId(4)}));
    f.order.clear();
    f.target(contracts(4), 2);
    EXPECT_EQ(f.sweep.coverage(), coverage(4, 0, 0, 4, false)) << "what is known stays known";
    f.complete(ConId(1));
    f.complete(ConId(2));
    EXPECT_EQ(f.order, contracts(2)) << "the others had a line all the time";
    EXPECT_TRUE(f.sweep.coverage().finished);
    f.target({ConId(4), ConId(3), ConId(2), ConId(1)}, 2);
    EXPECT_EQ(f.order, contracts(2)) << "a new ranking is no new round";
}

TEST(QuoteSweep, AfterALossNothingCountsAnyMore) {
    Fixture f({.slots = 3});
    f.target(contracts(3));
    f.complete(ConId(1));
    f.obey(f.sweep.on_refused(ConId(2), f.now));
    f.obey(f.sweep.on_data_lost(f.now));
    EXPECT_EQ(f.sweep.coverage(), coverage(0, 0, 1, 3, false));
    EXPECT_EQ(f.watched, (std::set{ConId(1), ConId(3)}));
    EXPECT_EQ(f.sweep.oldest(f.now), std::nullopt);
}

TEST(QuoteSweep, FewerSlotsGiveBackWhatIsDoneFirst) {
    Fixture f({.slots = 4});
    f.target(contracts(5));
    f.complete(ConId(1));
    EXPECT_EQ(f.watched, (std::set{ConId(2), ConId(3), ConId(4), ConId(5)}));
    f.complete(ConId(3));
    f.slots = 2;
    f.obey(f.sweep.set_slots(2, f.now));
    EXPECT_EQ(f.watched, (std::set{ConId(2), ConId(4)}));
    f.complete(ConId(2));
    EXPECT_EQ(f.watched, (std::set{ConId(4), ConId(5)})) << "whose turn was broken off has another";
}

TEST(QuoteSweep, NewTargetsReleaseTheOldAndKeepWhatIsKnown) {
    Fixture f({.slots = 2});
    f.target(contracts(4));
    f.complete(ConId(1));
    f.target({ConId(3), ConId(1), ConId(8)});
    EXPECT_EQ(f.watched, (std::set{ConId(3), ConId(8)}));
    EXPECT_EQ(f.sweep.coverage(), coverage(1, 0, 0, 3, false));
}

TEST(QuoteSweep, TheAgeIsThatOfTheOldestQuoteWithoutALine) {
    Fixture f({.slots = 1});
    f.target(contracts(3));
    EXPECT_EQ(f.sweep.oldest(f.now), std::nullopt);
    f.complete(ConId(1));
    f.pass(2s);
    EXPECT_EQ(f.sweep.oldest(f.now), 2s) << "its line went to the next one";
    f.complete(ConId(2));
    f.pass(1s);
    EXPECT_EQ(f.sweep.oldest(f.now), 3s);
    f.target(contracts(3), 2);
    f.complete(ConId(3));
    f.complete(ConId(1));
    EXPECT_EQ(f.sweep.oldest(f.now), 1s) << "the first was read again, the second was not";
}

TEST(QuoteSweep, ALiveQuoteHasNoAge) {
    Fixture f({.slots = 3});
    f.target(contracts(3));
    f.complete(ConId(1));
    f.pass(60s);
    EXPECT_EQ(f.sweep.oldest(f.now), 0s);
}

TEST(QuoteSweep, NothingWantedIsFinished) {
    Fixture f({});
    f.target({});
    EXPECT_EQ(f.sweep.coverage(), coverage(0, 0, 0, 0, true));
}

// Over random markets, rankings that change on the way, lines that are taken away and numbers of
// slots: each contract has its turn within the time that the deadlines allow, never with more lines
// than there are.
TEST(QuoteSweep, EachContractHasItsTurn) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        Rng rng(seed);
        SweepSettings settings{.slots = static_cast<std::size_t>(rng.between(1, 6)),
                               .unsent = static_cast<std::size_t>(rng.between(1, 4)),
                               .settle = 1s,
                               .deadline = 3s};
        Fixture f(settings);
        const int count = static_cast<int>(rng.between(1, 30));
        auto ranked = contracts(count);
        for (std::uint64_t round = 1; round <= 2; ++round) {
            f.target(ranked, round);
            for (int step = 0; step < 14 * count + 14 && !f.sweep.coverage().finished; ++step) {
                const auto watched = f.watched;
                for (const ConId conid : watched) {
                    if (rng.chance(0.2)) f.tick(conid, TickKind::bid, rng.chance(0.8));
                    if (rng.chance(0.2)) f.tick(conid, TickKind::ask, rng.chance(0.8));
                    if (rng.chance(0.02)) f.obey(f.sweep.on_refused(conid, f.now));
                }
                if (rng.chance(0.1)) {
                    std::swap(ranked[static_cast<std::size_t>(rng.between(0, count - 1))],
                              ranked[static_cast<std::size_t>(rng.between(0, count - 1))]);
                    f.target(ranked, round);
                }
                f.pass(250ms);
            }
            const SweepCoverage& done = f.sweep.coverage();
            EXPECT_TRUE(done.finished);
            EXPECT_EQ(done.quoted + done.silent + done.refused, done.total);
            EXPECT_EQ(done.total, static_cast<std::size_t>(count));
            const std::set<ConId> seen(f.order.begin(), f.order.end());
            EXPECT_EQ(seen.size(), static_cast<std::size_t>(count));
        }
    }
}

TEST(QuoteSweep, WhatAnotherHasReadNeedsNoTurn) {
    Fixture fixture({.slots = 1});
    const auto all = contracts(4);
    fixture.target(all);
    fixture.obey(fixture.sweep.on_read_by_another({all[1], true}, fixture.now));
    fixture.obey(fixture.sweep.on_read_by_another({all[2], false}, fixture.now));
    fixture.complete(all[0]);
    fixture.complete(all[3]);
    EXPECT_EQ(fixture.order, (std::vector{all[0], all[3]}));
    EXPECT_EQ(fixture.sweep.coverage(), (SweepCoverage{3, 1, 0, 4, true}));
}

TEST(QuoteSweep, WhatAnotherHasReadStaysYoungWhileItsLineIsOpen) {
    Fixture fixture({.slots = 1});
    const auto all = contracts(2);
    fixture.target(all);
    fixture.obey(fixture.sweep.on_read_by_another({all[1], true}, fixture.now));
    fixture.complete(all[0]);
    fixture.pass(10s);
    EXPECT_EQ(fixture.sweep.oldest(fixture.now), Duration{});
    fixture.obey(fixture.sweep.on_line_closed(all[1], fixture.now));
    fixture.pass(3s);
    EXPECT_EQ(fixture.sweep.oldest(fixture.now), 3s);
}

TEST(QuoteSweep, WhatAnotherHasReadBeforeALossHasATurnAfterIt) {
    Fixture fixture({.slots = 1});
    const auto all = contracts(2);
    fixture.target(all);
    fixture.obey(fixture.sweep.on_read_by_another({all[1], true}, fixture.now));
    fixture.obey(fixture.sweep.on_data_lost(fixture.now));
    EXPECT_FALSE(fixture.sweep.coverage().finished);
    fixture.complete(all[0]);
    fixture.complete(all[1]);
    EXPECT_TRUE(fixture.sweep.coverage().finished);
}

}  // namespace
}  // namespace wingspread::broker
