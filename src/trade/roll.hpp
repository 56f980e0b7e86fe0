#pragma once

#include "options/structure.hpp"
#include "trade/order_leg.hpp"

#include <string>
#include <variant>
#include <vector>

namespace wingspread::trade {

/// What one guaranteed SMART combination may hold; more is not promised by IBKR.
inline constexpr std::size_t max_combo_legs = 4;

/// One order that closes the one structure and opens the other.
struct RollAtOnce {
    std::vector<OrderLeg> legs;  ///< those that close first
};
/// An order that closes and, once it has filled, one that opens.
struct RollInTwo {
    std::vector<OrderLeg> closing;
    std::vector<OrderLeg> opening;
    std::string reason;  ///< why one combination cannot do it, for people
};
using RollPlan = std::variant<RollAtOnce, RollInTwo>;

/// How `from`, as held, becomes `to`. At once only where both are options of one class and
/// multiplier, no contract is on both sides, and the legs of both fit in one combination.
RollPlan plan_roll(const options::Structure& from, const options::Structure& to);

}  // namespace wingspread::trade
