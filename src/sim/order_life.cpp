#include "options/calendar.hpp"
#include "sim/commissions.hpp"
#include "sim/matching.hpp"
#include "sim/order_desk.hpp"
#include "sim/portfolio.hpp"
#include "sim/price_grid.hpp"
#include "sim/quotes.hpp"
#include "sim/stamp.hpp"

#include <fmt/format.h>

#include <algorithm>

/// The life of an order that works: acknowledged, elected, filled, cancelled, expired.
namespace wingspread::sim {
namespace {

using namespace std::chrono;

constexpr auto idle_look_interval = 1s;  // while exchanges are closed
constexpr auto cancel_delay = 30ms;

/// Mean of two prices by quantity.
Price weighted(Price a, Quantity a_quantity, Price b, Quantity b_quantity) {
    const __int128 sum = static_cast<__int128>(a.raw()) * a_quantity.raw() +
                         static_cast<__int128>(b.raw()) * b_quantity.raw();
    return Price::from_raw(static_cast<std::int64_t>(sum / (a_quantity + b_quantity).raw()));
}

}  // namespace

void OrderDesk::advance(const Now& now) {
    // Gathered first, because an order that ends leaves the list.
    std::vector<std::size_t> working;
    for (const auto& [perm_id, live] : live_)
        if (is_working(floor_.books.orders[live.place].status)) working.push_back(live.place);
    for (const std::size_t place : working) step(floor_.books.orders[place], now);
}

std::optional<MonotonicTime> OrderDesk::next_wakeup() const {
    std::optional<MonotonicTime> next;
    for (const auto& [perm_id, live] : live_) {
        if (!live.placed.order->transmit) continue;  // held back: nothing to wait for
        const MonotonicTime due = live.cancel_due.value_or(live.look_due);
        next = next ? std::min(*next, due) : due;
    }
    return next;
}

void OrderDesk::step(BookedOrder& order, const Now& now) {
    Live& live = live_.at(order.perm_id);
    if (live.cancel_due) {
        if (*live.cancel_due > now.monotonic) return;
        const bool silent = live.silent_cancel;
        order.status = BookedStatus::cancelled;
        tell_status(order);
        if (!silent) tell_error(order, 202, "Order Canceled - reason:");
        return end(order, BookedStatus::cancelled,
                   silent ? "Cancelled by System: IOC" : "Cancelled by Trader");
    }
    if (const auto reason = reason_to_expire(order, live)) {
        order.status = BookedStatus::cancelled;
        tell_status(order);
        tell_error(order, 202, fmt::format("Order Canceled - reason:{}", *reason));
        return end(order, BookedStatus::cancelled, "Cancelled by System: " + *reason);
    }
    if (live.look_due > now.monotonic) return;
    live.look_due = now.monotonic + floor_.config.matching;
    if (!tradable(order) || held_by_parent(order, live)) {
        live.look_due = now.monotonic + idle_look_interval;
        return;
    }
    if (order.stop && !order.triggered) {
        if (!elected(order)) return;
        order.triggered = true;
    }
    if (live.acknowledge_due) {
        if (*live.acknowledge_due > now.monotonic) {
            live.look_due = *live.acknowledge_due;
            return;
        }
        acknowledge(order, live);
    }
    match(order, live, now);
}

void OrderDesk::acknowledge(BookedOrder& order, Live& live) {
    live.acknowledge_due.reset();
    // What cannot rest is never seen working.
    if (order.time_in_force == "IOC" || order.time_in_force == "FOK") return;
    order.status = BookedStatus::submitted;
    tell_order(order);
}

bool OrderDesk::tradable(const BookedOrder& order) const {
    return std::ranges::all_of(legs_of(order), [&](const BookedLeg& leg) {
        const Instrument* instrument = floor_.universe().find(leg.conid);
        return instrument && floor_.market->is_open(*instrument);
    });
}

bool OrderDesk::held_by_parent(const BookedOrder& order, const Live& live) const {
    const OrderId parent = live.placed.order->parent_id;
    if (parent.value() == 0) return false;
    const auto it = by_id_.find({order.client, parent});
    return it != by_id_.end() && floor_.books.orders[it->second].status != BookedStatus::filled;
}

std::optional<std::string> OrderDesk::reason_to_expire(const BookedOrder& order,
                                                       const Live& live) const {
    const MarketTime now = floor_.market->time();
    for (const BookedLeg& leg : legs_of(order)) {
        const Instrument* instrument = floor_.universe().find(leg.conid);
        const bool option = instrument && instrument->kind == InstrumentKind::option;
        if (!instrument || (option && now >= options::expiry_instant(instrument->option)))
            return "The contract has expired";
    }
    const OrderId parent = live.placed.order->parent_id;
    if (const auto it = by_id_.find({order.client, parent});
        parent.value() != 0 && it != by_id_.end() &&
        floor_.books.orders[it->second].status == BookedStatus::cancelled)
        return "The parent order was cancelled";
    const Date placed = options::to_new_york(order.placed_at).date;
    const options::NewYorkTime local = options::to_new_york(now);
    const auto session = options::regular_session(options::UnderlyingKind::index, local.date);
    const bool closed = floor_.config.hours == Hours::real && session && now >= session->close &&
                        order.placed_at < session->close;
    if (order.time_in_force == "DAY" && (closed || local.date > placed))
        return "The trading day has ended";
    if (order.time_in_force == "GTD")
        if (const auto until = parse_stamp(live.placed.order->good_till_date);
            until && now >= *until)
            return "The good till date has passed";
    return std::nullopt;
}

bool OrderDesk::elected(const BookedOrder& order) const {
    const std::vector<BookedLeg> legs = legs_of(order);
    const auto market = unit_market(leg_markets(*floor_.market, legs));
    std::optional<Price> seen;
    if (market) seen = Price::from_raw((market->bid.raw() + market->ask.raw()) / 2);
    if (order.legs.empty())
        if (const auto last = floor_.market->quote(*floor_.universe().find(order.conid)).last)
            seen = last;
    return seen && (order.buy ? *seen >= *order.stop : *seen <= *order.stop);
}

std::optional<Price> OrderDesk::price_now(const BookedOrder& order) const {
    const auto market = unit_market(leg_markets(*floor_.market, legs_of(order)));
    // To sell the unit, the other sides of the legs must be there.
    if (!market || (!order.buy && !unit_market(leg_markets(*floor_.market, legs_of(order), true))))
        return std::nullopt;
    const Price mid = Price::from_raw((market->bid.raw() + market->ask.raw()) / 2);
    return fill_price(*market, Terms{order.buy, order.limit, order.edge,
                                     increment_of(floor_.universe(), order, mid)});
}

Duration OrderDesk::fill_delay(Live& live) const {
    const FillModel& fills = floor_.config.fills;
    return milliseconds(live.rng.between(fills.min_delay.count(), fills.max_delay.count()));
}

Quantity OrderDesk::next_piece(const BookedOrder& order, Live& live) const {
    const Quantity remaining = order.quantity - order.filled;
    const std::int64_t units = remaining.raw() / Quantity::scale;
    const bool whole = order.time_in_force == "FOK" || !order.filled.is_zero() || units < 2;
    if (whole || !live.rng.chance(floor_.config.fills.partial_fill_chance)) return remaining;
    return Quantity::from_int(live.rng.between(1, units - 1));
}

void OrderDesk::match(BookedOrder& order, Live& live, const Now& now) {
    const auto price = price_now(order);
    if (!price) {
        live.fill_due.reset();
        if (order.time_in_force == "IOC") {
            live.silent_cancel = true;
            begin_cancel(order, live, now);
        } else if (order.time_in_force == "FOK") {
            order.status = BookedStatus::inactive;
            tell_status(order);
            end(order, BookedStatus::inactive, "Could not be filled at once");
        }
        return;
    }
    if (!live.fill_due) {
        live.fill_due = now.monotonic + fill_delay(live);
        live.look_due = std::min(live.look_due, *live.fill_due);
    } else if (*live.fill_due <= now.monotonic) {
        live.fill_due.reset();
        const Quantity piece = next_piece(order, live);
        fill(order, piece, *price, now);
    }
}

void OrderDesk::begin_cancel(BookedOrder& order, Live& live, const Now& now) {
    order.status = BookedStatus::pending_cancel;
    live.acknowledge_due.reset();
    live.fill_due.reset();
    live.cancel_due = now.monotonic + cancel_delay;
    tell_status(order);
}

void OrderDesk::end(BookedOrder& order, BookedStatus status, std::string reason) {
    order.status = status;
    order.ended_at = floor_.market->time();
    order.ended_because = std::move(reason);
    live_.erase(order.perm_id);
}

std::vector<BookedOrder*> OrderDesk::group_of(const BookedOrder& order) {
    std::vector<BookedOrder*> group;
    const auto own = live_.find(order.perm_id);
    if (own == live_.end() || own->second.placed.order->oca_group.empty()) return group;
    for (auto& [perm_id, live] : live_) {
        BookedOrder& other = floor_.books.orders[live.place];
        const bool same = other.client == order.client &&
                          live.placed.order->oca_group == own->second.placed.order->oca_group;
        if (same && perm_id != order.perm_id && is_working(other.status)) group.push_back(&other);
    }
    return group;
}

/// One cancels all. Types 2 and 3 take off the others what was filled, type 1 all of them.
void OrderDesk::settle_group(const BookedOrder& order, Quantity units, const Now& now) {
    for (BookedOrder* other : group_of(order)) {
        if (other->status == BookedStatus::pending_cancel) continue;
        Live& live = live_.at(other->perm_id);
        const bool reduces = live.placed.order->oca_type >= 2;
        if (reduces && other->quantity - other->filled > units) {
            other->quantity -= units;
            live.placed.order->total_quantity = other->quantity;
            store_frame(*other, live.placed);
            tell_order(*other);
        } else {
            begin_cancel(*other, live, now);
        }
    }
}

void OrderDesk::fill(BookedOrder& order, Quantity units, Price price, const Now& now) {
    order.average_price = weighted(order.average_price, order.filled, price, units);
    order.filled += units;
    order.last_price = price;
    const std::vector<BookedExecution> rows = book_executions(order, units, price, now);
    settle_group(order, units, now);
    if (order.filled == order.quantity) order.status = BookedStatus::filled;
    for (Session* session : listeners(order))
        for (const BookedExecution& row : rows) send_execution(*session, RequestId{-1}, row);
    tell_order(order);
    for (Session* session : listeners(order))
        for (const BookedExecution& row : rows) send_commission(*session, row);
    if (order.status == BookedStatus::filled)
        end(order, BookedStatus::filled, fmt::format("Filled Size: {}", order.filled.to_string()));
}

std::vector<BookedExecution> OrderDesk::book_executions(BookedOrder& order, Quantity units,
                                                        Price price, const Now& now) {
    const std::int64_t number = floor_.books.next_execution++;
    BookedExecution row;
    row.perm_id = order.perm_id;
    row.client = order.client;
    row.order_id = order.order_id;
    row.symbol = order.symbol;
    row.order_ref = order.order_ref;
    row.utc = now.utc;
    row.market = floor_.market->time();
    std::vector<BookedExecution> rows;
    row.exec_id = fmt::format("0000e0d5.{:08x}.01.01", 0x69000000 + number);
    row.conid = order.conid;
    row.buy = order.buy;
    row.shares = units;
    row.price = price;
    row.cumulative = order.filled;
    row.average_price = order.average_price;
    rows.push_back(row);
    if (!order.legs.empty()) {
        // The unit's price from the side of whoever buys what is traded.
        const auto markets = leg_markets(*floor_.market, order.legs, !order.buy);
        const std::vector<Price> prices = leg_prices(markets, order.buy ? price : -price);
        for (std::size_t i = 0; i < order.legs.size(); ++i) {
            const BookedLeg& leg = order.legs[i];
            row.exec_id = fmt::format("0000e0d5.{:08x}.{:02}.01.01", 0x69000000 + number, i + 2);
            row.conid = leg.conid;
            row.buy = leg.buy == order.buy;
            row.shares = units * leg.ratio;
            row.price = row.average_price = prices[i];
            row.cumulative = order.filled * leg.ratio;
            rows.push_back(row);
        }
    }
    for (BookedExecution& one : rows)
        if (one.conid.value() != 0) book_leg(order, one);
    floor_.books.executions.insert(floor_.books.executions.end(), rows.begin(), rows.end());
    return rows;
}

/// Commission, position and cash of one row that trades something.
void OrderDesk::book_leg(BookedOrder& order, BookedExecution& row) {
    const Instrument& instrument = *floor_.universe().find(row.conid);
    const CommissionSchedule& schedule = floor_.config.commissions;
    const bool option = instrument.kind == InstrumentKind::option;
    Money charged{};
    if (order.legs.empty() && !option) {
        charged =
            stock_commission(schedule, order.average_price, order.filled) - order.commission_usd;
    } else {
        const Money plain = option ? option_commission(schedule, row.price, row.shares)
                                   : stock_commission(schedule, row.price, row.shares);
        charged = charge(order.commission_accrued_usd, order.commission_usd, plain,
                         schedule.option_minimum_per_order_usd);
        order.commission_accrued_usd += plain;
    }
    order.commission_usd += charged;
    row.commission_usd = charged;
    const Trade trade{&instrument, row.buy ? row.shares : -row.shares, row.price, charged};
    row.realized_pnl_usd = book_trade(floor_.books.positions[row.conid], trade);
    floor_.books.cash_usd += cash_effect(trade);
    changed_positions_.insert(row.conid);
}

}  // namespace wingspread::sim
