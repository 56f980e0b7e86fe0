#pragma once

#include "scan/ranked_spread.hpp"

#include <span>
#include <string>
#include <string_view>

/// Comma-separated values as RFC 4180 has them, but for line ends, which are those of the system.
namespace wingspread::app {

/// One cell of text, quoted.
std::string csv_text(std::string_view text);

/// Ranked spreads, best first, a line each after the names of the columns: those of --json, the
/// legs in one cell as "+1 740P 2026-01-15; …". Absent figures are empty.
std::string ranking_csv(std::span<const scan::RankedSpread> ranked);

}  // namespace wingspread::app
