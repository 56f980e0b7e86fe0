#pragma once

#include "core/decimal.hpp"
#include "core/result.hpp"
#include "trade/execution.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace wingspread::trade {

/// The order states of TWS. `unknown` keeps its raw text beside it and changes nothing.
enum class BrokerStatus : std::uint8_t {
    api_pending,
    pending_submit,
    pre_submitted,
    submitted,
    pending_cancel,
    pre_cancelled,
    api_cancelled,
    cancelled,
    filled,
    inactive,
    warn_state,
    unknown,
};
inline constexpr std::array all_broker_statuses{
    BrokerStatus::api_pending,   BrokerStatus::pending_submit, BrokerStatus::pre_submitted,
    BrokerStatus::submitted,     BrokerStatus::pending_cancel, BrokerStatus::pre_cancelled,
    BrokerStatus::api_cancelled, BrokerStatus::cancelled,      BrokerStatus::filled,
    BrokerStatus::inactive,      BrokerStatus::warn_state,     BrokerStatus::unknown};
/// TWS's own word: "PreSubmitted"; "unknown" for the last.
std::string_view to_string(BrokerStatus status);

/// A status with what the wire said.
struct StatusWord {
    BrokerStatus status = BrokerStatus::unknown;
    std::string raw;

    /// Never fails: a word that is not known is `unknown` and keeps its text.
    static StatusWord parse(std::string_view text);
    bool operator==(const StatusWord&) const = default;
};

/// What an error code means for the order that it names.
enum class OrderErrorClass : std::uint8_t {
    confirmed_reject,  ///< on the whitelist: a new order that is not working has been refused
    possible_reject,   ///< reads as a refusal but has been seen on orders that lived
    ended,             ///< 202: the rest of the order is cancelled
    cancel_verdict,    ///< about a cancel or change; the order itself is as it was, or gone
    warning,           ///< the order lives
    unknown,
};
inline constexpr std::array all_order_error_classes{
    OrderErrorClass::confirmed_reject, OrderErrorClass::possible_reject, OrderErrorClass::ended,
    OrderErrorClass::cancel_verdict,   OrderErrorClass::warning,         OrderErrorClass::unknown};
std::string_view to_string(OrderErrorClass error_class);
Result<OrderErrorClass> parse_order_error_class(std::string_view text);

/// openOrder: the strongest word on whether an order works.
struct OpenOrderSeen {
    StatusWord status;
    std::string warning;  ///< the broker's text, or empty
    bool operator==(const OpenOrderSeen&) const = default;
};
/// orderStatus: a hint that may be late, doubled or out of order.
struct StatusSeen {
    StatusWord status;
    Quantity filled;
    std::optional<Price> average_price;
    std::string why_held;
    bool operator==(const StatusSeen&) const = default;
};
/// completedOrder: among the day's ended orders.
struct CompletedOrderSeen {
    StatusWord status;
    std::string reason;
    bool operator==(const CompletedOrderSeen&) const = default;
};
struct OrderErrorSeen {
    int code = 0;
    OrderErrorClass error_class = OrderErrorClass::unknown;
    std::string text;
    bool operator==(const OrderErrorSeen&) const = default;
};
/// We are about to send a cancel.
struct CancelRequested {
    bool operator==(const CancelRequested&) const = default;
};
/// The link broke, or bytes may not have left.
struct LinkLost {
    bool operator==(const LinkLost&) const = default;
};
/// A complete pass over open orders, completed orders and executions, on a link that was up the
/// whole time, had no trace of the order. A pass that failed or timed out is no such pass.
struct AbsentFromPass {
    bool operator==(const AbsentFromPass&) const = default;
};

/// What can happen to one order beside its executions, which go through the ledger.
using OrderEvent = std::variant<OpenOrderSeen, StatusSeen, CompletedOrderSeen, OrderErrorSeen,
                                CancelRequested, LinkLost, AbsentFromPass>;

}  // namespace wingspread::trade
