#pragma once

#include "broker/history_rules.hpp"
#include "broker/outbound.hpp"
#include "core/duration_histogram.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace wingspread::broker {

/// TWS allows half as many messages per second as the user has market-data lines, 50 by default,
/// over everything that one connection sends.
struct PacerLimits {
    std::size_t messages = 45;  ///< in any window; at least 1
    Duration window = std::chrono::seconds(1);
    /// Of data, in any `burst_window`; 0: as many as the window has room for. A burst that the
    /// network holds back would meet the next one at TWS, which counts by its own clock.
    std::size_t burst = 0;
    Duration burst_window = std::chrono::milliseconds(100);
    std::size_t reserved = 5;  ///< of them, kept for cancels and orders
    std::size_t max_queued = 20'000;
    /// After a complaint the rate is halved; each such time without another one gives it one
    /// message back.
    Duration recovery_step = std::chrono::seconds(10);
    HistoryLimits history;
};

/// The only way to the wire: the most urgent message first, never more than the limit in any
/// window of time. Below orders and cancels, every tenth message is the one that has waited
/// longest, whatever its class, so that none starves.
class Pacer {
  public:
    explicit Pacer(PacerLimits limits);

    /// Errc::unavailable when the queue is full; cancels and orders always find a place. A cancel
    /// overtakes everything but the order that it cancels.
    Result<void> enqueue(Outbound message);
    /// What may be sent now, in the order in which it must be sent. Counts as sent.
    std::vector<Outbound> take_ready(Now now);
    /// When `take_ready` will have something; empty when nothing waits.
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

    /// Counts a message that went to the wire by another way (greeting, probe).
    void note_sent(Now now);
    /// TWS complained about the rate (code 100): half of it from now on, after a pause.
    void on_rate_exceeded(Now now);

    /// Takes back what opens this request or places this order; false when it has been sent.
    bool withdraw(RequestId id);
    bool withdraw(OrderId id);
    /// Takes back what has not been sent: at a lost connection everything, at a lost link to IBKR
    /// the orders, because TWS would send them much later. None of these has reached TWS.
    std::vector<Outbound> take_back_all();
    std::vector<Outbound> take_back(Priority priority);
    /// As for a new connection: full rate, no strikes, nothing sent.
    void reset();

    [[nodiscard]] std::size_t queued() const;
    [[nodiscard]] std::size_t limit() const { return limit_; }
    /// Complaints about the rate since `reset`; TWS hangs up at the third.
    [[nodiscard]] int strikes() const { return strikes_; }
    /// Messages wait for their turn.
    [[nodiscard]] bool is_throttling(Now now) const;
    /// How long messages waited for their turn.
    [[nodiscard]] const DurationHistogram& waits() const { return waits_; }

    /// A request for history was answered, has failed, or is no longer wanted.
    void on_history_ended(RequestId id) { history_.note_ended(id); }

  private:
    struct Waiting {
        Outbound message;
        std::optional<MonotonicTime> since;  ///< first seen by `take_ready`
    };

    [[nodiscard]] std::size_t allowance(Priority priority) const;
    [[nodiscard]] std::optional<MonotonicTime> free_at(Priority priority) const;
    [[nodiscard]] std::optional<Priority> next_queue() const;
    [[nodiscard]] std::optional<Priority> longest_waiting() const;
    [[nodiscard]] std::optional<MonotonicTime> held_by_rules(Priority priority) const;
    void recover(MonotonicTime now);
    [[nodiscard]] Priority queue_for(const Outbound& message) const;
    bool withdraw_if(const auto& condition);

    PacerLimits limits_;
    std::size_t limit_;
    int strikes_ = 0;
    MonotonicTime paused_until_ = MonotonicTime::min();
    std::optional<MonotonicTime> recover_at_;
    std::array<std::deque<Waiting>, priority_count> queues_;
    std::deque<MonotonicTime> sent_;  ///< as many as can still matter, oldest first
    MonotonicTime seen_{};            ///< time of the last `take_ready`
    int turn_ = 0;                    ///< of the messages that are not urgent
    HistoryRules history_;
    DurationHistogram waits_{{0.001, 0.01, 0.1, 0.5, 1, 2, 5, 10, 30}};
};

}  // namespace wingspread::broker
