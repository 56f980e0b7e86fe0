#pragma once

#include "core/time.hpp"
#include "sim/faults.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <set>

namespace wingspread::sim {

/// By kind: how often.
using FaultCounts = std::array<std::uint64_t, fault_count>;

/// What is wrong with the gateway now. Written by `GatewayState`, read by the desks.
struct Trouble {
    // TWS's own link to IBKR
    bool link_up = true;
    bool data_lost = false;  ///< what the link's return will say
    std::optional<MonotonicTime> link_back_at;
    int losses_to_tell = 0;  ///< times that 1100 is still to be said
    Duration between_losses{};
    std::optional<MonotonicTime> next_loss_at;
    std::optional<Duration> away_at_next_start;

    std::set<Farm> broken_farms;
    std::optional<int> market_data_lines;
    std::optional<MonotonicTime> lines_back_at;
    std::optional<MonotonicTime> delayed_until;
    std::optional<MonotonicTime> taken_until;  ///< by a competing session

    std::int64_t handshakes_to_refuse = 0;
    std::int64_t messages_to_refuse = 0;
    bool ids_rolled_back = false;  ///< and no client has been told

    FaultCounts felt{};  ///< how often a client has met a fault of that kind

    void meets(FaultKind kind) { ++felt[static_cast<std::size_t>(kind)]; }
};

}  // namespace wingspread::sim
