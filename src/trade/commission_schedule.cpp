#include "trade/commission_schedule.hpp"

#include <algorithm>

namespace wingspread::trade {

CommissionRates published_rates() {
    constexpr auto cents = [](std::int64_t tenths) {
        return Money::from_raw(tenths * (Money::scale / 1000));
    };
    return {.per_contract_usd = cents(650),
            .per_share_usd = cents(5),
            .least_per_order_usd = cents(1000)};
}

Money estimated_commission_usd(const OrderIntent& intent) {
    const auto rates = published_rates();
    Money sum;
    for (const auto& leg : intent.legs()) {
        const auto rate = leg.option() == nullptr ? rates.per_share_usd : rates.per_contract_usd;
        sum += rate * leg.ratio * intent.terms().quantity;
    }
    return std::max(sum, rates.least_per_order_usd);
}

}  // namespace wingspread::trade
