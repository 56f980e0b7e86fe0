#pragma once

#include "market/chain_snapshot.hpp"
#include "options/structure.hpp"
#include "scan/criteria.hpp"
#include "scan/expiry_model.hpp"
#include "scan/ranked_spread.hpp"

#include <array>

namespace wingspread::scan {

/// Contracts on both sides of ratio structures: bought to sold, or the other way round.
inline constexpr options::LegRatio scanned_ratio{1, 2};

inline constexpr std::size_t most_roles = 4;

/// A structure by its rows: one for each role of its kind's form, in that order. Rows of roles of
/// the later expiration are rows of the back slice.
struct StructurePlace {
    options::StructureKind kind = options::StructureKind::bull_call;
    std::array<std::uint32_t, most_roles> rows{};
};

/// A slice and what it is valued with.
struct ValuedSlice {
    const market::ExpirySlice& slice;
    const ExpiryModel& model;
    ExpiryTime time;
};

/// The structure at that place; `back` is `front` but for kinds of two expirations. Fails where the
/// rows do not fit the kind.
Result<options::Structure> make_structure(const market::ExpirySlice& front,
                                          const market::ExpirySlice& back,
                                          const StructurePlace& place);

/// Every figure of one structure without shares. All legs' quotes are usable, and the rows fit the
/// kind. `back` is there exactly for kinds of two expirations, of the same family as `front` and
/// later. Those are valued at the front expiration by model (two_expirations.hpp): their best case
/// and breakevens are the model's, their worst one is what is proven (options::max_loss_usd).
RankedSpread describe(const ValuedSlice& front, const ValuedSlice* back,
                      const StructurePlace& place, PriceBasis basis);

}  // namespace wingspread::scan
