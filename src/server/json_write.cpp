#include "core/date.hpp"
#include "server/json.hpp"
#include "server/json_exits.hpp"
#include "server/json_fields.hpp"
#include "server/json_words.hpp"

#include <fmt/format.h>

namespace wingspread::server {

namespace {

void text_or_null(JsonWriter& json, std::string_view name, std::string_view text) {
    json.key(name);
    if (text.empty()) return json.null();
    json.value(text);
}

void time_or_null(JsonWriter& json, std::string_view name, const std::optional<UtcTime>& time) {
    json.key(name);
    if (!time) return json.null();
    json.value(to_rfc3339(*time));
}

std::string_view status_of(const engine::Health& health) {
    if (health.fit_to_trade()) return "ok";
    if (health.connected) return "restricted";
    return health.state == "DEGRADED" ? "degraded" : "down";
}

double usage_pct(const engine::Health& health) {
    if (health.lines_max <= 0) return 0;
    return 100.0 * health.lines_active / health.lines_max;
}

}  // namespace

void write(JsonWriter& json, const engine::Health& health) {
    json.begin_object();
    json.field("status", status_of(health));
    json.field("connected", health.connected);
    json.field("state", health.state);
    json.field("reason", health.reason);
    json.field("since", to_rfc3339(health.since));
    json.field("gateway", health.gateway);
    json.field("environment", health.environment);
    text_or_null(json, "account", health.account);
    json.field("trading", health.trading);
    text_or_null(json, "trading_reason", health.trading_reason);
    time_or_null(json, "live_until", health.live_until);
    json.key("subscriptions");
    json.begin_object();
    json.field("active", health.lines_active);
    json.field("max", health.lines_max);
    json.field("usage_pct", usage_pct(health));
    json.end_object();
    text_or_null(json, "data_problem", health.data_problem);
    json.field("queue_size", health.queue_size);
    json.field("throttling", health.throttling);
    time_or_null(json, "throttling_since", health.throttling_since);
    json.field("fit_to_trade", health.fit_to_trade());
    text_or_null(json, "maintenance", health.maintenance);
    time_or_null(json, "maintenance_ends", health.maintenance_ends);
    json.key("backpressure");
    json.begin_object();
    json.field("admission", health.backpressure.admission);
    json.field(
        "wait_ms",
        std::chrono::duration_cast<std::chrono::milliseconds>(health.backpressure.wait).count());
    text_or_null(json, "reason", health.backpressure.reason);
    json.end_object();
    json.end_object();
}

void write(JsonWriter& json, const engine::AdoptionView& adoption) {
    json.begin_object();
    json.field("underlying", adoption.underlying);
    texts(json, "changes", adoption.changes);
    json.end_object();
}

void write(JsonWriter& json, const engine::ReconciliationView& found) {
    json.begin_object();
    texts(json, "disputed", found.disputed);
    texts(json, "in_doubt", found.in_doubt);
    json.end_object();
}

void write(JsonWriter& json, const engine::TradingView& trading) {
    json.begin_object();
    json.field("state", trading.state);
    text_or_null(json, "reason", trading.reason);
    time_or_null(json, "live_until", trading.live_until);
    json.end_object();
}

void write(JsonWriter& json, const engine::OrderLegView& leg) {
    json.begin_object();
    json.field("side", options::to_string(leg.side));
    json.field("ratio", leg.ratio);
    json.key("right");
    leg.right ? json.value(word_of(right_words, *leg.right)) : json.null();
    json.field("strike", leg.strike);
    json.key("expiry");
    leg.expiry ? json.value(std::string_view(to_iso(*leg.expiry))) : json.null();
    id_field(json, "conid", leg.conid);
    json.end_object();
}

void write(JsonWriter& json, const engine::ExecutionView& execution) {
    json.begin_object();
    json.field("execution_id", execution.execution_id);
    id_field(json, "conid", execution.conid);
    json.field("contract", execution.contract);
    json.field("side", options::to_string(execution.side));
    json.field("quantity", execution.quantity);
    json.field("price", execution.price);
    json.field("time", to_rfc3339(execution.time));
    json.field("commission_usd", execution.commission_usd);
    json.end_object();
}

void write_roll(JsonWriter& json, const std::optional<engine::RollView>& roll) {
    json.key("roll");
    if (!roll) return json.null();
    json.begin_object();
    json.field("opens", roll->opens);
    text_or_null(json, "order", roll->order);
    text_or_null(json, "ended", roll->ended);
    json.end_object();
}

void write(JsonWriter& json, const engine::OrderView& order) {
    json.begin_object();
    json.field("id", order.id);
    text_or_null(json, "client_order_id", order.client_order_id);
    json.field("account", order.account);
    id_field(json, "order_id", order.order_id);
    id_field(json, "perm_id", order.perm_id);
    json.field("structure", order.structure);
    json.field("description", order.description);
    json.field("symbol", order.symbol);
    json.key("legs");
    write_array(json, order.legs);
    json.field("action", word_of(action_words, order.action));
    json.field("tif", word_of(tif_words, order.in_force));
    json.field("quantity", order.quantity);
    json.field("limit_price", order.limit_price);
    json.field("worst_price", order.worst_price);
    json.field("ladder_step", order.ladder_step);
    text_or_null(json, "oca_group", order.oca_group);
    json.field("stop_price", order.stop_price);
    write_roll(json, order.roll);
    json.field("state", order.state);
    json.field("terminal", order.terminal);
    text_or_null(json, "reason", order.reason);
    json.field("filled", order.filled);
    json.field("remaining", order.remaining);
    json.field("average_price", order.average_price);
    json.field("commission_usd", order.commission_usd);
    json.field("created", to_rfc3339(order.created));
    json.field("updated", to_rfc3339(order.updated));
    json.key("executions");
    write_array(json, order.executions);
    json.end_object();
}

void write(JsonWriter& json, const engine::PositionView& position) {
    json.begin_object();
    json.field("account", position.account);
    json.field("symbol", position.symbol);
    id_field(json, "conid", position.conid);
    json.field("security_type", position.security_type);
    json.key("right");
    position.right ? json.value(word_of(right_words, *position.right)) : json.null();
    json.field("strike", position.strike);
    json.key("expiry");
    position.expiry ? json.value(std::string_view(to_iso(*position.expiry))) : json.null();
    json.field("multiplier", position.multiplier);
    json.field("quantity", position.quantity);
    json.field("average_cost_usd", position.average_cost_usd);
    json.end_object();
}

void write(JsonWriter& json, const engine::PreviewView& preview) {
    json.begin_object();
    json.field("allowed", preview.allowed);
    texts(json, "refusals", preview.refusals);
    json.field("structure", preview.structure);
    json.field("natural", preview.natural);
    json.field("mid", preview.mid);
    json.field("limit_price", preview.limit_price);
    json.field("worst_price", preview.worst_price);
    json.field("max_loss_usd", preview.max_loss_usd);
    json.field("max_profit_usd", preview.max_profit_usd);
    json.field("initial_margin_change_usd", preview.initial_margin_change_usd);
    json.field("maintenance_margin_change_usd", preview.maintenance_margin_change_usd);
    json.field("equity_with_loan_after_usd", preview.equity_with_loan_after_usd);
    json.field("commission_usd", preview.commission_usd);
    json.field("commission_estimated", preview.commission_estimated);
    text_or_null(json, "warning", preview.warning);
    text_or_null(json, "note", preview.note);
    json.end_object();
}

namespace {

/// Verticals in their short form: an expiration and two strikes.
bool is_vertical(const engine::StructureRequest& request) {
    return request.legs.size() == 2 && request.legs[0].side == options::Side::buy &&
           request.legs[0].ratio == 1 && request.legs[1].ratio == 1 &&
           options::parse_vertical_kind(options::to_string(request.kind));
}

void write_leg(JsonWriter& json, const engine::LegRequest& leg) {
    json.begin_object();
    json.field("side", options::to_string(leg.side));
    json.field("ratio", leg.ratio);
    json.field("right", word_of(right_words, leg.right));
    json.field("strike", leg.strike);
    json.field("expiry", to_iso(leg.expiry));
    json.end_object();
}

void write_structure(JsonWriter& json, const engine::StructureRequest& request) {
    json.field("structure", options::to_string(request.kind));
    json.field("symbol", request.symbol);
    if (!request.trading_class.empty()) json.field("trading_class", request.trading_class);
    if (is_vertical(request)) {
        json.field("expiry", to_iso(request.legs[0].expiry));
        json.field("bought_strike", request.legs[0].strike);
        json.field("sold_strike", request.legs[1].strike);
        return;
    }
    json.key("legs");
    json.begin_array();
    for (const auto& leg : request.legs) write_leg(json, leg);
    json.end_array();
}

void write_ladder(JsonWriter& json, const engine::LadderRequest& ladder) {
    const auto seconds = [](Duration span) {
        return std::chrono::duration_cast<std::chrono::seconds>(span).count();
    };
    json.key("ladder");
    json.begin_object();
    json.field("steps", ladder.steps);
    json.field("interval_seconds", seconds(ladder.interval));
    json.field("hold_seconds", seconds(ladder.hold));
    if (ladder.cap) json.field("cap", *ladder.cap);
    json.field("at_end", word_of(ladder_end_words, ladder.at_end));
    json.field("on_bad_quotes", word_of(bad_quotes_words, ladder.on_bad_quotes));
    json.end_object();
}

}  // namespace

void write(JsonWriter& json, const engine::OrderRequest& request) {
    json.begin_object();
    if (!request.client_order_id.empty()) json.field("client_order_id", request.client_order_id);
    write_structure(json, request.structure);
    json.field("action", word_of(action_words, request.action));
    if (request.rolled_from) {
        json.key("rolled_from");
        json.begin_object();
        write_structure(json, *request.rolled_from);
        json.end_object();
    }
    json.field("quantity", request.quantity);
    if (request.price_rule == engine::PriceRule::given) {
        json.field("limit_price", request.limit_price);
    } else {
        json.field("price_rule", word_of(price_rule_words, request.price_rule));
    }
    if (request.price_rule == engine::PriceRule::share) json.field("share_pct", request.share_pct);
    if (request.ladder) write_ladder(json, *request.ladder);
    if (request.exits) {
        json.key("exits");
        write_exit_rules(json, *request.exits);
    }
    json.field("tif", word_of(tif_words, request.in_force));
    json.end_object();
}

}  // namespace wingspread::server
