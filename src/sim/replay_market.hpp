#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "sim/market.hpp"

#include <memory>
#include <optional>

namespace wingspread::data {
struct ChainDay;
}

namespace wingspread::sim {

struct ReplayConfig {
    double speed = 1.0;               ///< market seconds per real second; 0 stands still at `start`
    std::optional<MarketTime> start;  ///< default: when the day's first minute has ended
};

/// A recorded day, played from `start` beginning at the moment `now`.
Result<std::unique_ptr<Market>> make_replay_market(std::shared_ptr<const data::ChainDay> day,
                                                   const ReplayConfig& config, const Now& now);

}  // namespace wingspread::sim
