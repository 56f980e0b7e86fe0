#pragma once

#include "core/decimal.hpp"
#include "core/time.hpp"
#include "trade/kill_switch.hpp"
#include "trade/limits.hpp"
#include "trade/order_machine.hpp"

#include <optional>
#include <string>

namespace wingspread::trade {

/// To what the kill switch is to be turned, and why.
struct Trip {
    TradingState to = TradingState::halted;
    std::string reason;

    bool operator==(const Trip&) const = default;
};

/// What turns the kill switch without a person. Each wire trips once, and again only after what
/// tripped it has gone: a person who resumes is not overruled by the same fact.
class TripWires {
  public:
    explicit TripWires(const RiskLimits& limits) : limits_(limits) {}

    /// The broker's profit and loss of the day. At the limit: reducing.
    std::optional<Trip> on_day_profit(Money profit_usd);
    /// An order has come to this state. As many rejections in a row as the limit says: halted,
    /// because something is wrong that the next order will meet as well.
    std::optional<Trip> on_order(OrderState state);
    /// How far the broker's clock is surely ahead of ours; absent while both agree. Beyond the
    /// limit: reducing.
    std::optional<Trip> on_clock(std::optional<Duration> skew);

  private:
    RiskLimits limits_;
    int rejected_ = 0;  ///< in a row
    bool lost_ = false;
    bool skewed_ = false;
};

}  // namespace wingspread::trade
