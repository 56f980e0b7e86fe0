#pragma once

#include "core/time.hpp"
#include "tws/contract.hpp"
#include "tws/indirect.hpp"
#include "tws/order.hpp"

#include <optional>
#include <string>
#include <vector>

/// Messages from the client to TWS. `encode` and `decode_request` of tws/codec.hpp carry them.
namespace wingspread::tws {

struct StartApi {
    ClientId client_id;
    std::string optional_capabilities;
    bool operator==(const StartApi&) const = default;
};
/// Answered by NextValidId; TWS ignores the count.
struct ReqIds {
    std::int32_t count = 1;
    bool operator==(const ReqIds&) const = default;
};
struct ReqManagedAccounts {
    bool operator==(const ReqManagedAccounts&) const = default;
};
struct ReqCurrentTime {
    bool operator==(const ReqCurrentTime&) const = default;
};
/// What the server shall log; 1 system, 2 error, 3 warning, 4 information, 5 detail.
struct SetServerLogLevel {
    std::int32_t level = 2;
    bool operator==(const SetServerLogLevel&) const = default;
};

// ---- Contracts
struct ReqContractData {
    RequestId req_id;
    Contract contract;
    bool operator==(const ReqContractData&) const = default;
};
struct ReqMatchingSymbols {
    RequestId req_id;
    std::string pattern;
    bool operator==(const ReqMatchingSymbols&) const = default;
};
struct ReqSecDefOptParams {
    RequestId req_id;
    std::string underlying_symbol;
    std::string fut_fop_exchange;  ///< empty for everything but options on futures
    Coded<SecType> underlying_sec_type;
    ConId underlying_con_id;
    bool operator==(const ReqSecDefOptParams&) const = default;
};
struct ReqMarketRule {
    std::int32_t market_rule_id = 0;
    bool operator==(const ReqMarketRule&) const = default;
};

// ---- Market data
struct ReqMktData {
    RequestId req_id;
    Contract contract;
    std::string generic_ticks;  ///< comma-separated numbers, "100,101,106"
    bool snapshot = false;
    bool regulatory_snapshot = false;
    std::vector<TagValue> options;
    bool operator==(const ReqMktData&) const = default;
};
struct CancelMktData {
    RequestId req_id;
    bool operator==(const CancelMktData&) const = default;
};
struct ReqMarketDataType {
    MarketDataKind kind = MarketDataKind::real_time;
    bool operator==(const ReqMarketDataType&) const = default;
};

// ---- Orders
/// Places a new order, or modifies the one with this id.
struct PlaceOrder {
    OrderId order_id;
    Contract contract;
    Indirect<Order> order;
    bool operator==(const PlaceOrder&) const = default;
};
struct CancelOrder {
    OrderId order_id;
    std::string manual_cancel_time;
    std::string ext_operator;                            ///< from version 192
    std::optional<std::int32_t> manual_order_indicator;  ///< from version 192
    bool operator==(const CancelOrder&) const = default;
};
struct ReqGlobalCancel {
    std::string ext_operator;                            ///< from version 192
    std::optional<std::int32_t> manual_order_indicator;  ///< from version 192
    bool operator==(const ReqGlobalCancel&) const = default;
};
/// Open orders of this client id.
struct ReqOpenOrders {
    bool operator==(const ReqOpenOrders&) const = default;
};
/// Open orders of all clients and of TWS itself.
struct ReqAllOpenOrders {
    bool operator==(const ReqAllOpenOrders&) const = default;
};
/// Client 0 only: bind orders placed by hand in TWS from now on.
struct ReqAutoOpenOrders {
    bool auto_bind = false;
    bool operator==(const ReqAutoOpenOrders&) const = default;
};
struct ReqCompletedOrders {
    bool api_only = false;
    bool operator==(const ReqCompletedOrders&) const = default;
};
struct ExecutionFilter {
    ClientId client_id;
    std::string account;
    std::string time;  ///< executions after it, "20251219-15:30:00" (UTC) or with a zone
    std::string symbol;
    std::string sec_type;
    std::string exchange;
    std::string side;
    std::optional<std::int32_t> last_days;  ///< from version 200
    std::vector<Date> specific_dates;       ///< from version 200
    bool operator==(const ExecutionFilter&) const = default;
};
struct ReqExecutions {
    RequestId req_id;
    ExecutionFilter filter;
    bool operator==(const ReqExecutions&) const = default;
};

// ---- Account
struct ReqPositions {
    bool operator==(const ReqPositions&) const = default;
};
struct CancelPositions {
    bool operator==(const CancelPositions&) const = default;
};
struct ReqAccountUpdates {
    bool subscribe = true;
    std::string account;
    bool operator==(const ReqAccountUpdates&) const = default;
};
struct ReqAccountSummary {
    RequestId req_id;
    std::string group;  ///< "All"
    std::string tags;   ///< comma-separated
    bool operator==(const ReqAccountSummary&) const = default;
};
struct CancelAccountSummary {
    RequestId req_id;
    bool operator==(const CancelAccountSummary&) const = default;
};
struct ReqPnl {
    RequestId req_id;
    std::string account;
    std::string model_code;
    bool operator==(const ReqPnl&) const = default;
};
struct CancelPnl {
    RequestId req_id;
    bool operator==(const CancelPnl&) const = default;
};
struct ReqPnlSingle {
    RequestId req_id;
    std::string account;
    std::string model_code;
    ConId con_id;
    bool operator==(const ReqPnlSingle&) const = default;
};
struct CancelPnlSingle {
    RequestId req_id;
    bool operator==(const CancelPnlSingle&) const = default;
};

// ---- History
struct ReqHistoricalData {
    RequestId req_id;
    Contract contract;
    std::string end_date_time;  ///< empty: now
    std::string bar_size;       ///< "1 min"
    std::string duration;       ///< "1 D"
    bool use_rth = false;
    std::string what_to_show;      ///< "TRADES", "MIDPOINT", …
    std::int32_t format_date = 1;  ///< 1 text, 2 seconds since the epoch
    bool keep_up_to_date = false;
    std::vector<TagValue> options;
    bool operator==(const ReqHistoricalData&) const = default;
};
struct CancelHistoricalData {
    RequestId req_id;
    bool operator==(const CancelHistoricalData&) const = default;
};
struct ReqRealTimeBars {
    RequestId req_id;
    Contract contract;
    std::int32_t bar_size_seconds = 5;
    std::string what_to_show;
    bool use_rth = false;
    std::vector<TagValue> options;
    bool operator==(const ReqRealTimeBars&) const = default;
};
struct CancelRealTimeBars {
    RequestId req_id;
    bool operator==(const CancelRealTimeBars&) const = default;
};
struct ReqHeadTimestamp {
    RequestId req_id;
    Contract contract;
    bool use_rth = false;
    std::string what_to_show;
    std::int32_t format_date = 1;
    bool operator==(const ReqHeadTimestamp&) const = default;
};
struct CancelHeadTimestamp {
    RequestId req_id;
    bool operator==(const CancelHeadTimestamp&) const = default;
};

}  // namespace wingspread::tws
