#include "app/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

namespace wingspread::app {

namespace {

template <class Int>
bool read_int(Int& target, std::string_view text, std::int64_t low, std::int64_t high) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) {
        return false;
    }
    target = static_cast<Int>(value);
    return true;
}

bool read_bool(bool& target, std::string_view text) {
    if (text != "true" && text != "false") return false;
    target = text == "true";
    return true;
}

bool read_rate(double& target, std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return false;
    if (!(value >= -0.05 && value <= 0.3)) return false;
    target = value;
    return true;
}

GatewayAddress& gateway_of(Config& config) {
    if (!config.gateway) config.gateway = GatewayAddress{"127.0.0.1", 7497};
    return *config.gateway;
}

bool set_text(std::string& target, std::string_view text) {
    if (text.empty()) return false;
    target = text;
    return true;
}

bool set_account_type(Config& config, std::string_view text) {
    if (text != "paper" && text != "live") return false;
    config.account_type = text == "paper" ? AccountType::paper : AccountType::live;
    return true;
}

bool set_gateway(Config& config, std::string_view text) {
    const auto address = parse_gateway(text);
    if (address) config.gateway = *address;
    return address.has_value();
}

bool read_seconds(Duration& target, std::string_view text, int low, int high) {
    int seconds = 0;
    if (!read_int(seconds, text, low, high)) return false;
    target = std::chrono::seconds(seconds);
    return true;
}

bool set_log_level(Config& config, std::string_view text) {
    constexpr std::array levels{"trace", "debug", "info", "warn", "error"};
    if (std::find(levels.begin(), levels.end(), text) == levels.end()) return false;
    config.log_level = text;
    return true;
}

bool set_kind(Config& config, std::string_view text) {
    const auto kind = trade::parse_account_kind(text);
    if (kind) config.account_kind = *kind;
    return kind.has_value();
}

bool set_hours(Config& config, std::string_view text) {
    if (text != "exchange" && text != "always") return false;
    config.always_open = text == "always";
    return true;
}

using Text = std::string_view;

