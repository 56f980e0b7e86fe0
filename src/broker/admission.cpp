#include "broker/admission.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace wingspread::broker {

namespace {

/// A probe that nobody reports on would keep the breaker open for ever.
constexpr Duration probe_patience = std::chrono::minutes(1);

bool is_always_accepted(Priority priority) { return priority <= Priority::reconcile; }

}  // namespace

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::accept: return "accept";
        case Verdict::wait: return "wait";
        case Verdict::refuse: return "refuse";
    }
    std::unreachable();
}

std::optional<Duration> CircuitBreaker::closed_in(const Now& now) const {
    if (!opened_until_) return std::nullopt;
    auto until = *opened_until_;
    if (probe_until_) until = std::max(until, *probe_until_);
    if (until <= now.monotonic) return std::nullopt;
    return until - now.monotonic;
}

void CircuitBreaker::on_asked(const Now& now) {
    if (opened_until_) probe_until_ = now.monotonic + probe_patience;
}

void CircuitBreaker::on_success() {
    failures_ = 0;
    pause_ = settings_.first_pause;
    opened_until_.reset();
    probe_until_.reset();
    reason_.clear();
}

void CircuitBreaker::on_failure(std::string reason, const Now& now) {
    reason_ = std::move(reason);
    const bool was_probe = opened_until_ && *opened_until_ <= now.monotonic;
    if (!was_probe && ++failures_ < settings_.failures) return;
    if (opened_until_ && !was_probe) return;  // of something asked before it opened
    if (was_probe) pause_ = std::min(pause_ * 2, settings_.longest_pause);
    opened_until_ = now.monotonic + pause_;
    probe_until_.reset();
}

AdmissionControl::AdmissionControl(AdmissionSettings settings) : settings_(settings) {
    breakers_.fill(CircuitBreaker(settings.breaker));
}

Admission AdmissionControl::admit(Priority priority, std::size_t queued, double rate,
                                  const Now& now) const {
    if (is_always_accepted(priority)) return {};
    if (const auto closed_in = breaker(priority).closed_in(now)) {
        return {Verdict::refuse, *closed_in,
                fmt::format("{} requests keep failing ({})", to_string(priority),
                            breaker(priority).reason())};
    }
    if (queued >= settings_.refuse_from) {
        return {Verdict::refuse, Duration{},
                fmt::format("{} messages wait for their turn, the limit is {}", queued,
                            settings_.refuse_from)};
    }
    if (queued <= settings_.slow_from) return {};
    const double seconds = static_cast<double>(queued - settings_.slow_from) / std::max(rate, 1.0);
    return {Verdict::wait,
            std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds)),
            fmt::format("{} messages wait for their turn", queued)};
}

CircuitBreaker& AdmissionControl::breaker(Priority priority) {
    return breakers_[static_cast<std::size_t>(priority)];
}

const CircuitBreaker& AdmissionControl::breaker(Priority priority) const {
    return breakers_[static_cast<std::size_t>(priority)];
}

}  // namespace wingspread::broker
