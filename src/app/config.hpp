#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "trade/account_kind.hpp"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::app {

struct GatewayAddress {
    std::string host;
    int port = 0;

    bool operator==(const GatewayAddress&) const = default;
};

enum class AccountType { paper, live };

/// Everything that a user can set, after flags > environment > file > defaults were merged.
struct Config {
    std::optional<GatewayAddress> gateway;  ///< absent: the embedded simulated gateway
    int client_id = 1;
    int max_subscriptions = 90;
    int messages_per_second = 45;
    int max_concurrent_requests = 50;
    Duration watchdog_timeout = std::chrono::seconds(30);
    std::string restart_time = "23:45";  ///< of TWS's daily restart; "off": none is planned
    std::string restart_zone = "America/New_York";
    Duration restart_allowed = std::chrono::minutes(15);
    std::string weekly_login = "Sun 01:00";  ///< New York time; "off": none
    std::string reset_windows =
        "Sun-Fri 00:15-01:45 America/New_York; Fri 23:00-03:00 America/New_York";
    std::string launch_command;  ///< run when the gateway stays away; empty: none
    Duration launch_after = std::chrono::minutes(2);
    Duration launch_interval = std::chrono::minutes(10);
    /// Which kind of account is expected behind the gateway. It never arms live trading.
    AccountType account_type = AccountType::paper;
    trade::AccountKind account_kind = trade::AccountKind::margin;
    std::string account;  ///< empty: the only one that the gateway manages
    /// Market time follows the gateway's clock: for a gateway that replays another day.
    bool follow_gateway_clock = false;
    bool always_open = false;  ///< the venue never closes: a simulated one
    std::string server_host = "127.0.0.1";
    int server_port = 8080;
    std::string state_dir;  ///< journals and the simulated gateway's books
    /// Assumed where a chain's own quotes do not determine an interest rate.
    double fallback_rate_per_year = 0.04;
    std::string log_level = "info";
    std::map<std::string, std::string> risk;  ///< limit name to value, read by trade's own parser
    std::string live_symbol = "SPY";          ///< what the live page shows first
    std::uint64_t sim_seed = 1;
};

/// One setting, described once: the file's key, the environment's names, the default and the help
/// all come from this table.
struct Setting {
    std::string_view key;    ///< in the file, as `section.name`
    std::string_view alias;  ///< an environment name beside WINGSPREAD_SECTION_NAME, or empty
    std::string_view expected;
    std::string_view help;
    std::function<bool(Config&, std::string_view)> apply;  ///< false: the text is not `expected`
};

std::span<const Setting> settings();

/// WINGSPREAD_ and the key in capitals: "gateway.host" becomes WINGSPREAD_GATEWAY_HOST.
std::string environment_name(std::string_view key);

/// Values by key, in the order in which later ones win, each with where it was found.
struct Source {
    std::string name;  ///< "config.toml", "environment", "flags"
    std::vector<std::pair<std::string, std::string>> values;
};

/// Reads a TOML file into flat keys. Errors name file, line and key.
Result<Source> read_config_file(const std::string& path);
/// Picks the known names out of an environment given as NAME=value; an unknown WINGSPREAD_ name is
/// an error, since a mistyped limit must not be ignored.
Result<Source> read_environment(std::span<const std::string> environment);
/// Applies the sources in turn and checks the whole.
Result<Config> merge(std::span<const Source> sources);

/// $XDG_STATE_HOME/wingspread or ~/.local/state/wingspread.
std::string default_state_dir(std::span<const std::string> environment);
/// Existing files among $XDG_CONFIG_HOME/wingspread/config.toml and /etc/wingspread/config.toml,
/// the later of higher rank.
std::vector<std::string> default_config_files(std::span<const std::string> environment);

Result<GatewayAddress> parse_gateway(std::string_view text);

}  // namespace wingspread::app
