#pragma once

#include "scan/describe.hpp"
#include "scan/found.hpp"

#include <string_view>

namespace wingspread::scan {

/// Where the structure of such an identity() stands in the chain; the key is 0. Fails
/// (invalid_argument) when the text names no structure, and (not_found) when its contracts are not
/// listed.
Result<Found> find_spread(const market::ChainSnapshot& chain, std::string_view id);

}  // namespace wingspread::scan
