#include "server/json_exits.hpp"

#include "core/date.hpp"
#include "server/json.hpp"
#include "server/json_reader.hpp"

/// Exits: what a request asks for, what is told of them, and the reading back of it.
namespace wingspread::server {

namespace {

std::optional<trade::ExitLevel> read_level(ObjectReader& reader, std::string_view name) {
    if (!reader.has(name)) return std::nullopt;
    return reader.parsed<trade::ExitLevel>(
        name, "a percentage of the entry as \"50%\", or a net price as \"0.35\"",
        trade::parse_exit_level);
}

void write_level(JsonWriter& json, std::string_view name,
                 const std::optional<trade::ExitLevel>& level) {
    if (level) json.field(name, trade::to_string(*level));
}

Result<engine::ExitCloseView> read_close(const JsonValue& value) {
    ObjectReader reader(value, "closes.");
    engine::ExitCloseView close;
    close.rule = reader.text("rule");
    close.order = reader.text("order");
    close.short_leg_only = reader.flag("short_leg_only");
    if (auto done = reader.result(); !done) return std::unexpected(done.error());
    return close;
}

Result<engine::ExitView> read_exit(const JsonValue& value) {
    ObjectReader reader(value, "");
    engine::ExitView exit;
    exit.id = reader.text("id");
    exit.order = reader.text("order");
    exit.account = reader.text("account");
    exit.description = reader.text("description");
    if (const JsonValue* rules = reader.object("rules")) {
        ObjectReader inner(*rules, "rules.");
        exit.rules = read_exit_rules(inner);
        if (auto done = inner.result(); !done) reader.note(done.error());
    }
    exit.state = reader.text("state");
    exit.units = static_cast<int>(reader.integer("units", 0, 1'000'000));
    if (const JsonValue* closes = reader.array("closes")) {
        for (const auto& item : closes->items) {
            auto close = read_close(item);
            if (!close) return std::unexpected(close.error());
            exit.closes.push_back(std::move(*close));
        }
    }
    exit.created = reader.parsed<UtcTime>("created", "an RFC 3339 time in UTC", parse_rfc3339);
    if (auto done = reader.result(); !done) return std::unexpected(done.error());
    return exit;
}

}  // namespace

trade::ExitRules read_exit_rules(ObjectReader& reader) {
    constexpr int most_days = 3660;
    trade::ExitRules rules;
    rules.take_profit = read_level(reader, "take_profit");
    rules.stop = read_level(reader, "stop");
    if (reader.has("days_left")) {
        rules.days_left = static_cast<int>(reader.integer("days_left", 0, most_days));
    }
    if (reader.has("at")) {
        rules.at =
            to_market(reader.parsed<UtcTime>("at", "an RFC 3339 time in UTC", parse_rfc3339));
    }
    if (reader.has("at_broker")) rules.at_broker = reader.flag("at_broker");
    return rules;
}

void write_exit_rules(JsonWriter& json, const trade::ExitRules& rules) {
    json.begin_object();
    write_level(json, "take_profit", rules.take_profit);
    write_level(json, "stop", rules.stop);
    if (rules.days_left) json.field("days_left", *rules.days_left);
    if (rules.at) json.field("at", to_rfc3339(to_utc(*rules.at)));
    json.field("at_broker", rules.at_broker);
    json.end_object();
}

void write(JsonWriter& json, const engine::ExitCloseView& close) {
    json.begin_object();
    json.field("rule", close.rule);
    json.field("order", close.order);
    json.field("short_leg_only", close.short_leg_only);
    json.end_object();
}

void write(JsonWriter& json, const engine::ExitView& exit) {
    json.begin_object();
    json.field("id", exit.id);
    json.field("order", exit.order);
    json.field("account", exit.account);
    json.field("description", exit.description);
    json.key("rules");
    write_exit_rules(json, exit.rules);
    json.field("state", exit.state);
    json.field("units", exit.units);
    json.key("closes");
    write_array(json, exit.closes);
    json.field("created", to_rfc3339(exit.created));
    json.end_object();
}

std::string to_json(const ExitRequest& request) {
    JsonWriter json;
    json.begin_object();
    json.field("order", request.order);
    json.key("rules");
    write_exit_rules(json, request.rules);
    json.end_object();
    return json.take();
}

Result<ExitRequest> parse_exit_request(std::string_view body) {
    const auto value = parse_json(body);
    if (!value) return std::unexpected(value.error());
    ObjectReader reader(*value, "");
    ExitRequest request;
    request.order = reader.text("order");
    if (const JsonValue* rules = reader.object("rules")) {
        ObjectReader inner(*rules, "rules.");
        request.rules = read_exit_rules(inner);
        if (auto done = inner.finish(); !done) reader.note(done.error());
    }
    if (auto done = reader.finish(); !done) return std::unexpected(done.error());
    if (auto fine = trade::check(request.rules); !fine) return std::unexpected(fine.error());
    return request;
}

Result<engine::ExitView> parse_exit(std::string_view text) {
    const auto value = parse_json(text);
    if (!value) return std::unexpected(value.error());
    return read_exit(*value);
}

Result<std::vector<engine::ExitView>> parse_exits(std::string_view text) {
    const auto value = parse_json(text);
    if (!value) return std::unexpected(value.error());
    ObjectReader reader(*value, "");
    std::vector<engine::ExitView> exits;
    if (const JsonValue* items = reader.array("exits")) {
        for (const auto& item : items->items) {
            auto exit = read_exit(item);
            if (!exit) return std::unexpected(exit.error());
            exits.push_back(std::move(*exit));
        }
    }
    if (auto done = reader.result(); !done) return std::unexpected(done.error());
    return exits;
}

}  // namespace wingspread::server
