#include "system/harness.hpp"

#include "core/date.hpp"
#include "options/calendar.hpp"
#include "sim/synthetic_market.hpp"

#include <algorithm>

namespace wingspread::system_test {

using namespace std::chrono_literals;

namespace {

constexpr Duration wire_delay = 2ms;

engine::TradeConfig trade_config(const trade::RiskLimits& limits) {
    engine::TradeConfig config;
    config.link.session.client_id = ClientId(1);
    config.account.client_id = ClientId(1);
    config.orders.client_id = ClientId(1);
    config.orders.environment = trade::Environment::simulated;
    config.orders.venue_hours = engine::VenueHours::always;
    config.orders.limits = limits;
    config.gateway_name = "in memory";
    return config;
}

}  // namespace

Now Harness::first_moment() {
    const auto market = options::from_new_york(*parse_date("2026-11-18"), 11h);
    return {MonotonicTime{1h}, to_utc(market), market};
}

Harness::Harness(std::uint64_t seed, std::vector<std::string> symbols)
    : Harness(seed, {},
              std::move(*sim::make_synthetic_market({seed, sim::Hours::always, std::move(symbols)},
                                                    first_moment()))) {}

Harness::Harness(std::uint64_t seed, const sim::GatewayConfig& gateway,
                 std::unique_ptr<sim::Market> market, const trade::RiskLimits& limits)
    : limits_(limits),
      rng_(seed),
      now_(first_moment()),
      gateway_(
          std::make_unique<sim::Gateway>(gateway, std::move(market), Rng(seed).split("gateway"))),
      trade_(make_core()) {}

std::unique_ptr<engine::TradeCore> Harness::make_core() {
    return std::make_unique<engine::TradeCore>(
        trade_config(limits_),
        [disk = disk_](const std::string&) -> Result<std::unique_ptr<trade::Journal>> {
            auto journal = store::MemoryJournal::open(disk);
            if (!journal) return std::unexpected(journal.error());
            return std::unique_ptr<trade::Journal>(std::move(*journal));
        },
        rng_.split(starts_++ == 0 ? "engine" : "engine started again"));
}

void Harness::start() { step(engine::TradeEvent(engine::StartLink{})); }

void Harness::run(Duration span) {
    run_until(span, [] { return false; });
}

void Harness::scan(const engine::ScanRequest& request) {
    ranking.reset();
    step(engine::ScanEvent(engine::StartScan{engine::ScanTicket(next_id_++), request, false}));
}

void Harness::place(const engine::OrderRequest& request) {
    step(engine::TradeEvent(engine::PlaceOrder{engine::CommandId(next_id_++), request}));
}

void Harness::preview(const engine::OrderRequest& request) {
    step(engine::TradeEvent(engine::PreviewOrder{engine::CommandId(next_id_++), request}));
}

void Harness::cancel(const std::string& order) {
    step(engine::TradeEvent(engine::CancelOrder{engine::CommandId(next_id_++), order}));
}

void Harness::add_exit(const std::string& order, const trade::ExitRules& rules) {
    step(engine::TradeEvent(engine::AddExit{engine::CommandId(next_id_++), order, rules}));
}

void Harness::turn_switch(trade::TradingState to, trade::Authority by) {
    step(engine::TradeEvent(
        engine::TurnSwitch{engine::CommandId(next_id_++), to, by, "the test says so"}));
}

void Harness::restart(const trade::RiskLimits& limits) {
    limits_ = limits;
    restart();
}

void Harness::restart() {
    if (session_) gateway_->peer_closed(*std::exchange(session_, {}), now_);
    to_gateway_.clear();
    to_engine_.clear();
    wishes_.clear();
    opening_ = false;
    trade_.reset();  // its lock on the journal first
    trade_ = make_core();
    start();
}

void Harness::cut() {
    if (!session_) return;
    gateway_->peer_closed(*session_, now_);
    session_.reset();
    to_gateway_.clear();
    to_engine_.clear();
    step(engine::TradeEvent(engine::LinkClosed{"cut by the test"}));
}

void Harness::advance(MonotonicTime end) {
    std::optional<MonotonicTime> next;
    if (opening_) next = now_.monotonic + wire_delay;
    next = engine::earlier(next, trade_->next_wakeup());
    next = engine::earlier(next, scan_.next_wakeup());
    next = engine::earlier(next, gateway_->next_wakeup());
    if (!to_gateway_.empty()) next = engine::earlier(next, to_gateway_.front().due);
    if (!to_engine_.empty()) next = engine::earlier(next, to_engine_.front().due);
    const auto until = std::max(std::min(next.value_or(end), end), now_.monotonic);
    now_ = now_ + (until - now_.monotonic);
    deliver();
}

void Harness::deliver() {
    if (std::exchange(opening_, false)) {
        session_ = gateway_->open(now_);
        conversations_.emplace_back();
        step(engine::TradeEvent(engine::LinkOpened{}));
    }
    while (!to_gateway_.empty() && to_gateway_.front().due <= now_.monotonic) {
        const auto transit = std::move(to_gateway_.front());
        to_gateway_.pop_front();
        deliver_to_gateway(transit.bytes);
    }
    if (const auto due = gateway_->next_wakeup(); due && *due <= now_.monotonic) {
        gateway_->advance(now_);
    }
    collect_gateway();
    while (!to_engine_.empty() && to_engine_.front().due <= now_.monotonic) {
        const auto transit = std::move(to_engine_.front());
        to_engine_.pop_front();
        deliver_to_engine(transit.bytes);
    }
    if (const auto due = trade_->next_wakeup(); due && *due <= now_.monotonic) {
        step(engine::TradeEvent(engine::TradeWake{}));
    }
    if (const auto due = scan_.next_wakeup(); due && *due <= now_.monotonic) {
        step(engine::ScanEvent(engine::ScanWake{}));
    }
    while (!wishes_.empty()) {
        const auto wish = std::move(wishes_.front());
        wishes_.pop_front();
        step(engine::TradeEvent(wish));
    }
}

void Harness::deliver_to_gateway(std::string_view bytes) {
    if (!session_) return;
    gateway_->receive(*session_, carried(&Conversation::to_gateway, bytes), now_);
    if (is_cut_due()) cut();
}

void Harness::deliver_to_engine(std::string_view bytes) {
    const auto arrived = carried(&Conversation::to_engine, bytes);
    step(engine::TradeEvent(engine::LinkBytes{std::string(arrived)}));
    if (is_cut_due()) cut();
}

std::string_view Harness::carried(std::string Conversation::* side, std::string_view bytes) {
    auto& before = conversations_.back().*side;
    if (conversations_.size() == 1 && cut_point_.side == side) {
        bytes = bytes.substr(0, cut_point_.bytes - before.size());
    }
    before += bytes;
    return bytes;
}

bool Harness::is_cut_due() const {
    return conversations_.size() == 1 && cut_point_.side != nullptr && session_.has_value() &&
           (conversations_.back().*cut_point_.side).size() == cut_point_.bytes;
}

void Harness::collect_gateway() {
    for (auto& action : gateway_->take_actions()) {
        const auto to = std::visit([](const auto& any) { return any.session; }, action);
        if (to != session_) continue;  // of a connection that is gone
        if (auto* send = std::get_if<sim::Send>(&action)) {
            // The wire splits where it likes: here after a seeded number of bytes.
            const auto size = static_cast<std::int64_t>(send->bytes.size());
            const auto split = static_cast<std::size_t>(rng_.between(0, size));
            to_engine_.push_back({now_.monotonic + wire_delay, send->bytes.substr(0, split)});
            to_engine_.push_back({now_.monotonic + wire_delay, send->bytes.substr(split)});
        } else {
            session_.reset();
            step(engine::TradeEvent(engine::LinkClosed{"closed by the gateway"}));
        }
    }
}

void Harness::step(const engine::TradeEvent& event) {
    if (const auto* bytes = std::get_if<engine::LinkBytes>(&event)) note(bytes->bytes);
    for (const auto& effect : trade_->step(event, now_)) perform(effect);
}

void Harness::step(const engine::ScanEvent& event) {
    for (const auto& effect : scan_.step(event, now_)) perform(effect);
}

void Harness::perform(const engine::TradeEffect& effect) {
    if (std::holds_alternative<broker::OpenSocket>(effect)) {
        opening_ = true;
    } else if (const auto* bytes = std::get_if<broker::SendBytes>(&effect)) {
        note(bytes->bytes);
        to_gateway_.push_back({now_.monotonic + wire_delay, bytes->bytes});
    } else if (std::holds_alternative<broker::CloseSocket>(effect)) {
        if (session_) gateway_->peer_closed(*std::exchange(session_, {}), now_);
    } else if (const auto* news = std::get_if<engine::ToScan>(&effect)) {
        step(engine::ScanEvent(*news));
    } else if (const auto* previewed = std::get_if<engine::PreviewAnswered>(&effect)) {
        preview_answers.push_back(previewed->answer);
    } else if (const auto* ordered = std::get_if<engine::OrderAnswered>(&effect)) {
        note(ordered->answer ? ordered->answer->id : ordered->answer.error().message);
        order_answers.push_back(ordered->answer);
    } else if (const auto* exit = std::get_if<engine::ExitAnswered>(&effect)) {
        exit_answers.push_back(exit->answer);
    } else if (const auto* line = std::get_if<engine::LogLine>(&effect)) {
        note(line->text);
    }
}

void Harness::perform(const engine::ScanEffect& effect) {
    if (const auto* wish = std::get_if<engine::ToTrade>(&effect)) {
        wishes_.push_back(*wish);
    } else if (const auto* ready = std::get_if<engine::RankingReady>(&effect)) {
        if (ready->final) ranking = ready->ranking;
    } else if (const auto* failed = std::get_if<engine::ScanFailed>(&effect)) {
        scan_error = failed->error;
    }
}

void Harness::note(std::string_view what) {
    const auto mix = [&](unsigned char byte) { trace_ = (trace_ ^ byte) * 0x100000001b3ULL; };
    const auto time = static_cast<std::uint64_t>(now_.monotonic.time_since_epoch().count());
    for (int shift = 0; shift < 64; shift += 8) mix(static_cast<unsigned char>(time >> shift));
    for (const char c : what) mix(static_cast<unsigned char>(c));
}

}  // namespace wingspread::system_test
