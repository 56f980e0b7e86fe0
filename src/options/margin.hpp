#pragma once

#include "core/decimal.hpp"
#include "core/time.hpp"
#include "options/contract.hpp"

#include <string>
#include <vector>

namespace wingspread::options {

/// One position as margin sees it.
struct MarginPosition {
    bool is_option = false;
    OptionContract option;  ///< of an option
    std::string symbol;
    Quantity quantity{};       ///< negative when short
    Price mark{};              ///< market price per share
    Price underlying_price{};  ///< of an option
    bool broad_index = false;  ///< option on a broad-based index
};

struct MarginRequirement {
    Money initial_usd{};
    Money maintenance_usd{};

    bool operator==(const MarginRequirement&) const = default;
};

/// Regulation T and FINRA rule 4210 for what this product trades. Stock: 50 % initial, 25 % (short
/// 30 %) maintenance. Long options: paid in full, nothing more. A short option is paired with a
/// long one of the same right that expires no earlier: the pair needs its largest loss at expiry,
/// or what the short alone would need when that is less. Opposite credit spreads of one expiry and
/// equal width need one side only (iron condor). What stays uncovered needs premium + max(20 % of
/// the underlying − amount out of the money, 10 %), 15 % for a broad index; calls covered by stock
/// need nothing.
MarginRequirement margin_requirement(const std::vector<MarginPosition>& positions);

}  // namespace wingspread::options
