#pragma once

#include "scan/found.hpp"
#include "scan/leg_columns.hpp"
#include "scan/sort_score.hpp"
#include "scan/vertical_bounds.hpp"

#include <cstdint>
#include <vector>

namespace wingspread::scan {

/// Room that a scan for verticals works in, used again for each slice, so that its inner loops
/// allocate nothing.
struct VerticalWorkspace {
    LegColumns legs;
    SortScore score;
    std::vector<std::uint8_t> look;
    std::vector<LegRange> runs;  ///< by sold leg
    VerticalBounds bounds;
};

/// How many verticals of the kinds asked for the listed contracts make.
std::uint64_t count_listed_verticals(const market::ExpirySlice& slice, const Criteria& criteria);

/// Offers all verticals of the kinds asked for to `top`, which ends up the same whatever is
/// counted, and accounts for every one.
void scan_verticals(const ModelledSlice& search, Counting counting, VerticalWorkspace& room,
                    FoundList& top, ScanCounts& counts);

}  // namespace wingspread::scan
