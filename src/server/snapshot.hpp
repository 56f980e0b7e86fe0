#pragma once

#include "engine/api.hpp"
#include "engine/ranking.hpp"
#include "trade/execution_report.hpp"

#include <memory>
#include <vector>

namespace wingspread::server {

/// Everything that may be read without asking the engine. Replaced whole, never changed.
struct Snapshot {
    engine::Health health;
    engine::Metrics metrics;
    std::vector<engine::OrderView> orders;  ///< oldest first
    std::vector<engine::PositionView> positions;
    std::vector<engine::ExitView> exits;                           ///< oldest first
    std::vector<trade::ExecutionReport> reports;                   ///< oldest first
    std::vector<std::shared_ptr<const engine::Ranking>> rankings;  ///< live scans, one per symbol
};

}  // namespace wingspread::server
