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
    count,
};

#ifdef WINGSPREAD_PLANTED
/// Set by the simulation.
extern Mistake planted_mistake;
inline bool planted(Mistake mistake) { return planted_mistake == mistake; }
#else
constexpr bool planted(Mistake /*mistake*/) { return false; }
#endif

}  // namespace wingspread
