#include "engine/trade_core.hpp"

#include "broker/code_table.hpp"
#include "broker/translate_quotes.hpp"
#include "core/planted.hpp"
#include "engine/metrics_sum.hpp"
#include "engine/operator_desk.hpp"
#include "engine/views.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace wingspread::engine {

namespace {

/// The gate and the switch hold to the same limits.
TradeConfig with_one_set_of_limits(TradeConfig config) {
    config.account.limits = config.orders.limits;
    return config;
}

}  // namespace

TradeCore::TradeCore(TradeConfig config, JournalOpener journal, Rng rng)
    : config_(with_one_set_of_limits(std::move(config))),
      link_(config_.link, rng.split("session")),
      quotes_(config_.quotes, link_.ids()),
      chains_(config_.chains, link_.ids()),
      account_(config_.account, std::move(journal), link_.ids()),
      orders_(config_.orders, rng.split("intents")),
      exits_(config_.orders.environment, rng.split("exits")),
      supervisor_(config_.supervision),
      clock_check_(config_.orders.limits.max_clock_skew) {}

void TradeCore::recall(const LinkMemory& memory, const Now& now) {
    before_ = memory.counters;
    const auto absent = std::max(Duration::zero(), now.utc - memory.saved_at);
    before_.gap += absent;
    if (memory.client_id == config_.link.session.client_id) {
        account_.order_ids().observe(memory.highest_order_id);
    }
    const auto lines = quotes_.recall(memory, now);
    effects_.emplace_back(LogLine{
        Severity::info,
        fmt::format("this program last ran {} s ago: {} ({}); {} market-data lines are remembered",
                    std::chrono::duration_cast<std::chrono::seconds>(absent).count(), memory.state,
                    memory.reason, lines)});
}

LinkMemory TradeCore::memory(const Now& now) const {
    const auto& status = link_.session().status();
    LinkMemory memory{now.utc,
                      std::string(broker::to_string(status.state)),
                      status.reason,
                      status.since.utc,
                      config_.link.session.client_id,
                      account_.order_ids().highest(),
                      metrics(now),
                      {},
                      {}};
    quotes_.remember(memory);
    return memory;
}

TradeEffects TradeCore::step(const TradeEvent& event, const Now& now) {
    stepped_at_ = now;
    std::visit([&](const auto& specific) { on(specific, now); }, event);
    settle(now);
    return std::exchange(effects_, {});
}

void TradeCore::on(const StartLink& /*event*/, const Now& now) { link_.session().start(now); }

void TradeCore::on(const StopLink& event, const Now& now) {
    link_.session().stop(event.reason, now);
}

void TradeCore::on(const LinkOpened& /*event*/, const Now& now) { link_.session().on_opened(now); }

void TradeCore::on(const LinkOpenFailed& event, const Now& now) {
    link_.session().on_open_failed(event.reason, now);
}

void TradeCore::on(const LinkBytes& event, const Now& now) {
    link_.session().on_bytes(event.bytes, now);
    while (const tws::Answer* answer = link_.session().next_answer(now)) {
        link_.on_received(*answer);
        on_answer(*answer, now);
        for (const auto& change : link_.pump(now, effects_)) on_change(change, now);
    }
}

void TradeCore::on(const LinkClosed& event, const Now& now) {
    link_.session().on_closed(event.reason, now);
}

void TradeCore::on(const TradeWake& /*event*/, const Now& now) {
    supervisor_.on_time(now);
    link_.session().on_time(now);
    chains_.on_time(now, link_, effects_);
    account_.on_time(now, link_, effects_);
    orders_.on_time(desk(now));
    if (clock_at_ && *clock_at_ <= now.monotonic) ask_clock(now);
    if (clock_check_.ask(now)) {
        link_.send(broker::Outbound::query(tws::ReqCurrentTime{}), effects_);
    }
}

void TradeCore::on(const PreviewOrder& event, const Now& now) { orders_.preview(event, desk(now)); }

void TradeCore::on(const PlaceOrder& event, const Now& now) { orders_.place(event, desk(now)); }

void TradeCore::on(const CancelOrder& event, const Now& now) { orders_.cancel(event, desk(now)); }

void TradeCore::on(const ResolveOrder& event, const Now& now) { resolve(event, desk(now)); }

void TradeCore::on(const AdoptPositions& event, const Now& now) { adopt(event, desk(now)); }

void TradeCore::on(const CompareBooks& event, const Now& now) {
    comparisons_.ask(event, desk(now));
}

void TradeCore::on(const ArmLive& event, const Now& now) {
    arm_live(event, orders_.environment(), desk(now));
}

void TradeCore::on(const AddExit& event, const Now& now) { exits_.add(event, desk(now)); }

void TradeCore::on(const RemoveExit& event, const Now& now) { exits_.remove(event, desk(now)); }

