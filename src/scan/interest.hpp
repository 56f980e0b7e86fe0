#pragma once

#include "market/chain_snapshot.hpp"
#include "scan/criteria.hpp"
#include "scan/expected_chain.hpp"

#include <vector>

namespace wingspread::scan {

/// Which contracts deserve a market-data line, the most useful first, by what is quoted so far.
/// Left out are those that no spread of the criteria can use and no model needs: other days to
/// expiration, expired ones, the wrong right in the money. In this order:
///
/// 1. probes of the expirations that have no model yet: the strikes around the spot, both rights,
///    for a forward, and a few out of the money for a smile;
/// 2. the legs of the spreads that would rank best if all that is not quoted yet stood at its
///    model's value (`expected_chain`), each wanted kind in turn;
/// 3. the pairs nearest the money that vote for the forward;
/// 4. contracts that are worth a bid, by how far, in standard deviations, they are from where the
///    wanted short deltas and their bought legs lie;
/// 5. the out-of-the-money side that only shapes the smile, then all others.
///
/// So it is worth asking again when more is quoted. The same snapshot and criteria give the same
/// order. Empty while the underlying has no price.
std::vector<ContractPlace> rank_interest(const market::ChainSnapshot& chain,
                                         const Criteria& criteria);

}  // namespace wingspread::scan
