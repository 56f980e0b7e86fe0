#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "sim/gateway_config.hpp"
#include "sim/market.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace wingspread::sim {

struct SyntheticConfig {
    std::uint64_t seed = 1;
    Hours hours = Hours::always;
    std::vector<std::string> symbols;  ///< of SPX, SPY, QQQ, AAPL, MSFT, KO; empty means all
};

/// A made-up market with option chains as they are listed on the New York day of `start`. Its
/// prices are a function of seed and market time alone, so the past can be asked as well.
Result<std::unique_ptr<Market>> make_synthetic_market(const SyntheticConfig& config,
                                                      const Now& start);

}  // namespace wingspread::sim
