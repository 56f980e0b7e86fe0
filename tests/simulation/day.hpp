#pragma once

#include "simulation/world.hpp"

namespace wingspread::simulation {

struct DaySettings {
    std::uint64_t seed = 1;
    int days = 1;
    int faults_per_day = 24;
};

struct DayResult {
    std::optional<std::string> violation;
    std::vector<std::string> log;  ///< its last lines, of a violation
    WorldTotals totals;
    std::uint64_t trace_hash = 0;
};

/// Lives through days from a seed: people scan and trade, wire and gateway fail, TWS restarts every
/// evening, and everything heals.
DayResult live(const DaySettings& settings);

}  // namespace wingspread::simulation
