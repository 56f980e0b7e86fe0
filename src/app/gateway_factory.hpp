#pragma once

#include "app/commands.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "sim/faulty_gateway.hpp"

#include <memory>

namespace wingspread::app {

/// Builds the simulated gateway that the options describe, with the books of its state file and the
/// plan of its faults.
Result<std::unique_ptr<sim::FaultyGateway>> make_gateway(const SimOptions& options, const Now& now);

/// The market's clock differs from the wall clock: the gateway replays a recorded day.
bool replays(const SimOptions& options);

}  // namespace wingspread::app
