#include "broker/lines.hpp"

#include "core/rng.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace wingspread::broker {
namespace {

using namespace std::chrono_literals;

Now at(Duration since_start) { return Now{} + since_start; }
constexpr LeaseHolder scan{1};
constexpr LeaseHolder desk{2};

/// Lines together with what a gateway would see of them.
struct Fixture {
    explicit Fixture(std::size_t max) : lines({.max_lines = max, .retry_after = 60s}, ids) {
        lines.set_enabled(true);
    }
    std::vector<LineChange> update(Duration when = 0s) {
        auto changes = lines.update(at(when));
        for (const auto& change : changes) {
            if (const auto* const opened = std::get_if<LineOpened>(&change)) {
                EXPECT_TRUE(open.emplace(opened->conid, opened->id).second);
            } else {
                EXPECT_EQ(open.erase(std::get<LineClosed>(change).conid), 1U);
            }
        }
        EXPECT_EQ(lines.active(), open.size());
        return changes;
    }
    std::set<std::int64_t> watched() const {
        std::set<std::int64_t> result;
        for (const auto& [conid, id] : open) result.insert(conid.value());
        return result;
    }

    RequestIds ids;
    Lines lines;
    std::map<ConId, RequestId> open;
};

TEST(Lines, OpensWhatIsWantedAndFindsItByRequest) {
    Fixture f(10);
    f.lines.acquire(scan, ConId(5), LinePriority::sweep);
    const auto changes = f.update();
    ASSERT_EQ(changes.size(), 1U);
    const auto opened = std::get<LineOpened>(changes[0]);
    EXPECT_EQ(opened.conid, ConId(5));
    EXPECT_EQ(f.lines.find(opened.id), ConId(5));
    EXPECT_TRUE(f.lines.is_open(ConId(5)));
    EXPECT_TRUE(f.update().empty());
}

TEST(Lines, EqualContractsShareALineUntilTheLastLeaseIsReleased) {
    Fixture f(10);
    f.lines.acquire(scan, ConId(5), LinePriority::sweep);
    f.lines.acquire(desk, ConId(5), LinePriority::order);
    EXPECT_EQ(f.update().size(), 1U);
    f.lines.release(scan, ConId(5));
    EXPECT_TRUE(f.update().empty());
    const RequestId id = f.open.at(ConId(5));
    f.lines.release(desk, ConId(5));
    EXPECT_EQ(f.update(), (std::vector<LineChange>{LineClosed{ConId(5), id, true}}));
    EXPECT_EQ(f.lines.find(id), std::nullopt);
}

TEST(Lines, BeyondTheLimitLeasesWaitInTheirOrder) {
    Fixture f(2);
    for (int i = 1; i <= 4; ++i) f.lines.acquire(scan, ConId(i), LinePriority::sweep);
    f.update();
    EXPECT_EQ(f.watched(), (std::set<std::int64_t>{1, 2}));
    EXPECT_EQ(f.lines.statistics().waiting, 2U);
    f.lines.release(scan, ConId(1));
    const auto changes = f.update();
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<LineClosed>(changes[0])) << "a line is free only then";
    EXPECT_EQ(f.watched(), (std::set<std::int64_t>{2, 3}));
}

TEST(Lines, MoreImportantLeasesTakeALineAndEqualOnesDoNot) {
    Fixture f(2);
    f.lines.acquire(scan, ConId(1), LinePriority::sweep);
    f.lines.acquire(scan, ConId(2), LinePriority::sweep);
    f.update();
    f.lines.acquire(scan, ConId(3), LinePriority::sweep);
    f.update();
    EXPECT_EQ(f.watched(), (std::set<std::int64_t>{1, 2}));
    f.lines.acquire(desk, ConId(4), LinePriority::order);
    f.update();
    EXPECT_EQ(f.watched(), (std::set<std::int64_t>{2, 4})) << "the one used longest ago";
    f.lines.release_all(desk);
    f.update();
    EXPECT_EQ(f.watched(), (std::set<std::int64_t>{1, 2}));
}

TEST(Lines, AnOpenLineStaysWhenAnEarlierWishOfEqualImportanceWaits) {
    Fixture f(1);
    f.lines.acquire(scan, ConId(1), LinePriority::sweep);
    f.lines.acquire(desk, ConId(2), LinePriority::order);
    f.update();
    EXPECT_EQ(f.watched(), (std::set<std::int64_t>{2}));
    f.lines.acquire(desk, ConId(2), LinePriority::sweep);
    EXPECT_TRUE(f.update().empty()) << "changing lines without need costs messages";
}

