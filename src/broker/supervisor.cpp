#include "broker/supervisor.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wingspread::broker {

namespace {

/// The wall clock may be set while we wait.
constexpr Duration longest_rest = std::chrono::minutes(1);

double in_seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

std::string describe(const Recovered& recovered) {
    return fmt::format(
        "back after {:.1f} s ({}): away {:.1f} s with {} attempt{} to connect, books compared in "
        "{:.1f} s, subscriptions asked for again in {:.1f} s",
        in_seconds(recovered.away + recovered.books + recovered.subscriptions),
        recovered.expected ? to_string(*recovered.expected) : "not expected",
        in_seconds(recovered.away), recovered.attempts, recovered.attempts == 1 ? "" : "s",
        in_seconds(recovered.books), in_seconds(recovered.subscriptions));
}

void Supervisor::on_state(const StateChanged& change, const Now& now) {
    switch (change.to) {
        case SessionState::connecting:
            if (step_ == Step::away) ++recovery_.attempts;
            return;
        case SessionState::handshaking: return;
        case SessionState::down:
        case SessionState::degraded: return on_away(now);
        case SessionState::disconnected:
        case SessionState::failed:
            on_away(now);
            launch_at_.reset();  // a person has to act, no command helps
            return;
        case SessionState::syncing:
            if (step_ == Step::whole || step_ == Step::subscriptions) on_away(now);
            launch_at_.reset();
            if (step_ == Step::away) {
                recovery_.away = now.monotonic - step_at_;
                step_at_ = now.monotonic;
            }
            step_ = Step::books;
            return;
        case SessionState::ready:
            if (step_ == Step::books) {
                recovery_.books = now.monotonic - step_at_;
                step_at_ = now.monotonic;
            }
            if (has_been_ready_) gap_ += now.monotonic - lost_at_;
            step_ = Step::subscriptions;
            return;
    }
}

void Supervisor::on_away(const Now& now) {
    if (step_ == Step::whole || step_ == Step::subscriptions) {
        recovery_ = {};
        if (period_ && period_->begins <= now.utc) recovery_.expected = period_->kind;
        lost_at_ = now.monotonic;
        step_at_ = now.monotonic;
    } else if (step_ == Step::books) {
        step_at_ = lost_at_;  // lost again before it was whole: still the same absence
    }
    step_ = Step::away;
    was_away_in_period_ = was_away_in_period_ || period_.has_value();
    if (!launch_at_ && !settings_.launch.command.empty()) {
        launch_at_ = now.monotonic + settings_.launch.after;
    }
}

void Supervisor::on_all_sent(const Now& now) {
    if (step_ != Step::subscriptions) return;
    step_ = Step::whole;
    recovery_.subscriptions = now.monotonic - step_at_;
    if (std::exchange(has_been_ready_, true)) actions_.emplace_back(recovery_);
    if (period_ && was_away_in_period_ && period_->begins <= now.utc) end_maintenance();
}

void Supervisor::end_maintenance() {
    actions_.emplace_back(MaintenanceEnded{*period_});
    done_ = period_->ends;
    period_.reset();
    was_away_in_period_ = false;
}

void Supervisor::look_at_calendar(const Now& now) {
    if (period_ && period_->ends <= now.utc) end_maintenance();
    if (!period_) {
        const auto current = settings_.maintenance.current(now.utc);
        if (current && current->ends != done_) {
            period_ = current;
            was_away_in_period_ = step_ == Step::away;
            actions_.emplace_back(MaintenanceAnnounced{*current});
        }
    }
    Duration rest = longest_rest;
    if (period_) {
        rest = std::min(rest, period_->ends - now.utc);
    } else if (const auto ahead = settings_.maintenance.next(now.utc)) {
        rest = std::min(rest, ahead->announced - now.utc);
    }
    look_at_ = now.monotonic + rest;
}

void Supervisor::on_time(const Now& now) {
    if (look_at_ <= now.monotonic) look_at_calendar(now);
    if (!launch_at_ || *launch_at_ > now.monotonic) return;
    if (period_ && period_->begins <= now.utc) {
        // TWS comes back by itself; a second one would take its client ids.
        launch_at_ = now.monotonic + (period_->ends - now.utc);
        return;
    }
    actions_.emplace_back(LaunchGateway{settings_.launch.command});
    ++launches_;
    launch_at_ = now.monotonic + settings_.launch.interval;
}

std::optional<MonotonicTime> Supervisor::next_wakeup() const {
    return launch_at_ ? std::min(*launch_at_, look_at_) : look_at_;
}

Duration Supervisor::gap(const Now& now) const {
    const bool is_away = has_been_ready_ && (step_ == Step::away || step_ == Step::books);
    return is_away ? gap_ + (now.monotonic - lost_at_) : gap_;
}

}  // namespace wingspread::broker
