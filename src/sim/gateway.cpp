#include "sim/gateway.hpp"

#include "sim/gateway_state.hpp"

namespace wingspread::sim {

Gateway::Gateway(const GatewayConfig& config, std::unique_ptr<Market> market, Rng rng,
                 Books restored)
    : state_(std::make_unique<GatewayState>(config, std::move(market), rng, std::move(restored))) {}
Gateway::~Gateway() = default;
Gateway::Gateway(Gateway&&) noexcept = default;
Gateway& Gateway::operator=(Gateway&&) noexcept = default;

SessionId Gateway::open(const Now& now) { return state_->open(now); }

void Gateway::receive(SessionId session, std::string_view bytes, const Now& now) {
    state_->receive(session, bytes, now);
}

void Gateway::peer_closed(SessionId session, const Now&) { state_->peer_closed(session); }

void Gateway::advance(const Now& now) { state_->advance(now); }

void Gateway::inject(const Fault& fault, const Now& now) { state_->inject(fault, now); }

void Gateway::restart(const Now& now) {
    state_->advance(now);
    state_ = GatewayState::restarted(std::move(*state_));
}

std::optional<MonotonicTime> Gateway::next_wakeup() const { return state_->next_wakeup(); }

std::vector<Action> Gateway::take_actions() { return state_->floor.out.take(); }

const Books& Gateway::books() const { return state_->floor.books; }

const Market& Gateway::market() const { return *state_->floor.market; }

bool Gateway::is_linked() const { return state_->floor.trouble.link_up; }

const FaultCounts& Gateway::felt() const { return state_->floor.trouble.felt; }

std::size_t Gateway::lines() const { return state_->lines(); }

int Gateway::line_limit() const { return state_->floor.market_data_lines(); }

}  // namespace wingspread::sim
