#pragma once

#include "scan/found.hpp"
#include "scan/pop_zone.hpp"
#include "scan/verdict.hpp"
#include "scan/wing_value.hpp"

namespace wingspread::scan {

/// One slice as a search for structures of one expiration sees it.
struct SliceSearch : ModelledSlice {
    const LegTable& calls;
    const LegTable& puts;
    const PopZones* zones;  ///< null unless verticals are ranked by probability

    [[nodiscard]] const LegTable& of(options::Right right) const {
        return right == options::Right::call ? calls : puts;
    }
};

/// How many structures of one kind the listed contracts make.
std::uint64_t count_listed(const WingForm& form, const LegTable& calls, const LegTable& puts,
                           const Criteria& criteria, WingWorkspace& wings);

/// Offers the best structures of one kind to `top`, which ends up as if all had been offered, and
/// accounts for every one. Pairs are searched block against block; a block pair that no candidate
/// worth listing can come from is not looked into.
void scan_wings(const SliceSearch& search, const WingForm& form, WingWorkspace& wings,
                FoundList& top, ScanCounts& counts);

}  // namespace wingspread::scan
