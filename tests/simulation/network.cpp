#include "simulation/network.hpp"

#include <algorithm>
#include <utility>

namespace wingspread::simulation {

MonotonicTime Network::arrival(const Now& now, const std::deque<Transit>& before) const {
    const Duration delay = now.monotonic < slow_until_ ? slow_delay_ : base_delay;
    const auto due = now.monotonic + delay;
    // A stream keeps its order.
    return before.empty() ? due : std::max(due, before.back().due);
}

bool Network::carries(const Now& now) {
    if (now.monotonic < mute_until_) is_half_open_ = true;
    return connected_ && !is_half_open_ && !was_cut_;
}

void Network::send(std::string bytes, const Now& now) {
    if (!carries(now)) return;
    to_gateway_.push_back({arrival(now, to_gateway_), std::move(bytes)});
}

void Network::receive(std::string bytes, const Now& now) {
    if (!carries(now)) return;
    if (cut_after_) {
        if (bytes.size() >= *cut_after_) {
            bytes.resize(*cut_after_);
            cut_after_.reset();
            was_cut_ = true;
        } else {
            *cut_after_ -= bytes.size();
        }
    }
    const auto split =
        static_cast<std::size_t>(rng_.between(0, static_cast<std::int64_t>(bytes.size())));
    const auto due = arrival(now, to_engine_);
    to_engine_.push_back({due, bytes.substr(0, split)});
    to_engine_.push_back({due, bytes.substr(split)});
}

void Network::close() {
    connected_ = false;
    opening_at_.reset();
    to_gateway_.clear();
    to_engine_.clear();
    is_half_open_ = false;
    cut_after_.reset();
    was_cut_ = false;
}

Network::Opening Network::take_opening(const Now& now) {
    if (!opening_at_ || *opening_at_ > now.monotonic) return Opening::pending;
    opening_at_.reset();
    return now.monotonic < refused_until_ ? Opening::refused : Opening::accepted;
}

void Network::connected() {
    close();
    connected_ = true;
}

std::vector<std::string> Network::take_due(std::deque<Transit>& queue, const Now& now) {
    std::vector<std::string> due;
    while (!queue.empty() && queue.front().due <= now.monotonic) {
        if (!queue.front().bytes.empty()) due.push_back(std::move(queue.front().bytes));
        queue.pop_front();
    }
    return due;
}

std::vector<std::string> Network::take_for_gateway(const Now& now) {
    return take_due(to_gateway_, now);
}

std::vector<std::string> Network::take_for_engine(const Now& now) {
    return take_due(to_engine_, now);
}

bool Network::take_cut() {
    // What left before the cut still arrives.
    return to_engine_.empty() && std::exchange(was_cut_, false);
}

std::optional<MonotonicTime> Network::next_wakeup() const {
    std::optional<MonotonicTime> next = opening_at_;
    const auto at = [&](MonotonicTime time) { next = next ? std::min(*next, time) : time; };
    if (!to_gateway_.empty()) at(to_gateway_.front().due);
    if (!to_engine_.empty()) at(to_engine_.front().due);
    return next;
}

}  // namespace wingspread::simulation
