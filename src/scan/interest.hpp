#pragma once

#include "core/decimal.hpp"
#include "core/time.hpp"
#include "options/contract.hpp"
#include "scan/criteria.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace wingspread::scan {

/// Which contracts deserve a market-data line, the most useful first, as indexes into `contracts`.
/// Left out are those that no spread of the criteria can use and no model needs: other days to
/// expiration, expired ones. First come the strikes around the spot, both rights, without which an
/// expiry has no forward; then the rights that the wanted kinds use, by how far, in standard
/// deviations of a nominal volatility, they are from where the wanted short deltas and their
/// bought legs lie; then the out-of-the-money rest, which only shapes the smile.
std::vector<std::size_t> rank_interest(std::span<const options::OptionContract> contracts,
                                       Price spot, const Criteria& criteria, MarketTime now);

}  // namespace wingspread::scan
