#pragma once

#include "core/time.hpp"
#include "sim/market.hpp"

#include <optional>
#include <string_view>

namespace wingspread::sim {

/// "1 min", "5 secs", "1 hour", "1 day" … as TWS lists them.
std::optional<Duration> parse_bar_size(std::string_view text);
/// "1800 S", "1 D", "2 W", "1 M", "1 Y".
std::optional<Duration> parse_history_length(std::string_view text);
/// "TRADES", "MIDPOINT", "BID", "ASK".
std::optional<BarSource> parse_bar_source(std::string_view text);

}  // namespace wingspread::sim
