#include "trade/order_machine.hpp"

#include "core/planted.hpp"
#include "trade/enum_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wingspread::trade {

namespace {

/// Which column a status word is, for openOrder and orderStatus alike but for `working`.
Signal signal_of_status(BrokerStatus status, Signal working) {
    switch (status) {
        case BrokerStatus::api_pending:
        case BrokerStatus::pending_submit: return Signal::acknowledge;
        case BrokerStatus::pre_submitted:
        case BrokerStatus::submitted: return working;
        case BrokerStatus::pending_cancel:
        case BrokerStatus::pre_cancelled: return Signal::broker_cancelling;
        case BrokerStatus::api_cancelled:
        case BrokerStatus::cancelled: return Signal::broker_cancelled;
        case BrokerStatus::filled: return Signal::broker_filled;
        case BrokerStatus::inactive:
        case BrokerStatus::warn_state: return Signal::hold;
        case BrokerStatus::unknown: return Signal::note;
    }
    return Signal::note;
}

bool is_sign_of_life(const OrderEvent& event) {
    return std::holds_alternative<OpenOrderSeen>(event) ||
           std::holds_alternative<StatusSeen>(event) ||
           std::holds_alternative<CompletedOrderSeen>(event);
}

}  // namespace

Quantity OrderMachine::filled() const { return std::max(filled_by_status_, filled_by_executions_); }

Quantity OrderMachine::remaining() const { return std::max(total_ - filled(), Quantity{}); }

bool OrderMachine::awaits_executions() const {
    const auto by_state = state_ == OrderState::filled ? total_ : Quantity{};
    return filled_by_executions_ < std::max(filled_by_status_, by_state);
}

OrderMachine::Step OrderMachine::take(Signal signal) {
    const auto from = state_;
    const auto [to, advice] = transition(from, signal);
    state_ = to;
    return {from, to, advice};
}

OrderMachine::Step OrderMachine::refuse(std::string reason) {
    const auto step = take(Signal::refuse);
    if (step.changed()) reason_ = std::move(reason);
    return step;
}

OrderMachine::Step OrderMachine::send() { return take(Signal::send); }

OrderMachine::Step OrderMachine::on(const OrderEvent& event, UtcTime at) {
    if (is_sign_of_life(event)) {
        heard_of_ = true;
        first_absence_.reset();
    }
    return take(signal_of(event, at));
}

OrderMachine::Step OrderMachine::on_executions(Quantity filled_units) {
    filled_by_executions_ = filled_units;
    if (filled_units.is_zero()) return take(Signal::note);
    heard_of_ = true;
    return take(filled_units >= total_ ? Signal::fill_whole : Signal::fill_part);
}

Result<OrderMachine::Step> OrderMachine::resolve(OrderState ended, std::string reason) {
    const bool possible = ended == OrderState::cancelled || ended == OrderState::rejected ||
                          ended == OrderState::abandoned || ended == OrderState::filled;
    if (!possible)
        return bad_field("outcome", to_string(ended), "a way for an order to have ended");
    if (state_ != OrderState::in_doubt) {
        return fail(Errc::conflict,
                    fmt::format("the order is {}: only an order in doubt can be resolved by hand",
                                to_string(state_)));
    }
    state_ = ended;
    reason_ = std::move(reason);
    return Step{OrderState::in_doubt, ended, Advice::none};
}

Signal OrderMachine::signal_of(const OrderEvent& event, UtcTime at) {
    struct Visitor {
        OrderMachine& self;
        UtcTime at;

        Signal operator()(const OpenOrderSeen& seen) { return self.of_open_order(seen); }
        Signal operator()(const StatusSeen& seen) { return self.of_status(seen); }
        Signal operator()(const CompletedOrderSeen& seen) {
            if (!seen.reason.empty()) self.reason_ = seen.reason;
            // Among the ended orders nothing works, whatever the word.
            return signal_of_status(seen.status.status, Signal::note);
        }
        Signal operator()(const OrderErrorSeen& seen) { return self.of_error(seen); }
        Signal operator()(const CancelRequested&) { return Signal::cancel_request; }
        Signal operator()(const LinkLost&) {
            self.first_absence_.reset();
            return Signal::lose_link;
        }
        Signal operator()(const AbsentFromPass&) { return self.of_absence(at); }
    };
    return std::visit(Visitor{*this, at}, event);
}

Signal OrderMachine::of_open_order(const OpenOrderSeen& seen) {
    if (!seen.warning.empty()) warning_ = seen.warning;
    const auto signal = signal_of_status(seen.status.status, Signal::open_working);
    if (signal != Signal::open_working) return signal;
    seen_working_ = true;
    // A whole fill is final: an openOrder that still shows it working was overtaken.
    return filled() >= total_ ? Signal::note : signal;
}

Signal OrderMachine::of_status(const StatusSeen& seen) {
    filled_by_status_ = std::max(filled_by_status_, std::min(seen.filled, total_));
    const auto signal = signal_of_status(seen.status.status, Signal::status_working);
    if (signal == Signal::hold && !seen.why_held.empty()) reason_ = seen.why_held;
    if (signal == Signal::status_working) seen_working_ = true;
    return signal;
}

Signal OrderMachine::of_error(const OrderErrorSeen& seen) {
    const auto text = fmt::format("{}: {}", seen.code, seen.text);
    switch (seen.error_class) {
        case OrderErrorClass::confirmed_reject:
        case OrderErrorClass::possible_reject: {
            reason_ = text;
            const bool is_new = !seen_working_ && filled().is_zero();
            const bool confirmed = seen.error_class == OrderErrorClass::confirmed_reject;
            return confirmed && is_new ? Signal::reject : Signal::perhaps_reject;
        }
        case OrderErrorClass::ended: reason_ = text; return Signal::broker_cancelled;
        case OrderErrorClass::cancel_verdict: warning_ = text; return Signal::verdict;
        case OrderErrorClass::warning:
        case OrderErrorClass::unknown: warning_ = text; return Signal::note;
    }
    return Signal::note;
}

/// Absence proves something only of an order that nobody ever heard of, after two passes with time
/// between them, and when its own end date is past.
Signal OrderMachine::of_absence(UtcTime at) {
    const bool could_be_abandoned = !heard_of_ && !planted(Mistake::doubt_never_ends);
    if (!could_be_abandoned || (good_till_ && at <= *good_till_)) return Signal::absent;
    if (!first_absence_) {
        first_absence_ = at;
        return Signal::absent;
    }
    const bool spaced = at - *first_absence_ >= absence_spacing;
    return spaced && state_ == OrderState::in_doubt ? Signal::proven_absent : Signal::absent;
}

std::string_view to_string(OrderState state) {
    switch (state) {
        case OrderState::intended: return "intended";
        case OrderState::refused: return "refused";
        case OrderState::sending: return "sending";
        case OrderState::working: return "working";
        case OrderState::held: return "held";
        case OrderState::cancelling: return "cancelling";
        case OrderState::in_doubt: return "in_doubt";
        case OrderState::filled: return "filled";
        case OrderState::cancelled: return "cancelled";
        case OrderState::rejected: return "rejected";
        case OrderState::abandoned: return "abandoned";
    }
    return "";
}

Result<OrderState> parse_order_state(std::string_view text) {
    return parse_enum("order state", all_order_states, text);
}

std::string_view to_string(Advice advice) {
    switch (advice) {
        case Advice::none: return "none";
        case Advice::resync: return "resync";
        case Advice::late_fill: return "late_fill";
        case Advice::came_back: return "came_back";
        case Advice::impossible: return "impossible";
    }
    return "";
}

}  // namespace wingspread::trade
