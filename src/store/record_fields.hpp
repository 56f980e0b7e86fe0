#pragma once

#include "store/fields.hpp"
#include "trade/records.hpp"

/// What each record and event is called and holds, said once for writing and reading: `io` is a
/// FieldWriter with constant values, or a FieldReader.
namespace wingspread::store {

template <class T>
struct Fields;

void describe_contract(auto& io, auto& contract) {
    io.field("conid", contract.conid);
    io.field("symbol", contract.symbol);
    io.field("class", contract.trading_class);
    io.field("expiration", contract.expiration);
    io.field("last_trade_date", contract.last_trade_date);
    io.field("strike", contract.strike);
    io.field("right", contract.right);
    io.field("multiplier", contract.multiplier);
    io.field("style", contract.style);
    io.field("settlement", contract.settlement);
    io.field("exchange", contract.exchange);
    io.field("currency", contract.currency);
}

void describe_instrument(auto& io, auto& instrument) {
    io.field("conid", instrument.conid);
    io.field("kind", instrument.kind);
    io.field("security_type", instrument.security_type);
    io.field("symbol", instrument.symbol);
    io.field("multiplier", instrument.multiplier);
    io.field("right", instrument.right);
    io.field("strike", instrument.strike);
    io.field("expiration", instrument.expiration);
}

void describe_address(auto& io, auto& address) {
    io.field("order_id", address.order_id);
    io.field("client_id", address.client_id);
    io.field("perm_id", address.perm_id);
    io.field("order_ref", address.order_ref);
}

// ---- Order events

template <>
struct Fields<trade::OpenOrderSeen> {
    static constexpr std::string_view kind = "open_order";
    static void describe(auto& io, auto& event) {
        io.field("status", event.status);
        io.field("warning", event.warning);
    }
};
template <>
struct Fields<trade::StatusSeen> {
    static constexpr std::string_view kind = "status";
    static void describe(auto& io, auto& event) {
        io.field("status", event.status);
        io.field("filled", event.filled);
        io.field("average_price", event.average_price);
        io.field("why_held", event.why_held);
    }
};
template <>
struct Fields<trade::CompletedOrderSeen> {
    static constexpr std::string_view kind = "completed_order";
    static void describe(auto& io, auto& event) {
        io.field("status", event.status);
        io.field("reason", event.reason);
    }
};
template <>
struct Fields<trade::OrderErrorSeen> {
    static constexpr std::string_view kind = "error";
    static void describe(auto& io, auto& event) {
        io.field("code", event.code);
        io.field("class", event.error_class);
        io.field("text", event.text);
    }
};
template <>
struct Fields<trade::CancelRequested> {
    static constexpr std::string_view kind = "cancel_requested";
    static void describe(auto&, auto&) {}
};
template <>
struct Fields<trade::LinkLost> {
    static constexpr std::string_view kind = "link_lost";
    static void describe(auto&, auto&) {}
};
template <>
struct Fields<trade::AbsentFromPass> {
    static constexpr std::string_view kind = "absent_from_pass";
    static void describe(auto&, auto&) {}
};

// ---- Records

void describe_positions(auto& io, std::string_view name, auto& positions) {
    io.list(name, positions, [&](auto& position) {
        io.field("account", position.account);
        io.part("instrument", [&] { describe_instrument(io, position.instrument); });
        io.field("quantity", position.quantity);
        io.field("average_cost_usd", position.average_cost_usd);
    });
}

template <>
struct Fields<trade::IntentRefused> {
    static constexpr std::string_view kind = "refusal";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) {
        io.field("intent", record.intent);
        io.field("reason", record.reason);
    }
};
template <>
struct Fields<trade::OrderIdReserved> {
    static constexpr std::string_view kind = "order_id";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) {
        io.field("order_id", record.order_id);
        io.field("client_id", record.client_id);
    }
};
template <>
struct Fields<trade::SubmissionRecorded> {
    static constexpr std::string_view kind = "submission";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) {
        io.field("intent", record.intent);
        io.field("order_id", record.order_id);
        io.field("client_id", record.client_id);
        io.field("max_loss_usd", record.figures.max_loss_usd);
        io.field("open_risk_usd", record.figures.open_risk_usd);
        io.field("initial_margin_change_usd", record.figures.initial_margin_change_usd);
        io.field("available_funds_usd", record.figures.available_funds_usd);
    }
};
template <>
struct Fields<trade::RepriceRecorded> {
    static constexpr std::string_view kind = "reprice";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) {
        io.field("intent", record.intent);
        io.field("order_id", record.order_id);
        io.field("client_id", record.client_id);
        io.field("step", record.step);
        io.field("limit", record.limit);
    }
};
template <>
struct Fields<trade::OrderEventRecorded> {
    static constexpr std::string_view kind = "order_event";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) {
        io.part("order", [&] { describe_address(io, record.order); });
        io.alternative("event", record.event);
    }
};
template <>
struct Fields<trade::ExecutionRecorded> {
    static constexpr std::string_view kind = "execution";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) {
        auto& execution = record.execution;
        io.field("execution_id", execution.execution_id);
        io.part("order", [&] { describe_address(io, execution.order); });
        io.field("account", execution.account);
        io.part("instrument", [&] { describe_instrument(io, execution.instrument); });
        io.field("side", execution.side);
        io.field("quantity", execution.quantity);
        io.field("price", execution.price);
        io.field("cumulative_quantity", execution.cumulative_quantity);
        io.field("time", execution.time);
        io.field("liquidation", execution.liquidation);
    }
};
template <>
struct Fields<trade::CommissionRecorded> {
    static constexpr std::string_view kind = "commission";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) {
        io.field("execution_id", record.commission.execution_id);
        io.field("amount", record.commission.amount);
        io.field("currency", record.commission.currency);
        io.field("realized_pnl", record.commission.realized_pnl);
    }
};
template <>
struct Fields<trade::LinkLostRecorded> {
    static constexpr std::string_view kind = "link_lost";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) { io.field("reason", record.reason); }
};
template <>
struct Fields<trade::OrderResolved> {
    static constexpr std::string_view kind = "resolution";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) {
        io.field("intent", record.intent);
        io.field("ended", record.ended);
        io.field("reason", record.reason);
    }
};
template <>
struct Fields<trade::BaselineRecorded> {
    static constexpr std::string_view kind = "baseline";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) {
        io.field("account", record.account);
        describe_positions(io, "positions", record.positions);
    }
};
template <>
struct Fields<trade::PositionsExplained> {
    static constexpr std::string_view kind = "explanation";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) {
        io.field("account", record.account);
        io.field("underlying", record.underlying);
        io.field("by", record.by);
        io.field("reason", record.reason);
        describe_positions(io, "changes", record.changes);
    }
};
template <>
struct Fields<trade::TradingStateChanged> {
    static constexpr std::string_view kind = "trading_state";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) {
        io.field("to", record.to);
        io.field("by", record.by);
        io.field("reason", record.reason);
    }
};

