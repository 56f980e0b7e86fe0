#include "sim/order_desk.hpp"

#include "options/calendar.hpp"
#include "sim/account_rules.hpp"
#include "sim/contract_desk.hpp"
#include "sim/price_grid.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wingspread::sim {
namespace {

using namespace std::chrono;

bool same_legs(std::vector<BookedLeg> a, std::vector<BookedLeg> b) {
    const auto by_conid = [](const BookedLeg& leg) { return leg.conid; };
    std::ranges::sort(a, {}, by_conid);
    std::ranges::sort(b, {}, by_conid);
    return a == b;
}

}  // namespace

OrderDesk::OrderDesk(Floor& floor) : floor_(floor) {
    Books& books = floor_.books;
    // Orders that were never transmitted live in a TWS session only.
    std::erase_if(books.orders, [](const BookedOrder& order) {
        return order.status == BookedStatus::untransmitted;
    });
    for (std::size_t i = 0; i < books.orders.size(); ++i) {
        const BookedOrder& order = books.orders[i];
        by_id_[{order.client, order.order_id}] = i;
        if (!is_working(order.status)) continue;
        Live& live = live_[order.perm_id];
        live.place = i;
        live.placed = placed_of(order).value_or(tws::PlaceOrder{});
        live.rng = floor_.rng.split(fmt::format("restored {}", order.perm_id.value()));
        if (order.status == BookedStatus::pre_submitted) live.acknowledge_due = MonotonicTime{};
        if (order.status == BookedStatus::pending_cancel) live.cancel_due = MonotonicTime{};
    }
}

BookedOrder* OrderDesk::find(ClientId client, OrderId id) {
    const auto it = by_id_.find({client, id});
    return it == by_id_.end() ? nullptr : &floor_.books.orders[it->second];
}

void OrderDesk::use_id(ClientId client, OrderId id) {
    OrderId& next = floor_.books.next_order_ids.try_emplace(client, OrderId{1}).first->second;
    next = std::max(next, OrderId{id.value() + 1});
}

void OrderDesk::send_next_valid_id(Session& session) {
    const auto next = floor_.books.next_order_ids.try_emplace(session.client, OrderId{1}).first;
    if (std::exchange(floor_.trouble.ids_rolled_back, false))
        floor_.trouble.meets(FaultKind::ids_roll_back);
    floor_.out.send(session, tws::NextValidId{next->second});
}

/// TWS gives a new number at each request, whether the last one was used or not.
void OrderDesk::on(Session& session, const tws::ReqIds&) {
    const auto next = floor_.books.next_order_ids.try_emplace(session.client, OrderId{1}).first;
    next->second = OrderId{next->second.value() + 1};
    floor_.out.send(session, tws::NextValidId{next->second});
}

void OrderDesk::on(Session& session, const tws::PlaceOrder& request, const Now& now) {
    const std::int32_t id = request.order_id.value();
    BookedOrder* order = find(session.client, request.order_id);
    if (order && !request.order->what_if) return modify(session, *order, request, now);
    const auto next = floor_.books.next_order_ids.find(session.client);
    if (!order && next != floor_.books.next_order_ids.end() && request.order_id < next->second)
        return floor_.error(session, id, 103, "Duplicate order id");
    if (request.order->what_if) return answer_what_if(session, request);
    place_new(session, request, now);
}

std::optional<Refusal> OrderDesk::check(const BookedOrder& order) {
    if (auto refusal = check_price(floor_, order)) return refusal;
    if (auto refusal = check_riskless(floor_, order)) return refusal;
    if (auto refusal = check_both_sides(floor_, order)) return refusal;
    if (auto refusal = check_account_kind(floor_, order)) return refusal;
    return check_margin(floor_, order);
}

