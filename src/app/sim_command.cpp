#include "app/commands.hpp"
#include "app/gateway_factory.hpp"
#include "app/log.hpp"
#include "app/machine_clock.hpp"
#include "app/sim_host.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace wingspread::app {

int run_sim(const Context& context, const SimOptions& options) {
    set_up_log(context.config, Quiet::no);
    const MachineClock clock;
    auto gateway = make_gateway(options, clock.now());
    if (!gateway) return report(gateway.error());
    net::Loop loop(clock);
    SimHost host(loop, std::move(*gateway), options.state_file);
    if (const auto listening = host.listen(options.host, options.port); !listening) {
        return report(listening.error());
    }
    fmt::print("listening on {}:{}\n", options.host, host.port());
    std::fflush(stdout);
    loop.on_termination([&] { loop.stop(); });
    loop.run();
    host.save();
    return exit_ok;
}

}  // namespace wingspread::app
