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
    Price entry;               ///< average net price of what was entered
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
using ExitAction = std::variant<ExitWait, ExitCancelEntry, ExitClose>;

/// Watches one exit. Prices are held against mid, because a wide market's natural price is no news;
/// a stop must stand beyond its price for a while, because a single quote may be a slip. There is
/// never more than one close, and none for more than is held.
class ExitWatch {
  public:
    explicit ExitWatch(const ExitPlan& plan) : plan_(plan) {}

    ExitAction look(const ExitLook& look, const Now& now);
    /// The last action came to nothing; the next one not before `pause` is over.
    void on_failed(const Now& now, Duration pause) { not_before_ = now.monotonic + pause; }

    /// How long mid must stand at or beyond a stop.
    static constexpr Duration stop_patience = std::chrono::seconds{3};

  private:
    [[nodiscard]] std::optional<ExitRule> due(const ExitLook& look, const Now& now);
    [[nodiscard]] bool is_stopped(const ExitLook& look, const Now& now);

    ExitPlan plan_;
    std::optional<MonotonicTime> beyond_stop_since_;
    MonotonicTime not_before_ = MonotonicTime::min();
};

}  // namespace wingspread::trade
