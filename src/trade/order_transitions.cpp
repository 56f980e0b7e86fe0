#include "trade/order_machine.hpp"

namespace wingspread::trade {

namespace {

/// A cell of the table: where to, or to stay, and what to do about it.
struct Cell {
    std::optional<OrderState> to;  ///< absent: stay
    Advice advice = Advice::none;
};

constexpr Cell go(OrderState to, Advice advice = Advice::none) { return {to, advice}; }
constexpr Cell stay(Advice advice) { return {std::nullopt, advice}; }

// One word, one cell. A suffix adds advice: _q asks the broker, _b "it came back", _l "late fill".
constexpr Cell o = stay(Advice::none);
constexpr Cell q = stay(Advice::resync);
constexpr Cell l = stay(Advice::late_fill);
constexpr Cell x = stay(Advice::impossible);
constexpr Cell ref = go(OrderState::refused);
constexpr Cell snd = go(OrderState::sending);
constexpr Cell wrk = go(OrderState::working);
constexpr Cell wrk_q = go(OrderState::working, Advice::resync);
constexpr Cell wrk_b = go(OrderState::working, Advice::came_back);
constexpr Cell hld = go(OrderState::held);
constexpr Cell hld_q = go(OrderState::held, Advice::resync);
constexpr Cell hld_b = go(OrderState::held, Advice::came_back);
constexpr Cell ccl = go(OrderState::cancelling);
constexpr Cell ccl_b = go(OrderState::cancelling, Advice::came_back);
constexpr Cell dbt_q = go(OrderState::in_doubt, Advice::resync);
constexpr Cell dbt_b = go(OrderState::in_doubt, Advice::came_back);
constexpr Cell dbt_l = go(OrderState::in_doubt, Advice::late_fill);
constexpr Cell fil = go(OrderState::filled);
constexpr Cell fil_l = go(OrderState::filled, Advice::late_fill);
constexpr Cell can = go(OrderState::cancelled);
constexpr Cell rej = go(OrderState::rejected);
constexpr Cell abn = go(OrderState::abandoned);

constexpr std::size_t state_count = all_order_states.size();

// clang-format off
/// A row for each signal, a column for each state, both in the order of their enums.
constexpr std::array<std::array<Cell, state_count>, signal_count> table{{
// intend refusd sendng workng held   cancel doubt  filled cancld reject abandn
  {ref,   o,     x,     x,     x,     x,     x,     x,     x,     x,     x},      // refuse
  {snd,   x,     x,     x,     x,     x,     x,     x,     x,     x,     x},      // send
  {dbt_b, dbt_b, o,     o,     o,     o,     o,     o,     o,     o,     dbt_b},  // acknowledge
  {wrk_b, wrk_b, wrk,   o,     wrk,   o,     wrk,   wrk_q, wrk_b, wrk_b, wrk_b},  // open_working
  {dbt_b, dbt_b, wrk,   o,     wrk_q, o,     wrk,   o,     o,     o,     dbt_b},  // status_working
  {hld_b, hld_b, hld,   hld,   o,     hld_q, hld,   o,     o,     o,     hld_b},  // hold
  {ccl_b, ccl_b, ccl,   ccl,   ccl,   o,     ccl,   o,     o,     o,     ccl_b},  // broker_cancelling
  {can,   can,   can,   can,   can,   can,   can,   q,     o,     o,     can},    // broker_cancelled
  {dbt_b, dbt_b, fil,   fil,   fil,   fil,   fil,   o,     q,     q,     dbt_b},  // broker_filled
  {dbt_b, dbt_b, wrk,   o,     wrk_q, o,     wrk,   o,     l,     dbt_l, dbt_l},  // fill_part
  {fil_l, fil_l, fil,   fil,   fil,   fil,   fil,   o,     fil_l, fil_l, fil_l},  // fill_whole
  {x,     o,     rej,   q,     rej,   rej,   rej,   q,     rej,   o,     rej},    // reject
  {x,     o,     dbt_q, q,     q,     q,     q,     o,     o,     o,     o},      // perhaps_reject
  {x,     x,     ccl,   ccl,   ccl,   o,     o,     x,     x,     x,     x},      // cancel_request
  {o,     o,     q,     q,     q,     dbt_q, q,     o,     o,     o,     o},      // verdict
  {o,     o,     dbt_q, q,     q,     q,     q,     o,     o,     o,     o},      // lose_link
  {o,     o,     dbt_q, dbt_q, dbt_q, dbt_q, q,     o,     o,     o,     o},      // absent
  {x,     x,     x,     x,     x,     x,     abn,   x,     x,     x,     x},      // proven_absent
  {o,     o,     o,     o,     o,     o,     o,     o,     o,     o,     o},      // note
}};
// clang-format on

}  // namespace

Transition transition(OrderState from, Signal signal) {
    const auto& cell = table[static_cast<std::size_t>(signal)][static_cast<std::size_t>(from)];
    return {cell.to.value_or(from), cell.advice};
}

bool is_terminal(OrderState state) {
    switch (state) {
        case OrderState::refused:
        case OrderState::filled:
        case OrderState::cancelled:
        case OrderState::rejected:
        case OrderState::abandoned: return true;
        case OrderState::intended:
        case OrderState::sending:
        case OrderState::working:
        case OrderState::held:
        case OrderState::cancelling:
        case OrderState::in_doubt: return false;
    }
    return false;
}

bool may_fill(OrderState state) { return !is_terminal(state) && state != OrderState::intended; }

}  // namespace wingspread::trade
