#include "server/json_report.hpp"

#include "core/date.hpp"
#include "server/json.hpp"
#include "server/json_reader.hpp"
#include "server/json_words.hpp"

namespace wingspread::server {

namespace {

using Seconds = std::chrono::duration<double>;

Result<trade::ExecutionReport> read_execution_report(const JsonValue& value) {
    ObjectReader reader(value, "");
    trade::ExecutionReport report;
    report.id = reader.text("id");
    report.account = reader.text("account");
    report.day = reader.date("day");
    report.description = reader.text("description");
    report.action = read_word(reader, "action", action_words);
    report.state =
        reader.parsed<trade::OrderState>("state", "an order state", trade::parse_order_state);
    report.quantity = reader.decimal<Quantity>("quantity");
    report.filled = reader.decimal<Quantity>("filled");
    report.decision_mid = reader.decimal<Price>("decision_mid");
    report.decision_natural = reader.decimal<Price>("decision_natural");
    if (reader.has("fill")) report.fill = reader.decimal<Price>("fill");
    if (reader.has("slippage_usd")) report.slippage_usd = reader.decimal<Money>("slippage_usd");
    if (reader.has("slippage_share")) report.slippage_share = reader.number("slippage_share");
    if (reader.has("fees_usd")) report.fees_usd = reader.decimal<Money>("fees_usd");
    if (reader.has("time_to_fill_seconds")) {
        report.time_to_fill =
            std::chrono::round<Duration>(Seconds(reader.number("time_to_fill_seconds")));
    }
    report.ladder_step =
        static_cast<int>(reader.integer("ladder_step", 0, trade::LadderPlan::most_steps));
    report.created = reader.parsed<UtcTime>("created", "an RFC 3339 time in UTC", parse_rfc3339);
    if (auto done = reader.result(); !done) return std::unexpected(done.error());
    return report;
}

}  // namespace

void write(JsonWriter& json, const trade::ExecutionReport& report) {
    json.begin_object();
    json.field("id", report.id);
    json.field("account", report.account);
    json.field("day", to_iso(report.day));
    json.field("description", report.description);
    json.field("action", word_of(action_words, report.action));
    json.field("state", trade::to_string(report.state));
    json.field("quantity", report.quantity);
    json.field("filled", report.filled);
    json.field("decision_mid", report.decision_mid);
    json.field("decision_natural", report.decision_natural);
    json.field("fill", report.fill);
    json.field("slippage_usd", report.slippage_usd);
    json.field("slippage_share", report.slippage_share);
    json.field("fees_usd", report.fees_usd);
    json.key("time_to_fill_seconds");
    report.time_to_fill ? json.value(Seconds(*report.time_to_fill).count()) : json.null();
    json.field("ladder_step", report.ladder_step);
    json.field("created", to_rfc3339(report.created));
    json.end_object();
}

std::string report_to_json(const std::vector<trade::ExecutionReport>& reports) {
    const auto totals = trade::totals_of(reports);
    JsonWriter json;
    json.begin_object();
    json.key("reports");
    json.begin_array();
    for (const auto& report : reports) write(json, report);
    json.end_array();
    json.key("totals");
    json.begin_object();
    json.field("orders", totals.orders);
    json.field("filled", totals.filled);
    json.field("slippage_usd", totals.slippage_usd);
    json.field("fees_usd", totals.fees_usd);
    json.end_object();
    json.end_object();
    return json.take();
}

Result<std::vector<trade::ExecutionReport>> parse_report(std::string_view text) {
    const auto value = parse_json(text);
    if (!value) return std::unexpected(value.error());
    ObjectReader reader(*value, "");
    std::vector<trade::ExecutionReport> reports;
    if (const JsonValue* items = reader.array("reports")) {
        for (const auto& item : items->items) {
            auto report = read_execution_report(item);
            if (!report) return std::unexpected(report.error());
            reports.push_back(std::move(*report));
        }
    }
    if (auto done = reader.result(); !done) return std::unexpected(done.error());
    return reports;
}

}  // namespace wingspread::server
