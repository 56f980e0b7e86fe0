#pragma once

#include "sim/books.hpp"
#include "sim/market.hpp"

#include <set>

namespace wingspread::sim {

/// Closes the option positions whose contracts have settled: an index option pays its intrinsic
/// value in cash; a stock option in the money turns into shares at the strike, as exercise or
/// assignment; everything else lapses. No execution is written: a broker shows such events as bare
/// changes of position. Returns the instruments whose positions changed.
std::set<ConId> settle_expired(Books& books, Market& market);

}  // namespace wingspread::sim
