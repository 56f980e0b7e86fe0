#include "machine.hpp"

#include <algorithm>
#include <utility>

namespace wingspread::templates {

LinkAction Link::try_again(Now now) {
    state_ = LinkState::opening;
    deadline_ = now.monotonic + times_.open_deadline;
    return Open{};
}

std::optional<LinkAction> Link::on_start(Now now) {
    if (state_ != LinkState::idle) return std::nullopt;
    return try_again(now);
}

std::optional<LinkAction> Link::on_opened(Now) {
    if (state_ != LinkState::opening) return std::nullopt;  // it came after the deadline
    state_ = LinkState::up;
    deadline_ = std::nullopt;
    pause_ = times_.first_pause;
    return Report{"up"};
}

std::optional<LinkAction> Link::on_closed(std::string reason, Now now) {
    if (state_ == LinkState::idle || state_ == LinkState::waiting) return std::nullopt;
    state_ = LinkState::waiting;
    const auto jitter = static_cast<double>(pause_.count()) * 0.25 * rng_.uniform();
    deadline_ = now.monotonic + pause_ + Duration(static_cast<Duration::rep>(jitter));
    pause_ = std::min(pause_ * 2, times_.longest_pause);
    return Report{std::move(reason)};
}

std::optional<LinkAction> Link::on_time(Now now) {
    if (!deadline_ || now.monotonic < *deadline_) return std::nullopt;
    switch (state_) {  // no default: a new state must be decided here
        case LinkState::opening: return on_closed("no answer by the deadline", now);
        case LinkState::waiting: return try_again(now);
        case LinkState::idle:
        case LinkState::up: return std::nullopt;
    }
    std::unreachable();
}

}  // namespace wingspread::templates
