#pragma once

#include "core/time.hpp"
#include "options/net_price.hpp"
#include "trade/exit_plan.hpp"

#include <optional>
#include <variant>

namespace wingspread::trade {

/// How things are with the position of an exit.
struct ExitLook {
    int units = 0;             ///< that could be closed: entered, still held, not closed yet
    bool entry_works = false;  ///< what opened them may still fill
    bool close_works = false;  ///< a close of this exit is under way or in doubt
    RestingCloses resting;
    Price entry;  ///< average net price of what was entered
    /// Of the closing order; absent unless every leg can be traded on, where nobody bidding for a
    /// leg that is sold is a bid of zero.
    std::optional<options::NetPrice> market;
    int days_left = 0;  ///< calendar days to the first expiration
};

struct ExitWait {
    bool operator==(const ExitWait&) const = default;
};
/// The rest of the entry first: IBKR allows no orders on both sides of one option.
struct ExitCancelEntry {
    bool operator==(const ExitCancelEntry&) const = default;
};
struct ExitClose {
    ExitRule rule = ExitRule::stop;
    int units = 0;
    std::optional<Price> cap;  ///< of a profit target: nothing worse
    bool operator==(const ExitClose&) const = default;
};
/// Sends an order that waits at the broker for what a rule waits for.
struct ExitRest {
    ExitRule rule = ExitRule::take_profit;
    int units = 0;
    Price price;  ///< of the target, or from which on the stop works
    bool operator==(const ExitRest&) const = default;
};
/// Takes back what waits at the broker: another rule is due, or there is less to close than it
/// wants.
struct ExitRecall {
    bool operator==(const ExitRecall&) const = default;
};
using ExitAction = std::variant<ExitWait, ExitCancelEntry, ExitClose, ExitRest, ExitRecall>;

/// Watches one exit. Prices are held against mid, because a wide market's natural price is no news;
/// a stop must stand beyond its price for a while, because a single quote may be a slip. There is
/// never more than one close, and none for more than is held.
class ExitWatch {
  public:
    explicit ExitWatch(const ExitPlan& plan) : plan_(plan) {}

    ExitAction look(const ExitLook& look, const Now& now);
    /// The last close came to nothing: the next one not before `pause` is over, and twice as long
    /// after each that follows, up to `longest_pause`.
    void on_failed(const Now& now, Duration pause);
    /// Something else is under way first.
    void wait(const Now& now, Duration pause) { not_before_ = now.monotonic + pause; }
    /// A close has filled something.
    void on_progress() { failures_ = 0; }
    /// The broker has not taken what was to wait there. After `most_rest_failures` it is left at
    /// watching from here.
    void on_rest_failed(const Now& now, Duration pause);
    /// What waited was taken back: nothing is sent there for a while.
    void on_recalled(const Now& now, Duration pause) { rest_not_before_ = now.monotonic + pause; }
    [[nodiscard]] bool has_given_up_resting() const { return rest_failures_ >= most_rest_failures; }

    /// How long mid must stand at or beyond a stop.
    static constexpr Duration stop_patience = std::chrono::seconds{3};
    /// How long a stop at the broker has, once its rule is due, before a ladder takes over.
    static constexpr Duration broker_patience = std::chrono::seconds{20};
    static constexpr int most_rest_failures = 3;
    static constexpr Duration longest_pause = std::chrono::minutes{8};

  private:
    [[nodiscard]] ExitAction rest(const ExitLook& look, const Now& now) const;
    [[nodiscard]] bool is_left_to_broker(ExitRule rule, const ExitLook& look, const Now& now) const;
    [[nodiscard]] std::optional<ExitRule> due(const ExitLook& look, const Now& now);
    [[nodiscard]] bool is_stopped(const ExitLook& look, const Now& now);

    ExitPlan plan_;
    std::optional<MonotonicTime> beyond_stop_since_;
    MonotonicTime not_before_ = MonotonicTime::min();
    MonotonicTime rest_not_before_ = MonotonicTime::min();
    int rest_failures_ = 0;
    int failures_ = 0;  ///< in a row
};

}  // namespace wingspread::trade
