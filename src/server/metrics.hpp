#pragma once

#include "engine/api.hpp"
#include "server/http_server.hpp"

#include <string>

namespace wingspread::server {

/// The text of GET /metrics, in Prometheus' exposition format 0.0.4.
std::string metrics_text(const engine::Health& health, const engine::Metrics& metrics,
                         const HttpServerStats& server);

/// docs/monitoring/metrics.md: every metric with its kind and meaning, as `metrics_text` exports
/// it.
std::string metrics_reference();

}  // namespace wingspread::server