void OrderDesk::place_new(Session& session, const tws::PlaceOrder& request, const Now& now) {
    auto draft = read_order(floor_, request);
    std::optional<Refusal> refusal;
    if (!draft) refusal = draft.error();
    const OrderId parent = request.order->parent_id;
    if (!refusal && parent.value() != 0 && !find(session.client, parent))
        refusal = Refusal{10006, "Missing parent order."};
    for (const auto& [perm_id, live] : live_) {
        const tws::Order& other = *live.placed.order;
        const bool same_group = !request.order->oca_group.empty() &&
                                other.oca_group == request.order->oca_group &&
                                floor_.books.orders[live.place].client == session.client;
        if (!refusal && same_group && other.oca_type != request.order->oca_type)
            refusal = Refusal{321, "Error validating request.-'bF' : cause - Invalid OCA type"};
    }
    // An order that is held back is judged when it is transmitted.
    if (!refusal && request.order->transmit) refusal = check(*draft);
    if (refusal) return floor_.refuse(session, request.order_id.value(), *refusal);

    use_id(session.client, request.order_id);
    BookedOrder& order = floor_.books.orders.emplace_back(std::move(*draft));
    by_id_[{session.client, request.order_id}] = floor_.books.orders.size() - 1;
    order.perm_id = PermId{floor_.books.next_perm_id++};
    order.client = session.client;
    order.placed_at = floor_.market->time();
    order.status = BookedStatus::untransmitted;
    Live& live = live_[order.perm_id];
    live.place = floor_.books.orders.size() - 1;
    live.placed = request;
    live.rng = floor_.rng.split(fmt::format("order {}", order.perm_id.value()));
    const FillModel& fills = floor_.config.fills;
    order.edge = fills.min_edge + (fills.max_edge - fills.min_edge) * live.rng.uniform();
    if (request.order->transmit) activate(session, order, now);
    store_frame(order, live.placed);
}

void OrderDesk::activate(Session& session, BookedOrder& order, const Now& now) {
    Live& live = live_.at(order.perm_id);
    order.status = BookedStatus::pre_submitted;
    live.acknowledge_due = now.monotonic + floor_.config.fills.acknowledge_delay;
    live.look_due = *live.acknowledge_due;
    const std::int32_t id = order.order_id.value();
    if (live.placed.order->tif == tws::Tif::none) {
        live.placed.order->tif = tws::Tif::day;
        floor_.error(session, id, 10349, "Order TIF was set to DAY based on order preset.");
    }
    if (!order.legs.empty() && live.placed.order->outside_rth)
        floor_.error(session, id, 2109,
                     "Order Event Warning:Attribute 'Outside Regular Trading Hours' is ignored "
                     "based on the order type and destination. PlaceOrder is now being processed.");
    tell_order(order);
    if (!tradable(order))
        floor_.error(
            session, id, 399,
            fmt::format("Order Message:\n{} {} {}\nWarning: your order will not be placed "
                        "at the exchange until the market opens",
                        order.buy ? "BUY" : "SELL", order.quantity.to_string(), order.symbol));
}

void OrderDesk::store_frame(BookedOrder& order, const tws::PlaceOrder& placed) const {
    std::string frame;
    constexpr std::size_t length_bytes = 4;
    if (tws::encode(tws::Request{placed}, tws::newest_version, frame))
        order.placed_frame = frame.substr(length_bytes);
}

std::optional<tws::PlaceOrder> OrderDesk::placed_of(const BookedOrder& order) const {
    const auto live = live_.find(order.perm_id);
    if (live != live_.end() && live->second.placed.order_id == order.order_id)
        return live->second.placed;
    auto request = tws::decode_request(order.placed_frame, tws::newest_version);
    if (!request) return std::nullopt;
    if (auto* placed = std::get_if<tws::PlaceOrder>(&*request)) return std::move(*placed);
    return std::nullopt;
}

void OrderDesk::modify(Session& session, BookedOrder& order, const tws::PlaceOrder& request,
                       const Now& now) {
    const std::int32_t id = order.order_id.value();
    if (order.status == BookedStatus::filled)
        return floor_.error(session, id, 104, "Cannot modify a filled order.");
    if (!is_working(order.status) && order.status != BookedStatus::untransmitted)
        return floor_.error(session, id, 103, "Duplicate order id");
    Live& live = live_.at(order.perm_id);
    if (order.status == BookedStatus::pending_cancel || live.acknowledge_due > now.monotonic)
        return floor_.error(session, id, 2102,
                            "Unable to modify this order as it is still being processed.");
    auto draft = read_order(floor_, request);
    if (!draft) return floor_.refuse(session, id, draft.error());
    if (draft->conid != order.conid || !same_legs(draft->legs, order.legs) ||
        draft->buy != order.buy || draft->quantity <= order.filled)
        return floor_.error(session, id, 105,
                            "Order being modified does not match original order.");
    BookedOrder changed = order;
    changed.quantity = draft->quantity;
    changed.order_type = draft->order_type;
    changed.limit = draft->limit;
    changed.stop = draft->stop;
    changed.time_in_force = draft->time_in_force;
    changed.order_ref = draft->order_ref;
    if (auto refusal = check(changed)) return floor_.refuse(session, id, *refusal);
    order = std::move(changed);
    tws::Contract original = live.placed.contract;
    live.placed = request;
    live.placed.contract = std::move(original);
    live.fill_due.reset();
    live.look_due = now.monotonic;
    if (order.status != BookedStatus::untransmitted)
        tell_order(order);
    else if (request.order->transmit)
        activate(session, order, now);
    store_frame(order, live.placed);
}

