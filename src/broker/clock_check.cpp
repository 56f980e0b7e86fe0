#include "broker/clock_check.hpp"

#include <utility>

namespace wingspread::broker {

namespace {

constexpr Duration ordinary_interval = std::chrono::minutes(10);
constexpr Duration doubtful_interval = std::chrono::seconds(30);

}  // namespace

bool ClockCheck::ask(const Now& now) {
    if (!due_ || *due_ > now.monotonic) return false;
    asked_at_ = now.utc;
    due_ = now.monotonic + (readings_ > 0 ? doubtful_interval : ordinary_interval);
    return true;
}

void ClockCheck::on_answer(std::int64_t seconds_since_epoch, const Now& now) {
    const auto asked_at = std::exchange(asked_at_, std::nullopt);
    if (!asked_at) return;
    const UtcTime told{std::chrono::seconds(seconds_since_epoch)};
    // Told somewhere between question and answer, and cut to a whole second.
    const Duration least = told - now.utc;
    const Duration most = told + std::chrono::seconds(1) - *asked_at;
    skew_.reset();
    if (least > tolerance_) skew_ = least;
    if (most < -tolerance_) skew_ = most;
    readings_ = skew_ ? readings_ + 1 : 0;
    if (skew_) due_ = now.monotonic + doubtful_interval;
}

void ClockCheck::on_link_lost() {
    asked_at_.reset();
    due_.reset();
}

}  // namespace wingspread::broker
