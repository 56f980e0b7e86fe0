#include "broker/line_traffic.hpp"

#include <utility>

namespace wingspread::broker {

void LineTraffic::on_connection_lost() {
    asked_.clear();
    cancelled_.clear();
    doubtful_ = {};
    again_.clear();
}

void LineTraffic::doubt(const Now& now) {
    for (const auto id : of(asked_, now)) doubtful_.asked.insert(id);
    for (const auto id : of(cancelled_, now)) doubtful_.cancelled.insert(id);
}

LineTraffic::Doubtful LineTraffic::take_doubtful() {
    again_.insert(doubtful_.cancelled.begin(), doubtful_.cancelled.end());
    return std::exchange(doubtful_, {});
}

void LineTraffic::remember(Messages& messages, RequestId id, const Now& now) {
    while (!messages.empty() && messages.front().first + memory < now.monotonic) {
        messages.pop_front();
    }
    messages.emplace_back(now.monotonic, id);
}

std::vector<RequestId> LineTraffic::of(const Messages& messages, const Now& now) {
    std::vector<RequestId> recent;
    for (const auto& [time, id] : messages) {
        if (time + memory >= now.monotonic) recent.push_back(id);
    }
    return recent;
}

}  // namespace wingspread::broker
