#pragma once

#include "core/decimal.hpp"
#include "core/duration_histogram.hpp"
#include "core/id.hpp"
#include "core/time.hpp"
#include "engine/structure_request.hpp"
#include "options/spread.hpp"
#include "trade/exit_plan.hpp"
#include "trade/intent.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What goes in and out of the engine beside the wire: commands, their answers and the snapshot
/// that readers share. Plain values, so that they cross threads, and one day processes, as they
/// are.
namespace wingspread::engine {

/// Names a command until it is answered; drawn by whoever sends it.
using CommandId = Id<struct CommandIdTag, std::uint64_t>;

using trade::OrderAction;
using trade::TimeInForce;

/// Where the limit price comes from: always from the quotes or the user, never from a what-if.
enum class PriceRule : std::uint8_t { given, mid, natural, share };

/// How the limit walks toward natural once the order works (trade/ladder_plan.hpp).
struct LadderRequest {
    int steps = 5;
    Duration interval = std::chrono::seconds(10);
    /// Absent: natural, or as far above mid as the limits allow where that is less.
    std::optional<Price> cap;
    Duration hold = std::chrono::seconds(60);
    trade::LadderEnd at_end = trade::LadderEnd::cancel;
    trade::BadQuotes on_bad_quotes = trade::BadQuotes::hold;

    bool operator==(const LadderRequest&) const = default;
};

struct OrderRequest {
    std::string account;          ///< empty: the only one
    std::string client_order_id;  ///< the client's own name for it, or empty; repeats are refused
    StructureRequest structure;
    OrderAction action = OrderAction::open;
    std::optional<StructureRequest> rolled_from;  ///< of a roll, and only of it
    int quantity = 0;  ///< how often the legs are wanted as they are named
    PriceRule price_rule = PriceRule::given;
    Price limit_price;  ///< of `given`: net per share, from the buyer's side, a credit is negative
    int share_pct = 0;  ///< of `share`: of the way from mid to natural
    TimeInForce in_force = TimeInForce::day;
    std::optional<LadderRequest> ladder;
    std::optional<trade::ExitRules> exits;  ///< of what it opens

