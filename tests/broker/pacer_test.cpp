#include "broker/pacer.hpp"

#include "broker/request_ids.hpp"
#include "broker/translate_orders.hpp"
#include "broker/translate_quotes.hpp"
#include "core/rng.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace wingspread::broker {
namespace {

using namespace std::chrono_literals;

Now at(Duration since_start) { return Now{} + since_start; }

Outbound history() { return Outbound::query(tws::CancelHistoricalData{RequestId(1)}); }
Outbound quote(int id) { return cancel_market_data(RequestId(first_request_id + id)); }

std::vector<Priority> priorities(const std::vector<Outbound>& messages) {
    std::vector<Priority> result;
    for (const auto& message : messages) result.push_back(message.priority());
    return result;
}

TEST(Outbound, EachKindOfMessageHasItsPriority) {
    EXPECT_EQ(cancel_order(OrderId(7)).priority(), Priority::cancel);
    EXPECT_EQ(Outbound::query(tws::ReqGlobalCancel{}).priority(), Priority::cancel);
    EXPECT_EQ(priority_of(tws::Request(tws::PlaceOrder{})), Priority::order);
    EXPECT_EQ(Outbound::query(tws::ReqAllOpenOrders{}).priority(), Priority::reconcile);
    EXPECT_EQ(Outbound::query(tws::ReqAccountUpdates{}).priority(), Priority::account);
    EXPECT_EQ(Outbound::query(tws::ReqContractData{}).priority(), Priority::contract);
    EXPECT_EQ(quote(1).priority(), Priority::market_data);
    EXPECT_EQ(history().priority(), Priority::history);
}

TEST(Outbound, KnowsItsIds) {
    EXPECT_EQ(quote(3).request_id(), RequestId(first_request_id + 3));
    EXPECT_EQ(quote(3).order_id(), std::nullopt);
    EXPECT_EQ(cancel_order(OrderId(7)).order_id(), OrderId(7));
    EXPECT_EQ(cancel_order(OrderId(7)).request_id(), std::nullopt);
}

TEST(Pacer, TheMostUrgentGoesFirstAndEqualsKeepTheirOrder) {
    Pacer pacer({});
    ASSERT_TRUE(pacer.enqueue(history()));
    ASSERT_TRUE(pacer.enqueue(quote(1)));
    ASSERT_TRUE(pacer.enqueue(quote(2)));
    ASSERT_TRUE(pacer.enqueue(Outbound::query(tws::ReqPositions{})));
    ASSERT_TRUE(pacer.enqueue(cancel_order(OrderId(7))));
    const auto sent = pacer.take_ready(at(0s));
    EXPECT_EQ(priorities(sent),
              (std::vector{Priority::cancel, Priority::reconcile, Priority::market_data,
                           Priority::market_data, Priority::history}));
    EXPECT_EQ(sent[2], quote(1));
    EXPECT_EQ(pacer.queued(), 0U);
    EXPECT_EQ(pacer.next_wakeup(), std::nullopt);
}

TEST(Pacer, WaitsUntilTheWindowHasRoom) {
    Pacer pacer({.messages = 2, .window = 1s, .reserved = 0});
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(pacer.enqueue(quote(i)));
    EXPECT_EQ(pacer.take_ready(at(10s)).size(), 2U);
    EXPECT_EQ(pacer.next_wakeup(), at(11s).monotonic);
    EXPECT_TRUE(pacer.is_throttling(at(10s)));
    EXPECT_TRUE(pacer.take_ready(at(11s) + -1ns).empty());
    EXPECT_EQ(pacer.take_ready(at(11s)).size(), 1U);
    EXPECT_FALSE(pacer.is_throttling(at(11s)));
}

TEST(Pacer, EachMessageLeavesTheWindowByItself) {
    Pacer pacer({.messages = 2, .window = 1s, .reserved = 0});
    pacer.note_sent(at(0s));
    pacer.note_sent(at(500ms));
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(pacer.enqueue(quote(i)));
    EXPECT_EQ(pacer.next_wakeup(), at(1s).monotonic);
    EXPECT_EQ(pacer.take_ready(at(1s)).size(), 1U);
    EXPECT_EQ(pacer.next_wakeup(), at(1500ms).monotonic);
}

TEST(Pacer, DataNeverUsesUpWhatIsKeptForOrders) {
    Pacer pacer({.messages = 10, .window = 1s, .reserved = 3});
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(pacer.enqueue(quote(i)));
    EXPECT_EQ(pacer.take_ready(at(0s)).size(), 7U);
    for (int i = 1; i <= 4; ++i) ASSERT_TRUE(pacer.enqueue(cancel_order(OrderId(i))));
    EXPECT_EQ(priorities(pacer.take_ready(at(0s))), std::vector(3, Priority::cancel));
    EXPECT_EQ(pacer.next_wakeup(), at(1s).monotonic);
}

// Ahead of its order a cancel finds nothing to cancel, and the order would live.
TEST(Pacer, ACancelNeverOvertakesItsOwnOrder) {
    Pacer pacer({.messages = 1, .window = 1s, .reserved = 0});
    ASSERT_TRUE(pacer.enqueue(cancel_order(OrderId(1))));
    pacer.note_sent(at(0s));
    ASSERT_TRUE(pacer.enqueue(cancel_order(OrderId(2))));
    EXPECT_EQ(pacer.take_back(Priority::cancel).size(), 2U) << "no order of theirs waits";
}

TEST(Pacer, AComplaintHalvesTheRateAndPauses) {
    Pacer pacer({.messages = 8, .window = 1s, .reserved = 0});
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(pacer.enqueue(quote(i)));
    pacer.on_rate_exceeded(at(5s));
    EXPECT_EQ(pacer.limit(), 4U);
    EXPECT_EQ(pacer.strikes(), 1);
    EXPECT_TRUE(pacer.take_ready(at(5s)).empty());
    EXPECT_EQ(pacer.next_wakeup(), at(6s).monotonic);
    EXPECT_EQ(pacer.take_ready(at(6s)).size(), 4U);
    pacer.reset();
    EXPECT_EQ(pacer.limit(), 8U);
    EXPECT_EQ(pacer.strikes(), 0);
}

TEST(Pacer, TheComplaintsOfOneBurstCountOnce) {
    Pacer pacer({.messages = 8, .window = 1s, .reserved = 0});
    for (int i = 0; i < 20; ++i) pacer.on_rate_exceeded(at(10ms));
    EXPECT_EQ(pacer.strikes(), 1);
    EXPECT_EQ(pacer.limit(), 4U);
}

TEST(Pacer, DataIsSpreadOverTheWindowAndACancelIsNot) {
    Pacer pacer({.messages = 20, .window = 1s, .burst = 2, .burst_window = 100ms, .reserved = 5});
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(pacer.enqueue(quote(i)));
    EXPECT_EQ(pacer.take_ready(at(0ms)).size(), 2U);
    EXPECT_EQ(pacer.take_ready(at(99ms)).size(), 0U);
    ASSERT_TRUE(pacer.enqueue(cancel_order(OrderId(7))));
    EXPECT_EQ(pacer.take_ready(at(99ms)).size(), 1U);
    EXPECT_EQ(pacer.take_ready(at(100ms)).size(), 1U);
}

TEST(Pacer, TheRateNeverFallsToZero) {
    Pacer pacer({.messages = 4, .window = 1s, .reserved = 2});
    for (int i = 0; i < 5; ++i) pacer.on_rate_exceeded(at(i * 2s));
    EXPECT_EQ(pacer.limit(), 1U);
    ASSERT_TRUE(pacer.enqueue(quote(1)));
    EXPECT_EQ(pacer.take_ready(at(10s)).size(), 1U);
}

TEST(Pacer, AFullQueueRefusesDataButNoCancel) {
    Pacer pacer({.max_queued = 2});
    ASSERT_TRUE(pacer.enqueue(quote(1)));
    ASSERT_TRUE(pacer.enqueue(quote(2)));
    const auto refused = pacer.enqueue(quote(3));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    EXPECT_TRUE(pacer.enqueue(cancel_order(OrderId(1))));
}

TEST(Pacer, WhatHasNotBeenSentCanBeTakenBack) {
    Pacer pacer({});
    for (const int i : {1, 2}) {
        tws::ReqMktData request;
        request.req_id = RequestId(first_request_id + i);
        ASSERT_TRUE(pacer.enqueue(Outbound::query(std::move(request))));
    }
    ASSERT_TRUE(pacer.enqueue(cancel_order(OrderId(1))));
    EXPECT_TRUE(pacer.withdraw(RequestId(first_request_id + 1)));
    EXPECT_FALSE(pacer.withdraw(RequestId(first_request_id + 1)));
    EXPECT_FALSE(pacer.withdraw(OrderId(1))) << "a cancel is no order";
    ASSERT_TRUE(pacer.enqueue(cancel_market_data(RequestId(first_request_id + 7))));
    EXPECT_FALSE(pacer.withdraw(RequestId(first_request_id + 7))) << "nor does it open a line";
    EXPECT_EQ(priorities(pacer.take_back_all()),
              (std::vector{Priority::cancel, Priority::market_data, Priority::market_data}));
    EXPECT_TRUE(pacer.take_ready(at(0s)).empty());
}

// Over random arrivals, complaints and other traffic: never more than the limit in any window, and
// everything leaves once there is time, most urgent first.
TEST(Pacer, NeverMoreThanTheLimitInAnyWindow) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        Rng rng(seed);
        const auto limit = static_cast<std::size_t>(rng.between(1, 50));
        const auto reserved = static_cast<std::size_t>(rng.between(0, 10));
        Pacer pacer({.messages = limit, .window = 1s, .reserved = reserved});
        std::deque<MonotonicTime> sent;
        Now now = at(0s);
        std::size_t entered = 0;
        std::size_t left = 0;
        for (int step = 0; step < 400; ++step) {
            now = now + Duration(rng.between(0, 120'000'000));
            for (auto n = rng.between(0, 4); n > 0; --n, ++entered) {
                ASSERT_TRUE(pacer.enqueue(rng.chance(0.2) ? cancel_order(OrderId(1)) : quote(1)));
            }
            const auto ready = pacer.take_ready(now);
            for (std::size_t i = 0; i < ready.size(); ++i, ++left) sent.push_back(now.monotonic);
            while (!sent.empty() && sent.front() + 1s <= now.monotonic) sent.pop_front();
            ASSERT_LE(sent.size(), limit);
        }
        while (const auto wakeup = pacer.next_wakeup()) {
            now = now + std::max<Duration>(*wakeup - now.monotonic, 0ns);
            const auto ready = pacer.take_ready(now);
            ASSERT_FALSE(ready.empty()) << "a wake-up for nothing";
            left += ready.size();
        }
        EXPECT_EQ(left, entered);
    }
}

