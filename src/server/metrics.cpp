#include "server/metrics.hpp"

#include <fmt/format.h>
#include <prometheus/text_serializer.h>

#include <limits>
#include <vector>

namespace wingspread::server {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

template <class Number>
MetricFamily gauge(std::string name, std::string help, Number value) {
    ClientMetric metric;
    metric.gauge.value = static_cast<double>(value);
    return {std::move(name), std::move(help), MetricType::Gauge, {metric}};
}

template <class Number>
MetricFamily counter(std::string name, std::string help, Number value) {
    ClientMetric metric;
    metric.counter.value = static_cast<double>(value);
    return {std::move(name), std::move(help), MetricType::Counter, {metric}};
}

MetricFamily histogram(std::string name, std::string help, const DurationHistogram& durations) {
    ClientMetric metric;
    std::uint64_t cumulative = 0;
    for (std::size_t i = 0; i < durations.counts().size(); ++i) {
        cumulative += durations.counts()[i];
        const double bound = i < durations.upper_bounds_seconds().size()
                                 ? durations.upper_bounds_seconds()[i]
                                 : std::numeric_limits<double>::infinity();
        metric.histogram.bucket.push_back({cumulative, bound});
    }
    metric.histogram.sample_count = cumulative;
    metric.histogram.sample_sum = durations.sum_seconds();
    return {std::move(name), std::move(help), MetricType::Histogram, {metric}};
}

/// One gauge of 1 per environment, of which one is set: an alert can tell paper from live.
MetricFamily environments(const std::string& current) {
    MetricFamily family{"wingspread_environment",
                        "1 for the kind of account behind the gateway, else 0",
                        MetricType::Gauge,
                        {}};
    for (const char* name : {"simulated", "paper", "live"}) {
        ClientMetric metric;
        metric.label.push_back({"environment", name});
        metric.gauge.value = current == name ? 1 : 0;
        family.metric.push_back(metric);
    }
    return family;
}

MetricFamily api_errors(const std::vector<engine::ApiErrorCount>& errors) {
    MetricFamily family{"wingspread_api_errors_total",
                        "Errors and notices from the gateway, by what their code means",
                        MetricType::Counter,
                        {}};
    for (const auto& error : errors) {
        ClientMetric metric;
        metric.label.push_back({"class", std::string(error.code_class)});
        metric.counter.value = static_cast<double>(error.count);
        family.metric.push_back(metric);
    }
    return family;
}

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

void add_link(std::vector<MetricFamily>& out, const engine::Health& health,
              const engine::Metrics& metrics) {
    out.push_back(counter("wingspread_gap_seconds_total",
                          "Time without a ready link since the first one", seconds(metrics.gap)));
    out.push_back(counter("wingspread_gateway_launches_total", "Times the launch command was run",
                          metrics.gateway_launches));
    out.push_back(gauge("wingspread_message_rate_limit", "Messages per second that may be sent now",
                        metrics.message_rate_limit));
    out.push_back(gauge("wingspread_maintenance",
                        "1 while maintenance is announced or under way, else 0",
                        health.maintenance.empty() ? 0 : 1));
    out.push_back(gauge("wingspread_fit_to_trade", "1 when orders would be sent, else 0",
                        health.fit_to_trade() ? 1 : 0));
    out.push_back(api_errors(metrics.api_errors));
    if (metrics.data_age) {
        out.push_back(gauge("wingspread_quote_age_seconds", "Since the last tick on any line",
                            seconds(*metrics.data_age)));
    }
    out.push_back(histogram("wingspread_queue_wait_seconds",
                            "How long messages waited for their turn on the wire",
                            metrics.queue_wait));
    out.push_back(histogram("wingspread_event_loop_lag_seconds",
                            "How far the engine's timers ran behind their time", metrics.loop_lag));
}

void add_lines(std::vector<MetricFamily>& out, const engine::Health& health,
               const engine::Metrics& metrics) {
    out.push_back(gauge("wingspread_subscriptions_limit", "Market-data lines that may be used",
                        health.lines_max));
    out.push_back(gauge("wingspread_subscriptions_waiting",
                        "Contracts that are wanted and have no market-data line",
                        metrics.lines_waiting));
    out.push_back(counter("wingspread_subscription_waits_total",
                          "Contracts for which no market-data line was free", metrics.line_waits));
    out.push_back(counter("wingspread_subscription_evictions_total",
                          "Market-data lines taken from a contract that was still wanted",
                          metrics.line_evictions));
    out.push_back(counter("wingspread_subscription_shared_total",
                          "Wishes that found another one's market-data line",
                          metrics.line_shared_hits));
    out.push_back(gauge("wingspread_data_problem",
                        "1 while a data farm is lost, another session has the data or they are "
                        "delayed, else 0",
                        health.data_problem.empty() ? 0 : 1));
}

void add_engine(std::vector<MetricFamily>& out, const engine::Health& health,
                const engine::Metrics& metrics) {
    out.push_back(gauge("ibkr_connection_status", "1 when the gateway can be used, else 0",
                        health.connected ? 1 : 0));
    out.push_back(
        gauge("ibkr_active_subscriptions", "Market-data lines in use", health.lines_active));
    out.push_back(gauge("ibkr_request_queue_size", "Messages waiting for their turn on the wire",
                        health.queue_size));
    out.push_back(histogram("ibkr_order_execution_seconds",
                            "From an order's first byte sent to its last fill",
                            metrics.order_execution));
    out.push_back(counter("ibkr_throttle_events_total",
                          "Times that messages began to wait for their turn",
                          metrics.throttle_events));
    add_lines(out, health, metrics);
    out.push_back(gauge("wingspread_throttling", "1 while the message rate is held back, else 0",
                        health.throttling ? 1 : 0));
    out.push_back(counter("wingspread_messages_received_total", "Messages from the gateway",
                          metrics.messages_received));
    out.push_back(counter("wingspread_messages_sent_total", "Messages to the gateway",
                          metrics.messages_sent));
    out.push_back(counter("wingspread_reconnects_total", "Times the link was built up again",
                          metrics.reconnects));
    out.push_back(counter("wingspread_orders_placed_total", "Orders sent", metrics.orders_placed));
    out.push_back(counter("wingspread_orders_refused_total", "Orders that our own limits refused",
                          metrics.orders_refused));
    out.push_back(environments(health.environment));
    add_link(out, health, metrics);
}

void add_server(std::vector<MetricFamily>& out, const HttpServerStats& server) {
    out.push_back(
        counter("wingspread_http_requests_total", "HTTP requests read", server.requests.load()));
    out.push_back(counter("wingspread_http_client_errors_total", "HTTP responses 4xx",
                          server.client_errors.load()));
    out.push_back(counter("wingspread_http_server_errors_total", "HTTP responses 5xx",
                          server.server_errors.load()));
    out.push_back(counter("wingspread_http_connections_refused_total",
                          "Connections turned away at the limit",
                          server.connections_refused.load()));
    out.push_back(
        gauge("wingspread_http_connections", "Connections open now", server.connections.load()));
    out.push_back(gauge("wingspread_websocket_clients", "WebSocket clients joined now",
                        server.websockets.load()));
    out.push_back(counter("wingspread_websocket_conflated_total",
                          "Messages replaced by a newer one before a slow client took them",
                          server.messages_dropped.load()));
}

std::string_view name_of(MetricType type) {
    switch (type) {
        case MetricType::Counter: return "counter";
        case MetricType::Gauge: return "gauge";
        case MetricType::Histogram: return "histogram";
        case MetricType::Summary: return "summary";
        case MetricType::Untyped: return "untyped";
    }
    return "untyped";
}

std::string labels_of(const MetricFamily& family) {
    std::string labels;
    for (const auto& label : family.metric.front().label) {
        labels += fmt::format("{}`{}`", labels.empty() ? "" : ", ", label.name);
    }
    return labels;
}

std::vector<MetricFamily> families_of(const engine::Health& health, const engine::Metrics& metrics,
                                      const HttpServerStats& server) {
    std::vector<MetricFamily> families;
    add_engine(families, health, metrics);
    add_server(families, server);
    return families;
}

}  // namespace

std::string metrics_text(const engine::Health& health, const engine::Metrics& metrics,
                         const HttpServerStats& server) {
    return prometheus::TextSerializer().Serialize(families_of(health, metrics, server));
}

std::string metrics_reference() {
    engine::Metrics metrics;
    metrics.data_age = Duration::zero();
    metrics.api_errors = {{"connection", 0}};
    std::string text =
        "# Metrics\n\n"
        "What `GET /metrics` exports, in Prometheus' text format. This page is written by the "
        "code: "
        "`make docs`.\n\n"
        "| Metric | Kind | Labels | Meaning |\n|---|---|---|---|\n";
    for (const auto& family : families_of({}, metrics, {})) {
        text += fmt::format("| `{}` | {} | {} | {} |\n", family.name, name_of(family.type),
                            labels_of(family), family.help);
    }
    return text;
}

}  // namespace wingspread::server
