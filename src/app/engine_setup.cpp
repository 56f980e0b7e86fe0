#include "app/engine_setup.hpp"

#include "app/gateway_factory.hpp"
#include "store/memory_journal.hpp"
#include "store/sqlite_journal.hpp"
#include "trade/limits.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <random>
#include <unistd.h>
#include <utility>

namespace wingspread::app {

namespace {

constexpr const char* embedded_name = "embedded";

Rng machine_rng() {
    std::random_device device;
    return Rng((std::uint64_t{device()} << 32U) | device());
}

trade::Environment environment_of(const Config& config, bool simulated) {
    if (simulated) return trade::Environment::simulated;
    return config.account_type == AccountType::live ? trade::Environment::live
                                                    : trade::Environment::paper;
}

/// Without limits of their own, simulated accounts get ones to play with and real ones get zeros,
/// which refuse every order.
Result<trade::RiskLimits> limits_of(const Config& config, bool simulated) {
    if (!config.risk.empty()) {
        auto limits = trade::parse_limits(config.risk);
        if (!limits) return with_context(limits.error(), "risk");
        return limits;
    }
    return simulated ? trade::paper_limits() : trade::RiskLimits{};
}

/// Who has the lock, for whoever else wants it.
std::string holder() { return fmt::format("wingspread serve, process {}", ::getpid()); }

engine::JournalOpener memory_opener() {
    return [](const std::string&) -> Result<std::unique_ptr<trade::Journal>> {
        auto journal = store::MemoryJournal::open(std::make_shared<store::MemoryDisk>());
        if (!journal) return std::unexpected(journal.error());
        return std::unique_ptr<trade::Journal>(std::move(*journal));
    };
}

engine::JournalOpener file_opener(const std::string& directory, const std::string& environment,
                                  const std::string& gateway, const Seams::WrapJournal& wrap) {
    return [=](const std::string& account) -> Result<std::unique_ptr<trade::Journal>> {
        const store::JournalIdentity identity{environment, gateway, account};
        auto journal = store::open_sqlite_journal(store::journal_path(directory, identity),
                                                  identity, holder());
        if (!journal || !wrap) return journal;
        return wrap(std::move(*journal));
    };
}

/// TWS's and IBKR's absences as configured; a simulated gateway of our own has none.
Result<broker::SupervisorSettings> supervision_of(const Config& config) {
    broker::SupervisorSettings settings;
    settings.launch = {config.launch_command, config.launch_after, config.launch_interval};
    if (!config.gateway) return settings;
    broker::MaintenancePlan plan;
    const auto allowed = config.restart_allowed;
    if (config.restart_time != "off") {
        auto restart =
            broker::parse_daily_restart(config.restart_time, config.restart_zone, allowed);
        if (!restart) return std::unexpected(restart.error());
        plan.periods.push_back(std::move(*restart));
    }
    if (config.weekly_login != "off") {
        auto login = broker::parse_weekly_login(config.weekly_login, "America/New_York", allowed);
        if (!login) return std::unexpected(login.error());
        plan.periods.push_back(std::move(*login));
    }
    if (config.reset_windows != "off") {
        const auto windows = broker::parse_reset_windows(config.reset_windows);
        if (!windows) return std::unexpected(windows.error());
        plan.periods.insert(plan.periods.end(), windows->begin(), windows->end());
    }
    auto calendar = broker::MaintenanceCalendar::make(std::move(plan));
    if (!calendar) return std::unexpected(calendar.error());
    settings.maintenance = std::move(*calendar);
    return settings;
}

HostConfig host_config(const Config& config, const EngineWish& wish, const GatewayAddress& gateway,
                       const EmbeddedSim* sim, const trade::RiskLimits& limits) {
    HostConfig host;
    auto& trade = host.trade;
    const ClientId client(wish.client_id);
    trade.link.session.client_id = client;
    trade.link.session.silence = config.watchdog_timeout;
    trade.link.pacing.messages = static_cast<std::size_t>(config.messages_per_second);
    trade.quotes.lines.max_lines = static_cast<std::size_t>(config.max_subscriptions);
    trade.chains.max_in_flight =
        std::min<std::size_t>(4, static_cast<std::size_t>(config.max_concurrent_requests));
    trade.account.client_id = client;
    trade.account.kind = config.account_kind;
    trade.account.adopt_positions = wish.adopt_positions;
    trade.orders.client_id = client;
    trade.orders.environment = environment_of(config, sim != nullptr);
    trade.orders.limits = limits;
    const bool replay = sim != nullptr && replays(wish.sim);
    if (sim != nullptr ? wish.sim.hours == "always" : config.always_open) {
        trade.orders.venue_hours = engine::VenueHours::always;
    }
    trade.gateway_name = sim != nullptr
                             ? fmt::format("simulated ({}:{})", gateway.host, gateway.port)
                             : fmt::format("{}:{}", gateway.host, gateway.port);
    trade.account_id = config.account;
    trade.follow_gateway_clock = config.follow_gateway_clock || replay;
    host.gateway = gateway;
    host.live = wish.live;
    host.fallback_rate_per_year = config.fallback_rate_per_year;
    if (replay) host.market_start = sim->market_start();
    return host;
}

}  // namespace

Result<std::unique_ptr<EngineSetup>> EngineSetup::make(const Context& context, EngineWish wish) {
    std::unique_ptr<EngineSetup> setup(new EngineSetup);
    const Config& config = context.config;
    if (config.always_open && config.account_type == AccountType::live) {
        return bad_field("gateway.hours", "always", "exchange, as account.type is live");
    }
    const auto limits = limits_of(config, !config.gateway);
    if (!limits) return std::unexpected(limits.error());
    auto supervision = supervision_of(config);
    if (!supervision) return with_context(supervision.error(), "gateway settings");
    std::error_code error;
    if (wish.durable) std::filesystem::create_directories(config.state_dir, error);
    if (error) return fail(Errc::io, fmt::format("{}: {}", config.state_dir, error.message()));

    GatewayAddress address = config.gateway.value_or(GatewayAddress{});
    const std::string gateway_id =
        config.gateway ? fmt::format("{}:{}", address.host, address.port) : embedded_name;
    if (wish.durable) {
        auto lock = store::FileLock::take(fmt::format("{}/{}.lock", config.state_dir, gateway_id),
                                          holder());
        if (!lock) return with_context(lock.error(), "another Wingspread serves this gateway");
        setup->lock_.emplace(std::move(*lock));
    }
    if (!config.gateway) {
        // The gateway's books and the engine's journal last equally long, or they would disagree.
        if (wish.durable && wish.sim.state_file.empty()) {
            wish.sim.state_file = config.state_dir + "/simulated-gateway.books";
        }
        auto gateway = make_gateway(wish.sim, setup->clock_.now());
        if (!gateway) return std::unexpected(gateway.error());
        setup->sim_ =
            std::make_unique<EmbeddedSim>(setup->clock_, std::move(*gateway), wish.sim.state_file);
        if (const auto started = setup->sim_->start(0); !started) {
            return std::unexpected(started.error());
        }
        address = {"127.0.0.1", setup->sim_->port()};
    }
    auto host = host_config(config, wish, address, setup->sim_.get(), *limits);
    host.trade.supervision = std::move(*supervision);
    if (wish.durable) {
        host.memory_file = fmt::format("{}/{}.link", config.state_dir, gateway_id);
        host.halt_file = config.state_dir + "/HALT";
    }
    const std::string environment(trade::to_string(host.trade.orders.environment));
    auto journal =
        wish.durable ? file_opener(config.state_dir, environment, gateway_id, context.seams.journal)
                     : memory_opener();
    setup->engine_ = std::make_unique<EngineHost>(std::move(host), std::move(journal),
                                                  setup->clock_, machine_rng());
    return setup;
}

}  // namespace wingspread::app
