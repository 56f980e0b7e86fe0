#pragma once

#include "core/time.hpp"
#include "sim/synthetic_profiles.hpp"
#include "sim/universe.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::sim {

/// What is listed on the given New York day on these underlyings. Contract ids come from the OSI
/// symbol alone, so that a contract keeps its id from one day to the next.
Universe list_synthetic(std::span<const SyntheticProfile* const> profiles, Date today);

/// Market rules by IBKR's numbers, and the exchanges of options; shared with the replay.
void add_market_rules(Universe& universe);
std::vector<std::string> option_exchanges(options::UnderlyingKind kind);
/// A stable id for a symbol; `taken` says whether another contract holds it already.
ConId option_conid(std::string_view osi_symbol, const std::map<ConId, int>& taken);

}  // namespace wingspread::sim
