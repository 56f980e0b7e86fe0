#pragma once

#include "core/decimal.hpp"
#include "trade/intent.hpp"

namespace wingspread::trade {

/// What IBKR charges for US options and shares by its published rates ("Commissions", lowest volume
/// band, SmartRouted; fixed and tiered pricing state the same for options). Exchange and regulatory
/// fees come on top.
struct CommissionRates {
    Money per_contract_usd;  ///< of the dearest premium band, 0.10 and more
    Money per_share_usd;     ///< fixed pricing, the dearer of the two
    Money least_per_order_usd;
};
CommissionRates published_rates();

/// What the whole order will cost where the broker's what-if does not say, as on paper accounts: by
/// the dearest published rate, so that it is not too low.
Money estimated_commission_usd(const OrderIntent& intent);

}  // namespace wingspread::trade
