#include "options/commissions.hpp"

namespace wingspread::options {

Money option_commission(const CommissionSchedule& schedule, Price premium, Quantity contracts) {
    constexpr Price ten_cents = Price::from_raw(10'000'000);
    constexpr Price five_cents = Price::from_raw(5'000'000);
    const Money rate = premium >= ten_cents    ? schedule.option_per_contract_usd
                       : premium >= five_cents ? schedule.option_per_contract_mid_usd
                                               : schedule.option_per_contract_low_usd;
    return Money::from_raw(wingspread::detail::decimal_product(rate.raw(), contracts.abs().raw()));
}

}  // namespace wingspread::options
