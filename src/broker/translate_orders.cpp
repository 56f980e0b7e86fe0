#include "broker/translate_orders.hpp"

#include "broker/code_table.hpp"
#include "broker/request_ids.hpp"
#include "broker/translate_contracts.hpp"
#include "broker/wire_time.hpp"
#include "core/date.hpp"

#include <algorithm>
#include <utility>

namespace wingspread::broker {

namespace {

std::unexpected<Error> bad_wire(std::string_view field, std::string_view value,
                                std::string_view expected) {
    auto error = bad_field(field, value, expected);
    error.error().code = Errc::protocol;
    return error;
}

tws::Action to_action(options::Side side) {
    return side == options::Side::buy ? tws::Action::buy : tws::Action::sell;
}

tws::Tif to_tif(trade::TimeInForce in_force) {
    switch (in_force) {
        case trade::TimeInForce::day: return tws::Tif::day;
        case trade::TimeInForce::gtc: return tws::Tif::gtc;
        case trade::TimeInForce::gtd: return tws::Tif::gtd;
        case trade::TimeInForce::ioc: return tws::Tif::ioc;
        case trade::TimeInForce::fok: return tws::Tif::fok;
    }
    std::unreachable();
}

tws::Contract combo_of(const trade::OrderIntent& intent, const std::vector<trade::OrderLeg>& legs) {
    tws::Contract combo;
    combo.symbol = intent.terms().structure.symbol();
    combo.sec_type = tws::SecType::combo;
    combo.currency = legs.front().currency();
    combo.exchange = "SMART";
    for (const auto& leg : legs) {
        tws::ComboLeg wire;
        wire.con_id = leg.conid();
        wire.ratio = leg.ratio;
        wire.action = to_action(leg.side);
        wire.exchange = leg.exchange();
        combo.combo_legs.push_back(std::move(wire));
    }
    return combo;
}

tws::Contract option_of(const options::OptionContract& option) {
    tws::Contract contract;
    contract.con_id = option.conid;
    contract.symbol = option.symbol;
    contract.sec_type = tws::SecType::option;
    contract.last_trade_date_or_month = to_compact(option.last_trade_date);
    contract.strike = option.strike;
    contract.right = option.right == options::Right::call ? tws::Right::call : tws::Right::put;
    contract.multiplier = Quantity::from_int(option.multiplier);
    contract.exchange = option.exchange;
    contract.currency = option.currency;
    contract.trading_class = option.trading_class;
    return contract;
}

/// What the order trades, and from which side at which price: a combination is bought at its signed
/// net price, an option alone has a side of its own and a price above zero.
tws::PlaceOrder traded(const trade::OrderIntent& intent, OrderId id) {
    const auto legs = intent.legs();
    const Price limit = intent.terms().limit;
    tws::Order order;
    const auto* const option = legs.size() == 1 ? legs.front().option() : nullptr;
    if (option != nullptr) {
        order.action = to_action(legs.front().side);
        order.limit_price = limit * options::sign(legs.front().side);
        return {id, option_of(*option), std::move(order)};
    }
    order.action = tws::Action::buy;
    order.limit_price = limit;
    // Legs that fill one without the other would leave a naked option.
    order.smart_combo_routing = {{"NonGuaranteed", "0"}};
    return {id, combo_of(intent, legs), std::move(order)};
}

tws::PlaceOrder order_of(const trade::OrderIntent& intent, OrderId id) {
    const trade::OrderTerms& terms = intent.terms();
    tws::PlaceOrder message = traded(intent, id);
    tws::Order& order = *message.order;
    order.total_quantity = Quantity::from_int(terms.quantity);
    order.order_type = tws::OrderType::limit;
    order.tif = to_tif(terms.in_force);
    if (terms.good_till) order.good_till_date = to_wire_time(*terms.good_till);
    order.account = terms.account;
    order.order_ref = intent.id().order_ref();
    return message;
}

/// Type 1: what fills, even in part, cancels all others, and the broker holds them back meanwhile.
constexpr std::int32_t cancel_all_with_block = 1;

void join_group(const trade::OrderTerms& terms, tws::Order& order) {
    if (!terms.oca) return;
    order.oca_group = terms.oca->group;
    order.oca_type = cancel_all_with_block;
    if (!terms.oca->trigger) return;
    order.order_type = tws::OrderType::stop_limit;
    // A single option has a side of its own and prices above zero.
    order.aux_price = *terms.oca->trigger * options::sign(order_legs(terms).front().side);
}

trade::InstrumentKind kind_of_instrument(const tws::Coded<tws::SecType>& type) {
    if (type == tws::SecType::option) return trade::InstrumentKind::option;
    if (type == tws::SecType::stock) return trade::InstrumentKind::stock;
    if (type == tws::SecType::combo) return trade::InstrumentKind::combo;
    return trade::InstrumentKind::other;
}

std::optional<options::Right> to_right(const tws::Coded<tws::Right>& right) {
    if (right == tws::Right::call) return options::Right::call;
    if (right == tws::Right::put) return options::Right::put;
    return std::nullopt;
}

/// The sides' own word first: bought is BOT, sold is SLD.
std::optional<options::Side> to_side(const tws::Coded<tws::ExecutionSide>& side) {
    if (side == tws::ExecutionSide::bought) return options::Side::buy;
    if (side == tws::ExecutionSide::sold) return options::Side::sell;
    return std::nullopt;
}

/// Absent unless it is in dollars: all amounts of ours are.
std::optional<Money> in_usd(std::optional<Money> amount, std::string_view currency) {
    return currency.empty() || currency == "USD" ? amount : std::nullopt;
}

}  // namespace

Outbound OrderEncoder::place(trade::SubmittedOrder order) {
    tws::PlaceOrder message = order_of(order.intent(), order.order_id());
    join_group(order.intent().terms(), *message.order);
    return Outbound(std::move(message));
}

Outbound OrderEncoder::reprice(trade::SubmittedReprice order, const tws::Contract& stated) {
    tws::PlaceOrder message = order_of(order.intent(), order.order_id());
    message.contract = stated;
    return Outbound(std::move(message));
}

Outbound OrderEncoder::what_if(const trade::ApprovedOrder& order, OrderId id) {
    tws::PlaceOrder message = order_of(order.intent().at_worst(), id);
    message.order->what_if = true;
    return Outbound(std::move(message));
}

Outbound cancel_order(OrderId id) {
    tws::CancelOrder message;
    message.order_id = id;
    return Outbound::query(std::move(message));
}

std::optional<Price> stated_limit(const tws::OpenOrder& message, const trade::OrderIntent& intent) {
    const auto legs = intent.legs();
    const auto limit = message.order->limit_price;
    if (!limit) return std::nullopt;
    if (legs.size() == 1 && legs.front().option() != nullptr) {
        if (message.contract.con_id != legs.front().conid()) return std::nullopt;
        return *limit * options::sign(legs.front().side);
    }
    const auto& stated = message.contract.combo_legs;
    const bool same =
        stated.size() == legs.size() && std::ranges::all_of(legs, [&](const trade::OrderLeg& leg) {
            return std::ranges::any_of(stated, [&](const tws::ComboLeg& wire) {
                return wire.con_id == leg.conid() && wire.ratio == leg.ratio &&
                       wire.action == to_action(leg.side);
            });
        });
    return same && message.order->action == tws::Action::buy ? limit : std::nullopt;
}

OrderNews to_order_news(const tws::OpenOrder& message) {
    const tws::Order& order = *message.order;
    return {{message.order_id, order.client_id, order.perm_id, order.order_ref},
            trade::OpenOrderSeen{trade::StatusWord::parse(message.state->status.text()),
                                 message.state->warning_text}};
}

OrderNews to_order_news(const tws::OrderStatus& message) {
    return {{message.order_id, message.client_id, message.perm_id, {}},
            trade::StatusSeen{trade::StatusWord::parse(message.status.text()), message.filled,
                              message.average_fill_price, message.why_held}};
}

OrderNews to_order_news(const tws::CompletedOrder& message) {
    const tws::Order& order = *message.order;
    return {{{}, order.client_id, order.perm_id, order.order_ref},
            trade::CompletedOrderSeen{trade::StatusWord::parse(message.state->status.text()),
                                      message.state->completed_status}};
}

std::optional<OrderNews> to_order_news(const tws::ErrorMessage& message, ClientId client_id) {
    if (kind_of(message.id) != IdKind::order) return std::nullopt;
    std::string text = message.text;
    if (!message.advanced_order_reject_json.empty()) {
        text += " " + message.advanced_order_reject_json;
    }
    return OrderNews{
        {OrderId(message.id), client_id, {}, {}},
        trade::OrderErrorSeen{message.code, meaning_for_order(message.code), std::move(text)}};
}

Result<trade::Instrument> to_instrument(const tws::Contract& contract) {
    trade::Instrument instrument;
    instrument.conid = contract.con_id;
    instrument.kind = kind_of_instrument(contract.sec_type);
    instrument.security_type = contract.sec_type.text();
    instrument.symbol = contract.symbol;
    instrument.right = to_right(contract.right);
    instrument.strike = contract.strike;
    if (!contract.last_trade_date_or_month.empty()) {
        // Futures name a month only; that is no reason to refuse the row.
        const auto day = parse_contract_date("expiration", contract.last_trade_date_or_month);
        if (day) instrument.expiration = *day;
    }
    const std::int64_t multiplier = contract.multiplier.value_or(Quantity{}).raw();
    const bool is_whole = multiplier > 0 && multiplier % Quantity::scale == 0;
    if (is_whole) {
        instrument.multiplier = static_cast<int>(multiplier / Quantity::scale);
    } else if (instrument.kind == trade::InstrumentKind::option) {
        return bad_wire("multiplier of an option",
                        contract.multiplier.value_or(Quantity{}).to_string(),
                        "a whole number above 0");
    }
    return instrument;
}

Result<trade::Execution> to_execution(const tws::ExecDetails& message) {
    const tws::Execution& row = message.execution;
    if (row.exec_id.empty()) return bad_wire("execution id", "", "an id");
    const auto side = to_side(row.side);
    if (!side) return bad_wire("side of execution " + row.exec_id, row.side.text(), "BOT or SLD");
    if (row.shares <= Quantity{}) {
        return bad_wire("shares of execution " + row.exec_id, row.shares.to_string(), "above 0");
    }
    auto instrument = to_instrument(message.contract);
    if (!instrument) return with_context(instrument.error(), "execution " + row.exec_id);
    return trade::Execution{
        .execution_id = row.exec_id,
        .order = {row.order_id, row.client_id, row.perm_id, row.order_ref},
        .account = row.account,
        .instrument = std::move(*instrument),
        .side = *side,
        .quantity = row.shares,
        .price = row.price,
        .cumulative_quantity = row.cumulative_quantity.value_or(row.shares),
        .time = parse_wire_time(row.time).value_or(UtcTime{}),
        .liquidation = row.liquidation != 0,
    };
}

Result<trade::Commission> to_commission(const tws::CommissionReport& message) {
    if (message.exec_id.empty()) return bad_wire("execution id of a commission", "", "an id");
    if (!message.commission) {
        return bad_wire("commission of execution " + message.exec_id, "", "an amount");
    }
    return trade::Commission{message.exec_id, *message.commission, message.currency,
                             message.realized_pnl};
}

std::optional<trade::WhatIf> to_what_if(const tws::OpenOrder& message) {
    const tws::OrderState& state = *message.state;
    if (!state.margin.change.initial) return std::nullopt;
    const std::string& margin_currency = state.margin_currency;
    const auto commission = state.commission ? state.commission : state.max_commission;
    return trade::WhatIf{
        in_usd(state.margin.change.initial, margin_currency),
        in_usd(state.margin.change.maintenance, margin_currency),
        in_usd(state.margin.after.equity_with_loan, margin_currency),
        in_usd(commission, state.commission_currency),
        state.warning_text,
    };
}

}  // namespace wingspread::broker
