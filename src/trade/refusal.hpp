#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::trade {

/// The checks of the gate, in the order in which they run and report.
enum class RiskCheck : std::uint8_t {
    trading_state,  ///< kill switch
    link,           ///< session ready
    maintenance,    ///< TWS or IBKR is about to go away, or just has
    account,        ///< known to the gateway
    account_kind,   ///< a cash account sells no options, but for a few spreads
    live_guard,     ///< a real account only when armed
    market_open,
    expiration,  ///< nothing on contracts that have expired
    expiry_day,  ///< nothing is opened shortly before the last trade
    day_loss,    ///< nothing is opened once the day has lost enough
    defined_risk,
    quantity,
    price_sign,  ///< inside the structure's range
    price_increment,
    quotes,  ///< every leg usable
    decision_age,
    price_band,   ///< not worse than natural, not far above mid
    max_loss,     ///< of this order
    ex_dividend,  ///< no call is sold that a dividend makes worth exercising
    assignment,   ///< nothing is sold that is worth exercising at once
    positions,    ///< the journal's and the broker's agree
    open_risk,    ///< of everything
    underlying_risk,
    expiry_risk,  ///< of what ends first on the same day
    close_held,   ///< a close takes off only what is held and not being closed already
    duplicate,
    leg_collision,  ///< no two of our orders on opposite sides of one contract
    in_doubt,       ///< no new order where an earlier one's fate is unknown
    orders_per_minute,
    orders_per_day,
    margin,  ///< second pass only
};
inline constexpr std::size_t risk_check_count = 31;
std::string_view to_string(RiskCheck check);  ///< "max_loss", …

/// Why an order was not let through.
struct Refusal {
    RiskCheck check = RiskCheck::trading_state;
    std::string figure;   ///< what was found, or "unknown"
    std::string limit;    ///< what it was held against
    std::string message;  ///< for people, both included

    bool operator==(const Refusal&) const = default;
};
using Refusals = std::vector<Refusal>;

/// All messages in one line, "; " between.
std::string to_string(const Refusals& refusals);

}  // namespace wingspread::trade
