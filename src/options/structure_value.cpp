#include "options/structure_value.hpp"

#include <algorithm>

namespace wingspread::options {

namespace {

constexpr Price no_value{};

/// Of a sold front option and a bought later one.
ValueRange two_expiration_range(const Structure& structure) {
    const auto& sold = structure.legs().front();
    const auto& bought = structure.legs().back();
    const bool buys_later = bought.side == Side::buy;
    if (!buys_later || bought.contract.style != ExerciseStyle::american) return {};
    const auto adverse = bought.contract.right == Right::call
                             ? bought.contract.strike - sold.contract.strike
                             : sold.contract.strike - bought.contract.strike;
    return {-std::max(adverse, no_value), std::nullopt};
}

Price share_of(Price price, int percent) { return Price::from_raw(price.raw() / 100) * percent; }

}  // namespace

ValueRange value_range(const Structure& structure) {
    const auto payoff = Payoff::of(structure, no_value);
    if (!payoff) return two_expiration_range(structure);
    return {payoff->least_value(), payoff->greatest_value()};
}

Bound max_loss_usd(const Structure& structure, Price net_price) {
    const auto worst = value_range(structure).low;
    if (!worst) return Bound::unbounded();
    return Bound::at(Money::from_raw(((net_price - *worst) * structure.multiplier()).raw()));
}

Bound max_profit_usd(const Structure& structure, Price net_price) {
    const auto best = value_range(structure).high;
    if (!best) return Bound::unbounded();
    return Bound::at(Money::from_raw(((*best - net_price) * structure.multiplier()).raw()));
}

std::optional<Money> stress_loss_usd(const Structure& structure, Price net_price, int percent) {
    const auto payoff = Payoff::of(structure, net_price);
    if (!payoff) return std::nullopt;
    auto points = payoff->breakevens();
    for (const auto& leg : structure.legs()) points.push_back(leg.contract.strike);
    const auto [low, high] = std::ranges::minmax(points);
    return payoff->max_loss_between_usd(std::max(low - share_of(low, percent), no_value),
                                        high + share_of(high, percent));
}

CashDirection cash_direction(const Structure& structure) {
    const auto range = value_range(structure);
    if (range.low && *range.low >= no_value) return CashDirection::debit;
    if (range.high && *range.high <= no_value) return CashDirection::credit;
    return CashDirection::either;
}

std::optional<Price> width(const Structure& structure) {
    // Where a single right ends without the opposite one, zero is what bounds it and no strike.
    std::int64_t below = 0;
    for (const auto& leg : structure.legs()) {
        below += leg.contract.right == Right::put ? sign(leg.side) * leg.ratio : 0;
    }
    const auto range = value_range(structure);
    if (!range.low || !range.high || below != 0 || structure.shares()) return std::nullopt;
    return *range.high - *range.low;
}

}  // namespace wingspread::options
