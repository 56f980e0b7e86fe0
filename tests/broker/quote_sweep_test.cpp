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
                sweep.on_line_opened(acquire->conid, now);
            } else {
                EXPECT_EQ(watched.erase(std::get<Release>(action).conid), 1U);
            }
        }
        EXPECT_LE(watched.size(), slots);
    }
    void target(const std::vector<ConId>& ranked) { obey(sweep.set_targets(ranked, now)); }
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
    Now now = at(100s);
    std::set<ConId> watched;
    std::vector<ConId> order;
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
    EXPECT_TRUE(f.watched.empty());
    EXPECT_EQ(f.sweep.coverage(), coverage(3, 0, 0, 3, true));
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

TEST(QuoteSweep, SilenceIsBelievedAtTheDeadline) {
    Fixture f({.slots = 1, .settle = 1s, .deadline = 5s});
    f.target({ConId(1), ConId(2)});
    f.pass(4s);
    EXPECT_EQ(f.sweep.coverage().silent, 0U);
    f.pass(1s);
    EXPECT_EQ(f.sweep.coverage(), coverage(0, 1, 0, 2, false));
    EXPECT_EQ(f.watched, (std::set{ConId(2)}));
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
    f.sweep.on_line_closed(ConId(1));
    EXPECT_EQ(f.sweep.next_wakeup(), std::nullopt);
    f.pass(60s);
    EXPECT_EQ(f.sweep.coverage().silent, 0U);
    f.sweep.on_line_opened(ConId(1), f.now);
    f.pass(5s);
    EXPECT_EQ(f.sweep.coverage().silent, 1U);
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

TEST(QuoteSweep, RefusedContractsAreCountedAndLeftAlone) {
    Fixture f({.slots = 1, .repeat = true});
    f.target({ConId(1), ConId(2)});
    f.obey(f.sweep.on_refused(ConId(1), f.now));
    f.complete(ConId(2));
    EXPECT_EQ(f.sweep.coverage(), coverage(1, 0, 1, 2, true));
    EXPECT_EQ(f.watched, (std::set{ConId(2)})) << "the next round leaves it out";
    f.obey(f.sweep.retry_refused(f.now));
    f.complete(ConId(2));
    EXPECT_EQ(f.watched, (std::set{ConId(1)}));
}

TEST(QuoteSweep, TheBestKeepTheirLines) {
    Fixture f({.slots = 3, .pinned = 2, .repeat = true});
    f.target(contracts(6));
    for (const ConId conid : contracts(6)) f.complete(conid);
    EXPECT_TRUE(f.sweep.coverage().finished);
    EXPECT_TRUE(f.watched.contains(ConId(1)));
    EXPECT_TRUE(f.watched.contains(ConId(2)));
    EXPECT_TRUE(f.watched.contains(ConId(3))) << "the next round has begun";
    f.target({ConId(6), ConId(5), ConId(4), ConId(3), ConId(2), ConId(1)});
    EXPECT_FALSE(f.watched.contains(ConId(1)));
    EXPECT_TRUE(f.watched.contains(ConId(6)));
    EXPECT_TRUE(f.watched.contains(ConId(5)));
}

TEST(QuoteSweep, WhenAllFitAllStayWatched) {
    Fixture f({.slots = 5, .repeat = true});
    f.target(contracts(4));
    for (const ConId conid : contracts(4)) f.complete(conid);
    EXPECT_EQ(f.watched.size(), 4U);
    EXPECT_TRUE(f.sweep.coverage().finished);
    EXPECT_EQ(f.sweep.next_wakeup(), std::nullopt);
    f.slots = 2;
    f.obey(f.sweep.set_slots(2, f.now));
    EXPECT_EQ(f.watched.size(), 2U);
    EXPECT_NE(f.sweep.next_wakeup(), std::nullopt) << "now they must take turns";
}

TEST(QuoteSweep, NewTargetsReleaseTheOldAndKeepWhatIsKnown) {
    Fixture f({.slots = 2});
    f.target(contracts(4));
    f.complete(ConId(1));
    f.target({ConId(3), ConId(1), ConId(8)});
    EXPECT_EQ(f.watched, (std::set{ConId(3), ConId(8)}));
    EXPECT_EQ(f.sweep.coverage(), coverage(1, 0, 0, 3, false));
}

TEST(QuoteSweep, NothingWantedIsFinished) {
    Fixture f({});
    f.target({});
    EXPECT_EQ(f.sweep.coverage(), coverage(0, 0, 0, 0, true));
}

// Over random markets, rankings and numbers of slots: each contract has its turn within the time
// that the deadlines allow, never with more lines than there are.
TEST(QuoteSweep, EachContractHasItsTurn) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        Rng rng(seed);
        SweepSettings settings{.slots = static_cast<std::size_t>(rng.between(1, 6)),
                               .pinned = static_cast<std::size_t>(rng.between(0, 6)),
                               .settle = 1s,
                               .deadline = 3s,
                               .repeat = rng.chance(0.5)};
        Fixture f(settings);
        const int count = static_cast<int>(rng.between(1, 30));
        f.target(contracts(count));
        for (int step = 0; step < 12 * count + 12 && !f.sweep.coverage().finished; ++step) {
            const auto watched = f.watched;
            for (const ConId conid : watched) {
                if (rng.chance(0.2)) f.tick(conid, TickKind::bid, rng.chance(0.8));
                if (rng.chance(0.2)) f.tick(conid, TickKind::ask, rng.chance(0.8));
                if (rng.chance(0.02)) f.obey(f.sweep.on_refused(conid, f.now));
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

}  // namespace
}  // namespace wingspread::broker
