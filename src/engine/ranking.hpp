#pragma once

#include "core/decimal.hpp"
#include "core/time.hpp"
#include "engine/bus_messages.hpp"
#include "scan/explain.hpp"
#include "scan/list_changes.hpp"
#include "scan/structure_scan.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace wingspread::engine {

/// What a scan is asked for: one answer when every contract has been quoted, or rankings until it
/// is stopped.
struct ScanRequest {
    std::string symbol;
    scan::Criteria criteria;
    std::string
        explain;  ///< a spread to explain, by its id or its place in the list; empty for none

    bool operator==(const ScanRequest&) const = default;
};

/// One ranking of one scan, and how much of the chain it rests on. Immutable once published.
struct Ranking {
    ScanRequest request;
    std::uint64_t seq = 0;  ///< of this scan, from 1
    UtcTime computed_at{};
    UtcTime models_at{};  ///< forwards and smiles behind its figures were fitted then
    MarketTime as_of{};
    std::optional<Price> spot;
    SweepProgress coverage;
    scan::ListChanges changes;  ///< of a live scan, since the ranking before or from nothing
    scan::ScanResult result;
    std::optional<scan::Explanation> explanation;  ///< in a final ranking, where it was asked for
};

}  // namespace wingspread::engine
