#pragma once

#include "core/time.hpp"

#include <optional>
#include <string_view>

namespace wingspread::sim {

/// Reads the times that TWS takes in requests: "20251219-15:30:00" is UTC; "20251219 10:30:00",
/// alone or with "US/Eastern", is New York. Empty for anything else.
std::optional<MarketTime> parse_stamp(std::string_view text);

}  // namespace wingspread::sim
