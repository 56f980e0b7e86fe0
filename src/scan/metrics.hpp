#pragma once

#include "scan/criteria.hpp"
#include "scan/ranked_spread.hpp"

#include <span>
#include <string_view>

namespace wingspread::scan {

/// Which end of a metric ranks first.
enum class Better : std::uint8_t { higher, lower };

/// One figure of a ranked spread that a ranking can go by.
struct Metric {
    SortKey key;
    std::string_view name;
    std::string_view unit;
    Better better;
    std::string_view definition;
    /// Not a number where the spread has none, as a greatest loss without bound.
    double (*value)(const RankedSpread&, PriceBasis);
};

/// In the order of SortKey.
std::span<const Metric> metrics_table();
const Metric& metric(SortKey key);

}  // namespace wingspread::scan
