#include "app/commands.hpp"
#include "app/machine_clock.hpp"
#include "app/order_request.hpp"
#include "app/output.hpp"
#include "app/serve_client.hpp"
#include "core/date.hpp"
#include "server/json.hpp"
#include "trade/live_arming.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

namespace wingspread::app {

namespace {

constexpr auto poll_interval = std::chrono::milliseconds(250);

/// Empty at the end of the input.
std::string typed_line() {
    std::array<char, 256> line{};
    if (std::fgets(line.data(), line.size(), stdin) == nullptr) return {};
    std::string text(line.data());
    if (text.ends_with('\n')) text.pop_back();
    return text;
}

int print(const Context& context, const engine::OrderView& order) {
    if (context.json) {
        fmt::print("{}\n", server::to_json(order));
    } else {
        fmt::print("{}{}", order_line(order), executions_text(order));
    }
    return exit_ok;
}

/// Executions and their commissions may come after the word that the order is filled.
bool is_told_whole(const engine::OrderView& order) {
    if (!order.terminal) return false;
    if (order.filled == Quantity{}) return true;
    return order.average_price.has_value() && order.commission_usd.has_value();
}

Result<engine::OrderView> follow(const Context& context, const ServeClient& serve,
                                 engine::OrderView order, int deadline_s) {
    const MachineClock clock;
    const auto deadline = clock.now().monotonic + std::chrono::seconds(deadline_s);
    std::string shown;
    while (!is_told_whole(order) && clock.now().monotonic < deadline) {
        if (!context.json && order.state != shown) {
            shown = order.state;
            fmt::print(stderr, "{}", order_line(order));
        }
        std::this_thread::sleep_for(poll_interval);
        auto next = serve.order(order.account, order.id);
        if (!next) return next;
        order = std::move(*next);
    }
    return order;
}

/// The second order of a roll in two, as soon as it was sent.
Result<engine::OrderView> second_of(const ServeClient& serve, engine::OrderView first,
                                    int deadline_s) {
    const MachineClock clock;
    const auto deadline = clock.now().monotonic + std::chrono::seconds(deadline_s);
    while (first.roll->order.empty()) {
        if (!first.roll->ended.empty()) return fail(Errc::refused, first.roll->ended);
        if (clock.now().monotonic >= deadline) {
            return fail(Errc::timeout, "the second order was not sent yet: `wingspread orders`");
        }
        std::this_thread::sleep_for(poll_interval);
        auto next = serve.order(first.account, first.id);
        if (!next) return next;
        first = std::move(*next);
    }
    return serve.order(first.account, first.roll->order);
}

template <class T, class Line>
int print_all(const Context& context, const Result<std::vector<T>>& rows, Line line,
              std::string_view none) {
    if (!rows) return report(rows.error());
    if (context.json) {
        fmt::print("{}\n", server::to_json_array(*rows));
        return exit_ok;
    }
    for (const auto& row : *rows) fmt::print("{}", line(row));
    if (rows->empty()) fmt::print("{}\n", none);
    return exit_ok;
}

}  // namespace

int run_order(const Context& context, const OrderOptions& options) {
    const ServeClient serve(context.config);
    auto request = to_order_request(options, {});
    if (!request) return report(request.error());
    const auto account = serve.account();
    if (!account) return report(account.error());
    request->account = *account;
    auto order = serve.place(*request);
    if (!order) return report(order.error());
    if (options.follow) order = follow(context, serve, std::move(*order), options.deadline_s);
    if (!order) return report(order.error());
    print(context, *order);
    if (!options.follow) return exit_ok;
    if (order->roll && order->terminal) {
        auto second = second_of(serve, *order, options.deadline_s);
        if (second) second = follow(context, serve, std::move(*second), options.deadline_s);
        if (!second) return report(second.error());
        print(context, *second);
        order = std::move(second);
    }
    if (!order->terminal) {
        fmt::print(stderr, "still {} after {} s; it goes on working: `wingspread orders`\n",
                   order->state, options.deadline_s);
    }
    return order->state == "filled" ? exit_ok : exit_failure;
}

int run_orders(const Context& context) {
    const ServeClient serve(context.config);
    const auto account = serve.account();
    if (!account) return report(account.error());
    return print_all(context, serve.orders(*account), order_line, "no orders");
}

int run_positions(const Context& context) {
    const ServeClient serve(context.config);
    const auto account = serve.account();
    if (!account) return report(account.error());
    return print_all(context, serve.positions(*account), position_line, "no positions");
}

int run_switch(const Context& context, const std::string& state, const std::string& reason) {
    const ServeClient serve(context.config);
    const auto account = serve.account();
    if (!account) return report(account.error());
    const auto trading = serve.turn_switch(*account, state, reason);
    if (!trading) return report(trading.error());
    if (context.json) {
        fmt::print("{}\n", server::to_json(*trading));
    } else {
        fmt::print("trading is {}: {}\n", trading->state, trading->reason);
    }
    return exit_ok;
}

int run_arm(const Context& context, int minutes, std::string words) {
    const ServeClient serve(context.config);
    const auto account = serve.account();
    if (!account) return report(account.error());
    if (minutes > 0 && words.empty()) {
        fmt::print(stderr,
                   "Orders of {} will cost real money for {} minutes. Type \"{}\": ", *account,
                   minutes, trade::arming_words(*account));
        words = typed_line();
    }
    const auto trading = serve.arm_live(*account, words, minutes);
    if (!trading) return report(trading.error());
    if (context.json) {
        fmt::print("{}\n", server::to_json(*trading));
    } else if (minutes > 0 && trading->live_until) {
        fmt::print("live trading of {} is armed until {}\n", *account,
                   to_rfc3339(*trading->live_until));
    } else {
        fmt::print("live trading of {} is not armed\n", *account);
    }
    return exit_ok;
}

int run_cancel(const Context& context, const std::string& order) {
    const ServeClient serve(context.config);
    const auto account = serve.account();
    if (!account) return report(account.error());
    const auto cancelled = serve.cancel(*account, order);
    if (!cancelled) return report(cancelled.error());
    return print(context, *cancelled);
}

int run_resolve(const Context& context, const std::string& order, const std::string& outcome,
                const std::string& reason) {
    const ServeClient serve(context.config);
    const auto account = serve.account();
    if (!account) return report(account.error());
    const auto resolved = serve.resolve(*account, order, outcome, reason);
    if (!resolved) return report(resolved.error());
    return print(context, *resolved);
}

int run_adopt(const Context& context, const std::string& underlying, const std::string& reason) {
    const ServeClient serve(context.config);
    const auto account = serve.account();
    if (!account) return report(account.error());
    const auto adopted = serve.adopt(*account, underlying, reason);
    if (!adopted) return report(adopted.error());
    if (context.json) {
        fmt::print("{}\n", server::to_json(*adopted));
    } else {
        for (const auto& change : adopted->changes) fmt::print("{}\n", change);
    }
    return exit_ok;
}

int run_reconcile(const Context& context) {
    const ServeClient serve(context.config);
    const auto account = serve.account();
    if (!account) return report(account.error());
    const auto found = serve.reconcile(*account);
    if (!found) return report(found.error());
    if (context.json) {
        fmt::print("{}\n", server::to_json(*found));
        return exit_ok;
    }
    for (const auto& symbol : found->disputed) {
        fmt::print("positions of {} differ: see `wingspread positions`, `wingspread adopt {}`\n",
                   symbol, symbol);
    }
    for (const auto& order : found->in_doubt) {
        fmt::print("order {} is in doubt: see `wingspread resolve`\n", order);
    }
    if (found->disputed.empty() && found->in_doubt.empty()) {
        fmt::print("orders and positions agree with the broker's\n");
    }
    return exit_ok;
}

}  // namespace wingspread::app
