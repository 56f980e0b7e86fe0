#pragma once

#include "core/result.hpp"
#include "market/chain_snapshot.hpp"
#include "scan/counts.hpp"
#include "scan/criteria.hpp"
#include "scan/expiry_model.hpp"
#include "scan/ranked_spread.hpp"

#include <string>
#include <vector>

namespace wingspread::scan {

/// An expiry for which nothing could be ranked, and why, for people.
struct SkippedExpiry {
    Date expiry{};
    std::string trading_class;
    std::string reason;

    bool operator==(const SkippedExpiry&) const = default;
};

struct ScanResult {
    std::vector<RankedSpread> ranked;  ///< best first
    ScanCounts counts;
    std::vector<SkippedExpiry> skipped;
};

/// All structures of the kinds asked for: enumerated, filtered, scored and ranked, the list exact.
/// Verticals are of any two strikes; wings of condors and butterflies, and diagonals, reach as far
/// as `max_wing_strikes`. The same snapshot and criteria give the same result; ties go by expiry,
/// class, kind and strikes. `counts.contracts` and `skipped` tell of every slice. Fails when the
/// criteria contradict each other (invalid_argument) or the underlying has no price (unavailable).
Result<ScanResult> scan_structures(const market::ChainSnapshot& chain, const Criteria& criteria);
/// As above with models that are at hand, one for each slice: they cost more to fit than all
/// verticals to judge, and hold longer than quotes do. Fails (invalid_argument) when their number
/// is not that of the slices. The list is the same whatever is counted.
Result<ScanResult> scan_structures(const market::ChainSnapshot& chain, const Criteria& criteria,
                                   const ChainModels& models, Counting counting = Counting::full);

/// The models that such a scan uses. Fails (unavailable) when the underlying has no price.
Result<ChainModels> chain_models(const market::ChainSnapshot& chain, const Criteria& criteria);
/// Whether such a scan can be run at all; the error says what is wrong.
Result<void> check_scan(const market::ChainSnapshot& chain, const Criteria& criteria,
                        const ChainModels& models);
/// Expiries asked for that have no model.
std::vector<SkippedExpiry> skipped_expiries(const market::ChainSnapshot& chain,
                                            const Criteria& criteria, const ChainModels& models);

}  // namespace wingspread::scan
