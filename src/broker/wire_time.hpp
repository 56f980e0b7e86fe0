#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <string>
#include <string_view>

namespace wingspread::broker {

/// The instant of "20251219 10:31:02 US/Eastern" or, in UTC, "20251219-15:31:02". Without a zone
/// the first form is an error: it would be the zone of TWS's login, which nobody has told us.
Result<UtcTime> parse_wire_time(std::string_view text);
/// "20251219-15:31:02", the form that needs no zone.
std::string to_wire_time(UtcTime time);

}  // namespace wingspread::broker
