#include "simulation/world.hpp"

#include "core/date.hpp"
#include "options/calendar.hpp"
#include "sim/synthetic_market.hpp"
#include "trade/limits.hpp"
#include "tws/codec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace wingspread::simulation {

using namespace std::chrono_literals;

namespace {

constexpr tws::ServerVersion version{200};

Now start_of(Date day) {
    const auto market = options::from_new_york(day, 8h);
    return {MonotonicTime{1h}, to_utc(market), market};
}

broker::SupervisorSettings supervision() {
    auto restart = broker::parse_daily_restart("23:45", "America/New_York", 15min);
    auto calendar = broker::MaintenanceCalendar::make({{*restart}, 5min});
    return {*calendar, {}};
}

engine::TradeConfig trade_config(const WorldSettings& settings) {
    engine::TradeConfig config;
    config.link.session.client_id = ClientId(1);
    config.link.pacing.messages = settings.rate;
    config.quotes.lines.max_lines = settings.lines;
    config.account.client_id = ClientId(1);
    config.orders.client_id = ClientId(1);
    config.orders.environment = trade::Environment::simulated;
    config.orders.venue_hours = engine::VenueHours::always;
    config.orders.limits = trade::paper_limits();
    config.supervision = supervision();
    config.gateway_name = "simulated";
    return config;
}

/// A live scan holds lines all day; it looks seldom, to leave time for other things.
engine::ScanConfig scan_config() {
    engine::ScanConfig config;
    config.ranking_interval = 10min;
    config.resweep_interval = 2h;
    return config;
}

std::unique_ptr<sim::Gateway> make_gateway(std::uint64_t seed, const Now& now) {
    auto market = sim::make_synthetic_market({seed, sim::Hours::always, {"KO"}}, now);
    sim::GatewayConfig config;
    // A line that is seldom told costs little: a day holds millions of ticks otherwise.
    config.matching = 30s;
    config.option_sampling = 5min;
    config.underlying_sampling = 2min;
    config.market_data_lines = 1000;  // the wire is watched for lines and rate
    config.messages_per_second = 1000;
    return std::make_unique<sim::Gateway>(config, std::move(*market), Rng(seed).split("gateway"));
}

constexpr engine::ScanTicket live_ticket{0xFFFF'FFFF};

engine::ScanRequest scan_request() {
    engine::ScanRequest request{"KO", {}};
    request.criteria.kinds = {false, false, true, false};
    request.criteria.min_dte = 20;
    request.criteria.max_dte = 40;
    request.criteria.rate_per_year = 0.04;
    return request;
}

bool is_data(const tws::Answer& answer) {
    return std::holds_alternative<tws::TickPrice>(answer) ||
           std::holds_alternative<tws::TickSize>(answer) ||
           std::holds_alternative<tws::TickOptionComputation>(answer) ||
           std::holds_alternative<tws::TickGeneric>(answer) ||
           std::holds_alternative<tws::TickString>(answer);
}

}  // namespace

std::string_view to_string(Fault fault) {
    switch (fault) {
        case Fault::refuse: return "refuse";
        case Fault::mute: return "mute";
        case Fault::cut: return "cut";
        case Fault::half_open: return "half_open";
        case Fault::slow: return "slow";
        case Fault::link_kept: return "link_kept";
        case Fault::link_lost: return "link_lost";
        case Fault::link_silent: return "link_silent";
        case Fault::restart: return "restart";
        case Fault::count: break;
    }
    return "";
}

WorldTotals& WorldTotals::operator+=(const WorldTotals& other) {
    for (std::size_t i = 0; i < fault_count; ++i) faults[i] += other.faults[i];
    reconnects += other.reconnects;
    requests += other.requests;
    commands += other.commands;
    fills += other.fills;
    announcements += other.announcements;
    events += other.events;
    return *this;
}

World::World(WorldSettings settings)
    : settings_(settings),
      rng_(settings.seed),
      now_(start_of(settings.first_day)),
      network_(rng_.split("network")),
      wire_(settings.rate, settings.lines, [this](std::string what) { violate(std::move(what)); }),
      gateway_(make_gateway(settings.seed, now_)),
      scan_(scan_config()),
      trade_(std::make_unique<engine::TradeCore>(
          trade_config(settings),
          [disk = disk_](const std::string&) -> Result<std::unique_ptr<trade::Journal>> {
              auto journal = store::MemoryJournal::open(disk);
              if (!journal) return std::unexpected(journal.error());
              return std::unique_ptr<trade::Journal>(std::move(*journal));
          },
          rng_.split("engine"))),
      healthy_since_(now_.monotonic),
      checked_at_(now_.monotonic),
      rested_at_(now_.monotonic),
      calendar_(supervision().maintenance) {
    step(engine::TradeEvent(engine::StartLink{}));
    step(engine::ScanEvent(engine::StartScan{live_ticket, scan_request(), true}));
}

// ---- What people and the world do

void World::scan() {
    const auto id = next_id_++;
    scans_[id] = {"a scan"};
    ++totals_.commands;
    step(engine::ScanEvent(engine::StartScan{engine::ScanTicket(id), scan_request(), false}));
}

void World::order(bool place) {
    if (!ranking_ || ranking_->result.ranked.empty()) return scan();
    const auto& ranked = ranking_->result.ranked;
    const auto& spread = ranked[static_cast<std::size_t>(
        rng_.between(0, static_cast<std::int64_t>(ranked.size()) - 1))];
    engine::OrderRequest request;
    request.spread = {spread.structure, spread.symbol,         spread.trading_class,
                      spread.expiry,    spread.legs[0].strike, spread.legs[1].strike};
    request.quantity = 1;
    request.price_rule = rng_.chance(0.5) ? engine::PriceRule::natural : engine::PriceRule::mid;
    const auto id = next_id_++;
    ++totals_.commands;
    commands_[id] = {place ? "an order" : "a preview"};
    const engine::CommandId command(id);
    if (place) {
        step(engine::TradeEvent(engine::PlaceOrder{command, request}));
    } else {
        step(engine::TradeEvent(engine::PreviewOrder{command, request}));
    }
}

void World::cancel() {
    std::vector<std::string> open;
    for (const auto& order : trade_->orders()) {
        if (!order.terminal) open.push_back(order.id);
    }
    if (open.empty()) return;
    const auto& chosen =
        open[static_cast<std::size_t>(rng_.between(0, static_cast<std::int64_t>(open.size()) - 1))];
    const auto id = next_id_++;
    ++totals_.commands;
    commands_[id] = {"a cancel"};
    step(engine::TradeEvent(engine::CancelOrder{engine::CommandId(id), chosen}));
}

void World::inject(Fault fault) {
    ++totals_.faults[static_cast<std::size_t>(fault)];
    note(to_string(fault));
    log_.push_back(fmt::format("{} fault: {}", to_rfc3339(now_.utc), to_string(fault)));
    const auto some = [this](int least, int most) {
        return Duration(std::chrono::seconds(rng_.between(least, most)));
    };
    Duration lasts{};
    switch (fault) {
        case Fault::refuse:
            network_.refuse_until(now_.monotonic + (lasts = some(5, 400)));
            close_gateway_side();
            break;
        case Fault::mute: network_.mute_until(now_.monotonic + (lasts = some(5, 300))); break;
        case Fault::cut:
            network_.cut_after(static_cast<std::size_t>(rng_.between(1, 2000)));
            lasts = 60s;
            break;
        case Fault::half_open:
            network_.half_open();
            lasts = 60s;
            break;
        case Fault::slow:
            lasts = some(5, 120);
            network_.slow_until(now_.monotonic + lasts,
                                std::chrono::milliseconds(rng_.between(200, 4000)));
            break;
        case Fault::link_kept:
        case Fault::link_lost: {
            const auto times = rng_.between(1, 4);
            ibkr_link_ = false;
            for (int i = 0; i < times; ++i) {
                say(1100, "Connectivity between IBKR and Trader Workstation has been lost.");
            }
            subscriptions_lost_ = subscriptions_lost_ || fault == Fault::link_lost;
            link_back_at_ = now_.monotonic + (lasts = some(1, 600));
            break;
        }
        case Fault::link_silent:
            subscriptions_lost_ = rng_.chance(0.5);
            link_back_at_ = now_.monotonic;
            break;
        case Fault::restart:
            network_.refuse_until(now_.monotonic + (lasts = some(30, 300)));
            close_gateway_side();
            break;
        case Fault::count: break;
    }
    healthy_since_ = std::max(healthy_since_, now_.monotonic + lasts);
}

/// TWS closes the connection: the engine hears of it.
void World::close_gateway_side() {
    if (!network_.is_connected()) return;
    if (session_) gateway_->peer_closed(*std::exchange(session_, {}), now_);
    network_.close();
    step(engine::TradeEvent(engine::LinkClosed{"closed by the gateway"}));
}

void World::say(int code, std::string text) {
    if (!session_ || !gateway_greeted_) return;
    std::string bytes;
    const tws::Answer message = tws::ErrorMessage{.id = -1, .code = code, .text = std::move(text)};
    if (tws::encode(message, version, bytes)) network_.receive(std::move(bytes), now_);
}

// ---- Time

void World::run_until(MonotonicTime end) {
    while (now_.monotonic < end && !violation_) advance(end);
}

void World::advance(MonotonicTime end) {
    auto next = engine::earlier(network_.next_wakeup(), trade_->next_wakeup());
    next = engine::earlier(next, scan_.next_wakeup());
    next = engine::earlier(next, gateway_->next_wakeup());
    next = engine::earlier(next, link_back_at_);
    next = engine::earlier(next, live_again_at_);
    const auto until = std::max(std::min(next.value_or(end), end), now_.monotonic);
    now_ = now_ + (until - now_.monotonic);
    ++totals_.events;
    open_connections();
    carry_bytes();
    wake();
    check();
}

void World::open_connections() {
    switch (network_.take_opening(now_)) {
        case Network::Opening::pending: return;
        case Network::Opening::refused:
            step(engine::TradeEvent(engine::LinkOpenFailed{"connection refused"}));
            return;
        case Network::Opening::accepted: break;
    }
    network_.connected();
    wire_.connected();
    gateway_frames_ = {};
    gateway_greeted_ = false;
    watched_ = {};
    greeting_seen_ = false;
    session_ = gateway_->open(now_);
    step(engine::TradeEvent(engine::LinkOpened{}));
}

void World::carry_bytes() {
    for (const auto& bytes : network_.take_for_gateway(now_)) {
        if (session_) gateway_->receive(*session_, bytes, now_);
    }
    if (const auto due = gateway_->next_wakeup(); due && *due <= now_.monotonic) {
        gateway_->advance(now_);
    }
    collect_gateway();
    if (link_back_at_ && *link_back_at_ <= now_.monotonic) {
        link_back_at_.reset();
        ibkr_link_ = true;
        const bool lost = std::exchange(subscriptions_lost_, false);
        say(lost ? 1101 : 1102, lost ? "restored - data lost" : "restored - data maintained");
    }
    for (const auto& bytes : network_.take_for_engine(now_)) {
        if (network_.is_connected()) deliver(bytes);
    }
    if (network_.take_cut()) close_gateway_side();
}

void World::collect_gateway() {
    for (auto& action : gateway_->take_actions()) {
        if (auto* send = std::get_if<sim::Send>(&action)) {
            if (session_ && send->session == *session_) {
                gateway_frames_.feed(send->bytes);
                std::string passed;
                while (true) {
                    const auto payload = gateway_frames_.next();
                    if (!payload || !*payload) break;
                    // While TWS is cut off from IBKR no data come.
                    const bool is_greeting = !std::exchange(gateway_greeted_, true);
                    if (!is_greeting && !ibkr_link_) {
                        const auto answer = tws::decode_answer(**payload, version);
                        if (answer && is_data(*answer)) continue;
                    }
                    (void)tws::append_frame(**payload, passed);
                }
                network_.receive(std::move(passed), now_);
            }
        } else if (session_) {
            session_.reset();
            close_gateway_side();
        }
    }
}

void World::wake() {
    if (const auto due = trade_->next_wakeup(); due && *due <= now_.monotonic) {
        step(engine::TradeEvent(engine::TradeWake{}));
    }
    if (const auto due = scan_.next_wakeup(); due && *due <= now_.monotonic) {
        step(engine::ScanEvent(engine::ScanWake{}));
    }
    if (live_again_at_ && *live_again_at_ <= now_.monotonic) {
        live_again_at_.reset();
        step(engine::ScanEvent(engine::StartScan{live_ticket, scan_request(), true}));
    }
    while (!wishes_.empty()) {
        const auto wish = std::move(wishes_.front());
        wishes_.pop_front();
        step(engine::TradeEvent(wish));
    }
}

// ---- What the engine does

void World::deliver(std::string_view bytes) {
    note(bytes);
    watched_.feed(bytes);
    while (true) {
        const auto payload = watched_.next();
        if (!payload || !*payload) break;
        if (!std::exchange(greeting_seen_, true)) continue;
        const auto answer = tws::decode_answer(**payload, version);
        if (!answer) {
            violate("the gateway's message: " + answer.error().message);
            break;
        }
        watch(*answer);
    }
    step(engine::TradeEvent(engine::LinkBytes{std::string(bytes)}));
}

void World::watch(const tws::Answer& answer) {
    if (const auto* error = std::get_if<tws::ErrorMessage>(&answer)) {
        if (error->code == 1101) wire_.on_subscriptions_lost();
        if (error->code == 1101 || error->code == 1102) wire_.question_books();
    }
    wire_.on_answer(answer, now_);
}

void World::step(const engine::TradeEvent& event) {
    const auto before = trade_->health().state;
    gap_told_ = false;
    for (const auto& effect : trade_->step(event, now_)) perform(effect);
    const auto after = trade_->health().state;
    if (before != after) check_state(before, after);
    check_orders(before);
}

void World::step(const engine::ScanEvent& event) {
    for (const auto& effect : scan_.step(event, now_)) perform(effect);
}

void World::perform(const engine::TradeEffect& effect) {
    if (std::holds_alternative<broker::OpenSocket>(effect)) {
        network_.ask_to_open(now_);
    } else if (const auto* bytes = std::get_if<broker::SendBytes>(&effect)) {
        note(bytes->bytes);
        wire_.on_sent(bytes->bytes, now_);
        network_.send(bytes->bytes, now_);
    } else if (std::holds_alternative<broker::CloseSocket>(effect)) {
        if (session_) gateway_->peer_closed(*std::exchange(session_, {}), now_);
        network_.close();
    } else if (const auto* news = std::get_if<engine::ToScan>(&effect)) {
        if (std::holds_alternative<engine::GapMarked>(*news)) gap_told_ = true;
        step(engine::ScanEvent(*news));
    } else if (const auto* previewed = std::get_if<engine::PreviewAnswered>(&effect)) {
        answered(commands_, previewed->command);
    } else if (const auto* ordered = std::get_if<engine::OrderAnswered>(&effect)) {
        note(ordered->answer ? ordered->answer->id : ordered->answer.error().message);
        answered(commands_, ordered->command);
    } else if (const auto* line = std::get_if<engine::LogLine>(&effect)) {
        note(line->text);
        log_.push_back(fmt::format("{} {}", to_rfc3339(now_.utc), line->text));
        if (log_.size() > 200) log_.pop_front();
        if (line->text.find("no new orders until") != line->text.npos) ++totals_.announcements;
    }
}

void World::perform(const engine::ScanEffect& effect) {
    if (const auto* wish = std::get_if<engine::ToTrade>(&effect)) {
        wishes_.push_back(*wish);
    } else if (const auto* ready = std::get_if<engine::RankingReady>(&effect)) {
        if (ready->ticket == live_ticket) live_again_at_.reset();
        if (!ready->final) return;
        ranking_ = ready->ranking;
        answered(scans_, ready->ticket);
    } else if (const auto* failed = std::get_if<engine::ScanFailed>(&effect)) {
        log_.push_back(fmt::format("{} scan: {}", to_rfc3339(now_.utc), failed->error.message));
        if (failed->ticket == live_ticket) {
            // As the program does: begin again a little later.
            live_again_at_ = now_.monotonic + 15s;
            return;
        }
        answered(scans_, failed->ticket);
    }
}

WorldTotals World::totals() const {
    WorldTotals totals = totals_;
    totals.requests = wire_.requests();
    totals.reconnects = trade_->metrics(now_).reconnects;
    totals.fills = gateway_->books().executions.size();
    return totals;
}

void World::note(std::string_view what) {
    const auto mix = [&](unsigned char byte) { trace_ = (trace_ ^ byte) * 0x100000001b3ULL; };
    const auto time = static_cast<std::uint64_t>(now_.monotonic.time_since_epoch().count());
    for (int shift = 0; shift < 64; shift += 8) mix(static_cast<unsigned char>(time >> shift));
    for (const char c : what) mix(static_cast<unsigned char>(c));
}

void World::violate(std::string what) {
    if (!violation_) violation_ = fmt::format("{}: {}", to_rfc3339(now_.utc), what);
}

}  // namespace wingspread::simulation
