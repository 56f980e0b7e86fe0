#include "simulation/network.hpp"

#include <algorithm>
#include <utility>

namespace wingspread::simulation {

void Network::send(std::string bytes, const Now& now) {
    if (connected_ && !ends_) to_gateway_.push_back({now.monotonic + delay, std::move(bytes)});
}

void Network::receive(std::string bytes, const Now& now) {
    if (!connected_ || ends_) return;
    const auto split =
        static_cast<std::size_t>(rng_.between(0, static_cast<std::int64_t>(bytes.size())));
    const auto due = now.monotonic + delay;
    to_engine_.push_back({due, bytes.substr(0, split)});
    to_engine_.push_back({due, bytes.substr(split)});
}

void Network::close() {
    connected_ = false;
    ends_ = false;
    opening_at_.reset();
    to_gateway_.clear();
    to_engine_.clear();
}

bool Network::take_opening(const Now& now) {
    if (!opening_at_ || *opening_at_ > now.monotonic) return false;
    opening_at_.reset();
    return true;
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

bool Network::take_end() { return to_engine_.empty() && std::exchange(ends_, false); }

std::optional<MonotonicTime> Network::next_wakeup() const {
    std::optional<MonotonicTime> next = opening_at_;
    const auto at = [&](MonotonicTime time) { next = next ? std::min(*next, time) : time; };
    if (!to_gateway_.empty()) at(to_gateway_.front().due);
    if (!to_engine_.empty()) at(to_engine_.front().due);
    return next;
}

}  // namespace wingspread::simulation