    bool operator==(const OrderRequest&) const = default;
};

/// What the broker and our own limits say about an order that was not placed.
struct PreviewView {
    Price natural;
    Price mid;
    Price limit_price;
    std::optional<Price> worst_price;   ///< of a ladder: what the figures below are for
    std::string structure;              ///< what it is, for people
    std::optional<Money> max_loss_usd;  ///< absent without a bound that is known
    std::optional<Money> max_profit_usd;
    std::optional<Money> initial_margin_change_usd;
    std::optional<Money> maintenance_margin_change_usd;
    std::optional<Money> equity_with_loan_after_usd;
    std::optional<Money> commission_usd;
    bool commission_estimated = false;  ///< the broker did not say: by IBKR's published rates
    std::string warning;                ///< the broker's own words, or empty
    std::string note;                   ///< ours: that it is one of two orders, or empty
    bool allowed = false;               ///< by the risk gate, margin included
    std::vector<std::string> refusals;
};

struct ExecutionView {
    std::string execution_id;
    ConId conid{};
    std::string contract;  ///< "SPY 2026-12-18 480 P", or "BAG"
    options::Side side = options::Side::buy;
    Quantity quantity;
    Price price;
    UtcTime time{};
    std::optional<Money> commission_usd;  ///< absent until reported
};

struct OrderLegView {
    options::Side side = options::Side::buy;
    int ratio = 1;                        ///< contracts, or shares
    std::optional<options::Right> right;  ///< this and the next two are absent for shares
    std::optional<Price> strike;
    std::optional<Date> expiry;
    ConId conid{};
};

/// Of the first order of a roll in two.
struct RollView {
    std::string opens;  ///< the structure, as "SPY 2026-12-18 iron condor 730/735/755/760"
    std::string order;  ///< OrderView::id of the second one; empty until it was sent
    std::string ended;  ///< what has become of it; empty while it goes on
};

struct OrderView {
    std::string id;  ///< ours, the order reference: the same before and after restarts
    std::string client_order_id;
    std::string account;
    OrderId order_id{};       ///< of the gateway, for this client; 0 until reserved
    PermId perm_id{};         ///< 0 until acknowledged
    std::string structure;    ///< by its kind, as "iron_condor"
    std::string description;  ///< as "SPY 2026-12-18 iron condor 730/735/755/760"
    std::string symbol;
    std::vector<OrderLegView> legs;
    OrderAction action = OrderAction::open;
    TimeInForce in_force = TimeInForce::day;
    Quantity quantity;
    Price limit_price;                 ///< where its ladder has led it
    std::optional<Price> worst_price;  ///< of a ladder: where that ends
    int ladder_step = 0;               ///< changes of the limit so far lead to this step
    std::string oca_group;             ///< of one-cancels-all orders at the broker; else empty
    std::optional<Price> stop_price;   ///< from which on a stop at the broker works
    std::optional<RollView> roll;
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

/// An order that an exit has closed by, or has tried to.
struct ExitCloseView {
    std::string rule;   ///< which was due: "take_profit", "stop", "days_left", "at_time"
    std::string order;  ///< OrderView::id
    bool short_leg_only = false;
};

struct ExitView {
    std::string id;
    std::string order;  ///< OrderView::id of what opened
    std::string account;
    std::string description;  ///< of what was opened
    trade::ExitRules rules;
    /// "waiting" for a fill, "watching", "closing", "done" or "removed".
    std::string state;
    int units = 0;  ///< opened and not closed by it
    std::vector<ExitCloseView> closes;
    UtcTime created{};
};

struct PositionView {
    std::string account;
    std::string symbol;
    ConId conid{};
    std::string security_type;  ///< "OPT", "STK"
    std::optional<options::Right> right;
    std::optional<Price> strike;
    std::optional<Date> expiry;
    int multiplier = 1;
    Quantity quantity;                      ///< short is negative
    std::optional<Money> average_cost_usd;  ///< per contract or share, commissions included
};

/// What a comparison with the broker's books has left open.
struct ReconciliationView {
    std::vector<std::string> disputed;  ///< underlyings on which the positions differ
    std::vector<std::string> in_doubt;  ///< OrderView::id of orders whose end nobody knows
};

/// What a person has taken over from the broker.
struct AdoptionView {
    std::string underlying;
    std::vector<std::string> changes;  ///< "KO 2026-12-18 69 P: -2 -> -1"
};

/// The kill switch, and why it stands as it does.
struct TradingView {
    std::string state;   ///< "active", "reducing" or "halted"
    std::string reason;  ///< empty when nobody has ever turned it
    /// Until when live trading is armed, which may be past; absent when it never was.
    std::optional<UtcTime> live_until;
};

/// What one more request for data would meet.
struct Backpressure {
    std::string admission = "accept";  ///< "accept", "wait" or "refuse"
    Duration wait{};                   ///< of "wait": before asking
    std::string reason;                ///< why not "accept"
};

/// What /health says, and the head of the live page.
struct Health {
    bool connected = false;  ///< ready: accounts, orders and positions are known
    std::string state;       ///< of the session with the gateway, as "READY"
    std::string reason;      ///< why it is in that state, for people
    UtcTime since{};
    std::string gateway;      ///< where it is connected to
    std::string environment;  ///< "simulated", "paper" or "live"
    std::string account;      ///< empty until known
    int lines_active = 0;
    int lines_max = 0;
    /// Why quotes stand still or are delayed although the link is up, in words; else empty.
    std::string data_problem;
    int queue_size = 0;  ///< messages waiting for their turn on the wire
    bool throttling = false;
    std::optional<UtcTime> throttling_since;
    std::string trading;                ///< kill switch: "active", "reducing" or "halted"
    std::string trading_reason;         ///< why it stands so; empty when nobody has ever turned it
    std::optional<UtcTime> live_until;  ///< as in `TradingView`
    /// Announced or under way, in words; empty when there is none.
    std::string maintenance;
    std::optional<UtcTime> maintenance_ends;
    Backpressure backpressure;

    /// An order that passes its checks would be sent.
    [[nodiscard]] bool fit_to_trade() const {
        return connected && maintenance.empty() && trading != "halted";
    }
};

/// Errors that TWS sent, by what their code means (docs/monitoring/metrics.md).
struct ApiErrorCount {
    std::string_view code_class;
    std::uint64_t count = 0;
};

/// What /metrics says beyond `Health`.
struct Metrics {
    std::uint64_t throttle_events = 0;
    std::uint64_t messages_received = 0;
    std::uint64_t messages_sent = 0;
    std::uint64_t reconnects = 0;
    std::uint64_t gateway_launches = 0;
    Duration gap{};  ///< time without a ready link since the first one
    std::size_t message_rate_limit = 0;
    std::size_t lines_waiting = 0;  ///< contracts that are wanted and have no line
    std::uint64_t line_waits = 0;   ///< contracts for which no line was free
    std::uint64_t line_evictions = 0;
    std::uint64_t line_shared_hits = 0;
    std::vector<ApiErrorCount> api_errors;
    std::optional<Duration> data_age;  ///< since the last tick; absent before the first
    std::uint64_t orders_placed = 0;
    std::uint64_t orders_refused = 0;
    DurationHistogram order_execution{{}};  ///< from an order's first byte to its last fill
    DurationHistogram queue_wait{{}};       ///< of messages, for their turn on the wire
    DurationHistogram loop_lag{{}};         ///< of the engine's timers, behind their time
};

}  // namespace wingspread::engine
