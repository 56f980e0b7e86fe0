#pragma once

#include "data/chain_day.hpp"
#include "sim/universe.hpp"

#include <vector>

namespace wingspread::sim {

/// What a recorded day had listed. Instrument 0 is the underlying, instrument i + 1 is contract i
/// of the day. Ids come from the symbols; price increments are the coarsest usual ones that all
/// recorded prices obey.
Universe list_replay(const data::ChainDay& day);

}  // namespace wingspread::sim
