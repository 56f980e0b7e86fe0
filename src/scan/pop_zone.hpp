#pragma once

#include "scan/expiry_model.hpp"

#include <limits>
#include <span>
#include <vector>

namespace wingspread::scan {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// Which way a vertical profits: bulls above their breakeven, bears below it.
enum class Direction : std::int8_t { bear = -1, bull = 1 };
inline Direction direction_of(options::VerticalKind kind) {
    return options::buys_lower_strike(kind) ? Direction::bull : Direction::bear;
}

/// Q(profit) of a vertical with that breakeven.
double probability_of_profit(const ExpiryModel& model, Direction direction, double breakeven);

/// Where breakevens must lie for a probability of profit, in signed breakevens (breakeven times
/// direction), where lower is better: up to `certain` it is surely reached, above `possible` surely
/// not, and in between it must be computed. So millions of spreads are compared by price alone.
struct PopZone {
    double certain;
    double possible;
};

/// Finds zones for one expiry. The probability at every strike shows where it falls below a level;
/// where that happens once, as it should, the zone shrinks to almost nothing.
class PopZones {
  public:
    PopZones(const ExpiryModel& model, std::span<const Price> strikes);

    [[nodiscard]] PopZone at_least(Direction direction, double probability) const;

  private:
    const ExpiryModel& model_;
    std::vector<double> strikes_;
    std::vector<double> above_;  ///< Q(S > strike)
};

}  // namespace wingspread::scan