void TradeCore::on(const TurnSwitch& event, const Now& now) {
    const auto turned = account_.turn_switch({event.to, event.by, event.reason}, now, effects_);
    if (turned) {
        effects_.emplace_back(SwitchTurned{event.command, account_.trading()});
    } else {
        effects_.emplace_back(SwitchTurned{event.command, std::unexpected(turned.error())});
    }
}

void TradeCore::on(const ToTrade& message, const Now& now) {
    std::visit([&](const auto& specific) { on(specific, now); }, message);
}

void TradeCore::on(const ChainWanted& message, const Now& now) {
    const auto admission = link_.admit(broker::Priority::contract, now);
    if (admission.verdict == broker::Verdict::refuse) {
        effects_.emplace_back(
            ToScan{ChainFailed{message.ticket, Error{Errc::unavailable, admission.reason}}});
        return;
    }
    if (admission.verdict == broker::Verdict::wait) {
        effects_.emplace_back(
            ToScan{ChainDeferred{message.ticket, admission.wait, admission.reason}});
        return;
    }
    link_.breaker(broker::Priority::contract).on_asked(now);
    chains_.load(message.ticket, {message.symbol, message.from, message.to, {}},
                 link_.session().is_up(), now, link_, effects_);
}

void TradeCore::on(const QuotesWanted& message, const Now& now) {
    quotes_.want(message, now, effects_);
}

void TradeCore::on(const QuotesReleased& message, const Now& /*now*/) {
    quotes_.release(message.ticket);
    chains_.forget(message.ticket);
}

void TradeCore::on_answer(const tws::Answer& answer, const Now& now) {
    const bool was_line = quotes_.on_answer(answer, now, effects_);
    orders_.on_answer(answer, desk(now));
    const auto* error = std::get_if<tws::ErrorMessage>(&answer);
    if (error != nullptr) count_error(*error, was_line, now);
    if (was_line) {
        if (error == nullptr) last_tick_ = now.monotonic;
        return;
    }
    if (const auto* time = std::get_if<tws::CurrentTime>(&answer)) {
        if (config_.follow_gateway_clock) {
            effects_.emplace_back(
                MarketClockRead{MarketTime(std::chrono::seconds(time->seconds_since_epoch))});
        } else {
            clock_check_.on_answer(time->seconds_since_epoch, now);
            account_.on_clock_skew(clock_check_.skew(), now, effects_);
        }
        return;
    }
    if (error != nullptr) quotes_.on_notice(*error, now, effects_);
    chains_.on_answer(answer, now, link_, effects_);
    account_.on_answer(answer, now, link_, effects_);
    ladders_.on_answer(answer, desk(now));
}

void TradeCore::count_error(const tws::ErrorMessage& error, bool of_line, const Now& now) {
    const auto code_class = broker::class_of(error.code);
    ++errors_[static_cast<std::size_t>(code_class)];
    if (of_line && !line_errors_told_.insert(error.code).second) return;
    effects_.emplace_back(
        LogLine{code_class == broker::CodeClass::notice ? Severity::info : Severity::warning,
                fmt::format("TWS {} (id {}): {}", error.code, error.id, error.text)});
    if (broker::says_read_only(error)) {
        link_.session().explain(
            "TWS's API is read-only: quotes come, but orders can be neither seen nor sent; switch "
            "off \"Read-Only API\" in its API settings");
    }
    if (broker::meaning_for_connection(error.code) == broker::OnConnection::too_fast) {
        link_.on_rate_exceeded(now);
        quotes_.on_messages_lost(now);
        account_.want_resync(now);  // TWS does not say which message it threw away
    }
}

void TradeCore::on_change(const broker::StateChanged& change, const Now& now) {
    effects_.emplace_back(LogLine{
        Severity::info,
        fmt::format("gateway {}: {} -> {}: {}", config_.gateway_name,
                    broker::to_string(change.from), broker::to_string(change.to), change.reason)});
    supervisor_.on_state(change, now);
    switch (change.to) {
        case broker::SessionState::syncing: return on_syncing(change, now);
        case broker::SessionState::ready:
            quotes_.update(now, link_, effects_);
            resubscribed_at_ = link_.accepted();
            return;
        case broker::SessionState::degraded:
            resubscribed_at_.reset();
            quotes_.on_link_lost(change.reason, effects_);
            quotes_.on_link_down();
            orders_.on_link_lost(change.reason, desk(now));
            ladders_.on_link_lost();
            return;
        case broker::SessionState::disconnected:
        case broker::SessionState::down:
        case broker::SessionState::failed: return on_lost(change.reason, now);
        case broker::SessionState::connecting:
        case broker::SessionState::handshaking: return;
    }
}

