#pragma once

#include "core/decimal.hpp"
#include "sim/gateway_config.hpp"

namespace wingspread::sim {

using options::option_commission;

/// Of a whole order so far, minimum and maximum included.
Money stock_commission(const CommissionSchedule& schedule, Price price, Quantity shares);

/// What one more fill costs: the order's minimum falls due with its first fill, and later fills
/// are charged once their sum has used it up.
Money charge(Money accrued_before, Money charged_before, Money more, Money minimum);

}  // namespace wingspread::sim
