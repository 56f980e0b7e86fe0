#include "app/gateway_factory.hpp"

#include "app/sim_host.hpp"
#include "core/date.hpp"
#include "data/chain_day.hpp"
#include "data/replay.hpp"
#include "options/calendar.hpp"
#include "sim/replay_market.hpp"
#include "sim/synthetic_market.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <fstream>
#include <sstream>

namespace wingspread::app {

namespace {

sim::GatewayConfig gateway_config(const SimOptions& options) {
    sim::GatewayConfig config;
    config.server_version = options.server_version;
    config.market_data_lines = options.max_lines;
    config.messages_per_second = options.messages_per_second;
    config.read_only = options.read_only;
    config.data = options.entitlement == "none"      ? sim::DataEntitlement::none
                  : options.entitlement == "delayed" ? sim::DataEntitlement::delayed
                                                     : sim::DataEntitlement::live;
    config.account_kind = options.account_kind == "cash"  ? sim::AccountKind::cash
                          : options.account_kind == "ira" ? sim::AccountKind::ira
                                                          : sim::AccountKind::margin;
    config.hours = options.hours == "real" ? sim::Hours::real : sim::Hours::always;
    return config;
}

Result<std::unique_ptr<sim::Market>> replay_market(const SimOptions& options, const Now& now) {
    const auto& files = *options.replay;
    if (files.data_dir.empty()) return fail(Errc::invalid_argument, "--data: expected a folder");
    if (options.symbol.empty()) {
        return fail(Errc::invalid_argument, "--symbol: expected the underlying to replay");
    }
    const auto date = parse_date(files.date);
    if (!date) return with_context(date.error(), "--date");
    if (!(options.speed >= 0 && options.speed <= 10'000)) {
        return bad_field("--speed", std::to_string(options.speed), "a number from 0 to 10000");
    }
    sim::ReplayConfig config;
    config.speed = options.speed;
    if (!files.at.empty()) {
        const auto at = data::parse_time_of_day(files.at);
        if (!at) return with_context(at.error(), "--at");
        config.start = options::from_new_york(*date, *at);
    }
    auto day = data::load_chain_day(files.data_dir, options.symbol, *date);
    if (!day) return std::unexpected(day.error());
    return sim::make_replay_market(std::make_shared<const data::ChainDay>(std::move(*day)), config,
                                   now);
}

Result<std::unique_ptr<sim::Market>> make_market(const SimOptions& options, const Now& now) {
    if (options.replay) return replay_market(options, now);
    sim::SyntheticConfig config;
    config.seed = options.seed;
    config.hours = options.hours == "real" ? sim::Hours::real : sim::Hours::always;
    return sim::make_synthetic_market(config, now);
}

/// Four hours or so.
constexpr std::size_t drawn_faults = 150;

Result<sim::FaultPlan> fault_plan(const SimOptions& options) {
    if (options.fault_seed) {
        auto plan = sim::draw_plan(drawn_faults, Rng(*options.fault_seed).split("faults"));
        spdlog::info("sim: faults drawn from --fault-seed {}:\n{}", *options.fault_seed,
                     sim::to_string(plan));
        return plan;
    }
    if (options.faults_file.empty()) return sim::FaultPlan{};
    std::ifstream file(options.faults_file, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    if (!file) return fail(Errc::io, fmt::format("{}: cannot be read", options.faults_file));
    auto plan = sim::parse_plan(text.str());
    if (!plan) return with_context(plan.error(), options.faults_file);
    return plan;
}

}  // namespace

Result<std::unique_ptr<sim::FaultyGateway>> make_gateway(const SimOptions& options,
                                                         const Now& now) {
    const auto plan = fault_plan(options);
    if (!plan) return std::unexpected(plan.error());
    auto market = make_market(options, now);
    if (!market) return std::unexpected(market.error());
    auto books = load_books(options.state_file);
    if (!books) return std::unexpected(books.error());
    sim::Gateway gateway(gateway_config(options), std::move(*market),
                         Rng(options.seed).split("gateway"), std::move(*books));
    return std::make_unique<sim::FaultyGateway>(std::move(gateway), *plan, now);
}

bool replays(const SimOptions& options) { return options.replay.has_value(); }

}  // namespace wingspread::app
