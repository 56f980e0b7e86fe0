#pragma once

#include "core/decimal.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "trade/order_events.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wingspread::trade {

enum class OrderState : std::uint8_t {
    intended,    ///< recorded, surely not sent
    refused,     ///< by our own gate; ended
    sending,     ///< durable, and perhaps on the wire; no word from the broker yet
    working,     ///< the broker has it
    held,        ///< the broker has it and it does not work (Inactive)
    cancelling,  ///< a cancel is under way; it may still fill
    in_doubt,    ///< nobody knows; never sent again, blocks its underlying
    filled,      ///< ended
    cancelled,   ///< ended, perhaps partly filled
    rejected,    ///< ended, refused by the broker
    abandoned,   ///< ended: proven never to have arrived
};
inline constexpr std::array all_order_states{
    OrderState::intended,  OrderState::refused,    OrderState::sending,  OrderState::working,
    OrderState::held,      OrderState::cancelling, OrderState::in_doubt, OrderState::filled,
    OrderState::cancelled, OrderState::rejected,   OrderState::abandoned};
std::string_view to_string(OrderState state);  ///< "in_doubt", …
Result<OrderState> parse_order_state(std::string_view text);
/// Nothing more is expected, though a late execution is still believed.
bool is_terminal(OrderState state);
/// Something of it may stand at the broker and fill.
bool may_fill(OrderState state);

/// What the owner of the order should do beside noting the new state.
enum class Advice : std::uint8_t {
    none,
    resync,      ///< ask the broker for open orders, completed orders and executions
    late_fill,   ///< an execution came after the end: books are right, tell a person, resync
    came_back,   ///< an ended order works again: tell a person, resync
    impossible,  ///< an event that cannot be in this state; nothing was changed
};
std::string_view to_string(Advice advice);

/// The columns of the transition table: what an event amounts to, given what is already known.
enum class Signal : std::uint8_t {
    refuse,             ///< our gate said no
    send,               ///< submission is durable
    acknowledge,        ///< PendingSubmit, ApiPending: TWS knows it, IBKR perhaps not
    open_working,       ///< openOrder with PreSubmitted or Submitted
    status_working,     ///< orderStatus with the same
    hold,               ///< Inactive, WarnState
    broker_cancelling,  ///< PendingCancel, PreCancelled
    broker_cancelled,   ///< Cancelled, ApiCancelled, code 202
    broker_filled,      ///< Filled
    fill_part,          ///< executions grew, not yet to the whole
    fill_whole,         ///< executions, or filled by status, have reached the whole
    reject,             ///< confirmed, and neither acknowledged nor filled
    perhaps_reject,
    cancel_request,
    verdict,
    lose_link,
    absent,
    proven_absent,
    note,  ///< warnings, unknown codes and words
};
inline constexpr std::size_t signal_count = 19;

struct Transition {
    OrderState to = OrderState::intended;
    Advice advice = Advice::none;

    bool operator==(const Transition&) const = default;
};
/// The whole behaviour is one table: see order_transitions.cpp.
Transition transition(OrderState from, Signal signal);

/// Where one order stands. It only interprets; executions themselves live in the ledger.
class OrderMachine {
  public:
    struct Step {
        OrderState from = OrderState::intended;
        OrderState to = OrderState::intended;
        Advice advice = Advice::none;

        [[nodiscard]] bool changed() const { return from != to; }
        bool operator==(const Step&) const = default;
    };

    OrderMachine(Quantity total, std::optional<UtcTime> good_till)
        : total_(total), good_till_(good_till) {}

    Step refuse(std::string reason);
    Step send();
    /// `at` is the moment of the event; it only spaces the passes of the absence rule.
    Step on(const OrderEvent& event, UtcTime at);
    /// Units by the ledger: the sum of the rows that tell of it, after corrections.
    Step on_executions(Quantity filled_units);
    /// A person says how an order in doubt ended.
    Result<Step> resolve(OrderState ended, std::string reason);

    [[nodiscard]] OrderState state() const { return state_; }
    [[nodiscard]] Quantity total() const { return total_; }
    /// The larger of what status and executions say; status never lowers it.
    [[nodiscard]] Quantity filled() const;
    [[nodiscard]] Quantity remaining() const;
    /// Executions are behind the status: they must be asked for.
    [[nodiscard]] bool awaits_executions() const;
    /// Why it was refused, rejected, held or cancelled; else empty.
    [[nodiscard]] const std::string& reason() const { return reason_; }
    [[nodiscard]] const std::string& last_warning() const { return warning_; }

    /// Two passes without a trace must lie at least so far apart.
    static constexpr Duration absence_spacing = std::chrono::seconds{30};

  private:
    Signal signal_of(const OrderEvent& event, UtcTime at);
    Signal of_open_order(const OpenOrderSeen& seen);
    Signal of_status(const StatusSeen& seen);
    Signal of_error(const OrderErrorSeen& seen);
    Signal of_absence(UtcTime at);
    Step take(Signal signal);

    Quantity total_;
    std::optional<UtcTime> good_till_;
    OrderState state_ = OrderState::intended;
    Quantity filled_by_status_;
    Quantity filled_by_executions_;
    bool heard_of_ = false;  ///< the broker has named it at all
    bool seen_working_ = false;
    std::optional<UtcTime> first_absence_;
    std::string reason_;
    std::string warning_;
};

}  // namespace wingspread::trade