Outbound bars(int id, std::string what = "TRADES", std::string bar = "5 secs",
              std::string end = "") {
    tws::ReqHistoricalData request{.req_id = RequestId(first_request_id + id)};
    request.contract.con_id = ConId(1);
    request.bar_size = std::move(bar);
    request.what_to_show = std::move(what);
    request.end_date_time = end.empty() ? std::to_string(id) : std::move(end);
    return Outbound::query(std::move(request));
}

/// Lets time pass in small steps and says when each message left.
std::vector<std::pair<Duration, Outbound>> run(Pacer& pacer, Duration until, Duration step = 10ms) {
    std::vector<std::pair<Duration, Outbound>> sent;
    for (Duration time{}; time <= until; time += step) {
        for (auto& message : pacer.take_ready(at(time)))
            sent.emplace_back(time, std::move(message));
    }
    return sent;
}

TEST(Pacer, AHundredAtOnceAllLeaveWithinTheLimitAndByPriority) {
    Pacer pacer({.messages = 45});
    for (int i = 0; i < 34; ++i) {
        ASSERT_TRUE(pacer.enqueue(quote(i)));
        ASSERT_TRUE(pacer.enqueue(Outbound::query(tws::ReqContractData{})));
        ASSERT_TRUE(pacer.enqueue(Outbound::query(tws::ReqPositions{})));
    }
    const auto sent = run(pacer, 4s);
    ASSERT_EQ(sent.size(), 102U);
    for (std::size_t i = 0; i + 45 < sent.size(); ++i) {
        EXPECT_GE(sent[i + 45].first - sent[i].first, 1s) << i;
    }
    // One in ten goes to whoever waits longest; all others in the order of their priority.
    std::size_t overtakes = 0;
    for (std::size_t i = 1; i < sent.size(); ++i) {
        overtakes += sent[i].second.priority() < sent[i - 1].second.priority() ? 1 : 0;
    }
    EXPECT_LE(overtakes, 10U);
}

