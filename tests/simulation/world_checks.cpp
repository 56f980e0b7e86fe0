#include "simulation/world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace wingspread::simulation {

using namespace std::chrono_literals;

namespace {

/// From the last thing that was wrong to a ready link: a probe, the longest pause, a handshake.
constexpr Duration longest_healing = 5min;
/// What is asked ends within this time of a ready link.
constexpr Duration longest_answer = 10min;
/// Between two looks at a world that rests.
constexpr Duration between_rests = 5min;

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

void World::check_state(const std::string& before, const std::string& after) {
    if (before == "READY" && !gap_told_) {
        violate(fmt::format("READY -> {} without a word about the gap in the data", after));
    }
    if (after != "READY") return ready_since_.reset();
    ready_since_ = now_.monotonic;
    if (!wire_.books_told()) violate("READY before orders, positions and account were compared");
}

void World::check_orders(const std::string& state) {
    while (!wire_.placed.empty()) {
        const auto placed = std::move(wire_.placed.front().second);
        wire_.placed.pop_front();
        const auto& reference = placed.order->order_ref;
        check_order(placed, state);
        check_durable(placed);
        const auto maintenance = calendar_.current(now_.utc);
        if (maintenance && now_.utc < maintenance->begins) {
            violate("an order was sent in the minutes before the restart");
        }
        const auto [known, is_new] = references_.emplace(reference, placed.order_id);
        if (!is_new && known->second != placed.order_id) {
            violate(fmt::format("the order {} was sent twice", reference));
        }
        if (is_new) {
            check_risk(placed);
        } else {
            check_change(placed);
        }
        limits_.emplace(placed.order_id, *placed.order->limit_price);
        const auto [owner, is_free] = order_ids_.emplace(placed.order_id, reference);
        if (!is_free && owner->second != reference) {
            violate(fmt::format("the order id {} was used twice", placed.order_id.value()));
        }
    }
}

/// A change leads the limit of an order that has a ladder along it, and changes nothing else.
void World::check_change(const tws::PlaceOrder& changed) {
    ++totals_.steps;
    const auto& reference = changed.order->order_ref;
    check_halted(reference);
    const auto orders = trade_->orders();
    const auto order = std::ranges::find_if(
        orders, [&](const engine::OrderView& each) { return "ws" + each.id == reference; });
    if (order == orders.end() || !order->worst_price) {
        return violate(fmt::format("the order {} was changed and has no ladder", reference));
    }
    const Price limit = *changed.order->limit_price;
    const bool beyond = limit > *order->worst_price;
    if (limit < limits_.at(changed.order_id) || beyond) {
        violate(fmt::format("the limit of {} became {}; it may be {} to {}", reference,
                            limit.to_string(), limits_.at(changed.order_id).to_string(),
                            order->worst_price->to_string()));
    }
    if (*changed.order->total_quantity != order->quantity) {
        violate(fmt::format("the quantity of {} was changed", reference));
    }
}

/// By the gateway's books, the exits of an order have never closed more than it has opened.
void World::check_exits() {
    std::map<std::string, Quantity> filled;
    for (const auto& order : gateway_->gateway().books().orders) {
        filled[order.order_ref] += order.filled;
    }
    std::map<std::string, Quantity> closed;
    totals_.closes = 0;
    for (const auto& exit : trade_->exits()) {
        for (const auto& close : exit.closes) {
            const auto units = filled["ws" + close.order];
            closed[exit.order] += units;
            if (!units.is_zero()) ++totals_.closes;
        }
    }
    for (const auto& [order, units] : closed) {
        if (units <= filled["ws" + order]) continue;
        violate(fmt::format("exits have closed {} of order {}, which had opened {}",
                            units.to_string(), order, filled["ws" + order].to_string()));
    }
}

void World::check_order(const tws::PlaceOrder& placed, const std::string& state) {
    if (state != "READY") violate(fmt::format("an order was sent while {}", state));
    for (const auto& leg : placed.contract.combo_legs) {
        if (!wire_.is_told_useless(leg.con_id)) continue;
        violate("an order was sent on quotes that are delayed or another session's");
    }
}

/// After code 101 nobody has reason to believe that there are more lines than were left open, be
/// they more than the limit has become; what was on its way already is refused in its turn.
void World::check_new_lines() {
    const auto refused = wire_.line_refused_at();
    const auto limit =
        std::max(static_cast<std::size_t>(gateway_->gateway().line_limit()), wire_.lines_left());
    if (!refused || wire_.open_lines() <= limit) return;
    const auto since = now_.monotonic - *refused;
    if (since <= 3s || since >= 55s) return;
    violate(fmt::format("{} lines are asked for {:.0f} s after TWS has refused more than {}",
                        wire_.open_lines(), seconds(since), limit));
}

void World::check() {
    const Duration passed = now_.monotonic - checked_at_;
    checked_at_ = now_.monotonic;
    const bool fed = gateway_->gateway().is_linked() && now_.monotonic >= fed_since_;
    if (ready_since_ && fed) check_waiting(passed);
    check_healing();
    if (now_.monotonic < rested_at_ + between_rests || !is_quiet()) return;
    rested_at_ = now_.monotonic;
    check_at_rest();
}

void World::check_waiting(Duration passed) {
    for (auto* asked : {&scans_, &commands_}) {
        for (auto& [id, one] : *asked) {
            one.ready_time += passed;
            if (one.ready_time <= longest_answer) continue;
            return violate(fmt::format("{} had no answer in {:.0f} s of a ready link", one.what,
                                       seconds(one.ready_time)));
        }
    }
}

/// Whatever keeps a connection from being made or used.
void World::check_healing() {
    const auto felt = gateway_->felt();
    for (const auto kind :
         {sim::FaultKind::cut, sim::FaultKind::half_open, sim::FaultKind::duplicate_client_id,
          sim::FaultKind::pacing_breach, sim::FaultKind::mute}) {
        const auto i = static_cast<std::size_t>(kind);
        if (std::exchange(felt_[i], felt[i]) != felt[i]) healthy_since_ = now_.monotonic;
    }
    if (!gateway_->gateway().is_linked()) healthy_since_ = now_.monotonic;
    if (ready_since_ || now_.monotonic <= healthy_since_ + longest_healing) return;
    violate(fmt::format("nothing has been wrong for {:.0f} s and the engine is {}",
                        seconds(now_.monotonic - healthy_since_), trade_->health().state));
}

bool World::is_quiet() const {
    return ready_since_ && now_.monotonic > *ready_since_ + 30s && scans_.empty() &&
           commands_.empty() && trade_->health().queue_size == 0 && !network_.next_wakeup() &&
           session_ && gateway_->is_clear(*session_);
}

void World::check_at_rest() {
    const auto health = trade_->health();
    if (static_cast<std::size_t>(health.lines_active) != wire_.open_lines()) {
        violate(fmt::format("the engine believes in {} lines, the gateway feeds {}",
                            health.lines_active, wire_.open_lines()));
    }
    if (gateway_->gateway().lines() != wire_.open_lines()) {
        violate(fmt::format("the engine was told of {} lines, the gateway has {}",
                            wire_.open_lines(), gateway_->gateway().lines()));
    }
    std::map<ConId, Quantity> ours;
    for (const auto& position : trade_->positions()) ours[position.conid] = position.quantity;
    std::map<ConId, Quantity> theirs;
    for (const auto& [conid, position] : gateway_->gateway().books().positions) {
        if (!position.quantity.is_zero()) theirs[conid] = position.quantity;
    }
    if (ours != theirs) violate("positions differ from the gateway's books");
    check_exits();
    check_books();
}

}  // namespace wingspread::simulation
