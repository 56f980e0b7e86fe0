#pragma once

#include "sim/floor.hpp"

#include <optional>

namespace wingspread::sim {

/// What accounts of the kind may not come to hold, if the whole order filled: in a cash account no
/// short option but European ones and calls on shares that are held; in an IRA no option that is
/// short without a long one or shares against it, and no borrowed shares.
std::optional<Refusal> check_account_kind(const Floor& floor, const BookedOrder& order);

}  // namespace wingspread::sim
