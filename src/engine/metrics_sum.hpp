#pragma once

#include "engine/api.hpp"

namespace wingspread::engine {

/// Adds the totals of earlier runs to those of this one; what says how things are now stays.
void add_counters(Metrics& metrics, const Metrics& before);

}  // namespace wingspread::engine