TEST(Pacer, NothingStarvesBehindAFloodOfMoreUrgentData) {
    Pacer pacer({.messages = 10, .reserved = 0});
    ASSERT_TRUE(pacer.enqueue(history()));
    std::optional<Duration> left;
    int id = 0;
    for (Duration time{}; time < 10s && !left; time += 100ms) {
        for (int i = 0; i < 5; ++i) ASSERT_TRUE(pacer.enqueue(quote(++id)));
        for (const auto& message : pacer.take_ready(at(time))) {
            if (message.priority() == Priority::history) left = time;
        }
    }
    ASSERT_TRUE(left);
    EXPECT_LE(*left, 2s);
}

TEST(Pacer, TheRateComesBackSlowlyAfterAComplaint) {
    Pacer pacer({.messages = 40, .recovery_step = 10s});
    pacer.on_rate_exceeded(at(0s));
    EXPECT_EQ(pacer.limit(), 20U);
    (void)pacer.take_ready(at(10s));
    EXPECT_EQ(pacer.limit(), 20U);
    (void)pacer.take_ready(at(11s));
    EXPECT_EQ(pacer.limit(), 21U);
    pacer.on_rate_exceeded(at(12s));
    EXPECT_EQ(pacer.limit(), 10U);
    (void)pacer.take_ready(at(12s + 1s + 100s));
    EXPECT_EQ(pacer.limit(), 20U);
    (void)pacer.take_ready(at(1h));
    EXPECT_EQ(pacer.limit(), 40U);
}

