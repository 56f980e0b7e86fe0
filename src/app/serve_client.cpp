#include "app/serve_client.hpp"

#include "server/http_client.hpp"
#include "server/json.hpp"
#include "server/json_exits.hpp"
#include "server/json_report.hpp"

#include <fmt/format.h>

namespace wingspread::app {

namespace {

constexpr Duration patience = std::chrono::seconds(120);

}  // namespace

Result<std::string> ServeClient::exchange(server::Method method, const std::string& target,
                                          std::string body) const {
    const auto response =
        server::http_call({config_.server_host, static_cast<std::uint16_t>(config_.server_port),
                           method, target, std::move(body), patience});
    if (!response) {
        return fail(response.error().code,
                    fmt::format("no running Wingspread answers: {}; start one with `wingspread "
                                "serve`, or say where it is with --server HOST:PORT",
                                response.error().message));
    }
    // /health answers 503 with the very document that says why.
    const bool is_health = target == "/health" && response->status == 503;
    if (response->status >= 400 && !is_health) {
        return std::unexpected(server::parse_problem(response->status, response->body));
    }
    return response->body;
}

Result<engine::Health> ServeClient::health() const {
    const auto text = exchange(server::Method::get, "/health");
    if (!text) return std::unexpected(text.error());
    return server::parse_health(*text);
}

Result<std::string> ServeClient::account() const {
    if (!config_.account.empty()) return config_.account;
    const auto now = health();
    if (!now) return std::unexpected(now.error());
    if (now->account.empty()) {
        return fail(Errc::unavailable, fmt::format("no account is known yet: gateway {}: {}",
                                                   now->state, now->reason));
    }
    return now->account;
}

Result<engine::OrderView> ServeClient::place(const engine::OrderRequest& request) const {
    const auto text =
        exchange(server::Method::post, fmt::format("/api/v1/accounts/{}/orders", request.account),
                 server::to_json(request));
    if (!text) return std::unexpected(text.error());
    return server::parse_order(*text);
}

Result<engine::OrderView> ServeClient::order(const std::string& account,
                                             const std::string& id) const {
    const auto text =
        exchange(server::Method::get, fmt::format("/api/v1/accounts/{}/orders/{}", account, id));
    if (!text) return std::unexpected(text.error());
    return server::parse_order(*text);
}

Result<engine::OrderView> ServeClient::cancel(const std::string& account,
                                              const std::string& id) const {
    const auto text =
        exchange(server::Method::del, fmt::format("/api/v1/accounts/{}/orders/{}", account, id));
    if (!text) return std::unexpected(text.error());
    return server::parse_order(*text);
}

Result<engine::OrderView> ServeClient::resolve(const std::string& account, const std::string& id,
                                               const std::string& outcome,
                                               const std::string& reason) const {
    server::JsonWriter json;
    json.begin_object();
    json.field("outcome", outcome);
    json.field("reason", reason);
    json.end_object();
    const auto text =
        exchange(server::Method::put,
                 fmt::format("/api/v1/accounts/{}/orders/{}/resolution", account, id), json.take());
    if (!text) return std::unexpected(text.error());
    return server::parse_order(*text);
}

Result<engine::AdoptionView> ServeClient::adopt(const std::string& account,
                                                const std::string& underlying,
                                                const std::string& reason) const {
    server::JsonWriter json;
    json.begin_object();
    json.field("reason", reason);
    json.end_object();
    const auto text = exchange(server::Method::put,
                               fmt::format("/api/v1/accounts/{}/positions/{}/adoption", account,
                                           server::percent_encode(underlying)),
                               json.take());
    if (!text) return std::unexpected(text.error());
    return server::parse_adoption(*text);
}

Result<engine::ReconciliationView> ServeClient::reconcile(const std::string& account) const {
    const auto text = exchange(server::Method::post,
                               fmt::format("/api/v1/accounts/{}/reconciliations", account), "");
    if (!text) return std::unexpected(text.error());
    return server::parse_reconciliation(*text);
}

Result<std::vector<trade::ExecutionReport>> ServeClient::execution_reports(
    const std::string& account, const std::string& day) const {
    const auto text = exchange(
        server::Method::get,
        fmt::format("/api/v1/accounts/{}/report{}", account, day.empty() ? "" : "?day=" + day));
    if (!text) return std::unexpected(text.error());
    return server::parse_report(*text);
}

Result<std::vector<engine::ExitView>> ServeClient::exits(const std::string& account) const {
    const auto text =
        exchange(server::Method::get, fmt::format("/api/v1/accounts/{}/exits", account));
    if (!text) return std::unexpected(text.error());
    return server::parse_exits(*text);
}

Result<engine::ExitView> ServeClient::add_exit(const std::string& account, const std::string& order,
                                               const trade::ExitRules& rules) const {
    const auto text =
        exchange(server::Method::post, fmt::format("/api/v1/accounts/{}/exits", account),
                 server::to_json(server::ExitRequest{order, rules}));
    if (!text) return std::unexpected(text.error());
    return server::parse_exit(*text);
}

Result<engine::ExitView> ServeClient::remove_exit(const std::string& account,
                                                  const std::string& id) const {
    const auto text =
        exchange(server::Method::del, fmt::format("/api/v1/accounts/{}/exits/{}", account, id));
    if (!text) return std::unexpected(text.error());
    return server::parse_exit(*text);
}

Result<engine::TradingView> ServeClient::arm_live(const std::string& account,
                                                  const std::string& words, int minutes) const {
    const auto path = fmt::format("/api/v1/accounts/{}/live_trading", account);
    server::JsonWriter json;
    json.begin_object();
    json.field("confirm", words);
    json.field("minutes", minutes);
    json.end_object();
    const auto text = minutes > 0 ? exchange(server::Method::put, path, json.take())
                                  : exchange(server::Method::del, path);
    if (!text) return std::unexpected(text.error());
    return server::parse_trading(*text);
}

Result<engine::TradingView> ServeClient::turn_switch(const std::string& account,
                                                     const std::string& state,
                                                     const std::string& reason) const {
    server::JsonWriter json;
    json.begin_object();
    json.field("state", state);
    json.field("reason", reason);
    json.end_object();
    const auto text = exchange(server::Method::put,
                               fmt::format("/api/v1/accounts/{}/trading", account), json.take());
    if (!text) return std::unexpected(text.error());
    return server::parse_trading(*text);
}

Result<std::vector<engine::OrderView>> ServeClient::orders(const std::string& account) const {
    const auto text =
        exchange(server::Method::get, fmt::format("/api/v1/accounts/{}/orders", account));
    if (!text) return std::unexpected(text.error());
    return server::parse_orders(*text);
}

Result<std::vector<engine::PositionView>> ServeClient::positions(const std::string& account) const {
    const auto text =
        exchange(server::Method::get, fmt::format("/api/v1/accounts/{}/positions", account));
    if (!text) return std::unexpected(text.error());
    return server::parse_positions(*text);
}

}  // namespace wingspread::app
