#pragma once

#include "options/structure.hpp"
#include "scan/expiry_model.hpp"

#include <optional>
#include <vector>

namespace wingspread::scan {

/// What a structure of two expirations comes to when the front one expires, by model.
struct FrontOutcome {
    std::optional<Money> max_profit_usd;
    std::vector<Price> breakevens;  ///< rising
    double pop = 0;                 ///< risk-neutral probability of a profit, front smile
};

/// The front legs pay what they are exercised for; a later option is worth its Black-76 value for
/// the time between the expirations, at the volatility that its smile shows at its strike today
/// ("sticky strike"), on a forward that has moved in proportion with the underlying, and no less
/// than its exercise where it is American. Looks at prices within eight standard deviations of the
/// front forward, those of the later expiration.
FrontOutcome outcome_at_front(const options::Structure& structure, const ExpiryModel& front,
                              const ExpiryModel& back, Price net);

}  // namespace wingspread::scan