TEST(Lines, NothingOpensWhileDisabled) {
    Fixture f(2);
    f.lines.set_enabled(false);
    f.lines.acquire(scan, ConId(1), LinePriority::sweep);
    EXPECT_TRUE(f.update().empty());
    f.lines.set_enabled(true);
    EXPECT_EQ(f.update().size(), 1U);
}

TEST(Lines, AskingAgainCountsAsUse) {
    Fixture f(2);
    f.lines.acquire(scan, ConId(1), LinePriority::sweep);
    f.lines.acquire(scan, ConId(2), LinePriority::sweep);
    f.update();
    f.lines.acquire(scan, ConId(1), LinePriority::sweep);
    EXPECT_TRUE(f.update().empty());
    f.lines.acquire(desk, ConId(3), LinePriority::watch);
    f.update();
    EXPECT_EQ(f.watched(), (std::set<std::int64_t>{1, 3}));
}

TEST(Lines, ASpareLineGoesToAnybodyElse) {
    Fixture f(2);
    f.lines.acquire(scan, ConId(1), LinePriority::sweep);
    f.lines.acquire(scan, ConId(2), LinePriority::sweep);
    f.update();
    f.lines.acquire(scan, ConId(2), LinePriority::spare);
    EXPECT_TRUE(f.update().empty()) << "nobody else needs it";
    f.lines.acquire(scan, ConId(3), LinePriority::sweep);
    f.update();
    EXPECT_EQ(f.watched(), (std::set<std::int64_t>{1, 3}));
}

TEST(Lines, OpenLinesOfOrdersAndPositionsAreNeverTaken) {
    Fixture f(2);
    f.lines.acquire(desk, ConId(1), LinePriority::position);
    f.lines.acquire(desk, ConId(2), LinePriority::position);
    f.update();
    f.lines.acquire(desk, ConId(3), LinePriority::order);
    EXPECT_TRUE(f.update().empty());
    EXPECT_EQ(f.lines.statistics().evictions, 0U);
    f.lines.acquire(scan, ConId(4), LinePriority::underlying);
    f.lines.release(desk, ConId(1));
    f.update();
    EXPECT_EQ(f.watched(), (std::set<std::int64_t>{2, 3})) << "the most important one waits least";
}

TEST(Lines, StatisticsTellWhoWaitedAndWhoLost) {
    Fixture f(2);
    for (int i = 1; i <= 3; ++i) f.lines.acquire(scan, ConId(i), LinePriority::sweep);
    f.update(5s);
    f.lines.acquire(desk, ConId(1), LinePriority::order);
    f.update(6s);
    f.lines.acquire(desk, ConId(4), LinePriority::order);
    f.update(7s);
    const auto statistics = f.lines.statistics();
    EXPECT_EQ(statistics.active, 2U);
    EXPECT_EQ(statistics.maximum, 2U);
    EXPECT_EQ(statistics.capacity, 2U);
    EXPECT_EQ(statistics.usage_percent(), 100);
    EXPECT_EQ(statistics.waiting, 2U);
    EXPECT_EQ(statistics.waiting_since, at(5s).monotonic);
    EXPECT_EQ(statistics.waits, 2U) << "the third, and the second since it lost its line";
    EXPECT_EQ(statistics.evictions, 1U);
    EXPECT_EQ(statistics.shared_hits, 1U);
    EXPECT_EQ(statistics.learnt_limit, std::nullopt);
    f.lines.release_all(desk);
    f.lines.release_all(scan);
    f.update(8s);
    EXPECT_EQ(f.lines.statistics().waiting, 0U);
    EXPECT_EQ(f.lines.statistics().waiting_since, std::nullopt);
    EXPECT_EQ(f.lines.statistics().usage_percent(), 0);
}

// From a simulated day: a line was given back while its refusal was on the way.
TEST(Lines, ARefusalOfALineThatWasGivenBackTeachesTheLimitAsWell) {
    Fixture f(10);
    for (int i = 1; i <= 9; ++i) f.lines.acquire(scan, ConId(i), LinePriority::sweep);
    f.update();
    ASSERT_EQ(f.open.size(), 9U);
    const auto eighth = f.open.at(ConId(8));
    const auto ninth = f.open.at(ConId(9));
    f.lines.release(scan, ConId(9));
    f.update(1s);
    f.lines.on_limit_reached(ninth, at(2s));
    EXPECT_EQ(f.lines.capacity(), 8U);
    f.lines.release(scan, ConId(8));
    f.update(2s);
    f.lines.on_limit_reached(eighth, at(2s));
    EXPECT_EQ(f.lines.capacity(), 7U);
    EXPECT_EQ(f.lines.statistics().learnt_limit, 7U);
    f.lines.on_limit_reached(ninth, at(3s));
    EXPECT_EQ(f.lines.capacity(), 7U) << "an older word teaches nothing new";
    f.lines.on_limit_reached(RequestId(77), at(3s));
    EXPECT_EQ(f.lines.capacity(), 7U) << "none of ours";
}

