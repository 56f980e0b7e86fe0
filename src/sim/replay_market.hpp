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
    std::optional<MarketTime> start;  ///< default: when the session's first minute has ended
    /// Discounts the model's values where put-call parity does not tell the rate.
    double rate_per_year = 0.005;
};

/// A recorded day, played from `start` beginning at the moment `now`. What a minute said is known
/// when it has ended; each side of a quote is carried forward by itself. Refuses a day without
/// contracts, a negative speed and a start on another day.
Result<std::unique_ptr<Market>> make_replay_market(std::shared_ptr<const data::ChainDay> day,
                                                   const ReplayConfig& config, const Now& now);

}  // namespace wingspread::sim
