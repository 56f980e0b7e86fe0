#pragma once

#include <cstdint>

namespace wingspread {

/// Mistakes that a simulation plants in the product's own code, to show that its checks would find
/// them. They exist only in rooms compiled with WINGSPREAD_PLANTED, which nothing but that
/// simulation links; elsewhere `planted` is a constant and leaves no trace.
enum class Mistake : std::uint8_t {
    none,
    lines_not_reopened,       ///< after 1101 or a reconnect
    rate_not_kept,            ///< the pacer sends at once
    one_line_too_many,        ///< the limit is off by one
    waiter_forgotten,         ///< a chain load dies with its connection, unanswered
    order_request_forgotten,  ///< an order's request dies with its connection, unanswered
    ready_before_sync,        ///< trades before orders and positions were compared
    silence_trusted,          ///< a half-open connection is never probed
    no_second_try,            ///< a failed handshake is not tried again
    old_messages_sent,        ///< what waited when the connection was lost leaves on the next one
    gap_not_told,             ///< quotes from before a loss pass for live ones
    restart_not_expected,     ///< orders are let through around the daily restart
    // Orders, risk and journal
    id_reused,             ///< an order id is taken and not kept
    quantity_unchecked,    ///< any size passes the gate
    duplicate_unchecked,   ///< the same wish passes again at once
    doubt_ignored,         ///< orders pass where an earlier one's fate is unknown
    order_rate_unchecked,  ///< any number of orders in a minute
    switch_ignored,        ///< a halt stops no order
    bag_and_legs_counted,  ///< a combo's row and its legs' rows both count as progress
    bags_held,             ///< a combo's row counts as a position
    fill_counted_twice,    ///< each repetition of an execution is another one
    late_fill_dropped,     ///< executions of an ended order are left aside
    client_id_forgotten,   ///< a client's own order id may be used again
    doubt_never_ends,      ///< absence is never believed
    append_not_synced,     ///< a commit is confirmed before it is durable
    switch_not_kept,       ///< a halt does not outlive the program
    missed_fills_unheard,  ///< executions that were asked for are left aside
    intent_left_open,      ///< what was only intended at a crash stays so
    completed_unheard,     ///< completed orders are left aside
    count,
};

#ifdef WINGSPREAD_PLANTED
/// Set by the simulation.
inline Mistake planted_mistake = Mistake::none;
inline bool planted(Mistake mistake) { return planted_mistake == mistake; }
#else
constexpr bool planted(Mistake /*mistake*/) { return false; }
#endif

}  // namespace wingspread
