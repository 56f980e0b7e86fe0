#include "engine/views.hpp"

#include "core/date.hpp"

#include <fmt/format.h>

namespace wingspread::engine {

namespace {

OrderLegView leg_view(const trade::OrderLeg& leg) {
    OrderLegView view{leg.side, leg.ratio, {}, {}, {}, leg.conid()};
    if (const auto* const option = leg.option()) {
        view.right = option->right;
        view.strike = option->strike;
        view.expiry = option->expiration;
    }
    return view;
}

ExecutionView execution_view(const trade::LedgerEntry& entry) {
    const auto& execution = entry.execution;
    ExecutionView view{execution.execution_id,
                       execution.instrument.conid,
                       describe(execution.instrument),
                       execution.side,
                       execution.quantity,
                       execution.price,
                       execution.time,
                       {}};
    if (entry.commission) view.commission_usd = entry.commission->amount;
    return view;
}

RollView roll_view(const trade::BookedRoll& roll, const trade::Book& book) {
    RollView view{options::describe(roll.second.structure), {}, roll.ended};
    if (!roll.opens.empty() && book.find(roll.opens.back())->sent) {
        view.order = roll.opens.back().to_string();
    }
    return view;
}

}  // namespace

std::string describe(const trade::Instrument& instrument) {
    if (instrument.kind == trade::InstrumentKind::combo) return instrument.symbol + " combo";
    if (!instrument.right || !instrument.strike || !instrument.expiration) {
        return instrument.symbol;
    }
    return fmt::format("{} {} {} {}", instrument.symbol, to_iso(*instrument.expiration),
                       instrument.strike->to_string(), options::to_char(*instrument.right));
}

OrderView order_view(const trade::Book& book, const trade::BookedOrder& order) {
    const auto& terms = order.intent.terms();
    OrderView view;
    view.id = order.intent.id().to_string();
    view.client_order_id = terms.client_order_id;
    view.account = terms.account;
    view.order_id = order.order_id;
    if (!order.perm_ids.empty()) view.perm_id = *order.perm_ids.rbegin();
    view.structure = options::to_string(terms.structure.kind());
    view.description = options::describe(terms.structure);
    view.symbol = terms.structure.symbol();
    for (const auto& leg : order.intent.legs()) view.legs.push_back(leg_view(leg));
    view.action = terms.action;
    view.in_force = terms.in_force;
    view.quantity = order.machine.total();
    view.limit_price = order.limit();
    if (terms.ladder) view.worst_price = terms.ladder->cap;
    if (terms.oca) {
        view.oca_group = terms.oca->group;
        view.stop_price = terms.oca->trigger;
    }
    if (const auto roll = book.rolls().find(order.intent.id()); roll != book.rolls().end()) {
        view.roll = roll_view(roll->second, book);
    }
    if (!order.limit_changes.empty()) view.ladder_step = order.limit_changes.back().step;
    view.state = trade::to_string(order.machine.state());
    view.terminal = trade::is_terminal(order.machine.state());
    view.reason = order.machine.reason();
    view.filled = order.machine.filled();
    view.remaining = order.machine.remaining();
    const auto entries = book.executions_of(order);
    view.average_price = trade::average_net_price(entries, trade::told_by(order.intent));
    view.commission_usd = trade::commission_usd(entries);
    view.created = order.created;
    view.updated = order.updated;
    for (const auto& entry : entries) view.executions.push_back(execution_view(entry));
    return view;
}

PositionView position_view(const trade::Position& position) {
    const auto& instrument = position.instrument;
    PositionView view;
    view.account = position.account;
    view.symbol = instrument.symbol;
    view.conid = instrument.conid;
    view.security_type = instrument.security_type;
    view.right = instrument.right;
    view.strike = instrument.strike;
    view.expiry = instrument.expiration;
    view.multiplier = instrument.multiplier;
    view.quantity = position.quantity;
    view.average_cost_usd = position.average_cost_usd;
    return view;
}

}  // namespace wingspread::engine
