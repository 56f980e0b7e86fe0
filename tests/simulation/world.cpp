#include "simulation/world.hpp"

#include "core/date.hpp"
#include "options/calendar.hpp"
#include "sim/synthetic_market.hpp"
#include "trade/limits.hpp"
#include "tws/codec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace wingspread::simulation {

using namespace std::chrono_literals;

namespace {

constexpr tws::ServerVersion version{200};
/// Until the engine has noticed that a connection is dead.
constexpr Duration noticing_time = 60s;
/// Faults during which a scan may find no quotes, and how long afterwards.
struct KeptAway {
    sim::FaultKind kind;
    Duration afterwards;
};
constexpr std::array keeps_data_away{
    // Data that another session has taken are asked for again ever more seldom.
    KeptAway{sim::FaultKind::competing_session, 16min},
    KeptAway{sim::FaultKind::delayed_data, 0s},
    KeptAway{sim::FaultKind::farm_down, 0s},
    // The few lines that are left may belong to open positions.
    KeptAway{sim::FaultKind::line_limit, 60s},
};

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

std::unique_ptr<sim::FaultyGateway> make_gateway(std::uint64_t seed, const Now& now) {
    auto market = sim::make_synthetic_market({seed, sim::Hours::always, {"KO"}}, now);
    sim::GatewayConfig config;
    // A line that is seldom told costs little: a day holds millions of ticks otherwise.
    config.matching = 30s;
    config.option_sampling = 5min;
    config.underlying_sampling = 2min;
    config.profit_interval = 5min;
    config.market_data_lines = 1000;  // the wire is watched for lines and rate
    config.messages_per_second = 1000;
    sim::Gateway gateway(config, std::move(*market), Rng(seed).split("gateway"));
    return std::make_unique<sim::FaultyGateway>(std::move(gateway), sim::FaultPlan{}, now);
}

constexpr engine::ScanTicket live_ticket{0xFFFF'FFFF};

engine::ScanRequest scan_request() {
    engine::ScanRequest request{"KO", {}, {}};
    request.criteria.kinds = {options::StructureKind::bull_put};
    request.criteria.min_dte = 20;
    request.criteria.max_dte = 40;
    request.criteria.rate_per_year = 0.04;
    return request;
}

}  // namespace

WorldTotals& WorldTotals::operator+=(const WorldTotals& other) {
    for (std::size_t i = 0; i < sim::fault_count; ++i) {
        faults[i] += other.faults[i];
        felt[i] += other.felt[i];
    }
    reconnects += other.reconnects;
    requests += other.requests;
    commands += other.commands;
    fills += other.fills;
    crashes += other.crashes;
    orders += other.orders;
    announcements += other.announcements;
    events += other.events;
    steps += other.steps;
    closes += other.closes;
    return *this;
}

World::World(WorldSettings settings)
    : settings_(settings),
      rng_(settings.seed),
      now_(start_of(settings.first_day)),
      network_(rng_.split("network")),
      wire_(settings.rate, settings.lines, [this](std::string what) { violate(std::move(what)); }),
      gateway_(make_gateway(settings.seed, now_)),
      healthy_since_(now_.monotonic),
      checked_at_(now_.monotonic),
      rested_at_(now_.monotonic),
      calendar_(supervision().maintenance) {
    start_engine();
}

void World::start_engine() {
    ++lives_;
    scan_ = std::make_unique<engine::ScanCore>(scan_config());
    trade_ = std::make_unique<engine::TradeCore>(
        trade_config(settings_),
        [disk = disk_](const std::string&) -> Result<std::unique_ptr<trade::Journal>> {
            auto journal = store::MemoryJournal::open(disk);
            if (!journal) return std::unexpected(journal.error());
            return std::unique_ptr<trade::Journal>(std::move(*journal));
        },
        rng_.split("engine").split(std::to_string(lives_)));
    step(engine::TradeEvent(engine::StartLink{}));
    step(engine::ScanEvent(engine::StartScan{live_ticket, scan_request(), true}));
}

/// What has not been synced is lost, and so is what nobody has got yet.
void World::crash() {
    dies_now_ = false;
    death_ = Death::none;
    ++totals_.crashes;
    earlier_reconnects_ += trade_->metrics(now_).reconnects;
    trade_.reset();
    scan_.reset();
    auto& entries = disk_->entries;
    entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(disk_->durable), entries.end());
    if (session_) gateway_->peer_closed(*std::exchange(session_, {}), now_);
    collect_gateway();
    network_.close();
    scans_.clear();
    commands_.clear();
    wishes_.clear();
    live_again_at_.reset();
    ready_since_.reset();
    in_doubt_since_.clear();
    wire_.forget_refused_lines();
    healthy_since_ = std::max(healthy_since_, now_.monotonic);
    note("the program dies");
    log_.push_back(fmt::format("{} the program dies", to_rfc3339(now_.utc)));
    start_engine();
}

