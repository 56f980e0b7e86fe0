#include "app/commands.hpp"
#include "app/engine_setup.hpp"
#include "app/log.hpp"
#include "server/api_server.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstdio>

namespace wingspread::app {

namespace {

/// What most traders look at first; any flag of one's own replaces all of it.
std::map<std::string, std::string> usual_criteria() {
    return {{"min_dte", "20"},          {"max_dte", "45"},   {"min_short_delta", "0.1"},
            {"max_short_delta", "0.4"}, {"max_width", "10"}, {"min_pop", "0.5"},
            {"sort", "ev_on_risk"}};
}

}  // namespace

int run_serve(const Context& context, const ServeOptions& options) {
    set_up_log(context.config, Quiet::no);
    const Config& config = context.config;
    const auto criteria =
        scan::parse_criteria(options.criteria.empty() ? usual_criteria() : options.criteria);
    if (!criteria) return report(criteria.error());
    EngineWish wish;
    wish.sim = options.sim;
    wish.client_id = config.client_id;
    wish.durable = true;
    wish.adopt_positions = options.adopt_positions;
    wish.live = engine::ScanRequest{
        options.sim.symbol.empty() ? config.live_symbol : options.sim.symbol, *criteria, {}};
    auto setup = EngineSetup::make(context, std::move(wish));
    if (!setup) return report(setup.error());
    auto& engine = (*setup)->engine();

    server::HttpServerOptions http;
    http.host = config.server_host;
    http.port = static_cast<std::uint16_t>(config.server_port);
    server::ApiServer api(http, engine);
    if (const auto started = api.start(); !started) return report(started.error());
    net::Loop loop((*setup)->clock());
    loop.on_termination([&] {
        spdlog::info("ending");
        loop.stop();
    });
    loop.on_user_signal([&] { engine.halt("signal SIGUSR1"); });
    engine.start();
    fmt::print("Wingspread is at http://{}:{}/ ({} gateway)\n", config.server_host, api.port(),
               (*setup)->simulated() ? "simulated" : "configured");
    std::fflush(stdout);
    loop.run();
    api.stop();
    engine.stop();
    return exit_ok;
}

}  // namespace wingspread::app
