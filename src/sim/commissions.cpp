#include "sim/commissions.hpp"

#include <algorithm>

namespace wingspread::sim {
namespace {

Money times(Money rate, Quantity count) {
    return Money::from_raw(wingspread::detail::decimal_product(rate.raw(), count.abs().raw()));
}

}  // namespace

Money stock_commission(const CommissionSchedule& schedule, Price price, Quantity shares) {
    const Money value = price * shares.abs();
    const Money ceiling = Money::from_raw(wingspread::detail::decimal_product(
        schedule.stock_maximum_share_of_value.raw(), value.raw()));
    const Money plain =
        std::max(times(schedule.stock_per_share_usd, shares), schedule.stock_minimum_per_order_usd);
    return std::min(plain, ceiling);
}

Money charge(Money accrued_before, Money charged_before, Money more, Money minimum) {
    return std::max(accrued_before + more, minimum) - charged_before;
}

}  // namespace wingspread::sim
