#pragma once

#include "app/commands.hpp"
#include "app/embedded_sim.hpp"
#include "app/engine_host.hpp"
#include "app/machine_clock.hpp"
#include "store/file_lock.hpp"

#include <memory>
#include <optional>

namespace wingspread::app {

/// What a command needs of an engine.
struct EngineWish {
    SimOptions sim;  ///< used when no gateway is configured
    int client_id = 1;
    bool durable = false;  ///< with the journal on disk; otherwise in memory
    bool adopt_positions = false;
    std::optional<engine::ScanRequest> live;
};

/// Clock, gateway and engine, built in the order in which they depend on one another.
class EngineSetup {
  public:
    static Result<std::unique_ptr<EngineSetup>> make(const Context& context, EngineWish wish);

    [[nodiscard]] EngineHost& engine() { return *engine_; }
    [[nodiscard]] const MachineClock& clock() const { return clock_; }
    [[nodiscard]] bool simulated() const { return sim_ != nullptr; }

  private:
    EngineSetup() = default;

    std::optional<store::FileLock> lock_;  ///< one durable engine per gateway
    MachineClock clock_;
    std::unique_ptr<EmbeddedSim> sim_;
    std::unique_ptr<EngineHost> engine_;
};

}  // namespace wingspread::app
