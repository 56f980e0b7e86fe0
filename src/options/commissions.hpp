#pragma once

#include "core/decimal.hpp"

namespace wingspread::options {

/// IBKR Pro fixed pricing for the United States, as published by IBKR; exchange and regulatory
/// fees are not added.
struct CommissionSchedule {
    Money option_per_contract_usd = Money::from_raw(65'000'000);      ///< premium ≥ 0.10
    Money option_per_contract_mid_usd = Money::from_raw(50'000'000);  ///< 0.05 ≤ premium < 0.10
    Money option_per_contract_low_usd = Money::from_raw(25'000'000);  ///< premium < 0.05
    Money option_minimum_per_order_usd = Money::from_int(1);
    Money stock_per_share_usd = Money::from_raw(500'000);
    Money stock_minimum_per_order_usd = Money::from_int(1);
    Money stock_maximum_share_of_value = Money::from_raw(1'000'000);  ///< 1 % of trade value
};

/// What contracts cost at a premium per share, without the minimum of an order.
Money option_commission(const CommissionSchedule& schedule, Price premium, Quantity contracts);

}  // namespace wingspread::options
