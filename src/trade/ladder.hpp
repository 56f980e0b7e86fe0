#pragma once

#include "core/time.hpp"
#include "options/net_price.hpp"
#include "trade/intent.hpp"
#include "trade/order_machine.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace wingspread::trade {

/// A change of a working order's limit, as the journal has it.
struct LimitChange {
    int step = 0;  ///< of the plan, from 1
    Price limit;
    UtcTime at{};

    bool operator==(const LimitChange&) const = default;
};

/// Nothing to do now.
struct LadderWait {
    bool operator==(const LadderWait&) const = default;
};
/// The limit should become this: through the gate, the journal and the wire.
struct LadderStep {
    int step = 0;
    Price limit;
    bool operator==(const LadderStep&) const = default;
};
struct LadderCancel {
    std::string reason;
    bool operator==(const LadderCancel&) const = default;
};
/// A change was not answered: the broker's open orders say what the limit is.
struct LadderAsk {
    bool operator==(const LadderAsk&) const = default;
};
/// It takes no further step; the order works on as it is.
struct LadderStop {
    std::string reason;
    bool operator==(const LadderStop&) const = default;
};
using LadderAction = std::variant<LadderWait, LadderStep, LadderCancel, LadderAsk, LadderStop>;

/// The limit of a step, rounded to the less aggressive side: even parts of the way from the first
/// limit to the cap. `terms` must have a ladder.
Price rung(const OrderTerms& terms, int step);

/// Walks one working order along its plan. Events in, actions out: it sends nothing, and knows what
/// the broker has only from what the broker says.
///
/// A change is asked for only while the order works, the broker has stated its limit on this link,
/// and no change or cancel is under way. A limit that is neither ours nor the one before it was
/// set by somebody else, and ends the ladder.
class Ladder {
  public:
    /// Takes up where the journal's changes end; `sent` is when the order left. `terms` must have a
    /// ladder.
    Ladder(OrderTerms terms, const std::vector<LimitChange>& changes, UtcTime sent, const Now& now);

    void on_state(OrderState state) { state_ = state; }
    /// openOrder: the limit that the broker has.
    void on_stated(Price limit, const Now& now);
    /// An error spoke of the order: a change under way may have been refused.
    void on_doubt();
    /// Until the broker states the order anew, nothing is known of it.
    void on_link_lost();
    /// The last `LadderStep` is durable and on its way.
    void on_changed(const LadderStep& step, const Now& now);
    /// The last `LadderStep` or `LadderCancel` was not let through: to be tried again later.
    void on_withheld(const Now& now);

    /// `market` is absent while a leg's quote cannot be traded on.
    LadderAction on_time(const Now& now, const std::optional<options::NetPrice>& market);
    /// When `on_time` may have something to say; quotes may make it say it earlier.
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

    [[nodiscard]] int step() const { return step_; }
    [[nodiscard]] Price limit() const { return limit_; }

    /// An unanswered change is asked about after so long.
    static constexpr Duration answer_patience = std::chrono::seconds{10};
    /// So many changes in a row that the broker did not take end the ladder.
    static constexpr int most_failures = 3;

  private:
    struct Pending {
        MonotonicTime answer_due;
        bool doubted = false;
    };

    [[nodiscard]] LadderAction await(const Now& now);
    [[nodiscard]] LadderAction without_quotes(const Now& now);
    [[nodiscard]] LadderAction walk(const Now& now, const options::NetPrice& market);
    [[nodiscard]] LadderAction finish(const Now& now);
    LadderAction stop(std::string reason);
    void failed(Price stated, const Now& now);

    OrderTerms terms_;
    LadderPlan plan_;
    OrderState state_ = OrderState::sending;
    int step_ = 0;
    Price limit_;                  ///< the last that was asked for
    Price limit_before_;           ///< and the one that it replaced
    std::optional<Price> stated_;  ///< by the broker, on this link
    std::optional<Pending> pending_;
    int failures_ = 0;
    MonotonicTime due_;
    std::optional<MonotonicTime> bad_since_;
    bool stopped_ = false;
    std::string stop_reason_;  ///< to be told once
};

}  // namespace wingspread::trade
