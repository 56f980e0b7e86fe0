#pragma once

#include "engine/api.hpp"
#include "engine/ranking.hpp"

#include <memory>
#include <vector>

namespace wingspread::server {

/// Everything that may be read without asking the engine. Replaced whole, never changed.
struct Snapshot {
    engine::Health health;
    engine::Metrics metrics;
    std::vector<engine::OrderView> orders;  ///< oldest first
    std::vector<engine::PositionView> positions;
    std::vector<std::shared_ptr<const engine::Ranking>> rankings;  ///< live scans, one per symbol
};

}  // namespace wingspread::server
