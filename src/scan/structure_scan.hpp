#pragma once

#include "scan/vertical_scan.hpp"

namespace wingspread::scan {

/// All structures of the kinds asked for: enumerated, filtered, scored and ranked, the list exact.
/// Verticals are all those of scan_verticals; wings of condors and butterflies, and diagonals,
/// reach as far as `max_wing_strikes`. The same snapshot and criteria give the same result; ties go
/// by expiry, class, kind and rows. `counts.contracts` and `skipped` tell of every slice. Fails
/// when the criteria contradict each other or the underlying has no price.
Result<ScanResult> scan_structures(const market::ChainSnapshot& chain, const Criteria& criteria);
/// As above with models that are at hand, one for each slice. The list is the same whatever is
/// counted.
Result<ScanResult> scan_structures(const market::ChainSnapshot& chain, const Criteria& criteria,
                                   const ChainModels& models, Counting counting = Counting::full);

}  // namespace wingspread::scan
