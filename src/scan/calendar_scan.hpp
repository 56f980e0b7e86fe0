#pragma once

#include "scan/wing_scan.hpp"

namespace wingspread::scan {

/// Calendars and diagonals.
bool has_two_expirations(options::StructureKind kind);

/// Whether options of both make one structure, `back` being the later.
bool is_family(const market::SliceTerms& front, const market::SliceTerms& back);

/// How many structures of one kind the listed contracts of two slices make. Diagonals reach no
/// further than the criteria's widest wing, in strikes of the front slice.
std::uint64_t count_listed(options::StructureKind kind, const market::ExpirySlice& front,
                           const market::ExpirySlice& back, const Criteria& criteria);

/// Offers those of one kind to `top` and accounts for each. What is computed by model (best case,
/// probability of profit) is computed only for those that may still be listed.
void scan_two_expirations(const SliceSearch& front, const SliceSearch& back,
                          options::StructureKind kind, FoundList& top, ScanCounts& counts);

}  // namespace wingspread::scan
