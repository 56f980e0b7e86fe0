#pragma once

#include "market/chain_snapshot.hpp"
#include "scan/expiry_model.hpp"

#include <cstdint>
#include <vector>

namespace wingspread::scan {

using market::ContractPlace;

/// The lowest value, in USD per share, at which a bid is expected: the least that is ever bid is a
/// cent, and makers leave themselves room.
inline constexpr double least_bid_value = 0.03;

/// The chain as it may turn out once everything is quoted: known prices stand, old ones too; what
/// is not quoted yet stands at its model's value, half as wide as the nearest strike that is
/// quoted, so that a candidate is rather looked at than missed. What has no bid by its quote or its
/// model has none. Slices without a model stay as they are. For looking ahead only.
market::ChainSnapshot expected_chain(const market::ChainSnapshot& chain, const ChainModels& models);

}  // namespace wingspread::scan
