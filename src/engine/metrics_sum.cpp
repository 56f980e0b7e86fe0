#include "engine/metrics_sum.hpp"

#include <algorithm>

namespace wingspread::engine {

void add_counters(Metrics& metrics, const Metrics& before) {
    metrics.throttle_events += before.throttle_events;
    metrics.messages_received += before.messages_received;
    metrics.messages_sent += before.messages_sent;
    metrics.reconnects += before.reconnects;
    metrics.gateway_launches += before.gateway_launches;
    metrics.gap += before.gap;
    metrics.line_waits += before.line_waits;
    metrics.line_evictions += before.line_evictions;
    metrics.line_shared_hits += before.line_shared_hits;
    metrics.orders_placed += before.orders_placed;
    metrics.orders_refused += before.orders_refused;
    metrics.order_execution.add(before.order_execution);
    for (const auto& counted : before.api_errors) {
        const auto found =
            std::ranges::find(metrics.api_errors, counted.code_class, &ApiErrorCount::code_class);
        if (found != metrics.api_errors.end()) found->count += counted.count;
    }
}

}  // namespace wingspread::engine
