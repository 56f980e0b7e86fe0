#include "simulation/world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

/// People who trade, and what must hold of every order they send.
namespace wingspread::simulation {

using namespace std::chrono_literals;

namespace {

constexpr int largest_quantity = 10;  // as trade::paper_limits
constexpr std::size_t most_in_a_minute = 10;
/// The window for repetitions, less what may lie between an order's making and its sending.
constexpr Duration surely_duplicate = 20s;
/// Two passes thirty seconds apart, and what may keep them from being asked.
constexpr Duration longest_doubt = 10min;
constexpr Duration longest_decision = 2min;

bool has_ended(const sim::BookedOrder& order) { return sim::is_ended(order.status); }

}  // namespace

void World::place(const engine::OrderRequest& request) {
    const auto id = next_id_++;
    ++totals_.commands;
    commands_[id] = {"an order"};
    last_request_ = request;
    step(engine::TradeEvent(engine::PlaceOrder{engine::CommandId(id), request}));
}

void World::order(bool really, int quantity) {
    if (!ranking_ || ranking_->result.ranked.empty()) return scan();
    const auto& ranked = ranking_->result.ranked;
    const auto& spread = ranked[static_cast<std::size_t>(
        rng_.between(0, static_cast<std::int64_t>(ranked.size()) - 1))];
    engine::OrderRequest request;
    request.structure = engine::vertical_request(*options::to_vertical_kind(spread.structure),
                                                 spread.symbol, spread.trading_class, spread.expiry,
                                                 spread.legs[0].strike, spread.legs[1].strike);
    request.quantity = quantity;
    request.price_rule = rng_.chance(0.5) ? engine::PriceRule::natural : engine::PriceRule::mid;
    if (really) {
        work(request);
        request.client_order_id = fmt::format("wish-{}", next_client_order_++);
        return place(request);
    }
    const auto id = next_id_++;
    ++totals_.commands;
    commands_[id] = {"a preview"};
    step(engine::TradeEvent(engine::PreviewOrder{engine::CommandId(id), request}));
}

void World::repeat_order(bool with_its_id) {
    if (!last_request_) return;
    auto request = *last_request_;
    if (!with_its_id) request.client_order_id = fmt::format("wish-{}", next_client_order_++);
    place(request);
}

void World::turn_switch(bool halt) {
    const auto id = next_id_++;
    ++totals_.commands;
    commands_[id] = {"a turn of the switch"};
    const auto to = halt ? trade::TradingState::halted : trade::TradingState::active;
    step(engine::TradeEvent(
        engine::TurnSwitch{engine::CommandId(id), to, trade::Authority::person, "a test"}));
}

void World::crash_with_order() {
    constexpr std::array deaths{Death::before_order, Death::after_order, Death::after_preview,
                                Death::after_cancel};
    death_ = deaths[static_cast<std::size_t>(rng_.between(0, deaths.size() - 1))];
    if (!ready_since_) return;
    if (death_ == Death::after_cancel) return cancel();
    order(true);
}

// ---- What must hold of an order on its way

void World::check_durable(const tws::PlaceOrder& placed) {
    const auto end = disk_->entries.begin() +
                     static_cast<std::ptrdiff_t>(std::min(disk_->durable, disk_->entries.size()));
    const bool durable = std::any_of(disk_->entries.begin(), end, [&](const auto& entry) {
        const auto* submission = std::get_if<trade::SubmissionRecorded>(&entry.record);
        return submission != nullptr && submission->order_id == placed.order_id;
    });
    if (!durable) violate("an order was sent before its submission was durable");
}

/// What is halted sends only the closes of exits that were planned before.
void World::check_halted(const std::string& reference) {
    if (!halted_since_) return;
    const auto exits = trade_->exits();
    const bool armed = std::ranges::any_of(exits, [&](const engine::ExitView& exit) {
        return exit.created <= *halted_since_ &&
               std::ranges::any_of(exit.closes, [&](const engine::ExitCloseView& close) {
                   return "ws" + close.order == reference;
               });
    });
    if (!armed) violate("an order was sent while trading was halted");
}

void World::check_risk(const tws::PlaceOrder& placed) {
    const auto& reference = placed.order->order_ref;
    check_halted(reference);
    if (placed.order->total_quantity > Quantity::from_int(largest_quantity)) {
        violate("an order was sent above the limit of its size");
    }
    Sent sent{now_.utc, reference, {}};
    for (const auto& leg : placed.contract.combo_legs) {
        sent.legs.emplace_back(leg.con_id, leg.action.text());
    }
    std::ranges::sort(sent.legs);
    while (!sent_.empty() && sent_.front().at + 60s <= now_.utc) sent_.pop_front();
    std::string client_order;
    bool closes = false;
    const auto orders = trade_->orders();
    for (const auto& order : orders) {
        if ("ws" + order.id != reference) continue;
        client_order = order.client_order_id;
        closes = order.action == trade::OrderAction::close;
    }
    for (const auto& order : orders) {
        const bool other = "ws" + order.id != reference;
        if (other && order.state == "in_doubt") {
            violate("an order was sent on an underlying where another one is in doubt");
        }
        const bool same_wish = !client_order.empty() && order.client_order_id == client_order;
        if (other && same_wish && order.order_id.value() != 0) {
            violate("one wish of a client was sent twice");
        }
        const bool repeats = std::ranges::any_of(sent_, [&](const Sent& before) {
            return before.reference == "ws" + order.id && before.legs == sent.legs &&
                   order.state != "rejected" && now_.utc - before.at < surely_duplicate;
        });
        if (other && repeats) violate("the same order was sent again within seconds");
    }
    sent_.push_back(std::move(sent));
    const auto most = closes ? 2 * most_in_a_minute : most_in_a_minute;
    if (sent_.size() > most) violate("too many orders were sent in a minute");
    ++totals_.orders;
}

// ---- What must hold of the books once nothing moves

void World::check_books() {
    if (!trade_->disputed().empty()) violate("positions are in dispute, and nobody else trades");
    std::map<std::string, const sim::BookedOrder*> theirs;
    for (const auto& order : gateway_->gateway().books().orders) {
        if (!theirs.emplace(order.order_ref, &order).second) {
            violate(fmt::format("the gateway has two orders {}", order.order_ref));
        }
    }
    for (const auto& ours : trade_->orders()) {
        const auto found = theirs.extract("ws" + ours.id);
        check_book_of(ours, found.empty() ? nullptr : found.mapped());
    }
    if (!theirs.empty()) {
        violate(fmt::format("the journal has lost the order {}", theirs.begin()->first));
    }
}

void World::check_book_of(const engine::OrderView& ours, const sim::BookedOrder* theirs) {
    const auto wrong = [&](std::string_view what) {
        violate(fmt::format("order {} is {}: {}", ours.id, ours.state, what));
    };
    // A what-if that the gateway has dropped for the rate is waited for.
    if (ours.state == "intended" && theirs == nullptr) {
        if (now_.utc - ours.created > longest_decision) wrong("and nobody will send it");
        return;
    }
    if (ours.state == "in_doubt") {
        const auto [since, fresh] = in_doubt_since_.emplace(ours.id, now_.monotonic);
        const auto from = std::max(since->second, *ready_since_);
        if (now_.monotonic - from > longest_doubt) wrong("and it stays so");
        return;
    }
    if (theirs == nullptr) {
        if (!ours.terminal) wrong("the gateway does not know it");
        if (!ours.filled.is_zero()) wrong("filled, and the gateway does not know it");
        return;
    }
    if (ours.terminal != has_ended(*theirs) && theirs->status != sim::BookedStatus::inactive) {
        wrong(fmt::format("at the gateway it is {}", sim::to_string(theirs->status)));
    }
    if (ours.filled != theirs->filled) {
        wrong(fmt::format("{} filled, at the gateway {}", ours.filled.to_string(),
                          theirs->filled.to_string()));
    }
    const auto rows = std::ranges::count(gateway_->gateway().books().executions, theirs->perm_id,
                                         &sim::BookedExecution::perm_id);
    if (static_cast<std::size_t>(rows) != ours.executions.size()) {
        wrong(fmt::format("{} executions, at the gateway {}", ours.executions.size(), rows));
    }
}

}  // namespace wingspread::simulation
