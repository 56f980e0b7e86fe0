#pragma once

#include "core/time.hpp"
#include "tws/contract.hpp"
#include "tws/indirect.hpp"
#include "tws/order.hpp"

#include <optional>
#include <string>
#include <vector>

/// Messages from TWS to the client. `encode` and `decode_answer` of tws/codec.hpp carry them.
namespace wingspread::tws {

// ---- Session
struct NextValidId {
    OrderId order_id;
    bool operator==(const NextValidId&) const = default;
};
struct ManagedAccounts {
    std::vector<std::string> accounts;
    bool operator==(const ManagedAccounts&) const = default;
};
struct CurrentTime {
    std::int64_t seconds_since_epoch = 0;
    bool operator==(const CurrentTime&) const = default;
};
/// Not only failures: a notice, a verdict on an order or the end of a request, told apart by code.
/// `id` is a request id, an order id or -1; which of them, only the receiver's own books say.
struct ErrorMessage {
    std::int32_t id = -1;
    std::int32_t code = 0;
    std::string text;
    std::string advanced_order_reject_json;  ///< from version 166
    std::optional<std::int64_t> time_ms;     ///< since the epoch, from version 194
    bool operator==(const ErrorMessage&) const = default;
};

// ---- Contracts
struct ContractData {
    RequestId req_id;
    Indirect<ContractDetails> details;
    bool operator==(const ContractData&) const = default;
};
struct ContractDataEnd {
    RequestId req_id;
    bool operator==(const ContractDataEnd&) const = default;
};
struct SymbolSample {
    ConId con_id;
    std::string symbol;
    Coded<SecType> sec_type;
    std::string primary_exchange;
    std::string currency;
    std::vector<std::string> derivative_sec_types;
    std::string description;  ///< from version 176
    std::string issuer_id;    ///< from version 176
    bool operator==(const SymbolSample&) const = default;
};
struct SymbolSamples {
    RequestId req_id;
    std::vector<SymbolSample> samples;
    bool operator==(const SymbolSamples&) const = default;
};
/// One exchange and trading class of an option chain. Not every expiry has every strike.
struct SecDefOptParams {
    RequestId req_id;
    std::string exchange;
    ConId underlying_con_id;
    std::string trading_class;
    std::optional<Quantity> multiplier;
    std::vector<Date> expirations;
    std::vector<Price> strikes;
    bool operator==(const SecDefOptParams&) const = default;
};
struct SecDefOptParamsEnd {
    RequestId req_id;
    bool operator==(const SecDefOptParamsEnd&) const = default;
};
struct PriceIncrement {
    Price low_edge;  ///< the increment holds from this price up to the next edge
    Price increment;
    bool operator==(const PriceIncrement&) const = default;
};
struct MarketRule {
    std::int32_t market_rule_id = 0;
    std::vector<PriceIncrement> increments;
    bool operator==(const MarketRule&) const = default;
};

// ---- Market data
struct TickAttributes {
    bool can_auto_execute = false;
    bool past_limit = false;
    bool pre_open = false;
    bool operator==(const TickAttributes&) const = default;
};
/// A price and, for bid, ask and last, its size. A price of -1 with size 0 means that there is no
/// quote; -1 with a size is a price, because combos trade below zero.
struct TickPrice {
    RequestId req_id;
    TickType tick_type{};
    std::optional<Price> price;
    std::optional<Quantity> size;
    TickAttributes attributes;
    bool operator==(const TickPrice&) const = default;
};
struct TickSize {
    RequestId req_id;
    TickType tick_type{};
    std::optional<Quantity> size;
    bool operator==(const TickSize&) const = default;
};
/// Option figures of TWS; absent where not computed (-1 and -2 on the wire). Prices here are model
/// outputs, hence not `Price`. Vega per point of volatility, theta per day.
struct TickOptionComputation {
    RequestId req_id;
    TickType tick_type{};
    std::int32_t base = 0;  ///< 0 return based, 1 price based
    std::optional<double> implied_volatility;
    std::optional<double> delta;
    std::optional<double> option_price;
    std::optional<double> pv_dividend;
    std::optional<double> gamma;
    std::optional<double> vega;
    std::optional<double> theta;
    std::optional<double> underlying_price;
    bool operator==(const TickOptionComputation&) const = default;
};
struct TickGeneric {
    RequestId req_id;
    TickType tick_type{};
    std::optional<double> value;
    bool operator==(const TickGeneric&) const = default;
};
struct TickString {
    RequestId req_id;
    TickType tick_type{};
    std::string value;
    bool operator==(const TickString&) const = default;
};
struct TickReqParams {
    RequestId req_id;
    std::optional<Price> min_tick;
    std::string bbo_exchange;
    std::int32_t snapshot_permissions = 0;
    bool operator==(const TickReqParams&) const = default;
};
struct TickSnapshotEnd {
    RequestId req_id;
    bool operator==(const TickSnapshotEnd&) const = default;
};
struct MarketDataType {
    RequestId req_id;
    MarketDataKind kind = MarketDataKind::real_time;
    bool operator==(const MarketDataType&) const = default;
};

// ---- Orders
struct OpenOrder {
    OrderId order_id;
    Contract contract;
    Indirect<Order> order;
    Indirect<OrderState> state;
    bool operator==(const OpenOrder&) const = default;
};
struct OpenOrderEnd {
    bool operator==(const OpenOrderEnd&) const = default;
};
struct OrderStatus {
    OrderId order_id;
    Coded<OrderStatusCode> status;
    Quantity filled;
    Quantity remaining;
    std::optional<Price> average_fill_price;
    PermId perm_id;
    OrderId parent_id;
    std::optional<Price> last_fill_price;
    ClientId client_id;
    std::string why_held;
    std::optional<Price> market_cap_price;
    bool operator==(const OrderStatus&) const = default;
};
/// An order placed by hand now belongs to an API client.
struct OrderBound {
    PermId perm_id;
    ClientId client_id;
    OrderId order_id;
    bool operator==(const OrderBound&) const = default;
};
struct CompletedOrder {
    Contract contract;
    Indirect<Order> order;
    Indirect<OrderState> state;
    bool operator==(const CompletedOrder&) const = default;
};
struct CompletedOrdersEnd {
    bool operator==(const CompletedOrdersEnd&) const = default;
};
struct Execution {
    OrderId order_id;
    std::string exec_id;
    std::string time;  ///< "20251219 10:31:02 US/Eastern", in the zone of TWS's login
    std::string account;
    std::string exchange;
    Coded<ExecutionSide> side;
    Quantity shares;
    Price price;
    PermId perm_id;
    ClientId client_id;
    std::int32_t liquidation = 0;
    std::optional<Quantity> cumulative_quantity;
    std::optional<Price> average_price;
    std::string order_ref;
    std::string ev_rule;
    std::optional<double> ev_multiplier;
    std::string model_code;
    std::int32_t last_liquidity = 0;
    bool pending_price_revision = false;  ///< from version 178
    std::string submitter;                ///< from version 198
    bool operator==(const Execution&) const = default;
};
struct ExecDetails {
    RequestId req_id;  ///< -1 when not asked for
    Contract contract;
    Execution execution;
    bool operator==(const ExecDetails&) const = default;
};
struct ExecDetailsEnd {
    RequestId req_id;
    bool operator==(const ExecDetailsEnd&) const = default;
};
struct CommissionReport {
    std::string exec_id;
    std::optional<Money> commission;
    std::string currency;
    std::optional<Money> realized_pnl;  ///< absent when the execution opens a position
    std::optional<double> yield;
    std::optional<std::int32_t> yield_redemption_date;  ///< YYYYMMDD
    bool operator==(const CommissionReport&) const = default;
};

// ---- Account
struct Position {
    std::string account;
    Contract contract;
    Quantity position;
    std::optional<Money> average_cost;  ///< per contract: includes multiplier and commission
    bool operator==(const Position&) const = default;
};
struct PositionEnd {
    bool operator==(const PositionEnd&) const = default;
};
struct AccountValue {
    std::string key;
    std::string value;
    std::string currency;
    std::string account;
    bool operator==(const AccountValue&) const = default;
};
struct PortfolioValue {
    Contract contract;
    Quantity position;
    std::optional<Price> market_price;
    std::optional<Money> market_value;
    std::optional<Money> average_cost;
    std::optional<Money> unrealized_pnl;
    std::optional<Money> realized_pnl;
    std::string account;
    bool operator==(const PortfolioValue&) const = default;
};
struct AccountUpdateTime {
    std::string time;  ///< "15:31", in the zone of TWS's login
    bool operator==(const AccountUpdateTime&) const = default;
};
struct AccountDownloadEnd {
    std::string account;
    bool operator==(const AccountDownloadEnd&) const = default;
};
struct AccountSummary {
    RequestId req_id;
    std::string account;
    std::string tag;
    std::string value;
    std::string currency;
    bool operator==(const AccountSummary&) const = default;
};
struct AccountSummaryEnd {
    RequestId req_id;
    bool operator==(const AccountSummaryEnd&) const = default;
};
struct Pnl {
    RequestId req_id;
    std::optional<Money> daily;
    std::optional<Money> unrealized;
    std::optional<Money> realized;
    bool operator==(const Pnl&) const = default;
};
struct PnlSingle {
    RequestId req_id;
    Quantity position;
    std::optional<Money> daily;
    std::optional<Money> unrealized;
    std::optional<Money> realized;
    std::optional<Money> value;
    bool operator==(const PnlSingle&) const = default;
};

// ---- History
struct Bar {
    std::string time;  ///< as asked for with `format_date`
    Price open, high, low, close;
    std::optional<Quantity> volume;  ///< absent where it means nothing (midpoints)
    std::optional<Price> wap;
    std::int32_t count = 0;  ///< trades; -1 where it means nothing
    bool operator==(const Bar&) const = default;
};
struct HistoricalData {
    RequestId req_id;
    std::string start;  ///< up to version 195; HistoricalDataEnd carries them from 196
    std::string end;
    std::vector<Bar> bars;
    bool operator==(const HistoricalData&) const = default;
};
struct HistoricalDataEnd {
    RequestId req_id;
    std::string start;
    std::string end;
    bool operator==(const HistoricalDataEnd&) const = default;
};
struct HistoricalDataUpdate {
    RequestId req_id;
    Bar bar;
    bool operator==(const HistoricalDataUpdate&) const = default;
};
struct RealTimeBar {
    RequestId req_id;
    std::int64_t seconds_since_epoch = 0;
    Price open, high, low, close;
    std::optional<Quantity> volume;
    std::optional<Price> wap;
    std::int32_t count = 0;
    bool operator==(const RealTimeBar&) const = default;
};
struct HeadTimestamp {
    RequestId req_id;
    std::string time;
    bool operator==(const HeadTimestamp&) const = default;
};

}  // namespace wingspread::tws
