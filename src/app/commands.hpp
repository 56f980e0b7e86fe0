#pragma once

#include "app/config.hpp"
#include "app/seams.hpp"
#include "scan/criteria.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace wingspread::app {

/// Exit statuses of every subcommand.
inline constexpr int exit_ok = 0;
inline constexpr int exit_failure = 1;  ///< it was tried and did not succeed
inline constexpr int exit_usage = 2;    ///< the input was wrong; nothing was tried

/// What every subcommand is given.
struct Context {
    Config config;
    bool json = false;  ///< machine-readable output on stdout; words go to stderr
    std::vector<std::string> environment;
    Seams seams;
};

/// Where a chain is read from instead of a gateway.
struct FileChain {
    std::string data_dir;
    std::string date;  ///< 2015-12-24
    std::string at;    ///< HH:MM, New York
};

struct ScanOptions {
    std::string symbol;
    std::map<std::string, std::string> criteria;  ///< by the names of scan's own table
    std::optional<FileChain> files;
    int deadline_s = 120;
    std::string profile_file;  ///< empty for none
    bool csv = false;
    std::string explain;  ///< a spread by its id or its place; empty for none
    bool watch = false;
    int lists = 0;  ///< of a watched scan, before it ends; 0: until it is stopped
};

struct SpreadOptions {
    std::string symbol;
    std::string structure;
    std::string expiry;
    std::string short_strike;  ///< this and the next: of a vertical, in place of `legs`
    std::string long_strike;
    std::string legs;  ///< "+740P,-745P,-755C,+760C", expirations after "@" where they differ
    std::string trading_class;  ///< needed where an expiry has two, as SPX and SPXW
};

/// When to close what an order opens; empty texts say nothing.
struct ExitOptions {
    std::string take_profit;  ///< "50%" or a net price of the closing order
    std::string stop;
    int days_left = -1;
    std::string at;  ///< New York time, "2026-12-17 15:30"
    bool at_broker = false;
};

struct OrderOptions {
    SpreadOptions spread;
    ExitOptions exits;
    std::string rolled_structure;  ///< of a roll: what is closed, and its legs
    std::string rolled_legs;
    int quantity = 1;
    std::string price = "mid";  ///< natural, mid, a share of the way ("25%"), or a signed net price
    int ladder_steps = 0;       ///< 0: the limit stays
    int ladder_interval_s = 10;
    int ladder_hold_s = 60;
    std::string ladder_cap;  ///< empty: as far as natural
    std::string ladder_end = "cancel";
    std::string ladder_bad_quotes = "hold";
    std::string tif = "DAY";
    std::string action = "open";
    bool follow = true;
    int deadline_s = 60;
};

struct SimOptions {
    std::string host = "127.0.0.1";
    int port = 7497;
    std::uint64_t seed = 1;
    bool synthetic = false;  ///< said aloud; it is the default
    std::optional<FileChain> replay;
    std::string symbol;
    double speed = 1;
    std::string state_file;
    std::string hours = "always";
    int max_lines = 100;
    int messages_per_second = 50;
    int server_version = 200;
    bool read_only = false;
    std::string entitlement = "live";
    std::string account_kind = "margin";
    std::string faults_file;                  ///< a plan of what goes wrong when
    std::optional<std::uint64_t> fault_seed;  ///< or one that is drawn
};

struct ServeOptions {
    SimOptions sim;  ///< the embedded gateway, used when no gateway is configured
    std::map<std::string, std::string> criteria;  ///< of the live page's ranking
    bool adopt_positions = false;  ///< take the positions that the broker reports as they are
};

/// A live scan, shown until it is stopped; `criteria` are those of `options`.
int run_watch(const Context& context, const ScanOptions& options, const scan::Criteria& criteria);
int run_scan(const Context& context, const ScanOptions& options);
int run_preview(const Context& context, const OrderOptions& options);
int run_order(const Context& context, const OrderOptions& options);
int run_orders(const Context& context);
int run_positions(const Context& context);
int run_cancel(const Context& context, const std::string& order);
/// How well orders were executed; `day` as "2026-11-23", or empty for all days.
int run_report(const Context& context, const std::string& day, bool csv);
int run_exits_list(const Context& context);
int run_exits_add(const Context& context, const std::string& order, const ExitOptions& options);
int run_exits_remove(const Context& context, const std::string& exit);
/// `outcome` as `ServeClient::resolve` takes it.
int run_resolve(const Context& context, const std::string& order, const std::string& outcome,
                const std::string& reason);
/// Takes the broker's word for what is held of `underlying`.
/// Arms live trading, after the words were given or typed; with no minutes ends that.
int run_arm(const Context& context, int minutes, std::string words);
int run_reconcile(const Context& context);
int run_adopt(const Context& context, const std::string& underlying, const std::string& reason);
/// `state`: "active", "reducing" or "halted".
int run_switch(const Context& context, const std::string& state, const std::string& reason);
int run_sim(const Context& context, const SimOptions& options);
int run_serve(const Context& context, const ServeOptions& options);
/// `symbol`: whose market data are asked for.
int run_doctor(const Context& context, const std::string& symbol);
int run_config(const Context& context);

/// Prints the error for people on stderr and gives the exit status that fits it.
int report(const Error& error);

}  // namespace wingspread::app
