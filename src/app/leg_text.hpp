#pragma once

#include "core/result.hpp"
#include "engine/structure_request.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace wingspread::app {

/// Reads options as people type them, "," between: side as + or -, how many where more than one
/// ("2x"), strike, C or P, and "@2027-01-15" where the expiration is not `expiry`. Errors name the
/// flag and the leg.
Result<std::vector<engine::LegRequest>> parse_legs(std::string_view flag, std::string_view text,
                                                   std::optional<Date> expiry);

}  // namespace wingspread::app
