#include "trade/order_events.hpp"

#include "trade/enum_text.hpp"

namespace wingspread::trade {

std::string_view to_string(BrokerStatus status) {
    switch (status) {
        case BrokerStatus::api_pending: return "ApiPending";
        case BrokerStatus::pending_submit: return "PendingSubmit";
        case BrokerStatus::pre_submitted: return "PreSubmitted";
        case BrokerStatus::submitted: return "Submitted";
        case BrokerStatus::pending_cancel: return "PendingCancel";
        case BrokerStatus::pre_cancelled: return "PreCancelled";
        case BrokerStatus::api_cancelled: return "ApiCancelled";
        case BrokerStatus::cancelled: return "Cancelled";
        case BrokerStatus::filled: return "Filled";
        case BrokerStatus::inactive: return "Inactive";
        case BrokerStatus::warn_state: return "WarnState";
        case BrokerStatus::unknown: return "unknown";
    }
    return "";
}

StatusWord StatusWord::parse(std::string_view text) {
    for (const auto status : all_broker_statuses) {
        if (status != BrokerStatus::unknown && to_string(status) == text) {
            return {status, std::string(text)};
        }
    }
    return {BrokerStatus::unknown, std::string(text)};
}

std::string_view to_string(OrderErrorClass error_class) {
    switch (error_class) {
        case OrderErrorClass::confirmed_reject: return "confirmed_reject";
        case OrderErrorClass::possible_reject: return "possible_reject";
        case OrderErrorClass::ended: return "ended";
        case OrderErrorClass::cancel_verdict: return "cancel_verdict";
        case OrderErrorClass::warning: return "warning";
        case OrderErrorClass::unknown: return "unknown";
    }
    return "";
}

Result<OrderErrorClass> parse_order_error_class(std::string_view text) {
    return parse_enum("order error class", all_order_error_classes, text);
}

}  // namespace wingspread::trade
