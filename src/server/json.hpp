#pragma once

#include "core/result.hpp"
#include "server/json_writer.hpp"
#include "server/snapshot.hpp"
#include "trade/kill_switch.hpp"
#include "trade/order_machine.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The one JSON schema, of the command line's --json and of the HTTP API (ADR 010).
namespace wingspread::server {

void write(JsonWriter& json, const scan::RankedLeg& leg);
void write(JsonWriter& json, const scan::RankedSpread& spread);
void write(JsonWriter& json, const scan::ScanCounts& counts);
void write(JsonWriter& json, const scan::SkippedExpiry& skipped);
void write(JsonWriter& json, const scan::Explanation& explanation);
void write(JsonWriter& json, const engine::Ranking& ranking);
/// What is different from the ranking before: who left, who entered, and the places and changed
/// fields of who stayed. Places count from 0.
void write_changes(JsonWriter& json, const engine::Ranking& ranking);
void write(JsonWriter& json, const engine::Health& health);
void write(JsonWriter& json, const engine::OrderLegView& leg);
void write(JsonWriter& json, const engine::ExecutionView& execution);
void write(JsonWriter& json, const engine::OrderView& order);
void write(JsonWriter& json, const engine::PositionView& position);
void write(JsonWriter& json, const engine::PreviewView& preview);
void write(JsonWriter& json, const engine::AdoptionView& adoption);
void write(JsonWriter& json, const engine::ReconciliationView& found);
void write(JsonWriter& json, const engine::TradingView& trading);
/// As `parse_order_request` reads it; the account stands in the path instead.
void write(JsonWriter& json, const engine::OrderRequest& request);

template <class T>
void write_array(JsonWriter& json, const T& items) {
    json.begin_array();
    for (const auto& item : items) write(json, item);
    json.end_array();
}

template <class T>
std::string to_json(const T& value) {
    JsonWriter json;
    write(json, value);
    return json.take();
}
template <class T>
std::string to_json_array(const T& items) {
    JsonWriter json;
    write_array(json, items);
    return json.take();
}

/// Reads an order of POST …/orders and …/orders/preview. Strict: an unknown, missing, repeated or
/// ill-typed field is `invalid_argument` naming field, value and expectation; so are strikes in
/// the wrong order for the structure. Whether a price or size makes sense is the risk gate's to
/// say. `quantity` may be a whole number or a text.
Result<engine::OrderRequest> parse_order_request(std::string_view account, std::string_view body);

/// How the kill switch shall stand, and why.
struct SwitchRequest {
    trade::TradingState to = trade::TradingState::halted;
    std::string reason;
};
/// Reads the body of PUT …/trading, as strictly: `state` (active, reducing or halted) and `reason`,
/// 1 to 200 printable characters.
Result<SwitchRequest> parse_switch(std::string_view body);

struct ArmingRequest {
    std::string words;
    Duration length{};
};
/// Reads the body of PUT …/live_trading, as strictly: `confirm` and `minutes`.
Result<ArmingRequest> parse_arming(std::string_view body);

/// How an order in doubt ended, and how that is known.
struct ResolutionRequest {
    trade::OrderState ended = trade::OrderState::abandoned;
    std::string reason;
};
/// Reads the body of PUT …/resolution: `outcome` (filled, cancelled, rejected or never-arrived) and
/// `reason`, as above.
Result<ResolutionRequest> parse_resolution(std::string_view body);

/// Reads a body of `reason` alone, as above.
Result<std::string> parse_reason(std::string_view body);

/// Reads what `to_rfc3339` writes: "2026-11-22T20:40:38.123Z".
Result<UtcTime> parse_rfc3339(std::string_view text);

// What the server writes, read back by its clients.
Result<engine::AdoptionView> parse_adoption(std::string_view text);
Result<engine::ReconciliationView> parse_reconciliation(std::string_view text);
Result<engine::TradingView> parse_trading(std::string_view text);
Result<engine::Health> parse_health(std::string_view text);
Result<engine::PreviewView> parse_preview(std::string_view text);
Result<engine::OrderView> parse_order(std::string_view text);
Result<std::vector<engine::OrderView>> parse_orders(std::string_view text);
Result<std::vector<engine::PositionView>> parse_positions(std::string_view text);
/// The error that a problem+json response stands for.
Error parse_problem(int status, std::string_view text);

}  // namespace wingspread::server
