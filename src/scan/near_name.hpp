#pragma once

#include <span>
#include <string>
#include <string_view>

namespace wingspread::scan {

/// Up to three of `names` that `text` was probably meant to be, ", " between: those with the fewest
/// letters to change, add, drop or swap, or that begin with it. Empty when none is near.
std::string near_names(std::string_view text, std::span<const std::string_view> names);

}  // namespace wingspread::scan