TEST(Lines, LearnsFromTheLimitAndTriesAgainLater) {
    Fixture f(3);
    for (int i = 1; i <= 3; ++i) f.lines.acquire(scan, ConId(i), LinePriority::sweep);
    f.update();
    f.lines.on_limit_reached(f.open.at(ConId(3)), at(0s));
    const auto changes = f.update();
    ASSERT_EQ(changes.size(), 1U) << "no new attempt at once";
    EXPECT_FALSE(std::get<LineClosed>(changes[0]).cancel) << "TWS does not know that line";
    EXPECT_EQ(f.lines.capacity(), 2U);
    EXPECT_EQ(f.lines.statistics().learnt_limit, 2U);
    EXPECT_EQ(f.lines.next_wakeup(), at(60s).monotonic);
    EXPECT_TRUE(f.update(59s).empty());
    EXPECT_EQ(f.update(60s).size(), 1U);
    EXPECT_EQ(f.lines.capacity(), 3U);
    EXPECT_EQ(f.lines.statistics().learnt_limit, 2U) << "the attempt may still be refused";
    EXPECT_TRUE(f.update(120s).empty());
    EXPECT_EQ(f.lines.statistics().learnt_limit, std::nullopt);
    EXPECT_EQ(f.lines.next_wakeup(), std::nullopt);
}

TEST(Lines, GrowsInLargerStepsWhileTwsDoesNotComplain) {
    Fixture f(20);
    for (int i = 1; i <= 30; ++i) f.lines.acquire(scan, ConId(i), LinePriority::sweep);
    f.update();
    while (f.lines.active() > 4)
        f.lines.on_limit_reached(f.open.begin()->second, at(0s)), f.update();
    std::vector<std::size_t> capacities;
    for (int minute = 1; minute <= 5; ++minute) {
        f.update(std::chrono::minutes(minute));
        capacities.push_back(f.lines.capacity());
    }
    EXPECT_EQ(capacities, (std::vector<std::size_t>{5, 7, 11, 19, 20}));
    EXPECT_EQ(f.lines.active(), 20U);
}

TEST(Lines, WaitsLongerAfterEachAttemptThatWasRefused) {
    Fixture f(10);
    for (int i = 1; i <= 10; ++i) f.lines.acquire(scan, ConId(i), LinePriority::sweep);
    f.update();
    Duration now = 0s;
    const auto refuse_beyond_three = [&] {
        while (f.lines.active() > 3) {
            f.lines.on_limit_reached(f.open.rbegin()->second, at(now));
            f.update(now);
        }
    };
    refuse_beyond_three();
    std::vector<Duration> pauses;
    for (int attempt = 0; attempt < 6; ++attempt) {
        const Duration next = f.lines.next_wakeup()->time_since_epoch();
        pauses.push_back(next - now);
        now = next;
        f.update(now);
        refuse_beyond_three();
        EXPECT_EQ(f.lines.statistics().learnt_limit, 3U);
    }
    EXPECT_EQ(pauses, (std::vector<Duration>{60s, 120s, 240s, 480s, 960s, 960s}));
}

TEST(Lines, WhatWasLearntOutlastsAReconnection) {
    Fixture f(3);
    for (int i = 1; i <= 3; ++i) f.lines.acquire(scan, ConId(i), LinePriority::sweep);
    f.update();
    f.lines.on_limit_reached(f.open.at(ConId(3)), at(0s));
    f.lines.on_data_lost();
    f.update();
    EXPECT_EQ(f.lines.active(), 2U);
    EXPECT_EQ(f.lines.statistics().learnt_limit, 2U);
}

TEST(Lines, WithoutAnyLineItDoesNotHammer) {
    Fixture f(2);
    f.lines.acquire(scan, ConId(1), LinePriority::sweep);
    f.update();
    f.lines.on_limit_reached(f.open.at(ConId(1)), at(0s));
    EXPECT_EQ(f.update().size(), 1U);
    EXPECT_EQ(f.lines.capacity(), 0U);
    EXPECT_TRUE(f.update(30s).empty());
    EXPECT_EQ(f.update(60s).size(), 1U);
}

