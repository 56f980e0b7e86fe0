#include "app/engine_host.hpp"

#include "app/link_memory_file.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <utility>

namespace wingspread::app {

namespace {

constexpr int max_queued_commands = 256;
constexpr Duration publish_interval = std::chrono::milliseconds(200);
constexpr Duration connect_patience = std::chrono::seconds(10);
constexpr Duration longest_standstill = std::chrono::seconds(10);
constexpr Duration live_retry = std::chrono::seconds(15);
constexpr Duration memory_interval = std::chrono::seconds(10);

void write_log(const engine::LogLine& line) {
    switch (line.severity) {
        case engine::Severity::info: return spdlog::info("{}", line.text);
        case engine::Severity::warning: return spdlog::warn("{}", line.text);
        case engine::Severity::error: return spdlog::error("{}", line.text);
    }
}

/// Takes the answer of a command out of its table; empty when it has been given.
template <class Table, class Key>
auto take(Table& table, const Key& key) {
    const auto found = table.find(key);
    if (found == table.end()) return typename Table::mapped_type{};
    auto answer = std::move(found->second);
    table.erase(found);
    return answer;
}

template <class Table>
void refuse_all(Table& table, const Error& error) {
    for (auto& [command, answer] : std::exchange(table, {})) answer(std::unexpected(error));
}

}  // namespace

EngineHost::EngineHost(HostConfig config, engine::JournalOpener journal, const Clock& clock,
                       Rng rng)
    : config_(std::move(config)),
      clock_(clock),
      loop_(clock),
      socket_(
          loop_,
          net::TcpClientEvents{
              [this] { on_trade(engine::LinkOpened{}); },
              [this](const Error& error) { on_trade(engine::LinkOpenFailed{error.message}); },
              [this](std::string_view bytes) { on_trade(engine::LinkBytes{std::string(bytes)}); },
              [this](const Error& error) { on_trade(engine::LinkClosed{error.message}); }}),
      wake_(loop_),
      publisher_(loop_),
      trade_(config_.trade, std::move(journal), rng),
      market_time_(config_.market_start) {
    recall();
    publish();
}

void EngineHost::recall() {
    if (config_.memory_file.empty()) return;
    const auto memory = load_link_memory(config_.memory_file);
    if (!memory) {
        spdlog::warn("what the last run knew of the link is lost: {}", memory.error().message);
    } else if (*memory) {
        trade_.recall(**memory, now());
    }
}

void EngineHost::remember() {
    const auto at = clock_.now().monotonic;
    if (config_.memory_file.empty() || at < remember_at_) return;
    remember_at_ = at + memory_interval;
    if (const auto saved = save_link_memory(config_.memory_file, trade_.memory(now())); !saved) {
        spdlog::warn("what is known of the link was not saved: {}", saved.error().message);
    }
}

EngineHost::~EngineHost() { stop(); }

void EngineHost::start() {
    loop_.post([this] {
        if (config_.live) {
            live_ticket_ = engine::ScanTicket(next_id_++);
            scans_[*live_ticket_] = ScanJob{{}, *config_.live, MonotonicTime::max()};
        }
        on_trade(engine::StartLink{});
        publish();
    });
    thread_ = std::thread([this] { loop_.run(); });
}

void EngineHost::stop() {
    if (!thread_.joinable()) return;
    loop_.post([this] {
        remember_at_ = MonotonicTime::min();
        remember();
        on_trade(engine::StopLink{"the program is ending"});
        const Error error{Errc::interrupted, "the program is ending"};
        refuse_all(previews_, error);
        refuse_all(orders_, error);
        refuse_all(adoptions_, error);
        refuse_all(comparisons_, error);
        refuse_all(exits_, error);
        refuse_all(switches_, error);
        for (auto& [ticket, job] : std::exchange(scans_, {})) {
            if (job.answer) job.answer(std::unexpected(error));
        }
        loop_.stop();
    });
    thread_.join();
}

void EngineHost::when_ready(Duration patience, std::function<void(Result<void>)> listener) {
    ready_listener_ = std::move(listener);
    ready_deadline_ = clock_.now().monotonic + patience;
}

void EngineHost::tell_readiness(const Now& at) {
    if (!ready_listener_) return;
    const auto health = trade_.health();
    if (health.connected) return std::exchange(ready_listener_, {})({});
    if (at.monotonic < ready_deadline_) return;
    std::exchange(ready_listener_, {})(
        fail(Errc::timeout, fmt::format("the gateway {} is not ready: {}: {}", health.gateway,
                                        health.state, health.reason)));
}

std::shared_ptr<const server::Snapshot> EngineHost::snapshot() const { return snapshot_.load(); }

void EngineHost::enqueue(Duration patience, std::function<void(const Now&)> work,
                         std::function<void(Error)> refuse) {
    if (queued_.fetch_add(1) >= max_queued_commands) {
        --queued_;
        return refuse(Error{Errc::unavailable, "too many commands are waiting; try again"});
    }
    const auto deadline = clock_.now().monotonic + patience;
    loop_.post([this, deadline, work = std::move(work), refuse = std::move(refuse)] {
        --queued_;
        const Now at = now();
        if (at.monotonic > deadline) {
            return refuse(Error{Errc::timeout, "the command was not begun in time and is dropped"});
        }
        work(at);
    });
}

bool EngineHost::alive() const {
    return clock_.now().monotonic - published_at_.load() < longest_standstill;
}

void EngineHost::scan(engine::ScanRequest request, Duration patience,
                      server::Answer<std::shared_ptr<const engine::Ranking>> answer) {
    enqueue(
        patience,
        [this, request = std::move(request), patience, answer](const Now& at) {
            scans_[engine::ScanTicket(next_id_++)] =
                ScanJob{answer, request, at.monotonic + patience};
            begin_scans(at);
            arm();
        },
        [answer](Error error) { answer(std::unexpected(std::move(error))); });
}

void EngineHost::halt(std::string reason) {
    loop_.post([this, reason = std::move(reason)] {
        on_trade(engine::TurnSwitch{engine::CommandId(next_id_++), trade::TradingState::halted,
                                    trade::Authority::automatic, reason});
    });
}

void EngineHost::look_for_halt_file() {
    const auto health = trade_.health();
    if (health.account.empty() || health.trading == "halted" || !halt_file_exists()) return;
    halt(fmt::format("the file {} exists", config_.halt_file));
}

bool EngineHost::halt_file_exists() const {
    std::error_code error;
    return !config_.halt_file.empty() && std::filesystem::exists(config_.halt_file, error);
}

Now EngineHost::now() const {
    Now now = clock_.now();
    if (market_time_) now.market = *market_time_;
    return now;
}

void EngineHost::on_trade(const engine::TradeEvent& event) {
    for (auto& effect : trade_.step(event, now())) perform(std::move(effect));
    arm();
}

void EngineHost::on_scan(const engine::ScanEvent& event) {
    for (auto& effect : scan_.step(event, now())) perform(std::move(effect));
    arm();
}

void EngineHost::perform(engine::TradeEffect effect) {
    if (std::holds_alternative<broker::OpenSocket>(effect)) {
        perform_connect();
    } else if (auto* bytes = std::get_if<broker::SendBytes>(&effect)) {
        send(std::move(bytes->bytes));
    } else if (std::holds_alternative<broker::CloseSocket>(effect)) {
        socket_.close();
    } else if (auto* news = std::get_if<engine::ToScan>(&effect)) {
        on_scan(std::move(*news));
    } else if (auto* previewed = std::get_if<engine::PreviewAnswered>(&effect)) {
        if (const auto answer = take(previews_, previewed->command)) {
            answer(std::move(previewed->answer));
        }
    } else if (auto* ordered = std::get_if<engine::OrderAnswered>(&effect)) {
        publish();
        if (const auto answer = take(orders_, ordered->command)) {
            answer(std::move(ordered->answer));
        }
    } else if (auto* adopted = std::get_if<engine::PositionsAdopted>(&effect)) {
        if (const auto answer = take(adoptions_, adopted->command)) {
            answer(std::move(adopted->answer));
        }
    } else if (auto* compared = std::get_if<engine::BooksCompared>(&effect)) {
        publish();
        if (const auto answer = take(comparisons_, compared->command)) {
            answer(std::move(compared->answer));
        }
    } else if (auto* exit = std::get_if<engine::ExitAnswered>(&effect)) {
        publish();
        if (const auto answer = take(exits_, exit->command)) answer(std::move(exit->answer));
    } else if (auto* turned = std::get_if<engine::SwitchTurned>(&effect)) {
        publish();
        if (const auto answer = take(switches_, turned->command)) {
            answer(std::move(turned->answer));
        } else if (!turned->answer) {
            spdlog::error("trading was not halted: {}", turned->answer.error().message);
        }
    } else if (const auto* line = std::get_if<engine::LogLine>(&effect)) {
        write_log(*line);
    } else if (const auto* launch = std::get_if<broker::LaunchGateway>(&effect)) {
        launcher_.run(launch->command);
    } else if (const auto* clock = std::get_if<engine::MarketClockRead>(&effect)) {
        market_time_ = clock->time;
        begin_scans(now());
    }
}

void EngineHost::perform_connect() {
    // Posted, so that no event of the attempt arrives in the middle of the core's step.
    loop_.post([this] {
        socket_.connect(config_.gateway.host, static_cast<std::uint16_t>(config_.gateway.port),
                        clock_.now().monotonic + connect_patience);
    });
}

void EngineHost::send(std::string_view bytes) {
    if (const auto sent = socket_.send(bytes); !sent) {
        const std::string reason = sent.error().message;
        loop_.post([this, reason] {
            socket_.close();
            on_trade(engine::LinkClosed{reason});
        });
    }
}

void EngineHost::perform(engine::ScanEffect effect) {
    if (auto* wish = std::get_if<engine::ToTrade>(&effect)) {
        // Posted, so that the two cores never step inside one another.
        loop_.post([this, wish = std::move(*wish)] { on_trade(wish); });
    } else if (auto* ready = std::get_if<engine::RankingReady>(&effect)) {
        if (ready->ticket == live_ticket_) {
            live_ranking_ = std::move(ready->ranking);
            if (ranking_listener_) ranking_listener_(live_ranking_);
        } else if (ready->final) {
            if (const auto job = take(scans_, ready->ticket); job.answer)
                job.answer(ready->ranking);
        }
    } else if (const auto* progressed = std::get_if<engine::ScanProgressed>(&effect)) {
        if (progress_ && progressed->ticket != live_ticket_) progress_(progressed->progress);
    } else if (auto* failed = std::get_if<engine::ScanFailed>(&effect)) {
        if (failed->ticket == live_ticket_) {
            spdlog::warn("live scan: {}", failed->error.message);
            if (ranking_listener_) ranking_listener_(std::unexpected(failed->error));
            auto& job = scans_.at(*live_ticket_);
            job.started = false;
            job.deadline = clock_.now().monotonic + live_retry;
        } else if (const auto job = take(scans_, failed->ticket); job.answer) {
            job.answer(std::unexpected(std::move(failed->error)));
        }
    }
}

void EngineHost::begin_scans(const Now& at) {
    // Days to expiration are counted on the market's calendar: it must be known first.
    if (config_.trade.follow_gateway_clock && !market_time_) return;
    for (auto& [ticket, job] : scans_) {
        const bool resting = ticket == live_ticket_ && job.deadline != MonotonicTime::max() &&
                             job.deadline > at.monotonic;
        if (job.started || resting) continue;
        job.started = true;
        if (ticket == live_ticket_) job.deadline = MonotonicTime::max();
        engine::StartScan start{ticket, job.request, ticket == live_ticket_};
        auto& rate = start.request.criteria.rate_per_year;
        if (!rate) rate = config_.fallback_rate_per_year;
        loop_.post([this, start] { on_scan(start); });
    }
}

void EngineHost::arm() {
    auto next = engine::earlier(trade_.next_wakeup(), scan_.next_wakeup());
    for (const auto& [ticket, job] : scans_) {
        if (job.deadline != MonotonicTime::max()) next = engine::earlier(next, job.deadline);
    }
    if (!next) return wake_.cancel();
    armed_for_ = std::max(*next, clock_.now().monotonic);
    wake_.set(armed_for_, [this] {
        loop_lag_.count(clock_.now().monotonic - armed_for_);
        on_timer();
    });
}

void EngineHost::on_timer() {
    const Now at = now();
    if (const auto due = trade_.next_wakeup(); due && *due <= at.monotonic) {
        on_trade(engine::TradeWake{});
    }
    if (const auto due = scan_.next_wakeup(); due && *due <= at.monotonic) {
        on_scan(engine::ScanWake{});
    }
    std::vector<engine::ScanTicket> late;
    for (const auto& [ticket, job] : scans_) {
        if (ticket != live_ticket_ && job.deadline <= at.monotonic) late.push_back(ticket);
    }
    for (const auto ticket : late) {
        if (scans_.at(ticket).started) {
            on_scan(engine::ConcludeScan{ticket});
        }
        if (const auto job = take(scans_, ticket); job.answer) {
            job.answer(fail(Errc::timeout,
                            "the gateway was not ready in time: " + trade_.health().reason));
        }
    }
    begin_scans(at);
    arm();
}

void EngineHost::publish() {
    auto next = std::make_shared<server::Snapshot>();
    next->health = trade_.health();
    next->metrics = trade_.metrics(now());
    next->metrics.loop_lag = loop_lag_;
    published_at_ = clock_.now().monotonic;
    const auto last = snapshot_.load();
    if (last && published_revision_ == trade_.book_revision()) {
        next->orders = last->orders;
        next->positions = last->positions;
        next->exits = last->exits;
        next->reports = last->reports;
    } else {
        next->orders = trade_.orders();
        next->positions = trade_.positions();
        next->exits = trade_.exits();
        next->reports = trade_.reports();
        published_revision_ = trade_.book_revision();
    }
    if (live_ranking_) next->rankings.push_back(live_ranking_);
    snapshot_.store(std::move(next));
    publisher_.set(clock_.now().monotonic + publish_interval, [this] {
        begin_scans(now());
        launcher_.reap();
        look_for_halt_file();
        publish();
        tell_readiness(now());
        remember();
    });
}

}  // namespace wingspread::app