void describe_exit_rules(auto& io, auto& rules) {
    io.field("take_profit", rules.take_profit);
    io.field("stop", rules.stop);
    io.field("days_left", rules.days_left);
    io.field("at", rules.at);
    io.field("at_broker", rules.at_broker);
}

template <>
struct Fields<trade::ExitPlanned> {
    static constexpr std::string_view kind = "exit_plan";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) {
        io.field("exit", record.plan.id);
        io.field("entry", record.plan.entry);
        describe_exit_rules(io, record.plan.rules);
    }
};
template <>
struct Fields<trade::ExitFired> {
    static constexpr std::string_view kind = "exit_fired";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) {
        io.field("exit", record.exit);
        io.field("rule", record.rule);
        io.field("close", record.close);
        io.field("short_leg_only", record.short_leg_only);
    }
};
template <>
struct Fields<trade::ExitRemoved> {
    static constexpr std::string_view kind = "exit_removed";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) {
        io.field("exit", record.exit);
        io.field("reason", record.reason);
    }
};

template <>
struct Fields<trade::RollOpened> {
    static constexpr std::string_view kind = "roll_opened";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) {
        io.field("close", record.close);
        io.field("open", record.open);
    }
};
template <>
struct Fields<trade::RollEnded> {
    static constexpr std::string_view kind = "roll_ended";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) {
        io.field("close", record.close);
        io.field("reason", record.reason);
    }
};
template <>
struct Fields<trade::LiveArmed> {
    static constexpr std::string_view kind = "live_arming";
    static constexpr int version = 1;
    static void describe(auto& io, auto& record) {
        io.field("account", record.account);
        io.field("until", record.until);
    }
};

}  // namespace wingspread::store