void TradeCore::on_syncing(const broker::StateChanged& change, const Now& now) {
    const auto account = choose_account();
    if (!account) return link_.session().fail(account.error().message, now);
    if (const auto opened = account_.open(*account, now); !opened) {
        return link_.session().fail(opened.error().message, now);
    }
    account_.order_ids().observe_next_valid(link_.session().next_valid_id());
    if (change.subscriptions_lost) {
        quotes_.on_data_forgotten(change.reason, now, link_, effects_);
    } else if (change.from != broker::SessionState::handshaking) {
        // Nobody had said that the link was gone: what came since cannot be told apart.
        if (change.from == broker::SessionState::ready) {
            quotes_.on_link_lost(change.reason, effects_);
        }
        quotes_.on_link_kept(now);
    }
    was_up_ = true;
    link_.send(broker::market_data_type(tws::MarketDataKind::real_time), effects_);
    if (config_.follow_gateway_clock) {
        ask_clock(now);
    } else {
        clock_check_.start(now);
    }
    account_.reconcile(now, link_, effects_);
    quotes_.on_link_up(now);
    chains_.on_link_up(now, link_, effects_);
}

void TradeCore::on_lost(const std::string& reason, const Now& now) {
    resubscribed_at_.reset();
    link_.on_connection_lost();
    line_errors_told_.clear();
    clock_at_.reset();
    clock_check_.on_link_lost();
    quotes_.on_link_down();
    if (!std::exchange(was_up_, false)) return;
    quotes_.on_data_lost(reason, effects_);
    chains_.on_interrupted();
    orders_.on_link_lost(reason, desk(now));
    ladders_.on_link_lost();
    account_.on_link_lost(reason, now, effects_);
    comparisons_.on_link_lost(reason, effects_);
}

Result<std::string> TradeCore::choose_account() const {
    const auto accounts = link_.session().accounts();
    std::string chosen = config_.account_id;
    if (chosen.empty()) {
        if (accounts.size() != 1) {
            return fail(
                Errc::invalid_argument,
                fmt::format("the gateway manages {} accounts: set account.id", accounts.size()));
        }
        chosen = accounts.front();
    }
    if (std::find(accounts.begin(), accounts.end(), chosen) == accounts.end()) {
        return bad_field("account.id", chosen, "an account that the gateway manages");
    }
    if (config_.orders.environment != trade::Environment::live &&
        !trade::is_paper_account(chosen)) {
        return fail(Errc::refused,
                    fmt::format("account {} is a live one and a paper account is expected; see "
                                "account.type",
                                chosen));
    }
    return chosen;
}

void TradeCore::hand_out_chains(const Now& now) {
    for (auto& load : chains_.take_finished()) {
        auto& breaker = link_.breaker(broker::Priority::contract);
        if (load.chain || load.chain.error().code == Errc::not_found) {
            breaker.on_success();
        } else {
            breaker.on_failure(load.chain.error().message, now);
        }
        if (load.chain) {
            quotes_.learn(load.chain->underlying);
            for (const auto& contract : load.chain->contracts) quotes_.learn(contract);
            for (const auto& failure : load.chain->failures) {
                effects_.emplace_back(LogLine{Severity::warning, failure.error.message});
            }
        }
        if (const auto* ticket = std::get_if<ScanTicket>(&load.reader)) {
            if (load.chain) {
                effects_.emplace_back(ToScan{ChainListed{*ticket, load.chain->underlying,
                                                         std::move(load.chain->contracts)}});
            } else {
                effects_.emplace_back(ToScan{ChainFailed{*ticket, load.chain.error()}});
            }
        } else {
            orders_.on_chain(std::get<CommandId>(load.reader), load.chain, desk(now));
        }
    }
}

void TradeCore::settle(const Now& now) {
    while (true) {
        hand_out_chains(now);
        if (account_.take_synced() || planted(Mistake::ready_before_sync)) {
            link_.session().on_synced(now);
        }
        held_lines_.update(account_, quotes_, now);
        ladders_.update(orders_, desk(now));
        exits_.update(orders_, desk(now));
        rolls_.update(orders_, desk(now));
        comparisons_.update(desk(now));
        quotes_.update(now, link_, effects_);
        const auto changes = link_.pump(now, effects_);
        quotes_.on_sent(link_.take_sent_lines(), now);
        if (changes.empty()) break;
        for (const auto& change : changes) on_change(change, now);
    }
    if (resubscribed_at_ && link_.settled() >= *resubscribed_at_) {
        resubscribed_at_.reset();
        supervisor_.on_all_sent(now);
    }
    supervise();
}

