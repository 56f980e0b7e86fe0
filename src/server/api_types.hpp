#pragma once

#include "core/decimal.hpp"
#include "core/id.hpp"
#include "core/time.hpp"
#include "options/spread.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wingspread::server {

/// What /health says, and the head of the live page.
struct Health {
    bool connected = false;   ///< ready: accounts, orders and positions are known
    std::string state;        ///< of the session with the gateway, as "READY"
    std::string reason;       ///< why it is in that state, for people
    std::string gateway;      ///< where it is connected to
    std::string environment;  ///< "simulated", "paper" or "live"
    std::string account;      ///< empty until known
    int lines_active = 0;
    int lines_max = 0;
    int queue_size = 0;  ///< messages waiting for their turn on the wire
    bool throttling = false;
    std::string trading;  ///< kill switch: "active", "reducing" or "halted"
};

/// Counts of durations by upper bound, as a Prometheus histogram.
struct DurationHistogram {
    std::vector<double> upper_bounds_seconds;
    std::vector<std::uint64_t> counts;  ///< one per bound and one beyond the last; not cumulative
    double sum_seconds = 0;
};

/// What /metrics says beyond `Health`.
struct Metrics {
    std::uint64_t throttle_events = 0;
    std::uint64_t messages_received = 0;
    std::uint64_t messages_sent = 0;
    std::uint64_t reconnects = 0;
    std::uint64_t orders_placed = 0;
    std::uint64_t orders_refused = 0;
    DurationHistogram order_execution;  ///< from submission to the last fill
};

enum class OrderAction : std::uint8_t { open, close };
enum class TimeInForce : std::uint8_t { day, gtc };
std::string_view to_string(OrderAction action);
std::string_view to_string(TimeInForce tif);

/// One leg as a client names it; the engine finds the contract.
struct OrderLegRequest {
    options::Side side = options::Side::buy;
    options::Right right = options::Right::call;
    Price strike;
    Date expiry{};
    ConId conid{};  ///< 0: by the other fields

    bool operator==(const OrderLegRequest&) const = default;
};

/// A vertical to preview or to place; `json.hpp` checks that the legs are those of the structure.
struct OrderRequest {
    std::string client_order_id;  ///< the client's own name for it, or empty; repeats are refused
    options::VerticalKind structure = options::VerticalKind::bull_call;
    std::string symbol;
    std::string trading_class;  ///< empty: the symbol's only class on that expiry
    std::vector<OrderLegRequest> legs;
    OrderAction action = OrderAction::open;
    int quantity = 0;   ///< spread units
    Price limit_price;  ///< net per share, from the buyer's side: a credit is negative
    TimeInForce tif = TimeInForce::day;

    bool operator==(const OrderRequest&) const = default;
};

/// What the broker and our own limits say about an order that was not placed.
struct PreviewView {
    bool allowed = false;  ///< by the risk gate
    std::vector<std::string> refusals;
    Money max_loss_usd;
    std::optional<Money> max_profit_usd;
    std::optional<Money> initial_margin_change_usd;
    std::optional<Money> maintenance_margin_change_usd;
    std::optional<Money> equity_with_loan_after_usd;
    std::optional<Money> commission_usd;
    std::string warning;  ///< the broker's own words, or empty
};

struct ExecutionView {
    std::string execution_id;
    ConId conid{};
    std::string contract;  ///< "SPY 2026-12-18 480 P", or the combo
    std::string side;      ///< "buy" or "sell"
    Quantity quantity;
    Price price;
    UtcTime time{};
    std::optional<Money> commission_usd;  ///< absent until reported
};

struct OrderLegView {
    options::Side side = options::Side::buy;
    int ratio = 1;
    options::Right right = options::Right::call;
    Price strike;
    Date expiry{};
    ConId conid{};
};

struct OrderView {
    std::string id;  ///< ours: the same before and after restarts
    std::string client_order_id;
    std::string account;
    OrderId order_id{};  ///< of the gateway, for this client; 0 until reserved
    PermId perm_id{};    ///< 0 until acknowledged
    std::string structure;
    std::string symbol;
    std::vector<OrderLegView> legs;
    std::string action;
    std::string tif;
    Quantity quantity;
    Price limit_price;
    std::string state;
    bool terminal = false;  ///< nothing more is expected of it
    std::string reason;     ///< why it was refused, rejected or cancelled; else empty
    Quantity filled;
    Quantity remaining;
    std::optional<Price> average_price;   ///< net per share; absent before the first fill
    std::optional<Money> commission_usd;  ///< of the executions that have been reported
    UtcTime created{};
    UtcTime updated{};
    std::vector<ExecutionView> executions;
};

struct PositionView {
    std::string account;
    std::string symbol;
    ConId conid{};
    std::string security_type;            ///< "OPT", "STK", …
    std::optional<options::Right> right;  ///< options only, as strike and expiry
    std::optional<Price> strike;
    std::optional<Date> expiry;
    int multiplier = 1;
    Quantity quantity;                      ///< short is negative
    std::optional<Money> average_cost_usd;  ///< per contract or share, commissions included
};

struct Ranking;  // server/ranking.hpp

/// Everything that may be read without asking the engine. Replaced whole, never changed.
struct Snapshot {
    std::uint64_t seq = 0;
    Health health;
    Metrics metrics;
    std::vector<OrderView> orders;
    std::vector<PositionView> positions;
    std::vector<std::shared_ptr<const Ranking>> rankings;  ///< live scans, one per symbol
};

}  // namespace wingspread::server
