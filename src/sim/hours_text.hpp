#pragma once

#include "core/time.hpp"
#include "sim/gateway_config.hpp"

#include <string>

namespace wingspread::sim {

/// The sessions of today and the next five days as contract details state them:
/// "20251219:0930-20251219:1600;20251220:CLOSED", in New York time.
std::string hours_text(Hours hours, bool late_close, MarketTime now);

}  // namespace wingspread::sim
