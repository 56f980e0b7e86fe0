#pragma once

#include "core/result.hpp"
#include "options/structure.hpp"

#include <string>
#include <vector>

namespace wingspread::engine {

/// One option of a wanted structure, as a person names it.
struct LegRequest {
    options::Side side = options::Side::buy;
    int ratio = 1;
    options::Right right = options::Right::call;
    Price strike;
    Date expiry{};

    bool operator==(const LegRequest&) const = default;
};

/// A structure as a person names it: the engine finds the contracts. Legs as they are held once
/// opened, in any order; shares follow from the kind and are not named.
struct StructureRequest {
    options::StructureKind kind = options::StructureKind::bull_call;
    std::string symbol;
    std::string trading_class;  ///< empty: a share's own, an index's only one then
    std::vector<LegRequest> legs;

    bool operator==(const StructureRequest&) const = default;
};

/// A vertical by its strikes; whether they are the right way round, `check` says.
StructureRequest vertical_request(options::VerticalKind kind, std::string symbol,
                                  std::string trading_class, Date expiry, Price bought_strike,
                                  Price sold_strike);

/// Whether the legs are those of the kind, before any contract is looked for.
Result<void> check(const StructureRequest& request);

}  // namespace wingspread::engine
