#include "app/embedded_sim.hpp"

namespace wingspread::app {

EmbeddedSim::EmbeddedSim(const Clock& clock, std::unique_ptr<sim::FaultyGateway> gateway,
                         std::string state_file)
    : loop_(clock),
      market_start_(gateway->gateway().market().time()),
      host_(std::make_unique<SimHost>(loop_, std::move(gateway), std::move(state_file))) {}

EmbeddedSim::~EmbeddedSim() {
    loop_.stop();
    if (thread_.joinable()) thread_.join();
    host_->save();
    host_.reset();
}

Result<void> EmbeddedSim::start(int port) {
    auto listening = host_->listen("127.0.0.1", port);
    if (listening) thread_ = std::thread([this] { loop_.run(); });
    return listening;
}

}  // namespace wingspread::app
