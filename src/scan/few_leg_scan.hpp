#pragma once

#include "scan/wing_scan.hpp"

namespace wingspread::scan {

/// Single options, straddles, strangles and ratio spreads: at most two roles of one expiration.
/// Verticals have a scan of their own.
bool has_few_legs(options::StructureKind kind);

std::uint64_t count_listed(options::StructureKind kind, const LegTable& calls,
                           const LegTable& puts);

/// Offers all of one kind to `top`, one by one, and accounts for each.
void scan_few_legs(const SliceSearch& search, options::StructureKind kind, FoundList& top,
                   ScanCounts& counts);

}  // namespace wingspread::scan
