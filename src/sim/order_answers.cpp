#include "core/date.hpp"
#include "options/calendar.hpp"
#include "sim/contract_desk.hpp"
#include "sim/order_desk.hpp"
#include "sim/stamp.hpp"

#include <fmt/format.h>

#include <algorithm>

/// What clients are told about orders, unasked and asked.
namespace wingspread::sim {
namespace {

tws::OrderStatusCode code_of(BookedStatus status) {
    switch (status) {
        case BookedStatus::untransmitted: return tws::OrderStatusCode::inactive;
        case BookedStatus::pre_submitted: return tws::OrderStatusCode::presubmitted;
        case BookedStatus::submitted: return tws::OrderStatusCode::submitted;
        case BookedStatus::pending_cancel: return tws::OrderStatusCode::pending_cancel;
        case BookedStatus::filled: return tws::OrderStatusCode::filled;
        case BookedStatus::cancelled: return tws::OrderStatusCode::cancelled;
        case BookedStatus::inactive: return tws::OrderStatusCode::inactive;
    }
    return tws::OrderStatusCode::none;
}

tws::Contract combo_contract(const std::string& symbol) {
    tws::Contract contract;
    contract.symbol = symbol;
    contract.sec_type = tws::SecType::combo;
    contract.exchange = "SMART";
    contract.currency = "USD";
    return state_combo(contract);
}

bool is_on_day(MarketTime time, Date date) { return options::to_new_york(time).date == date; }

/// Whether an execution passes a filter whose time has been read already.
bool passes(const BookedExecution& row, const tws::ExecutionFilter& filter,
            const std::optional<MarketTime>& after, const Floor& floor) {
    const Instrument* instrument = floor.universe().find(row.conid);
    const std::string sec_type = row.conid.value() == 0 ? "BAG"
                                 : !instrument || instrument->kind == InstrumentKind::option
                                     ? "OPT"
                                     : "STK";
    const auto fits = [](const std::string& asked, std::string_view have) {
        return asked.empty() || asked == have;
    };
    return (filter.client_id.value() == 0 || filter.client_id == row.client) &&
           fits(filter.account, floor.config.account) && fits(filter.symbol, row.symbol) &&
           fits(filter.sec_type, sec_type) && fits(filter.exchange, "SMART") &&
           fits(filter.side, row.buy ? "BUY" : "SELL") && (!after || row.market >= *after);
}

/// Days that a filter asks for: today alone unless it names others.
bool on_asked_day(const BookedExecution& row, const tws::ExecutionFilter& filter, Date today) {
    const Date day = options::to_new_york(row.market).date;
    if (!filter.specific_dates.empty())
        return std::ranges::find(filter.specific_dates, day) != filter.specific_dates.end();
    const int back = filter.last_days ? std::clamp(*filter.last_days, 1, 7) - 1 : 0;
    return days_between(day, today) <= back;
}

}  // namespace

std::vector<Session*> OrderDesk::listeners(const BookedOrder& order) {
    std::vector<Session*> sessions;
    if (Session* owner = floor_.session_of(order.client)) sessions.push_back(owner);
    const auto live = live_.find(order.perm_id);
    if (live == live_.end() || !live->second.canceller) return sessions;
    const auto other = floor_.sessions.find(*live->second.canceller);
    if (other != floor_.sessions.end()) sessions.push_back(&other->second);
    return sessions;
}

tws::Contract OrderDesk::contract_of(const BookedOrder& order,
                                     const tws::PlaceOrder& placed) const {
    if (!order.legs.empty()) return state_combo(placed.contract);
    const Instrument* instrument = floor_.universe().find(order.conid);
    const std::string exchange =
        placed.contract.exchange.empty() ? "SMART" : placed.contract.exchange;
    if (!instrument) return placed.contract;
    tws::Contract contract = state_contract(floor_.universe(), *instrument, exchange);
    // Recorded: in orders TWS writes a question mark where there is no right.
    if (contract.right == tws::Right::none) contract.right = tws::Coded<tws::Right>::from_text("?");
    return contract;
}

tws::OpenOrder OrderDesk::open_order(const BookedOrder& order) const {
    const tws::PlaceOrder placed = placed_of(order).value_or(tws::PlaceOrder{});
    tws::OpenOrder answer{order.order_id, contract_of(order, placed), placed.order, {}};
    answer.order->client_id = order.client;
    answer.order->perm_id = order.perm_id;
    answer.order->account = floor_.config.account;
    if (!answer.order->limit_price) answer.order->limit_price = Price{};
    if (!answer.order->aux_price) answer.order->aux_price = Price{};
    answer.state->status = code_of(order.status);
    return answer;
}

void OrderDesk::send_order(const Session& session, const BookedOrder& order) {
    floor_.out.send(session, open_order(order));
}

void OrderDesk::send_status(const Session& session, const BookedOrder& order) {
    tws::OrderStatus status;
    status.order_id = order.order_id;
    status.status = code_of(order.status);
    status.filled = order.filled;
    status.remaining = order.quantity - order.filled;
    status.average_fill_price = order.average_price;
    status.perm_id = order.perm_id;
    status.last_fill_price = order.last_price;
    status.client_id = order.client;
    const auto live = live_.find(order.perm_id);
    if (live != live_.end()) {
        status.parent_id = live->second.placed.order->parent_id;
        if (order.stop && !order.triggered) status.why_held = "trigger";
        // Recorded: whoever cancels is named, not the owner.
        if (live->second.canceller == session.id) status.client_id = session.client;
    }
    status.market_cap_price = Price{};
    floor_.out.send(session, status);
}

void OrderDesk::tell_order(const BookedOrder& order) {
    for (Session* session : listeners(order)) {
        send_order(*session, order);
        send_status(*session, order);
    }
}

void OrderDesk::tell_status(const BookedOrder& order) {
    for (Session* session : listeners(order)) send_status(*session, order);
}

void OrderDesk::tell_error(const BookedOrder& order, int code, const std::string& text) {
    for (Session* session : listeners(order))
        floor_.error(*session, order.order_id.value(), code, text);
}

void OrderDesk::send_execution(const Session& session, RequestId request,
                               const BookedExecution& row) {
    tws::ExecDetails details;
    details.req_id = request;
    const Instrument* instrument = floor_.universe().find(row.conid);
    if (row.conid.value() == 0) {
        details.contract = combo_contract(row.symbol);
    } else if (instrument) {
        details.contract = state_contract(floor_.universe(), *instrument);
    } else {
        details.contract.con_id = row.conid;
        details.contract.symbol = row.symbol;
        details.contract.sec_type = tws::SecType::option;
    }
    tws::Execution& execution = details.execution;
    execution.order_id = row.order_id;
    execution.exec_id = row.exec_id;
    execution.time = new_york_stamp(row.market);
    execution.account = floor_.config.account;
    execution.exchange = "SMART";
    execution.side = row.buy ? tws::ExecutionSide::bought : tws::ExecutionSide::sold;
    execution.shares = row.shares;
    execution.price = row.price;
    execution.perm_id = row.perm_id;
    execution.client_id = row.client;
    execution.cumulative_quantity = row.cumulative;
    execution.average_price = row.average_price;
    execution.order_ref = row.order_ref;
    execution.last_liquidity = 2;
    floor_.out.send(session, details);
}

/// A combination's own row costs nothing: its legs carry the commission.
void OrderDesk::send_commission(const Session& session, const BookedExecution& row) {
    if (!row.commission_usd) return;
    tws::CommissionReport report;
    report.exec_id = row.exec_id;
    report.commission = row.commission_usd;
    report.currency = "USD";
    report.realized_pnl = row.realized_pnl_usd;
    floor_.out.send(session, report);
}

void OrderDesk::on(Session& session, const tws::ReqOpenOrders&) {
    for (const BookedOrder& order : floor_.known_books().orders)
        if (is_working(order.status) && order.client == session.client) {
            send_order(session, order);
            send_status(session, order);
        }
    floor_.out.send(session, tws::OpenOrderEnd{});
}

void OrderDesk::on(Session& session, const tws::ReqAllOpenOrders&) {
    for (const BookedOrder& order : floor_.known_books().orders)
        if (is_working(order.status)) {
            send_order(session, order);
            send_status(session, order);
        }
    floor_.out.send(session, tws::OpenOrderEnd{});
}

/// Nobody places orders by hand here, so that nothing is ever bound.
void OrderDesk::on(Session& session, const tws::ReqAutoOpenOrders&) {
    if (session.client.value() != 0)
        floor_.error(session, -1, 327, "Only the default client (i.e 0) can auto bind orders.");
}

void OrderDesk::on(Session& session, const tws::ReqCompletedOrders&) {
    const Date today = options::to_new_york(floor_.market->time()).date;
    for (const BookedOrder& order : floor_.known_books().orders) {
        if (!order.ended_at || !is_on_day(*order.ended_at, today)) continue;
        tws::OpenOrder open = open_order(order);
        open.order->filled_quantity = order.filled;
        open.state->completed_time = new_york_stamp(*order.ended_at);
        open.state->completed_status = order.ended_because;
        floor_.out.send(session,
                        tws::CompletedOrder{std::move(open.contract), open.order, open.state});
    }
    floor_.out.send(session, tws::CompletedOrdersEnd{});
}

void OrderDesk::on(Session& session, const tws::ReqExecutions& request) {
    const tws::ExecutionFilter& filter = request.filter;
    const auto after = parse_stamp(filter.time);
    if (!filter.time.empty() && !after)
        return floor_.error(session, request.req_id.value(), 321,
                            "Error validating request.-'bO' : cause - Invalid time filter");
    const Date today = options::to_new_york(floor_.market->time()).date;
    for (const BookedExecution& row : floor_.known_books().executions) {
        if (!on_asked_day(row, filter, today) || !passes(row, filter, after, floor_)) continue;
        send_execution(session, request.req_id, row);
        send_commission(session, row);
    }
    floor_.out.send(session, tws::ExecDetailsEnd{request.req_id});
}

}  // namespace wingspread::sim
