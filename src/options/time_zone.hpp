#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <string_view>

namespace wingspread::options {

/// The instant that clocks of a zone show so, for zones as TWS names them: IANA names, old ones
/// included ("US/Eastern", "MET"). The hour that autumn repeats means its first pass.
/// Errc::not_found for a zone that the machine's database does not have.
Result<UtcTime> from_zone(std::string_view zone, Date date, Duration since_midnight);

}  // namespace wingspread::options
