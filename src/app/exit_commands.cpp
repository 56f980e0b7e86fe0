#include "app/commands.hpp"
#include "app/order_request.hpp"
#include "app/output.hpp"
#include "app/serve_client.hpp"
#include "core/date.hpp"
#include "options/calendar.hpp"
#include "server/json.hpp"
#include "server/json_exits.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>

namespace wingspread::app {

namespace {

Result<std::optional<trade::ExitLevel>> to_level(std::string_view flag, const std::string& text) {
    if (text.empty()) return std::optional<trade::ExitLevel>{};
    const auto level = trade::parse_exit_level(text);
    if (!level) return with_context(level.error(), flag);
    return std::optional(*level);
}

/// "2026-12-17 15:30" in New York.
Result<MarketTime> to_moment(const std::string& text) {
    const auto bad = [&] {
        return bad_field("--exit-at", text, "a New York time, as \"2026-12-17 15:30\"");
    };
    if (text.size() != 16 || text[10] != ' ' || text[13] != ':') return bad();
    const auto date = parse_date(text.substr(0, 10));
    int hour = -1;
    int minute = -1;
    const char* const clock = text.data() + 11;
    const bool read = std::from_chars(clock, clock + 2, hour).ptr == clock + 2 &&
                      std::from_chars(clock + 3, clock + 5, minute).ptr == clock + 5;
    if (!date || !read || hour < 0 || hour > 23 || minute < 0 || minute > 59) return bad();
    return options::from_new_york(*date, std::chrono::hours(hour) + std::chrono::minutes(minute));
}

std::string rules_text(const trade::ExitRules& rules) {
    std::string text;
    if (rules.take_profit) text += " take-profit " + trade::to_string(*rules.take_profit);
    if (rules.stop) text += " stop " + trade::to_string(*rules.stop);
    if (rules.days_left) text += fmt::format(" days left {}", *rules.days_left);
    if (rules.at) text += " at " + to_rfc3339(to_utc(*rules.at));
    if (rules.at_broker) text += " at the broker";
    return text;
}

std::string exit_line(const engine::ExitView& exit) {
    std::string text = fmt::format("{} {:<8} {} x{}{}\n", exit.id, exit.state, exit.description,
                                   exit.units, rules_text(exit.rules));
    for (const auto& close : exit.closes) {
        text += fmt::format("  {} by order {}{}\n", close.rule, close.order,
                            close.short_leg_only ? ", the short leg only" : "");
    }
    return text;
}

int print(const Context& context, const Result<engine::ExitView>& exit) {
    if (!exit) return report(exit.error());
    if (context.json) {
        fmt::print("{}\n", server::to_json(*exit));
    } else {
        fmt::print("{}", exit_line(*exit));
    }
    return exit_ok;
}

}  // namespace

Result<std::optional<trade::ExitRules>> to_exit_rules(const ExitOptions& options) {
    trade::ExitRules rules;
    const auto profit = to_level("--take-profit", options.take_profit);
    if (!profit) return std::unexpected(profit.error());
    rules.take_profit = *profit;
    const auto stop = to_level("--stop", options.stop);
    if (!stop) return std::unexpected(stop.error());
    rules.stop = *stop;
    if (options.days_left >= 0) rules.days_left = options.days_left;
    if (!options.at.empty()) {
        const auto at = to_moment(options.at);
        if (!at) return std::unexpected(at.error());
        rules.at = *at;
    }
    rules.at_broker = options.at_broker;
    if (rules == trade::ExitRules{}) return std::optional<trade::ExitRules>{};
    return std::optional(rules);
}

int run_exits_list(const Context& context) {
    const ServeClient serve(context.config);
    const auto account = serve.account();
    if (!account) return report(account.error());
    const auto exits = serve.exits(*account);
    if (!exits) return report(exits.error());
    if (context.json) {
        fmt::print("{}\n", server::to_json_array(*exits));
        return exit_ok;
    }
    for (const auto& exit : *exits) fmt::print("{}", exit_line(exit));
    if (exits->empty()) fmt::print("no exits\n");
    return exit_ok;
}

int run_exits_add(const Context& context, const std::string& order, const ExitOptions& options) {
    const auto rules = to_exit_rules(options);
    if (!rules) return report(rules.error());
    if (auto fine = trade::check(rules->value_or(trade::ExitRules{})); !fine) {
        return report(fine.error());
    }
    const ServeClient serve(context.config);
    const auto account = serve.account();
    if (!account) return report(account.error());
    return print(context, serve.add_exit(*account, order, **rules));
}

int run_exits_remove(const Context& context, const std::string& exit) {
    const ServeClient serve(context.config);
    const auto account = serve.account();
    if (!account) return report(account.error());
    return print(context, serve.remove_exit(*account, exit));
}

}  // namespace wingspread::app
