#include "broker/line_traffic.hpp"

namespace wingspread::broker {

void LineTraffic::on_connection_lost() {
    asked_.clear();
    cancelled_.clear();
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
