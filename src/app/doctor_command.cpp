#include "app/commands.hpp"
#include "app/engine_setup.hpp"
#include "app/log.hpp"
#include "net/tcp_client.hpp"

#include <fmt/format.h>

#include <array>
#include <future>
#include <string_view>

namespace wingspread::app {

namespace {

using namespace std::chrono_literals;

struct UsualPort {
    int port;
    std::string_view what;
};

constexpr std::array usual_ports{UsualPort{7497, "TWS, paper"}, UsualPort{7496, "TWS, live"},
                                 UsualPort{4002, "IB Gateway, paper"},
                                 UsualPort{4001, "IB Gateway, live"}};

/// Opens a TCP connection and closes it again.
Result<void> knock(const GatewayAddress& address) {
    const MachineClock clock;
    net::Loop loop(clock);
    Result<void> outcome = fail(Errc::timeout, "no answer");
    net::TcpClient client(loop, {[&] {
                                     outcome = {};
                                     loop.stop();
                                 },
                                 [&](const Error& error) {
                                     outcome = std::unexpected(error);
                                     loop.stop();
                                 },
                                 [](std::string_view) {}, [](const Error&) {}});
    client.connect(address.host, static_cast<std::uint16_t>(address.port),
                   clock.now().monotonic + 5s);
    loop.run();
    return outcome;
}

void advise(std::string_view text) { fmt::print("  -> {}\n", text); }

void say_socket_closed(const GatewayAddress& address, const Error& error) {
    fmt::print("no  {}:{} cannot be reached: {}\n", address.host, address.port, error.message);
    advise(
        "start TWS or IB Gateway and log in (a cold start with two-factor login can take "
        "minutes)");
    advise(
        "in its API settings, switch on \"Enable ActiveX and Socket Clients\" and compare the "
        "socket port: TWS 7497 paper, 7496 live; IB Gateway 4002 paper, 4001 live");
    advise("if it runs on another machine, that machine's firewall must let the port through");
}

/// What in the reason of a failure tells which setting to change.
struct Symptom {
    std::string_view word;
    std::string_view advice;
};

constexpr std::array symptoms{
    Symptom{"read-only",
            "in TWS's API settings switch \"Read-Only API\" off; until then only quotes and scans "
            "work"},
    Symptom{"326", "this client id is in use: choose another with --client-id"},
    Symptom{"client id", "this client id is in use: choose another with --client-id"},
    Symptom{"HTTP", "that port belongs to a web server: use the API's socket port"},
    Symptom{"not a TWS", "that port belongs to something else: use the API's socket port"},
    Symptom{"closed",
            "TWS closed the connection: add this machine to \"Trusted IPs\", switch off "
            "\"Allow connections from localhost only\" if it is another machine, and "
            "accept the dialog that TWS may be showing"},
    Symptom{"time",
            "something listens but does not answer as TWS: look for a dialog that waits on "
            "TWS's screen, and for a login that is not finished"},
    Symptom{"live one", "this is a live account: set account.type to live if that is meant"},
    Symptom{"version", "update TWS or IB Gateway: its API is too old"},
};

int say_not_ready(const engine::Health& health) {
    fmt::print("no  the API session is {}: {}\n", health.state, health.reason);
    for (const auto& symptom : symptoms) {
        if (health.reason.find(symptom.word) == std::string::npos) continue;
        advise(symptom.advice);
        break;
    }
    return exit_failure;
}

void say_ready(const engine::Health& health) {
    fmt::print("ok  the API session is ready, account {} ({})\n", health.account,
               health.environment);
    fmt::print("ok  open orders, executions, positions and account figures are answered\n");
    fmt::print("what cannot be seen from outside, to be checked in TWS's API settings:\n");
    advise(
        "\"Maintain and resubmit orders when connection is restored\" off: orders sent while TWS "
        "is cut off would otherwise appear later");
    advise("\"Bypass Order Precautions for API Orders\" on, or orders may wait for a dialog");
    advise("\"Reject messages above maximum rate\" on: delays become visible");
}

/// Asks for the quotes of options that expire soon, and says what the account may see of them.
int say_data(EngineHost& engine, const std::string& symbol) {
    engine::ScanRequest request{symbol, {}, {}};
    request.criteria.min_dte = 1;
    request.criteria.max_dte = 10;
    std::promise<Result<std::shared_ptr<const engine::Ranking>>> answer;
    engine.scan(request, 25s, [&](auto ranking) { answer.set_value(std::move(ranking)); });
    const auto ranking = answer.get_future().get();
    if (!ranking) {
        fmt::print("no  market data of {}: {}\n", symbol, ranking.error().message);
        advise(
            "subscribe to the market data of the stock and of US options (OPRA); a paper account "
            "shares them only when that is switched on in the client portal");
        advise("close other sessions of the same user: the last login takes the data (code 10197)");
        return exit_failure;
    }
    const auto& counts = (*ranking)->result.counts;
    const auto count_of = [&](market::Usability usability) {
        return counts.contracts_by_usability[static_cast<std::size_t>(usability)];
    };
    const auto usable = count_of(market::Usability::usable);
    const auto delayed = count_of(market::Usability::delayed);
    fmt::print("{} market data of {}: {} of {} option quotes usable, {} delayed\n",
               usable > 0 ? "ok " : "no ", symbol, usable, counts.contracts, delayed);
    if (usable > 0) return exit_ok;
    advise(delayed > 0 ? "delayed data are never traded on: subscribe to live ones"
                       : "no option is quoted: subscribe to OPRA, or wait until the market opens");
    return exit_failure;
}

GatewayAddress address_of(const Config& config) {
    if (config.gateway) return *config.gateway;
    for (const auto& usual : usual_ports) {
        const GatewayAddress address{"127.0.0.1", usual.port};
        const bool open = knock(address).has_value();
        fmt::print("{} 127.0.0.1:{} ({})\n", open ? "ok " : "-- ", usual.port, usual.what);
        if (open) return address;
    }
    return {"127.0.0.1", usual_ports.front().port};
}

}  // namespace

int run_doctor(const Context& context, const std::string& symbol) {
    set_up_log(context.config, Quiet::yes);
    const auto address = address_of(context.config);
    if (const auto open = knock(address); !open) {
        say_socket_closed(address, open.error());
        return exit_failure;
    }
    fmt::print("ok  {}:{} takes connections\n", address.host, address.port);
    Context connected = context;
    connected.config.gateway = address;
    EngineWish wish;
    wish.client_id = context.config.client_id + 3;  // beside a running `serve`
    auto setup = EngineSetup::make(connected, wish);
    if (!setup) return report(setup.error());
    auto& engine = (*setup)->engine();
    std::promise<Result<void>> ready;
    engine.when_ready(25s, [&](Result<void> outcome) { ready.set_value(std::move(outcome)); });
    engine.start();
    const bool is_ready = ready.get_future().get().has_value();
    const auto health = engine.snapshot()->health;
    if (!is_ready) {
        engine.stop();
        return say_not_ready(health);
    }
    say_ready(health);
    const int status = say_data(engine, symbol);
    engine.stop();
    return status;
}

}  // namespace wingspread::app
