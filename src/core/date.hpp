#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace wingspread {

/// "2015-12-24".
std::string to_iso(Date date);
/// "20151224", as TWS and chain files write it.
std::string to_compact(Date date);
/// Reads "2015-12-24" or "20151224" and refuses days that do not exist.
Result<Date> parse_date(std::string_view text);
/// Whole days from one date to another; negative when `to` is earlier.
int days_between(Date from, Date to);
Date add_days(Date date, int days);
/// RFC 3339 with milliseconds: "2026-11-22T20:40:38.123Z".
std::string to_rfc3339(UtcTime time);

}  // namespace wingspread
