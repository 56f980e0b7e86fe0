#pragma once

#include "core/decimal.hpp"
#include "core/id.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::sim {

enum class BookedStatus : std::uint8_t {
    untransmitted,  ///< held in the session until sent again with transmit
    pre_submitted,
    submitted,
    pending_cancel,
    filled,
    cancelled,
    inactive,
};

constexpr bool is_working(BookedStatus status) {
    return status == BookedStatus::pre_submitted || status == BookedStatus::submitted ||
           status == BookedStatus::pending_cancel;
}
constexpr bool is_ended(BookedStatus status) {
    return status == BookedStatus::filled || status == BookedStatus::cancelled;
}
/// As TWS spells it: "PreSubmitted", "Filled" …
std::string_view to_string(BookedStatus status);

struct BookedLeg {
    ConId conid{};
    int ratio = 1;
    bool buy = true;

    bool operator==(const BookedLeg&) const = default;
};

/// One order as the gateway knows it; the oracle's view of what is live.
struct BookedOrder {
    PermId perm_id{};
    ClientId client{};
    OrderId order_id{};
    ConId conid{};                ///< 0 for a combination
    std::vector<BookedLeg> legs;  ///< of a combination, as they execute when the order buys
    std::string symbol;
    bool buy = true;
    Quantity quantity{};
    std::string order_type;      ///< "LMT", "MKT", "STP"
    std::optional<Price> limit;  ///< net per share for a combination, credit negative
    std::optional<Price> stop;
    std::string time_in_force;
    std::string order_ref;
    BookedStatus status = BookedStatus::pre_submitted;
    Quantity filled{};
    Price average_price{};
    Price last_price{};
    Money commission_usd{};          ///< charged so far
    Money commission_accrued_usd{};  ///< by the schedule, before the minimum of the order
    double edge = 1.0;               ///< drawn by the fill model
    bool triggered = false;          ///< a stop that has been elected
    MarketTime placed_at{};
    std::optional<MarketTime> ended_at;
    std::string ended_because;
    std::string placed_frame;  ///< the placeOrder payload last accepted, for echoes

    bool operator==(const BookedOrder&) const = default;
};

/// One fill. A combination gives one row for itself and one for each leg.
struct BookedExecution {
    std::string exec_id;
    PermId perm_id{};
    ClientId client{};
    OrderId order_id{};
    ConId conid{};  ///< 0 for the combination's own row
    std::string symbol;
    bool buy = true;
    Quantity shares{};
    Price price{};
    Quantity cumulative{};
    Price average_price{};
    std::string order_ref;
    UtcTime utc{};
    MarketTime market{};
    std::optional<Money> commission_usd;    ///< combination rows have none
    std::optional<Money> realized_pnl_usd;  ///< closing trades only

    bool operator==(const BookedExecution&) const = default;
};

struct BookedPosition {
    std::string symbol;
    std::string local_symbol;  ///< OSI symbol of an option: tells what it was once it is delisted
    Quantity quantity{};       ///< negative when short
    Money cost_usd{};          ///< signed cost of what is held, multiplier and commissions included
    Money realized_pnl_usd{};

    bool operator==(const BookedPosition&) const = default;
};

/// Everything that outlives a connection. What a restart finds is what was saved.
struct Books {
    std::vector<BookedOrder> orders;
    std::vector<BookedExecution> executions;
    std::map<ConId, BookedPosition> positions;
    std::map<ClientId, OrderId> next_order_ids;
    Money cash_usd{};
    std::int64_t next_perm_id = 1'426'086'001;
    std::int64_t next_execution = 1;
    bool opened = false;  ///< the opening cash has been booked

    bool operator==(const Books&) const = default;
};

/// Versioned text, one record a line.
std::string save(const Books& books);
/// Refuses other versions and damaged text, naming the line.
Result<Books> load(std::string_view text);

}  // namespace wingspread::sim
