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
    EXPECT_EQ(f.lines.waiting(), 2U);
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
    EXPECT_EQ(f.watched(), (std::set<std::int64_t>{1, 4})) << "the later of the least important";
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

TEST(Lines, LearnsFromTheLimitAndTriesAgainLater) {
    Fixture f(3);
    for (int i = 1; i <= 3; ++i) f.lines.acquire(scan, ConId(i), LinePriority::sweep);
    f.update();
    f.lines.on_limit_reached(f.open.at(ConId(3)), at(0s));
    const auto changes = f.update();
    ASSERT_EQ(changes.size(), 1U) << "no new attempt at once";
    EXPECT_FALSE(std::get<LineClosed>(changes[0]).cancel) << "TWS does not know that line";
    EXPECT_EQ(f.lines.capacity(), 2U);
    EXPECT_EQ(f.lines.next_wakeup(), at(60s).monotonic);
    EXPECT_TRUE(f.update(59s).empty());
    EXPECT_EQ(f.update(60s).size(), 1U);
    EXPECT_EQ(f.lines.capacity(), 3U);
    EXPECT_EQ(f.lines.next_wakeup(), std::nullopt);
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

// Whatever happens: never more lines than allowed, only wanted ones, none idle while someone waits,
// and nobody waits who is more important than one who has a line.
TEST(Lines, TheLinesAlwaysServeTheMostImportantWishes) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        Rng rng(seed);
        const auto max = static_cast<std::size_t>(rng.between(1, 8));
        Fixture f(max);
        std::map<std::pair<std::int64_t, std::int64_t>, LinePriority> wishes;
        for (int step = 0; step < 300; ++step) {
            const auto holder = rng.between(1, 3);
            const auto conid = rng.between(1, 12);
            if (rng.chance(0.6)) {
                const auto priority = static_cast<LinePriority>(rng.between(0, 4));
                f.lines.acquire(LeaseHolder(static_cast<std::uint64_t>(holder)), ConId(conid),
                                priority);
                wishes[{conid, holder}] = priority;
            } else {
                f.lines.release(LeaseHolder(static_cast<std::uint64_t>(holder)), ConId(conid));
                wishes.erase({conid, holder});
            }
            if (rng.chance(0.05)) f.lines.on_data_lost();
            f.update();

            std::map<std::int64_t, LinePriority> best;
            for (const auto& [key, priority] : wishes) {
                const auto [entry, is_new] = best.emplace(key.first, priority);
                if (!is_new) entry->second = std::min(entry->second, priority);
            }
            const auto watched = f.watched();
            ASSERT_EQ(watched.size(), std::min(max, best.size()));
            LinePriority least = LinePriority::order;
            for (const auto id : watched) {
                ASSERT_TRUE(best.contains(id));
                least = std::max(least, best.at(id));
            }
            for (const auto& [id, priority] : best) {
                if (!watched.contains(id)) ASSERT_GE(priority, least);
            }
        }
    }
}

}  // namespace
}  // namespace wingspread::broker
