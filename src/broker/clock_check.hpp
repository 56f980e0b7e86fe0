#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <optional>

namespace wingspread::broker {

/// Compares the broker's clock with ours: good-till times, trading hours and the age of decisions
/// rest on it. TWS answers in whole seconds and after a delay, so that one answer gives a range;
/// only what is surely outside the tolerance counts, and only when a second answer agrees.
class ClockCheck {
  public:
    explicit ClockCheck(Duration tolerance) : tolerance_(tolerance) {}

    /// A link is up: asks soon.
    void start(const Now& now) { due_ = now.monotonic; }
    /// Whether to ask TWS for its time now; notes that it was asked.
    bool ask(const Now& now);
    void on_answer(std::int64_t seconds_since_epoch, const Now& now);
    /// The question may be lost, and there is nobody to ask.
    void on_link_lost();
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const { return due_; }

    /// How far the broker's clock is ahead of ours at least; negative when it is behind. Absent
    /// while both agree, or are not known to differ.
    [[nodiscard]] std::optional<Duration> skew() const {
        return readings_ > 1 ? skew_ : std::nullopt;
    }

  private:
    Duration tolerance_;
    std::optional<UtcTime> asked_at_;
    std::optional<MonotonicTime> due_;
    std::optional<Duration> skew_;  ///< by the last answer
    int readings_ = 0;              ///< in a row that were outside
};

}  // namespace wingspread::broker
