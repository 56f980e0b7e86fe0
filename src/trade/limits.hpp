#pragma once

#include "core/decimal.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

#include <map>
#include <optional>
#include <string>

namespace wingspread::trade {

/// What structures of undefined risk (options::RiskClass) may do; without it they are refused.
struct UndefinedRiskLimits {
    int max_quantity = 0;  ///< units of one order
    /// How far beyond the outermost strike or breakeven the underlying is thought to end, in
    /// percent. What would be lost there counts as the order's loss, in every limit.
    int stress_pct = 0;

    bool operator==(const UndefinedRiskLimits&) const = default;
};

/// What no order may exceed. Nothing here has a default that permits: a limit left out is zero and
/// refuses everything.
struct RiskLimits {
    int max_quantity = 0;               ///< spread units of one order
    Money max_loss_per_order_usd;       ///< exact worst case at the limit price
    Money max_open_risk_usd;            ///< of all that is held or may still fill, with this order
    Money max_risk_per_underlying_usd;  ///< the same, of one underlying
    Money max_risk_per_expiry_usd;      ///< the same, of what ends first on one day
    Money max_day_loss_usd;         ///< the broker's profit and loss of the day, realized and not
    Duration min_time_to_expiry{};  ///< before its last trade, nothing more is opened in an option
    /// So close before an ex-date no call is opened that is sold in the money, or near it with less
    /// time value than the dividend.
    int min_days_to_ex_dividend = 0;
    Money min_short_time_value_usd;  ///< per share, of the ask of an option sold in the money
    int max_rejects_in_a_row = 0;    ///< by the broker; then trading halts
    Duration max_clock_skew{};       ///< between the broker's clock and ours
    /// How far the limit may pay above mid, in % of the width (see `price_scale`).
    int max_mid_deviation_pct = 0;
    Duration max_decision_age{};  ///< between the quotes decided on and the gate
    Duration duplicate_window{};  ///< the same legs on the same account are refused for so long
    int max_orders_per_minute = 0;
    int max_orders_per_day = 0;  ///< in 24 hours
    int max_margin_pct = 0;      ///< of available funds that one order's initial margin may take
    std::optional<UndefinedRiskLimits> undefined_risk;  ///< off unless stated

    bool operator==(const RiskLimits&) const = default;
};

/// For the simulated gateway only: wide enough to play, narrow enough to be met. Real accounts
/// state every limit.
RiskLimits paper_limits();

/// Reads a whole configuration section: every key of `RiskLimits` must be there, durations in
/// seconds as `max_decision_age_seconds`, `duplicate_window_seconds`. Undefined risk is allowed by
/// both of `undefined_risk_max_quantity` and `undefined_risk_stress_pct`, or neither. Refuses
/// unknown and missing keys and values that are not above zero.
Result<RiskLimits> parse_limits(const std::map<std::string, std::string>& section);

}  // namespace wingspread::trade