TEST(Pacer, CountsHowLongMessagesWaited) {
    Pacer pacer({.messages = 1, .reserved = 0});
    ASSERT_TRUE(pacer.enqueue(quote(1)));
    ASSERT_TRUE(pacer.enqueue(quote(2)));
    (void)run(pacer, 2s);
    EXPECT_EQ(pacer.waits().counts().front(), 1U);
    EXPECT_DOUBLE_EQ(pacer.waits().sum_seconds(), 1.0);
}

TEST(HistoryRules, AnIdenticalRequestWaitsFifteenSeconds) {
    Pacer pacer({});
    ASSERT_TRUE(pacer.enqueue(bars(1, "TRADES", "5 secs", "same")));
    ASSERT_TRUE(pacer.enqueue(bars(2, "TRADES", "5 secs", "same")));
    const auto sent = run(pacer, 20s);
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[1].first, 15s);
}

TEST(HistoryRules, FiveOfOneContractInTwoSeconds) {
    Pacer pacer({});
    for (int i = 0; i < 6; ++i) ASSERT_TRUE(pacer.enqueue(bars(i)));
    const auto sent = run(pacer, 5s);
    ASSERT_EQ(sent.size(), 6U);
    EXPECT_EQ(sent[4].first, 0s);
    EXPECT_EQ(sent[5].first, 2s);
}

TEST(HistoryRules, SixtyInTenMinutesAndBidAskCountsTwice) {
    Pacer pacer({.history = {.open = 1000}});
    for (int i = 0; i < 31; ++i) ASSERT_TRUE(pacer.enqueue(bars(i, "BID_ASK")));
    const auto sent = run(pacer, 15min, 100ms);
    ASSERT_EQ(sent.size(), 31U);
    EXPECT_LE(sent[29].first, 15s);
    EXPECT_EQ(sent[30].first, 10min);
}

TEST(HistoryRules, OnlySoManyMayBeOpen) {
    Pacer pacer({});
    for (int i = 0; i < 51; ++i) ASSERT_TRUE(pacer.enqueue(bars(i, "TRADES", "1 day")));
    EXPECT_EQ(run(pacer, 10min, 100ms).size(), 50U);
    EXPECT_EQ(pacer.next_wakeup(), std::nullopt);
    pacer.on_history_ended(RequestId(first_request_id));
    EXPECT_EQ(pacer.take_ready(at(11min)).size(), 1U);
}

TEST(HistoryRules, AHeldRequestHoldsBackNobodyElse) {
    Pacer pacer({});
    ASSERT_TRUE(pacer.enqueue(bars(1, "TRADES", "5 secs", "same")));
    (void)pacer.take_ready(at(0s));
    ASSERT_TRUE(pacer.enqueue(bars(2, "TRADES", "5 secs", "same")));
    for (int i = 0; i < 25; ++i) ASSERT_TRUE(pacer.enqueue(quote(i)));
    EXPECT_EQ(pacer.take_ready(at(1s)).size(), 25U);
}

}  // namespace
}  // namespace wingspread::broker