// ---- What people and the world do

void World::scan() {
    const auto id = next_id_++;
    scans_[id] = {"a scan"};
    ++totals_.commands;
    step(engine::ScanEvent(engine::StartScan{engine::ScanTicket(id), scan_request(), false}));
}

/// Half of the orders walk, and half of them are closed by themselves.
void World::work(engine::OrderRequest& request) {
    const auto some_seconds = [&](int low, int high) {
        return std::chrono::seconds(rng_.between(low, high));
    };
    if (rng_.chance(0.5)) {
        request.price_rule = engine::PriceRule::mid;
        request.ladder = engine::LadderRequest{
            .steps = static_cast<int>(rng_.between(1, 6)),
            .interval = some_seconds(2, 40),
            .cap = {},
            .hold = some_seconds(0, 90),
            .at_end = rng_.chance(0.8) ? trade::LadderEnd::cancel : trade::LadderEnd::leave,
            .on_bad_quotes = rng_.chance(0.5) ? trade::BadQuotes::hold : trade::BadQuotes::cancel};
    }
    if (!rng_.chance(0.5)) return;
    auto& exits = request.exits.emplace();
    if (rng_.chance(0.5)) exits.take_profit = trade::ExitLevel{3, std::nullopt};
    if (rng_.chance(0.5)) exits.stop = trade::ExitLevel{3, std::nullopt};
    exits.at = now_.market + std::chrono::minutes(rng_.between(1, 120));
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

void World::inject(sim::FaultKind kind) {
    for (auto planned : sim::draw_fault(kind, {}, rng_)) {
        // More lines than the engine uses are no limit, and with one alone no scan can end.
        if (kind == sim::FaultKind::line_limit) {
            const auto lines = static_cast<std::int64_t>(settings_.lines);
            planned.fault.number = 2 + planned.fault.number % (lines - 1);
        }
        gateway_->schedule(planned, now_);
        const auto ends = now_.monotonic + planned.at + planned.fault.lasts;
        healthy_since_ = std::max(healthy_since_, ends + noticing_time);
        if (const auto* const kept = std::ranges::find(keeps_data_away, kind, &KeptAway::kind);
            kept != keeps_data_away.end()) {
            fed_since_ = std::max(fed_since_, ends + kept->afterwards);
        }
    }
}

/// The gateway has closed the connection: the engine hears of it.
void World::end_connection() {
    session_.reset();
    network_.close();
    step(engine::TradeEvent(engine::LinkClosed{"closed by the gateway"}));
}

// ---- Time

void World::run_until(MonotonicTime end) {
    while (now_.monotonic < end && !violation_) advance(end);
}

void World::advance(MonotonicTime end) {
    auto next = engine::earlier(network_.next_wakeup(), trade_->next_wakeup());
    next = engine::earlier(next, scan_->next_wakeup());
    next = engine::earlier(next, gateway_->next_wakeup());
    next = engine::earlier(next, live_again_at_);
    const auto until = std::max(std::min(next.value_or(end), end), now_.monotonic);
    now_ = now_ + (until - now_.monotonic);
    ++totals_.events;
    open_connections();
    carry_bytes();
    wake();
    if (dies_now_) crash();
    check();
}

void World::open_connections() {
    if (!network_.take_opening(now_)) return;
    const auto session = gateway_->open(now_);
    collect_gateway();
    if (!session) {
        step(engine::TradeEvent(engine::LinkOpenFailed{"connection refused"}));
        return;
    }
    network_.connected();
    wire_.connected();
    watched_ = {};
    greeting_seen_ = false;
    session_ = session;
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
    for (const auto& bytes : network_.take_for_engine(now_)) {
        if (network_.is_connected()) deliver(bytes);
    }
    if (network_.take_end()) end_connection();
}

void World::collect_gateway() {
    for (const auto& fault : gateway_->take_begun()) {
        const auto text = sim::to_string(fault);
        note(text);
        log_.push_back(fmt::format("{} fault: {}", to_rfc3339(now_.utc), text));
    }
    for (auto& action : gateway_->take_actions()) {
        const auto of = std::visit([](const auto& one) { return one.session; }, action);
        if (!session_ || of != *session_) continue;
        if (auto* send = std::get_if<sim::Send>(&action)) {
            network_.receive(std::move(send->bytes), now_);
        } else {
            network_.end();
        }
    }
}

void World::wake() {
    if (const auto due = trade_->next_wakeup(); due && *due <= now_.monotonic) {
        step(engine::TradeEvent(engine::TradeWake{}));
    }
    if (const auto due = scan_->next_wakeup(); due && *due <= now_.monotonic) {
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
    if (wire_.rate_complaints() > felt_of(sim::FaultKind::pacing_breach)) {
        violate("the gateway complained of the message rate");
    }
}

void World::step(const engine::TradeEvent& event) {
    const auto before = trade_->health().state;
    gap_told_ = false;
    for (const auto& effect : trade_->step(event, now_)) perform(effect);
    const auto after = trade_->health().state;
    if (before != after) check_state(before, after);
    // A step that makes the link ready may send at its end.
    check_orders(after == "READY" ? after : before);
}

void World::step(const engine::ScanEvent& event) {
    for (const auto& effect : scan_->step(event, now_)) perform(effect);
}

bool World::dies_with(std::string_view bytes) {
    const auto lines = wire_.open_lines();
    const auto previews = wire_.previews();
    const auto cancels = wire_.cancels();
    wire_.on_sent(bytes, now_);
    if (wire_.open_lines() > lines) check_new_lines();
    const bool places = !wire_.placed.empty();
    const bool reaches = (death_ == Death::after_order && places) ||
                         (death_ == Death::after_preview && wire_.previews() > previews) ||
                         (death_ == Death::after_cancel && wire_.cancels() > cancels);
    if (reaches && session_) gateway_->receive(*session_, bytes, now_);
    dies_now_ = reaches || (death_ == Death::before_order && places);
    return dies_now_;
}

void World::perform(const engine::TradeEffect& effect) {
    if (std::holds_alternative<broker::OpenSocket>(effect)) {
        network_.ask_to_open(now_);
    } else if (const auto* bytes = std::get_if<broker::SendBytes>(&effect)) {
        note(bytes->bytes);
        if (dies_now_ || dies_with(bytes->bytes)) return;
        network_.send(bytes->bytes, now_);
    } else if (std::holds_alternative<broker::CloseSocket>(effect)) {
        if (session_) gateway_->peer_closed(*std::exchange(session_, {}), now_);
        collect_gateway();
        network_.close();
    } else if (const auto* news = std::get_if<engine::ToScan>(&effect)) {
        if (std::holds_alternative<engine::GapMarked>(*news)) gap_told_ = true;
        step(engine::ScanEvent(*news));
    } else if (const auto* previewed = std::get_if<engine::PreviewAnswered>(&effect)) {
        answered(commands_, previewed->command);
    } else if (const auto* ordered = std::get_if<engine::OrderAnswered>(&effect)) {
        note(ordered->answer ? ordered->answer->id : ordered->answer.error().message);
        answered(commands_, ordered->command);
    } else if (const auto* turned = std::get_if<engine::SwitchTurned>(&effect)) {
        answered(commands_, turned->command);
        if (turned->answer && turned->answer->state != "halted") halted_since_.reset();
        if (turned->answer && turned->answer->state == "halted" && !halted_since_) {
            halted_since_ = now_.utc;
        }
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
    totals.reconnects = earlier_reconnects_ + trade_->metrics(now_).reconnects;
    totals.fills = gateway_->gateway().books().executions.size();
    totals.faults = gateway_->begun();
    totals.felt = gateway_->felt();
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