std::vector<Setting> gateway_settings() {
    return {
        {"gateway.host", "TWS_HOST", "a host name or address",
         "TWS or IB Gateway; without any gateway setting the simulated one is embedded",
         [](Config& c, Text t) { return set_text(gateway_of(c).host, t); }},
        {"gateway.port", "TWS_PORT", "a port from 1 to 65535",
         "TWS paper 7497, live 7496; IB Gateway paper 4002, live 4001",
         [](Config& c, Text t) { return read_int(gateway_of(c).port, t, 1, 65535); }},
        {"gateway.url", "IBKR_API_URL", "HOST:PORT", "host and port of the gateway at once",
         set_gateway},
        {"gateway.client_id", "CLIENT_ID", "a whole number from 0 to 2147483647",
         "API client id; each connection to a gateway needs its own",
         [](Config& c, Text t) { return read_int(c.client_id, t, 0, INT32_MAX); }},
        {"gateway.follow_clock", "", "true or false",
         "take the market's time from the gateway: for one that replays another day",
         [](Config& c, Text t) { return read_bool(c.follow_gateway_clock, t); }},
        {"gateway.hours", "", "exchange or always",
         "when orders may be sent: in the exchange's hours, or always, for a simulated gateway",
         set_hours},
        {"gateway.watchdog_timeout", "WATCHDOG_TIMEOUT", "seconds from 1 to 3600",
         "silence after which the connection is probed",
         [](Config& c, Text t) { return read_seconds(c.watchdog_timeout, t, 1, 3600); }},
        {"gateway.restart_time", "", "a time as 23:45, or off",
         "when TWS restarts each day, as set in TWS; 23:45 unless set",
         [](Config& c, Text t) { return set_text(c.restart_time, t); }},
        {"gateway.restart_zone", "", "a time zone as America/New_York",
         "zone of restart_time: the one that TWS itself is set to",
         [](Config& c, Text t) { return set_text(c.restart_zone, t); }},
        {"gateway.restart_allowed", "", "seconds from 60 to 7200",
         "how long a restart may take before it counts as an outage; 900 unless set",
         [](Config& c, Text t) { return read_seconds(c.restart_allowed, t, 60, 7200); }},
        {"gateway.weekly_login", "", "a day and time in New York as Sun 01:00, or off",
         "when TWS's weekly login ends and a person must log in again",
         [](Config& c, Text t) { return set_text(c.weekly_login, t); }},
        {"gateway.reset_windows", "",
         "days, times and zone, as Sun-Fri 00:15-01:45 America/New_York",
         "when IBKR resets its servers; several are separated by semicolons; off: none",
         [](Config& c, Text t) { return set_text(c.reset_windows, t); }},
        {"gateway.launch_command", "", "a shell command",
         "run when the gateway stays away (IBC, systemctl, docker)",
         [](Config& c, Text t) { return set_text(c.launch_command, t); }},
        {"gateway.launch_after", "", "seconds from 10 to 86400",
         "absence before launch_command is run; 120 unless set",
         [](Config& c, Text t) { return read_seconds(c.launch_after, t, 10, 86'400); }},
        {"gateway.launch_interval", "", "seconds from 60 to 86400",
         "between two runs of launch_command; 600 unless set",
         [](Config& c, Text t) { return read_seconds(c.launch_interval, t, 60, 86'400); }},
    };
}

std::vector<Setting> other_settings() {
    return {
        {"market_data.max_subscriptions", "MAX_SUBSCRIPTIONS", "a whole number from 1 to 10000",
         "market-data lines that may be used at once",
         [](Config& c, Text t) { return read_int(c.max_subscriptions, t, 1, 10'000); }},
        {"requests.messages_per_second", "", "a whole number from 1 to 10000",
         "most messages sent to the gateway in any second",
         [](Config& c, Text t) { return read_int(c.messages_per_second, t, 1, 10'000); }},
        {"requests.max_concurrent", "MAX_CONCURRENT_REQUESTS", "a whole number from 1 to 1000",
         "contract requests that may be in flight at once",
         [](Config& c, Text t) { return read_int(c.max_concurrent_requests, t, 1, 1'000); }},
        {"account.type", "ACCOUNT_TYPE", "paper or live",
         "which kind of account is expected; it never arms live trading", set_account_type},
        {"account.kind", "", "margin, cash or ira",
         "what the account may hold; margin unless set, ira also where TWS says so", set_kind},
        {"account.id", "", "an account id", "needed when a login manages several accounts",
         [](Config& c, Text t) { return set_text(c.account, t); }},
        {"server.host", "", "an address", "where the API and the page are served",
         [](Config& c, Text t) { return set_text(c.server_host, t); }},
        {"server.port", "", "a port from 0 to 65535", "0 picks a free one",
         [](Config& c, Text t) { return read_int(c.server_port, t, 0, 65535); }},
        {"state.dir", "", "a directory", "journals, and the simulated gateway's books",
         [](Config& c, Text t) { return set_text(c.state_dir, t); }},
        {"model.fallback_rate", "", "a rate per year from -0.05 to 0.3, as 0.04",
         "interest rate assumed where a chain's own quotes do not determine one; 0.04 unless set",
         [](Config& c, Text t) { return read_rate(c.fallback_rate_per_year, t); }},
        {"log.level", "", "trace, debug, info, warn or error", "least severe line that is logged",
         set_log_level},
        {"live.symbol", "", "a symbol", "underlying whose spreads the live page ranks",
         [](Config& c, Text t) { return set_text(c.live_symbol, t); }},
        {"sim.seed", "", "a whole number", "seed of the embedded simulated gateway",
         [](Config& c, Text t) { return read_int(c.sim_seed, t, 0, INT64_MAX); }},
    };
}

const std::vector<Setting>& table() {
    static const std::vector<Setting> rows = [] {
        auto all = gateway_settings();
        for (auto& setting : other_settings()) all.push_back(std::move(setting));
        return all;
    }();
    return rows;
}

constexpr std::string_view risk_prefix = "risk.";

const Setting* find_setting(std::string_view key) {
    const auto& rows = table();
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const Setting& row) { return row.key == key; });
    return found == rows.end() ? nullptr : &*found;
}

Result<void> apply(Config& config, const std::string& source, const std::string& key,
                   const std::string& value) {
    if (key.starts_with(risk_prefix)) {
        config.risk[key.substr(risk_prefix.size())] = value;
        return {};
    }
    const Setting* setting = find_setting(key);
    if (setting == nullptr) {
        return fail(
            Errc::invalid_argument,
            fmt::format("{}: unknown key \"{}\"; `wingspread config` lists the keys", source, key));
    }
    if (!setting->apply(config, value)) {
        return with_context(bad_field(key, value, setting->expected).error(), source);
    }
    return {};
}

std::optional<std::string> variable(std::span<const std::string> environment,
                                    std::string_view name) {
    for (const auto& entry : environment) {
        if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=') {
            return entry.substr(name.size() + 1);
        }
    }
    return std::nullopt;
}

/// WINGSPREAD_RISK_MAX_LOSS_USD sets risk.max_loss_usd.
std::optional<std::string> risk_key(std::string_view name) {
    constexpr std::string_view prefix = "WINGSPREAD_RISK_";
    if (!name.starts_with(prefix)) return std::nullopt;
    std::string key(risk_prefix);
    for (const char c : name.substr(prefix.size())) key += static_cast<char>(std::tolower(c));
    return key;
}

}  // namespace

std::span<const Setting> settings() { return table(); }

std::string environment_name(std::string_view key) {
    std::string name = "WINGSPREAD_";
    for (const char c : key) {
        name += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    return name;
}

Result<GatewayAddress> parse_gateway(std::string_view text) {
    std::string_view rest = text;
    if (const auto scheme = rest.find("://"); scheme != std::string_view::npos) {
        rest.remove_prefix(scheme + 3);
    }
    while (!rest.empty() && rest.back() == '/') rest.remove_suffix(1);
    GatewayAddress address;
    const auto colon = rest.rfind(':');
    if (colon == std::string_view::npos || colon == 0 ||
        !read_int(address.port, rest.substr(colon + 1), 1, 65535)) {
        return bad_field("gateway", text, "HOST:PORT, as in 127.0.0.1:7497");
    }
    address.host = rest.substr(0, colon);
    return address;
}

Result<Source> read_environment(std::span<const std::string> environment) {
    Source source{"environment", {}};
    for (const auto& setting : table()) {
        if (setting.alias.empty()) continue;
        if (const auto value = variable(environment, setting.alias)) {
            source.values.emplace_back(setting.key, *value);
        }
    }
    for (const auto& entry : environment) {
        const std::string name = entry.substr(0, entry.find('='));
        if (!name.starts_with("WINGSPREAD_") || name.starts_with("WINGSPREAD_TEST_")) continue;
        if (name == "WINGSPREAD_CONFIG") continue;
        std::optional<std::string> key = risk_key(name);
        for (const auto& setting : table()) {
            if (environment_name(setting.key) == name) key = setting.key;
        }
        if (!key) {
            return fail(Errc::invalid_argument,
                        fmt::format("environment: unknown name {}; `wingspread config` lists the "
                                    "names",
                                    name));
        }
        source.values.emplace_back(*key, entry.substr(name.size() + 1));
    }
    return source;
}

Result<Config> merge(std::span<const Source> sources) {
    Config config;
    for (const auto& source : sources) {
        for (const auto& [key, value] : source.values) {
            if (auto applied = apply(config, source.name, key, value); !applied) {
                return std::unexpected(applied.error());
            }
        }
    }
    return config;
}

std::string default_state_dir(std::span<const std::string> environment) {
    if (const auto dir = variable(environment, "STATE_DIRECTORY")) return *dir;  // systemd
    if (const auto state = variable(environment, "XDG_STATE_HOME")) return *state + "/wingspread";
    const auto home = variable(environment, "HOME");
    return home.value_or(".") + "/.local/state/wingspread";
}

std::vector<std::string> default_config_files(std::span<const std::string> environment) {
    std::vector<std::string> candidates{"/etc/wingspread/config.toml"};
    if (const auto dir = variable(environment, "XDG_CONFIG_HOME")) {
        candidates.push_back(*dir + "/wingspread/config.toml");
    } else if (const auto home = variable(environment, "HOME")) {
        candidates.push_back(*home + "/.config/wingspread/config.toml");
    }
    std::erase_if(candidates, [](const std::string& path) {
        std::error_code ignored;
        return !std::filesystem::exists(path, ignored);
    });
    return candidates;
}

}  // namespace wingspread::app