void TradeCore::supervise() {
    const auto say = [&](Severity severity, std::string text) {
        effects_.emplace_back(LogLine{severity, std::move(text)});
    };
    for (const auto& action : supervisor_.take_actions()) {
        if (const auto* ahead = std::get_if<broker::MaintenanceAnnounced>(&action)) {
            say(Severity::warning,
                fmt::format("{}: no new orders until it is over", broker::describe(ahead->period)));
        } else if (const auto* over = std::get_if<broker::MaintenanceEnded>(&action)) {
            say(Severity::info, fmt::format("{} is over", broker::to_string(over->period.kind)));
        } else if (const auto* launch = std::get_if<broker::LaunchGateway>(&action)) {
            say(Severity::warning, "the gateway stays away: starting it with the launch command");
            effects_.emplace_back(*launch);
        } else if (const auto* back = std::get_if<broker::Recovered>(&action)) {
            say(Severity::info,
                fmt::format("gateway {} {}", config_.gateway_name, broker::describe(*back)));
            effects_.emplace_back(ToScan{LinkResumed{back->away + back->books}});
        }
    }
}

void TradeCore::ask_clock(const Now& now) {
    if (!link_.session().is_up()) return clock_at_.reset();
    link_.send(broker::Outbound::query(tws::ReqCurrentTime{}), effects_);
    clock_at_ = now.monotonic + config_.clock_interval;
}

std::optional<MonotonicTime> TradeCore::next_wakeup() const {
    auto next = earlier(link_.next_wakeup(), quotes_.next_wakeup());
    next = earlier(next, chains_.next_wakeup());
    next = earlier(next, account_.next_wakeup());
    next = earlier(next, orders_.next_wakeup());
    next = earlier(next, ladders_.next_wakeup());
    next = earlier(next, rolls_.next_wakeup());
    next = earlier(next, exits_.next_wakeup());
    next = earlier(next, supervisor_.next_wakeup());
    return earlier(earlier(next, clock_at_), clock_check_.next_wakeup());
}

Health TradeCore::health() const {
    const auto& status = link_.session().status();
    Health health;
    health.connected = status.state == broker::SessionState::ready;
    health.state = broker::to_string(status.state);
    health.reason = status.reason;
    health.since = status.since.utc;
    health.gateway = config_.gateway_name;
    health.environment = trade::to_string(orders_.environment());
    health.account = account_.account();
    health.lines_active = static_cast<int>(quotes_.active_lines());
    health.lines_max = static_cast<int>(quotes_.max_lines());
    health.data_problem = quotes_.data_problem();
    health.queue_size = static_cast<int>(link_.queued());
    health.throttling = link_.throttling();
    health.throttling_since = link_.throttling_since();
    if (const auto& period = supervisor_.maintenance()) {
        health.maintenance = broker::describe(*period);
        health.maintenance_ends = period->ends;
    }
    const auto admission = link_.admit(broker::Priority::market_data, stepped_at_);
    health.backpressure = {std::string(broker::to_string(admission.verdict)), admission.wait,
                           admission.reason};
    auto trading = account_.trading();
    health.trading = std::move(trading.state);
    health.trading_reason = std::move(trading.reason);
    health.live_until = trading.live_until;
    return health;
}

Metrics TradeCore::metrics(const Now& now) const {
    const auto& counters = link_.counters();
    Metrics metrics;
    metrics.throttle_events = counters.throttle_events;
    metrics.messages_received = counters.messages_received;
    metrics.messages_sent = counters.messages_sent;
    const auto lines = quotes_.line_statistics();
    metrics.line_waits = lines.waits;
    metrics.line_evictions = lines.evictions;
    metrics.line_shared_hits = lines.shared_hits;
    metrics.lines_waiting = lines.waiting;
    metrics.reconnects = link_.session().losses();
    metrics.orders_placed = orders_.placed();
    metrics.orders_refused = orders_.refused();
    metrics.order_execution = account_.executions();
    metrics.queue_wait = link_.pacer().waits();
    metrics.message_rate_limit = link_.pacer().limit();
    metrics.gateway_launches = supervisor_.launches();
    metrics.gap = supervisor_.gap(now);
    if (last_tick_) metrics.data_age = now.monotonic - *last_tick_;
    for (std::size_t i = 0; i < errors_.size(); ++i) {
        metrics.api_errors.push_back(
            {broker::to_string(static_cast<broker::CodeClass>(i)), errors_[i]});
    }
    add_counters(metrics, before_);
    return metrics;
}

std::vector<OrderView> TradeCore::orders() const {
    std::vector<OrderView> views;
    for (const auto* order : account_.book().orders()) {
        views.push_back(order_view(account_.book(), *order));
    }
    return views;
}

std::vector<PositionView> TradeCore::positions() const {
    std::vector<PositionView> views;
    for (const auto& [key, position] : account_.reported_positions()) {
        views.push_back(position_view(position));
    }
    return views;
}

}  // namespace wingspread::engine