TEST(Lines, ARefusedContractIsAskedForAgainOnlyAfterAReconnection) {
    Fixture f(1);
    f.lines.acquire(scan, ConId(1), LinePriority::sweep);
    f.lines.acquire(scan, ConId(2), LinePriority::sweep);
    f.update();
    f.lines.on_refused(f.open.at(ConId(1)), {Errc::refused, "not subscribed"});
    f.update();
    EXPECT_EQ(f.watched(), (std::set<std::int64_t>{2}));
    ASSERT_NE(f.lines.refusal(ConId(1)), nullptr);
    EXPECT_EQ(f.lines.refusal(ConId(1))->message, "not subscribed");
    f.lines.on_data_lost();
    f.update();
    EXPECT_EQ(f.lines.refusal(ConId(1)), nullptr);
    EXPECT_EQ(f.watched(), (std::set<std::int64_t>{1}));
}

TEST(Lines, ALineThatStopsDeliveringIsOpenedAnew) {
    Fixture f(2);
    f.lines.acquire(scan, ConId(1), LinePriority::sweep);
    f.update();
    const RequestId before = f.open.at(ConId(1));
    f.lines.on_interrupted(before);
    const auto changes = f.update();
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0], LineChange(LineClosed{ConId(1), before, true}));
    EXPECT_NE(f.open.at(ConId(1)), before);
}

TEST(Lines, AfterALossEveryLineIsOpenedAgainUnderANewId) {
    Fixture f(5);
    f.lines.acquire(scan, ConId(1), LinePriority::sweep);
    f.update();
    const RequestId before = f.open.at(ConId(1));
    f.lines.on_data_lost();
    EXPECT_EQ(f.lines.find(before), std::nullopt) << "late ticks of the old line find nothing";
    const auto changes = f.update();
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0], LineChange(LineClosed{ConId(1), before, false}));
    EXPECT_NE(f.open.at(ConId(1)), before);
}

/// What the property below remembers beside the lines.
struct Wishes {
    std::map<std::pair<std::int64_t, std::int64_t>, LinePriority> leases;  ///< contract, holder

    [[nodiscard]] std::map<std::int64_t, LinePriority> best() const {
        std::map<std::int64_t, LinePriority> result;
        for (const auto& [key, priority] : leases) {
            const auto [entry, is_new] = result.emplace(key.first, priority);
            if (!is_new) entry->second = std::min(entry->second, priority);
        }
        return result;
    }
};

// Whatever happens: never more lines than allowed, only wanted ones, none idle while someone waits,
// no pinned line lost, every wish served or waiting, and nobody waits who is more important than
// one whose line may be taken.
TEST(Lines, TheLinesAlwaysServeTheMostImportantWishes) {
    std::uint64_t refusals = 0;
    std::uint64_t pinned_kept = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        Rng rng(seed);
        const auto max = static_cast<std::size_t>(rng.between(1, 8));
        Fixture f(max);
        Wishes wishes;
        for (int step = 0; step < 300; ++step) {
            const Duration now = std::chrono::seconds(step);
            const auto holder = rng.between(1, 3);
            const auto conid = rng.between(1, 12);
            std::set<std::int64_t> pinned;
            bool lost = false;
            if (rng.chance(0.6)) {
                const auto priority = static_cast<LinePriority>(rng.between(0, 5));
                f.lines.acquire(LeaseHolder(static_cast<std::uint64_t>(holder)), ConId(conid),
                                priority);
                wishes.leases[{conid, holder}] = priority;
            } else {
                f.lines.release(LeaseHolder(static_cast<std::uint64_t>(holder)), ConId(conid));
                wishes.leases.erase({conid, holder});
            }
            const auto best = wishes.best();
            if (rng.chance(0.05)) {
                f.lines.on_data_lost();
                lost = true;
            }
            if (rng.chance(0.03) && !lost && !f.open.empty()) {
                f.lines.on_limit_reached(f.open.begin()->second, at(now));
                ++refusals;
                lost = true;
            }
            for (const auto id : f.watched()) {
                if (best.contains(id) && is_pinned(best.at(id))) pinned.insert(id);
            }
            f.update(now);

            const auto watched = f.watched();
            const auto statistics = f.lines.statistics();
            ASSERT_LE(statistics.capacity, max);
            ASSERT_EQ(watched.size(), std::min(statistics.capacity, best.size()));
            ASSERT_EQ(watched.size() + statistics.waiting, best.size());
            for (const auto id : pinned) {
                if (lost) break;
                ASSERT_TRUE(watched.contains(id)) << id;
                ++pinned_kept;
            }
            std::optional<LinePriority> least;
            for (const auto id : watched) {
                ASSERT_TRUE(best.contains(id));
                if (!is_pinned(best.at(id))) least = std::max(least, std::optional(best.at(id)));
            }
            for (const auto& [id, priority] : best) {
                if (!watched.contains(id) && least) ASSERT_GE(priority, *least);
            }
        }
    }
    EXPECT_GT(refusals, 100U);
    EXPECT_GT(pinned_kept, 10'000U);
}

}  // namespace
}  // namespace wingspread::broker