void OrderDesk::answer_what_if(Session& session, const tws::PlaceOrder& request) {
    const std::int32_t id = request.order_id.value();
    if (!request.order->transmit)
        return floor_.error(session, id, 413, "What-if order should have the transmit flag set.");
    auto draft = read_order(floor_, request);
    if (!draft) return floor_.refuse(session, id, draft.error());
    if (auto refusal = check(*draft)) return floor_.refuse(session, id, *refusal);
    const std::vector<Trade> trades = trades_if_filled(floor_, *draft);
    if (trades.empty())
        return floor_.error(session, id, 201,
                            "Order rejected - reason:There is no market price to value the order.");
    use_id(session.client, request.order_id);
    const AccountFigures before = account_figures(floor_.books, *floor_.market);
    const AccountFigures after = account_after(floor_.books, *floor_.market, trades);
    const auto figures = [](const AccountFigures& account) {
        return tws::MarginFigures{account.margin.initial_usd, account.margin.maintenance_usd,
                                  account.equity_with_loan_usd};
    };
    tws::OrderState state;
    state.status = tws::OrderStatusCode::presubmitted;
    state.margin.before = figures(before);
    state.margin.after = figures(after);
    state.margin.change = {after.margin.initial_usd - before.margin.initial_usd,
                           after.margin.maintenance_usd - before.margin.maintenance_usd,
                           after.equity_with_loan_usd - before.equity_with_loan_usd};
    Money commission{};
    for (const Trade& trade : trades) commission += trade.commission_usd;
    state.commission = commission;
    state.commission_currency = "USD";
    state.margin_currency = "USD";
    tws::OpenOrder answer{request.order_id, contract_of(*draft, request), request.order, state};
    answer.order->client_id = session.client;
    answer.order->account = floor_.config.account;
    floor_.out.send(session, answer);
}

void OrderDesk::on(Session& session, const tws::CancelOrder& request, const Now& now) {
    BookedOrder* order = find(session.client, request.order_id);
    // Recorded: a client can cancel another client's order by its number, whatever is documented.
    if (!order)
        for (BookedOrder& other : floor_.books.orders)
            if (other.order_id == request.order_id && is_working(other.status)) order = &other;
    if (!order)
        return floor_.error(session, request.order_id.value(), 10147,
                            fmt::format("OrderId {} that needs to be cancelled is not found.",
                                        request.order_id.value()));
    if (session.client != order->client)
        if (const auto live = live_.find(order->perm_id); live != live_.end())
            live->second.canceller = session.id;
    cancel(session, *order, now);
}

void OrderDesk::cancel(Session& session, BookedOrder& order, const Now& now) {
    const std::int32_t id = order.order_id.value();
    if (order.status == BookedStatus::pending_cancel)
        return floor_.error(session, id, 161,
                            fmt::format("Cancel attempted when order is not in a cancellable "
                                        "state.  Order permId = {}",
                                        order.perm_id.value()));
    if (order.status == BookedStatus::untransmitted) {
        end(order, BookedStatus::cancelled, "Cancelled by Trader");
        tell_status(order);
        return tell_error(order, 202, "Order Canceled - reason:");
    }
    if (!is_working(order.status))
        return floor_.error(
            session, id, 10148,
            fmt::format("OrderId {} that needs to be cancelled cannot be cancelled, state: {}.", id,
                        to_string(order.status)));
    begin_cancel(order, live_.at(order.perm_id), now);
}

void OrderDesk::on(Session& session, const tws::ReqGlobalCancel&, const Now& now) {
    for (BookedOrder& order : floor_.books.orders)
        if ((is_working(order.status) && order.status != BookedStatus::pending_cancel) ||
            order.status == BookedStatus::untransmitted)
            cancel(session, order, now);
}

std::set<ConId> OrderDesk::take_changed_positions() {
    return std::exchange(changed_positions_, {});
}

}  // namespace wingspread::sim
