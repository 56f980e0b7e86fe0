#include "server/http.hpp"
#include "server/json.hpp"
#include "server/json_reader.hpp"
#include "server/json_words.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>

namespace wingspread::server {

namespace {

std::string text_or_null(ObjectReader& reader, std::string_view name) {
    return reader.has(name) ? reader.text(name) : std::string{};
}

std::vector<std::string> texts(ObjectReader& reader, std::string_view name) {
    std::vector<std::string> found;
    if (const JsonValue* items = reader.array(name)) {
        for (const auto& item : items->items) found.push_back(item.text);
    }
    return found;
}

template <class IdType>
IdType id_or_null(ObjectReader& reader, std::string_view name) {
    using Rep = IdType::rep;
    if (!reader.has(name)) return IdType{};
    return IdType{static_cast<Rep>(reader.integer(name, 1, std::numeric_limits<Rep>::max()))};
}

template <class D>
std::optional<D> decimal_or_null(ObjectReader& reader, std::string_view name) {
    if (!reader.has(name)) return std::nullopt;
    return reader.decimal<D>(name);
}

UtcTime time(ObjectReader& reader, std::string_view name) {
    return reader.parsed<UtcTime>(name, "an RFC 3339 time in UTC", parse_rfc3339);
}

std::optional<UtcTime> time_or_null(ObjectReader& reader, std::string_view name) {
    if (!reader.has(name)) return std::nullopt;
    return time(reader, name);
}

template <class T>
Result<std::vector<T>> read_each(const JsonValue* array, std::string_view name,
                                 Result<T> (*read)(const JsonValue&, std::string)) {
    std::vector<T> out;
    if (array == nullptr) return out;
    for (std::size_t i = 0; i < array->items.size(); ++i) {
        auto item = read(array->items[i], fmt::format("{}[{}].", name, i));
        if (!item) return std::unexpected(item.error());
        out.push_back(std::move(*item));
    }
    return out;
}

template <class T>
std::vector<T> read_list(ObjectReader& reader, std::string_view name,
                         Result<T> (*read)(const JsonValue&, std::string)) {
    auto items = read_each(reader.array(name), name, read);
    if (items) return std::move(*items);
    reader.note(items.error());
    return {};
}

/// What was read, unless something was wrong. Fields of a newer server are passed over.
template <class T>
Result<T> finished(ObjectReader& reader, T value) {
    if (auto done = reader.result(); !done) return std::unexpected(done.error());
    return value;
}

Result<engine::OrderLegView> read_leg(const JsonValue& value, std::string path) {
    ObjectReader reader(value, std::move(path));
    engine::OrderLegView leg;
    leg.side = read_word(reader, "side", side_words);
    leg.ratio = static_cast<int>(reader.integer("ratio", 1, 1000));
    if (reader.has("right")) leg.right = read_word(reader, "right", right_words);
    leg.strike = decimal_or_null<Price>(reader, "strike");
    if (reader.has("expiry")) leg.expiry = reader.date("expiry");
    leg.conid = id_or_null<ConId>(reader, "conid");
    return finished(reader, leg);
}

Result<engine::ExecutionView> read_execution(const JsonValue& value, std::string path) {
    ObjectReader reader(value, std::move(path));
    engine::ExecutionView execution;
    execution.execution_id = reader.text("execution_id");
    execution.conid = id_or_null<ConId>(reader, "conid");
    execution.contract = reader.text("contract");
    execution.side = read_word(reader, "side", side_words);
    execution.quantity = reader.decimal<Quantity>("quantity");
    execution.price = reader.decimal<Price>("price");
    execution.time = time(reader, "time");
    execution.commission_usd = decimal_or_null<Money>(reader, "commission_usd");
    return finished(reader, execution);
}

void read_order_progress(ObjectReader& reader, engine::OrderView& order) {
    order.state = reader.text("state");
    order.terminal = reader.flag("terminal");
    order.reason = text_or_null(reader, "reason");
    order.filled = reader.decimal<Quantity>("filled");
    order.remaining = reader.decimal<Quantity>("remaining");
    order.average_price = decimal_or_null<Price>(reader, "average_price");
    order.commission_usd = decimal_or_null<Money>(reader, "commission_usd");
    order.created = time(reader, "created");
    order.updated = time(reader, "updated");
    order.executions = read_list(reader, "executions", read_execution);
}

Result<engine::OrderView> read_order(const JsonValue& value, std::string path) {
    ObjectReader reader(value, std::move(path));
    engine::OrderView order;
    order.id = reader.text("id");
    order.client_order_id = text_or_null(reader, "client_order_id");
    order.account = reader.text("account");
    order.order_id = id_or_null<OrderId>(reader, "order_id");
    order.perm_id = id_or_null<PermId>(reader, "perm_id");
    order.structure = reader.text("structure");
    order.description = reader.text("description");
    order.symbol = reader.text("symbol");
    order.legs = read_list(reader, "legs", read_leg);
    order.action = read_word(reader, "action", action_words);
    order.in_force = read_word(reader, "tif", tif_words);
    order.quantity = reader.decimal<Quantity>("quantity");
    order.limit_price = reader.decimal<Price>("limit_price");
    order.worst_price = decimal_or_null<Price>(reader, "worst_price");
    order.ladder_step =
        static_cast<int>(reader.integer("ladder_step", 0, trade::LadderPlan::most_steps));
    order.oca_group = text_or_null(reader, "oca_group");
    order.stop_price = decimal_or_null<Price>(reader, "stop_price");
    if (const JsonValue* roll = reader.has("roll") ? reader.object("roll") : nullptr) {
        ObjectReader inner(*roll, "roll.");
        order.roll = engine::RollView{inner.text("opens"), text_or_null(inner, "order"),
                                      text_or_null(inner, "ended")};
    }
    read_order_progress(reader, order);
    return finished(reader, order);
}

Result<engine::PositionView> read_position(const JsonValue& value, std::string path) {
    ObjectReader reader(value, std::move(path));
    engine::PositionView position;
    position.account = reader.text("account");
    position.symbol = reader.text("symbol");
    position.conid = id_or_null<ConId>(reader, "conid");
    position.security_type = reader.text("security_type");
    if (reader.has("right")) position.right = read_word(reader, "right", right_words);
    position.strike = decimal_or_null<Price>(reader, "strike");
    if (reader.has("expiry")) position.expiry = reader.date("expiry");
    position.multiplier = static_cast<int>(reader.integer("multiplier", 1, 1'000'000));
    position.quantity = reader.decimal<Quantity>("quantity");
    position.average_cost_usd = decimal_or_null<Money>(reader, "average_cost_usd");
    return finished(reader, position);
}

Result<engine::PreviewView> read_preview(const JsonValue& value) {
    ObjectReader reader(value, "");
    engine::PreviewView preview;
    preview.allowed = reader.flag("allowed");
    preview.refusals = texts(reader, "refusals");
    preview.structure = reader.text("structure");
    preview.natural = reader.decimal<Price>("natural");
    preview.mid = reader.decimal<Price>("mid");
    preview.limit_price = reader.decimal<Price>("limit_price");
    preview.worst_price = decimal_or_null<Price>(reader, "worst_price");
    preview.max_loss_usd = decimal_or_null<Money>(reader, "max_loss_usd");
    preview.max_profit_usd = decimal_or_null<Money>(reader, "max_profit_usd");
    preview.initial_margin_change_usd = decimal_or_null<Money>(reader, "initial_margin_change_usd");
    preview.maintenance_margin_change_usd =
        decimal_or_null<Money>(reader, "maintenance_margin_change_usd");
    preview.equity_with_loan_after_usd =
        decimal_or_null<Money>(reader, "equity_with_loan_after_usd");
    preview.commission_usd = decimal_or_null<Money>(reader, "commission_usd");
    preview.commission_estimated = reader.flag("commission_estimated");
    preview.warning = text_or_null(reader, "warning");
    preview.note = text_or_null(reader, "note");
    return finished(reader, preview);
}

int count(ObjectReader& reader, std::string_view name) {
    return static_cast<int>(reader.integer(name, 0, std::numeric_limits<int>::max()));
}

void read_subscriptions(ObjectReader& reader, engine::Health& health) {
    const JsonValue* value = reader.object("subscriptions");
    if (value == nullptr) return;
    ObjectReader inner(*value, "subscriptions.");
    health.lines_active = count(inner, "active");
    health.lines_max = count(inner, "max");
    inner.number("usage_pct");
    if (auto done = inner.result(); !done) reader.note(done.error());
}

void read_backpressure(ObjectReader& reader, engine::Health& health) {
    const JsonValue* value = reader.object("backpressure");
    if (value == nullptr) return;
    ObjectReader inner(*value, "backpressure.");
    health.backpressure.admission = inner.text("admission");
    health.backpressure.wait = std::chrono::milliseconds(count(inner, "wait_ms"));
    health.backpressure.reason = text_or_null(inner, "reason");
    if (auto done = inner.result(); !done) reader.note(done.error());
}

Result<engine::Health> read_health(const JsonValue& value) {
    ObjectReader reader(value, "");
    engine::Health health;
    reader.text("status");
    health.connected = reader.flag("connected");
    health.state = reader.text("state");
    health.reason = reader.text("reason");
    health.since = time(reader, "since");
    health.gateway = reader.text("gateway");
    health.environment = reader.text("environment");
    health.account = text_or_null(reader, "account");
    health.trading = reader.text("trading");
    health.trading_reason = text_or_null(reader, "trading_reason");
    health.live_until = time_or_null(reader, "live_until");
    read_subscriptions(reader, health);
    health.data_problem = text_or_null(reader, "data_problem");
    health.queue_size = count(reader, "queue_size");
    health.throttling = reader.flag("throttling");
    health.throttling_since = time_or_null(reader, "throttling_since");
    reader.flag("fit_to_trade");
    health.maintenance = text_or_null(reader, "maintenance");
    health.maintenance_ends = time_or_null(reader, "maintenance_ends");
    read_backpressure(reader, health);
    return finished(reader, health);
}

/// The list that stands under `name` in the only field of an object.
template <class T>
Result<std::vector<T>> parse_list(std::string_view text, std::string_view name,
                                  Result<T> (*read)(const JsonValue&, std::string)) {
    const auto value = parse_json(text);
    if (!value) return std::unexpected(value.error());
    ObjectReader reader(*value, "");
    auto items = read_list(reader, name, read);
    return finished(reader, std::move(items));
}

constexpr Errc all_error_codes[]{Errc::invalid_argument, Errc::not_found,   Errc::unavailable,
                                 Errc::timeout,          Errc::interrupted, Errc::io,
                                 Errc::protocol,         Errc::refused,     Errc::conflict,
                                 Errc::internal};

}  // namespace

Result<UtcTime> parse_rfc3339(std::string_view text) {
    constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd.dddZ";
    bool fits = text.size() == shape.size();
    for (std::size_t i = 0; fits && i < shape.size(); ++i) {
        fits = shape[i] == 'd' ? text[i] >= '0' && text[i] <= '9' : text[i] == shape[i];
    }
    const auto date = fits ? parse_date(text.substr(0, 10)) : fail(Errc::invalid_argument, "");
    if (!date) return std::unexpected(date.error());
    const auto digits = [text](std::size_t at, std::size_t count) {
        int value = 0;
        std::from_chars(text.data() + at, text.data() + at + count, value);
        return value;
    };
    return UtcTime{std::chrono::sys_days{*date} + std::chrono::hours(digits(11, 2)) +
                   std::chrono::minutes(digits(14, 2)) + std::chrono::seconds(digits(17, 2)) +
                   std::chrono::milliseconds(digits(20, 3))};
}

Result<engine::Health> parse_health(std::string_view text) {
    const auto value = parse_json(text);
    if (!value) return std::unexpected(value.error());
    return read_health(*value);
}

Result<engine::AdoptionView> parse_adoption(std::string_view text) {
    const auto value = parse_json(text);
    if (!value) return std::unexpected(value.error());
    ObjectReader reader(*value, "");
    engine::AdoptionView adoption;
    adoption.underlying = reader.text("underlying");
    adoption.changes = texts(reader, "changes");
    return finished(reader, adoption);
}

Result<engine::ReconciliationView> parse_reconciliation(std::string_view text) {
    const auto value = parse_json(text);
    if (!value) return std::unexpected(value.error());
    ObjectReader reader(*value, "");
    engine::ReconciliationView found;
    found.disputed = texts(reader, "disputed");
    found.in_doubt = texts(reader, "in_doubt");
    return finished(reader, found);
}

Result<engine::TradingView> parse_trading(std::string_view text) {
    const auto value = parse_json(text);
    if (!value) return std::unexpected(value.error());
    ObjectReader reader(*value, "");
    engine::TradingView trading;
    trading.state = reader.text("state");
    trading.reason = text_or_null(reader, "reason");
    trading.live_until = time_or_null(reader, "live_until");
    return finished(reader, trading);
}

Result<engine::PreviewView> parse_preview(std::string_view text) {
    const auto value = parse_json(text);
    if (!value) return std::unexpected(value.error());
    return read_preview(*value);
}

Result<engine::OrderView> parse_order(std::string_view text) {
    const auto value = parse_json(text);
    if (!value) return std::unexpected(value.error());
    return read_order(*value, "");
}

Result<std::vector<engine::OrderView>> parse_orders(std::string_view text) {
    return parse_list<engine::OrderView>(text, "orders", read_order);
}

Result<std::vector<engine::PositionView>> parse_positions(std::string_view text) {
    return parse_list<engine::PositionView>(text, "positions", read_position);
}

Error parse_problem(int status, std::string_view text) {
    Error error{Errc::unavailable,
                fmt::format("the server answered {} {}", status, reason_phrase(status))};
    const auto value = parse_json(text);
    if (!value) return error;
    ObjectReader reader(*value, "");
    const std::string detail = reader.text("detail");
    if (!reader.result()) return error;
    error.message = detail;
    for (const auto code : all_error_codes) {
        if (reader.has("code") && to_string(code) == reader.text("code")) error.code = code;
    }
    return error;
}

}  // namespace wingspread::server
