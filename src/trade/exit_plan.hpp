#pragma once

#include "core/decimal.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "trade/intent.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::trade {

/// Names an exit for ever, as an intent's id names an order.
using ExitId = IntentId;

/// At which price of the spread to close: so many percent of what the entry has paid or brought in,
/// or a net price per share of the closing order (what is received is negative).
struct ExitLevel {
    std::optional<int> percent;
    std::optional<Price> price;

    bool operator==(const ExitLevel&) const = default;
};
/// "50%", "0.35"; refuses what is neither, and percents outside 1 to 100000.
Result<ExitLevel> parse_exit_level(std::string_view text);
std::string to_string(const ExitLevel& level);

enum class ExitRule : std::uint8_t {
    take_profit,
    stop,
    days_left,  ///< so many calendar days before the first expiration
    at_time,
};
inline constexpr std::array all_exit_rules{ExitRule::take_profit, ExitRule::stop,
                                           ExitRule::days_left, ExitRule::at_time};
std::string_view to_string(ExitRule rule);  ///< "take_profit", …
Result<ExitRule> parse_exit_rule(std::string_view text);

/// When to close. They exclude one another: the first that is due closes, the others then have
/// nothing left to close.
struct ExitRules {
    std::optional<ExitLevel> take_profit;
    std::optional<ExitLevel> stop;
    std::optional<int> days_left;
    std::optional<MarketTime> at;
    /// Target and stop wait at the broker, as orders of one one-cancels-all group, and are watched
    /// here besides. Of a single option only.
    bool at_broker = false;

    bool operator==(const ExitRules&) const = default;
};
/// Refuses (invalid_argument) rules of which there is none, a level that is both or neither,
/// negative days, and nothing that could wait at the broker where it should.
Result<void> check(const ExitRules& rules);
/// The same, and whether they fit what they are to close.
Result<void> check(const ExitRules& rules, options::StructureKind closes);

/// Closes what an order has opened.
struct ExitPlan {
    ExitId id;
    IntentId entry;
    ExitRules rules;

    bool operator==(const ExitPlan&) const = default;
};

/// Orders of an exit that wait at the broker, in the group that was sent last.
struct RestingCloses {
    std::string group;           ///< empty when none of it is left
    std::vector<ExitRule> sent;  ///< in this group, whatever has become of them
    std::optional<int> units;    ///< fewest that one of them still wants to close
    bool operator==(const RestingCloses&) const = default;

    [[nodiscard]] bool any() const { return units.has_value(); }
    [[nodiscard]] bool holds(ExitRule rule) const { return std::ranges::count(sent, rule) > 0; }
};

/// The price of the closing order from which on a rule is due, for what was entered at `entry`, net
/// from the buyer's side. A profit is due at or below its price, a stop at or above. For a credit
/// of 0.70, 50 % of profit is to close at 0.35 and a stop of 100 % is at 1.40; for a debit of 2.00
/// they are at -3.00 and 0.
Price profit_price(const ExitLevel& level, Price entry);
Price stop_price(const ExitLevel& level, Price entry);

}  // namespace wingspread::trade
