#include "app/cli.hpp"

#include "app/commands.hpp"
#include "app/completion.hpp"
#include "options/calendar.hpp"
#include "scan/criteria.hpp"
#include "scan/fields.hpp"
#include "trade/ladder_plan.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <array>
#include <cstdio>

extern char** environ;

namespace wingspread::app {

namespace {

/// Flags that name settings; they win over environment and files.
struct GlobalFlags {
    std::string config_file;
    std::string gateway;
    std::string client_id;
    std::string account;
    std::string state_dir;
    std::string log_level;
    std::string server;
    std::vector<std::string> set;
    bool json = false;
};

std::vector<std::string> environment_entries() {
    std::vector<std::string> entries;
    for (char** entry = environ; *entry != nullptr; ++entry) entries.emplace_back(*entry);
    return entries;
}

Result<Source> flag_source(const GlobalFlags& flags) {
    Source source{"flags", {}};
    const auto add = [&](std::string_view key, const std::string& value) {
        if (!value.empty()) source.values.emplace_back(key, value);
    };
    add("gateway.url", flags.gateway);
    add("gateway.client_id", flags.client_id);
    add("account.id", flags.account);
    add("state.dir", flags.state_dir);
    add("log.level", flags.log_level);
    if (!flags.server.empty()) {
        const auto address = parse_gateway(flags.server);
        if (!address) return bad_field("--server", flags.server, "HOST:PORT");
        add("server.host", address->host);
        add("server.port", std::to_string(address->port));
    }
    for (const auto& assignment : flags.set) {
        const auto equals = assignment.find('=');
        if (equals == std::string::npos) return bad_field("--set", assignment, "KEY=VALUE");
        source.values.emplace_back(assignment.substr(0, equals), assignment.substr(equals + 1));
    }
    return source;
}

Result<Context> make_context(const GlobalFlags& flags) {
    Context context;
    context.json = flags.json;
    context.environment = environment_entries();
    std::vector<std::string> files = default_config_files(context.environment);
    if (!flags.config_file.empty()) files = {flags.config_file};
    std::vector<Source> sources{
        {"defaults", {{"state.dir", default_state_dir(context.environment)}}}};
    for (const auto& file : files) {
        auto source = read_config_file(file);
        if (!source) return std::unexpected(source.error());
        sources.push_back(std::move(*source));
    }
    auto environment = read_environment(context.environment);
    if (!environment) return std::unexpected(environment.error());
    sources.push_back(std::move(*environment));
    auto from_flags = flag_source(flags);
    if (!from_flags) return std::unexpected(from_flags.error());
    sources.push_back(std::move(*from_flags));
    auto config = merge(sources);
    if (!config) return std::unexpected(config.error());
    context.config = std::move(*config);
    return context;
}

void add_global_flags(CLI::App& app, GlobalFlags& flags) {
    app.add_option("--config", flags.config_file, "read this TOML file instead of the usual ones");
    app.add_option("--gateway", flags.gateway,
                   "HOST:PORT of TWS or IB Gateway; without it the simulated one is embedded");
    app.add_option("--client-id", flags.client_id, "API client id");
    app.add_option("--account", flags.account, "account, when a login manages several");
    app.add_option("--state-dir", flags.state_dir, "journals and the simulated gateway's books");
    app.add_option("--log-level", flags.log_level, "trace, debug, info, warn or error");
    app.add_option("--server", flags.server, "HOST:PORT where `serve` listens or is found");
    app.add_option("--set", flags.set, "any setting, as KEY=VALUE (see `wingspread config`)")
        ->allow_extra_args(false);
    app.add_flag("--json", flags.json, "print JSON");
}

void add_file_flags(CLI::App& command, FileChain& files) {
    command.add_option("--data", files.data_dir,
                       "folder of chain files in LEAN's layout (it holds option/, equity/, …)");
    command.add_option("--date", files.date, "day to read, as 2015-12-24");
    command.add_option("--at", files.at, "New York time HH:MM; minutes ended by then are known");
}

void add_sim_flags(CLI::App& command, SimOptions& sim, FileChain& replay) {
    command.add_option("--seed", sim.seed, "seed of the synthetic market and of the fills");
    command.add_flag("--synthetic", sim.synthetic,
                     "a synthetic market, the default without --data");
    add_file_flags(command, replay);
    command.add_option("--symbol", sim.symbol, "underlying to replay from --data");
    command.add_option("--speed", sim.speed, "replay speed; 0 freezes the market at --at");
    command.add_option("--state", sim.state_file, "file in which the gateway keeps its books");
    command.add_option("--hours", sim.hours, "always or real: when the synthetic market trades")
        ->check(CLI::IsMember({"always", "real"}));
    command.add_option("--lines", sim.max_lines, "market-data lines of the account")
        ->check(CLI::Range(1, 100'000));
    command
        .add_option("--message-rate", sim.messages_per_second, "messages a second before code 100")
        ->check(CLI::Range(1, 100'000));
    command.add_flag("--read-only", sim.read_only,
                     "refuse orders, as TWS's \"Read-Only API\" does");
    command
        .add_option("--entitlement", sim.entitlement,
                    "market data that the account may see: live, delayed or none")
        ->check(CLI::IsMember({"live", "delayed", "none"}));
    command
        .add_option("--account-kind", sim.account_kind,
                    "what the account may hold, as IBKR has it: margin, cash or ira")
        ->check(CLI::IsMember({"margin", "cash", "ira"}));
    auto* const faults =
        command.add_option("--faults", sim.faults_file, "file that says what goes wrong when");
    command
        .add_option("--fault-seed", sim.fault_seed,
                    "let things go wrong at random, the same ones for the same seed")
        ->excludes(faults);
}

void add_exit_flags(CLI::App& command, ExitOptions& exits) {
    constexpr int most_days = 3660;
    command.add_option("--take-profit", exits.take_profit,
                       "close at this profit: 50% of what was paid or received, or the net price "
                       "of the closing order");
    command.add_option("--stop", exits.stop, "close at this loss, in the same words");
    command
        .add_option("--exit-dte", exits.days_left, "close so many days before the first expiration")
        ->check(CLI::Range(0, most_days));
    command.add_option("--exit-at", exits.at,
                       "close from then on, as \"2026-12-17 15:30\" in New York");
    command.add_flag("--at-broker", exits.at_broker,
                     "let target and stop of a single option wait at the broker, one cancels all");
}

void add_ladder_flags(CLI::App& command, OrderOptions& order) {
    constexpr int day_s = 86'400;
    auto* const steps =
        command
            .add_option("--ladder", order.ladder_steps,
                        "walk the limit from --price toward natural in so many steps")
            ->check(CLI::Range(1, trade::LadderPlan::most_steps));
    command.add_option("--ladder-interval", order.ladder_interval_s, "seconds between two steps")
        ->check(CLI::Range(1, day_s))
        ->needs(steps);
    command.add_option("--ladder-hold", order.ladder_hold_s, "seconds at the last price")
        ->check(CLI::Range(0, day_s))
        ->needs(steps);
    command
        .add_option("--ladder-cap", order.ladder_cap,
                    "the worst price, instead of natural within the limits")
        ->needs(steps);
    command
        .add_option("--ladder-end", order.ladder_end,
                    "what becomes of the order after that: cancel or leave")
        ->check(CLI::IsMember({"cancel", "leave"}))
        ->needs(steps);
    command
        .add_option("--ladder-bad-quotes", order.ladder_bad_quotes,
                    "while quotes of the legs are stale or crossed: hold or cancel")
        ->check(CLI::IsMember({"hold", "cancel"}))
        ->needs(steps);
}

void add_spread_flags(CLI::App& command, OrderOptions& order) {
    auto& spread = order.spread;
    command.add_option("symbol", spread.symbol, "underlying")->required();
    command
        .add_option("--structure", spread.structure,
                    "as bull_put, iron_condor, long_call_calendar, covered_call, long_put")
        ->required();
    command.add_option("--expiry", spread.expiry,
                       "expiration, as 2026-12-18; of every leg that names no other");
    auto* const sold =
        command.add_option("--short", spread.short_strike, "strike of the sold leg of a vertical");
    auto* const bought =
        command.add_option("--long", spread.long_strike, "strike of the bought leg of a vertical");
    command
        .add_option("--legs", spread.legs,
                    "options as held: +740P,-745P,-755C,+760C; -2x750C for two, @2027-01-15 after "
                    "the right for another expiration")
        ->excludes(sold)
        ->excludes(bought);
    command.add_option("--rolled-structure", order.rolled_structure,
                       "with --action roll: the structure to close by the same order");
    command.add_option("--rolled-legs", order.rolled_legs, "and its options, as they are held");
    command.add_option("--class", spread.trading_class, "trading class, as SPXW");
    command.add_option("--quantity", order.quantity, "units")->check(CLI::Range(1, 10'000));
    command.add_option("--price", order.price,
                       "mid, natural, a share of the way between them as 25%, or the signed net "
                       "price per share (credit negative)");
    add_ladder_flags(command, order);
    add_exit_flags(command, order.exits);
    command.add_option("--tif", order.tif, "time in force")->check(CLI::IsMember({"DAY", "GTC"}));
    command.add_option("--action", order.action, "open, close or roll")
        ->check(CLI::IsMember({"open", "close", "roll"}));
    command.add_option("--deadline", order.deadline_s, "seconds to wait for the outcome")
        ->check(CLI::Range(1, 3600));
}

struct Options {
    std::string shell;
    ScanOptions scan;
    FileChain scan_files;
    OrderOptions order;
    SimOptions sim;
    FileChain replay;
    std::string cancel_id;
    std::string report_day;
    bool report_csv = false;
    std::string exits_action;
    std::string exits_id;
    ExitOptions exits;
    std::string resolved_id;
    std::string outcome;
    std::string adopted;
    int arm_minutes = 480;
    std::string arm_words;
    std::string reason;
    std::string doctor_symbol = "SPY";
    bool no_follow = false;
    bool adopt_positions = false;
    std::map<std::string, std::string> live_criteria;
};

void add_criteria_flags(CLI::App& command, std::map<std::string, std::string>& criteria) {
    for (const auto& criterion : scan::criteria_table()) {
        const std::string name(criterion.name);
        // One kind reads better in the singular.
        const std::string singular = name == "structures" ? ",--structure" : "";
        command.add_option_function<std::string>(
            "--" + std::string(criterion.flag) + singular,
            [&criteria, name](const std::string& value) { criteria[name] = value; },
            std::string(criterion.help));
    }
}

/// --min-FIELD and --max-FIELD of every field that has no criterion of its own.
void add_field_limits(CLI::App& command, std::map<std::string, std::string>& criteria) {
    for (const auto& field : scan::fields()) {
        for (const std::string_view end : {"min", "max"}) {
            std::string flag = fmt::format("--{}-{}", end, field.name);
            std::ranges::replace(flag, '_', '-');
            if (command.get_option_no_throw(flag) != nullptr) continue;
            const std::string name = fmt::format("{}_{}", end, field.name);
            command
                .add_option_function<std::string>(
                    flag, [&criteria, name](const std::string& value) { criteria[name] = value; },
                    fmt::format("{} {}", end == "min" ? "least" : "greatest", field.name))
                ->group("Limits on fields (--fields says what they are)");
        }
    }
}

void add_scan_command(CLI::App& app, Options& options) {
    auto& command = *app.add_subcommand("scan", "rank the option structures of an underlying");
    command.add_option("symbol", options.scan.symbol, "underlying")->required();
    add_file_flags(command, options.scan_files);
    command.add_option("--deadline", options.scan.deadline_s, "seconds to wait for quotes")
        ->check(CLI::Range(1, 3600));
    command.add_option("--profile-file", options.scan.profile_file,
                       "ranks by the profile in this file (docs/scanner/profiles.md)");
    command.add_flag("--csv", options.scan.csv, "comma-separated values");
    command.add_option("--explain", options.scan.explain,
                       "say why this spread stands where it does: its id, or its place from 1");
    auto* watch =
        command.add_flag("--watch", options.scan.watch, "keep ranking while quotes change");
    command.add_option("--lists", options.scan.lists, "of --watch: end after so many lists")
        ->needs(watch)
        ->check(CLI::Range(1, 1'000'000));
    command.add_flag_callback(
        "--fields",
        [] {
            fmt::print("{}", scan::fields_text());
            throw CLI::Success();
        },
        "list the fields that conditions and limits are on");
    add_criteria_flags(command, options.scan.criteria);
    add_field_limits(command, options.scan.criteria);
}

/// The kill switch.
struct SwitchCommand {
    const char* name;
    const char* state;
    const char* help;
};
constexpr std::array<SwitchCommand, 3> switch_commands{{
    {"halt", "halted", "send nothing but cancels (through `serve`)"},
    {"reduce", "reducing", "send only what closes positions (through `serve`)"},
    {"resume", "active", "trade again after a halt (through `serve`)"},
}};

void add_switch_commands(CLI::App& app, Options& options) {
    for (const auto& row : switch_commands) {
        app.add_subcommand(row.name, row.help)
            ->add_option("--reason", options.reason, "why, for the journal and whoever asks")
            ->required();
    }
}

void add_exits_command(CLI::App& app, Options& options) {
    auto& command = *app.add_subcommand(
        "exits", "what closes positions by itself: list, add or remove (through `serve`)");
    const auto name = [&options](CLI::App* sub) {
        sub->callback([&options, sub] { options.exits_action = sub->get_name(); });
        return sub;
    };
    name(command.add_subcommand("list", "every exit, oldest first"));
    auto* add = name(command.add_subcommand("add", "close what an order has opened or will open"));
    add->add_option("order", options.exits_id, "order reference, as `orders` lists it")->required();
    add_exit_flags(*add, options.exits);
    name(command.add_subcommand("remove", "begin no further close by it"))
        ->add_option("exit", options.exits_id, "exit, as `exits list` names it")
        ->required();
    command.require_subcommand(1);
}

int run_exits(const Context& context, const Options& options) {
    if (options.exits_action == "add") {
        return run_exits_add(context, options.exits_id, options.exits);
    }
    if (options.exits_action == "remove") return run_exits_remove(context, options.exits_id);
    return run_exits_list(context);
}

void add_commands(CLI::App& app, Options& options) {
    app.add_subcommand("completion",
                       "a script for the shell: eval \"$(wingspread completion bash)\"")
        ->add_option("shell", options.shell, "bash, zsh or fish")
        ->check(CLI::IsMember({"bash", "zsh", "fish"}))
        ->required();
    add_scan_command(app, options);
    add_spread_flags(
        *app.add_subcommand("preview", "ask the broker for margin and commission of a structure"),
        options.order);
    auto* order = app.add_subcommand("order", "place a structure and follow it (through `serve`)");
    add_spread_flags(*order, options.order);
    order->add_flag("--no-follow", options.no_follow, "return when the order is sent");
    app.add_subcommand("orders", "list the orders (through `serve`)");
    app.add_subcommand("positions", "list the positions (through `serve`)");
    app.add_subcommand("cancel", "cancel an order (through `serve`)")
        ->add_option("order", options.cancel_id, "order reference, as `orders` lists it")
        ->required();
    add_exits_command(app, options);
    auto* report = app.add_subcommand(
        "report",
        "how well orders were executed, against the mid they were decided on (through "
        "`serve`)");
    report->add_option("--day", options.report_day, "one day in New York, as 2026-11-23");
    report->add_flag("--csv", options.report_csv, "comma-separated values");
    add_switch_commands(app, options);
    auto* resolve = app.add_subcommand(
        "resolve", "say how an order in doubt ended, once TWS shows it (through `serve`)");
    resolve->add_option("order", options.resolved_id, "order reference, as `orders` lists it")
        ->required();
    resolve->add_option("--as", options.outcome, "how it ended")
        ->check(CLI::IsMember({"filled", "cancelled", "rejected", "never-arrived"}))
        ->required();
    resolve->add_option("--reason", options.reason, "how that is known")->required();
    auto* arm = app.add_subcommand(
        "arm", "let orders cost real money for a while, after typed words (through `serve`)");
    arm->add_option("--minutes", options.arm_minutes, "for how long, up to a week")
        ->check(CLI::Range(1, 7 * 24 * 60));
    arm->add_option("--confirm", options.arm_words, "the words, instead of typing them");
    app.add_subcommand("disarm", "let no order cost real money any more (through `serve`)");
    app.add_subcommand("reconcile",
                       "compare orders and positions with the broker's now (through `serve`)");
    auto* adopt = app.add_subcommand(
        "adopt", "take the broker's word for what is held of an underlying (through `serve`)");
    adopt->add_option("underlying", options.adopted, "its symbol, as KO")->required();
    adopt->add_option("--reason", options.reason, "what has changed the position")->required();
    auto* sim = app.add_subcommand("sim", "run the simulated gateway");
    sim->add_option("--host", options.sim.host, "address to listen on");
    sim->add_option("--port", options.sim.port, "port to listen on; 0 picks a free one")
        ->check(CLI::Range(0, 65535));
    sim->add_option("--server-version", options.sim.server_version, "protocol version to offer")
        ->check(CLI::Range(157, 200));
    add_sim_flags(*sim, options.sim, options.replay);
    auto* serve = app.add_subcommand("serve", "run the engine, its API and its page");
    add_sim_flags(*serve, options.sim, options.replay);
    add_criteria_flags(*serve, options.live_criteria);
    serve->add_flag("--adopt-positions", options.adopt_positions,
                    "take what the broker reports as the positions to start from");
    app.add_subcommand("doctor", "check the connection to TWS and what can be seen of its settings")
        ->add_option("--symbol", options.doctor_symbol, "underlying whose market data are tried");
    app.add_subcommand("config", "list every setting, its names and its value");
    app.require_subcommand(1);
}

std::optional<FileChain> given(const FileChain& files) {
    if (files.data_dir.empty() && files.date.empty() && files.at.empty()) return std::nullopt;
    return files;
}

int dispatch(const std::string& command, const Context& context, Options& options) {
    options.scan.files = given(options.scan_files);
    options.sim.replay = given(options.replay);
    options.order.follow = !options.no_follow;
    if (command == "scan") return run_scan(context, options.scan);
    if (command == "preview") return run_preview(context, options.order);
    if (command == "order") return run_order(context, options.order);
    if (command == "orders") return run_orders(context);
    if (command == "positions") return run_positions(context);
    if (command == "cancel") return run_cancel(context, options.cancel_id);
    if (command == "arm") return run_arm(context, options.arm_minutes, options.arm_words);
    if (command == "disarm") return run_arm(context, 0, {});
    if (command == "reconcile") return run_reconcile(context);
    if (command == "adopt") return run_adopt(context, options.adopted, options.reason);
    if (command == "report") return run_report(context, options.report_day, options.report_csv);
    if (command == "exits") return run_exits(context, options);
    if (command == "resolve") {
        return run_resolve(context, options.resolved_id, options.outcome, options.reason);
    }
    for (const auto& row : switch_commands) {
        if (command == row.name) return run_switch(context, row.state, options.reason);
    }
    if (command == "sim") return run_sim(context, options.sim);
    if (command == "serve")
        return run_serve(context, {options.sim, options.live_criteria, options.adopt_positions});
    if (command == "doctor") return run_doctor(context, options.doctor_symbol);
    return run_config(context);
}

}  // namespace

int run(int argc, char** argv, const Seams& seams) {
    options::require_new_york();
    CLI::App app("Option spreads on Interactive Brokers: scan, preview, place, hold.",
                 "wingspread");
    app.set_version_flag("--version", WINGSPREAD_VERSION);
    app.fallthrough();
    GlobalFlags flags;
    Options options;
    add_global_flags(app, flags);
    add_commands(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_ok : exit_usage;
    }
    const auto command = app.get_subcommands().front()->get_name();
    if (command == "completion") {
        fmt::print("{}", completion_script(app, options.shell));
        return exit_ok;
    }
    auto context = make_context(flags);
    if (!context) return report(context.error());
    context->seams = seams;
    return dispatch(command, *context, options);
}

}  // namespace wingspread::app
