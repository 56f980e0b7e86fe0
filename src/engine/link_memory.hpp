#pragma once

#include "core/id.hpp"
#include "core/time.hpp"
#include "engine/api.hpp"
#include "options/contract.hpp"

#include <string>
#include <vector>

namespace wingspread::engine {

/// What outlives the program beside the journal. No money hangs on it: without it, counters begin
/// at zero and lines are opened only once somebody asks for them.
struct LinkMemory {
    UtcTime saved_at{};
    std::string state;  ///< of the session then, as "READY"
    std::string reason;
    UtcTime since{};
    ClientId client_id;          ///< whose order ids these are
    OrderId highest_order_id{};  ///< met on the wire or in the journal; 0 when none was
    Metrics counters;            ///< totals; gauges and `queue_wait` are not kept
    std::vector<options::OptionContract> options;  ///< with an open line
    std::vector<options::Underlying> underlyings;
};

}  // namespace wingspread::engine
