#pragma once

#include "engine/quote_desk.hpp"
#include "engine/structure_request.hpp"

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace wingspread::engine {

/// A contract of the request is not among those known.
struct ContractMissing {
    LegRequest leg;

    bool operator==(const ContractMissing&) const = default;
};

/// The wanted structure out of the contracts that the desk knows, verified as `Structure::make`
/// does (one class, one multiplier); or the first contract that it does not know (yet). Refuses a
/// request without a class where more than one class lists a leg.
Result<std::variant<options::StructureUnits, ContractMissing>> find_structure(
    const QuoteDesk& desk, const StructureRequest& request);

/// Why there is no such contract, for people: which classes do expire then.
Error not_listed(const QuoteDesk& desk, const StructureRequest& request, const LegRequest& leg);

}  // namespace wingspread::engine
