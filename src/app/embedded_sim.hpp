#pragma once

#include "app/commands.hpp"
#include "app/sim_host.hpp"

#include <memory>
#include <thread>

namespace wingspread::app {

/// A simulated gateway inside this process, on a thread and a loopback port of its own: the engine
/// talks to it as to any other gateway.
class EmbeddedSim {
  public:
    EmbeddedSim(const Clock& clock, std::unique_ptr<sim::FaultyGateway> gateway,
                std::string state_file);
    ~EmbeddedSim();
    EmbeddedSim(const EmbeddedSim&) = delete;
    EmbeddedSim& operator=(const EmbeddedSim&) = delete;

    /// Listens on 127.0.0.1; port 0 takes any free one.
    Result<void> start(int port);
    [[nodiscard]] int port() const { return host_->port(); }
    /// The market's clock as the gateway starts.
    [[nodiscard]] MarketTime market_start() const { return market_start_; }

  private:
    net::Loop loop_;
    MarketTime market_start_;
    std::unique_ptr<SimHost> host_;
    std::thread thread_;
};

}  // namespace wingspread::app
