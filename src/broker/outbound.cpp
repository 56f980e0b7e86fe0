#include "broker/outbound.hpp"

#include <type_traits>

namespace wingspread::broker {

namespace {

template <class Message, class... Any>
inline constexpr bool is_one_of = (std::same_as<Message, Any> || ...);

template <class Message>
constexpr Priority priority_of_kind() {
    using namespace tws;
    if constexpr (is_one_of<Message, CancelOrder, ReqGlobalCancel>) return Priority::cancel;
    if constexpr (is_one_of<Message, PlaceOrder, StartApi, ReqIds>) return Priority::order;
    if constexpr (is_one_of<Message, ReqOpenOrders, ReqAllOpenOrders, ReqAutoOpenOrders,
                            ReqCompletedOrders, ReqExecutions, ReqPositions, CancelPositions,
                            ReqCurrentTime>) {
        return Priority::reconcile;
    }
    if constexpr (is_one_of<Message, ReqManagedAccounts, ReqAccountUpdates, ReqAccountSummary,
                            CancelAccountSummary, ReqPnl, CancelPnl, ReqPnlSingle,
                            CancelPnlSingle>) {
        return Priority::account;
    }
    if constexpr (is_one_of<Message, ReqContractData, ReqMatchingSymbols, ReqSecDefOptParams,
                            ReqMarketRule>) {
        return Priority::contract;
    }
    if constexpr (is_one_of<Message, ReqMktData, CancelMktData, ReqMarketDataType>) {
        return Priority::market_data;
    }
    return Priority::history;
}

}  // namespace

std::string_view to_string(Priority priority) {
    switch (priority) {
        case Priority::cancel: return "cancel";
        case Priority::order: return "order";
        case Priority::reconcile: return "reconcile";
        case Priority::account: return "account";
        case Priority::contract: return "contract";
        case Priority::market_data: return "market_data";
        case Priority::history: return "history";
    }
    std::unreachable();
}

Priority priority_of(const tws::Request& request) {
    return std::visit(
        []<class Message>(const Message&) { return priority_of_kind<std::decay_t<Message>>(); },
        request);
}

std::optional<RequestId> Outbound::request_id() const {
    return std::visit(
        [](const auto& message) -> std::optional<RequestId> {
            if constexpr (requires { message.req_id; }) return message.req_id;
            return std::nullopt;
        },
        request_);
}

bool Outbound::is_cancel() const {
    using namespace tws;
    return std::visit(
        []<class Message>(const Message&) {
            return is_one_of<Message, CancelMktData, CancelOrder, CancelPositions,
                             CancelAccountSummary, CancelPnl, CancelPnlSingle, CancelHistoricalData,
                             CancelRealTimeBars, CancelHeadTimestamp>;
        },
        request_);
}

std::optional<OrderId> Outbound::order_id() const {
    return std::visit(
        [](const auto& message) -> std::optional<OrderId> {
            if constexpr (requires { message.order_id; }) return message.order_id;
            return std::nullopt;
        },
        request_);
}

Result<void> encode(const Outbound& message, tws::ServerVersion version, std::string& out) {
    return tws::encode(message.request(), version, out);
}

std::string_view name_of(const Outbound& message) { return tws::name_of(message.request()); }

}  // namespace wingspread::broker
