#include "scan/wing_value.hpp"

#include "pricing/probability.hpp"
#include "scan/leg_columns.hpp"

namespace wingspread::scan {

namespace {

using options::Right;
using options::Side;

double above(const ExpiryModel& model, double level) {
    return pricing::probability_above(model.market, model.smile, level / half_units);
}

}  // namespace

std::optional<WingForm> wing_form_of(options::StructureKind kind) {
    const auto& form = options::form_of(kind);
    const auto& roles = form.roles;
    if (form.shares || roles.size() < 3) return std::nullopt;
    const auto& low_inner = roles[1];
    const auto& high_inner = roles[roles.size() - 2];
    return WingForm{.kind = kind,
                    .low_right = roles.front().right,
                    .high_right = roles.back().right,
                    .outer = roles.front().side,
                    .relation = {low_inner.level == high_inner.level, form.wings}};
}

WingValue value_of(const WingForm& form, double low_width, double high_width) {
    const double sign = form.outer == Side::buy ? 1 : -1;
    if (form.low_right != form.high_right) return {0, -sign * low_width, -sign * high_width};
    if (form.low_right == Right::call)
        return {sign * low_width, 0, sign * (low_width - high_width)};
    return {sign * high_width, sign * (high_width - low_width), 0};
}

double probability_of_profit(const ExpiryModel& model, const WingForm& form, const WingValue& value,
                             double low_strike, double high_strike, double net) {
    const double low = low_strike - std::abs(value.middle - net);
    const double high = high_strike + std::abs(value.middle - net);
    const bool at_low_end = value.low_end > net;
    const bool at_high_end = value.high_end > net;
    if (form.profits_inside()) {
        const double inside =
            (at_low_end ? 1 : above(model, low)) - (at_high_end ? 0 : above(model, high));
        return std::clamp(inside, 0.0, 1.0);
    }
    return std::clamp(
        (at_low_end ? 1 - above(model, low) : 0) + (at_high_end ? above(model, high) : 0), 0.0,
        1.0);
}

ChanceTable::ChanceTable(const ExpiryModel& model, std::span<const Price> strikes) {
    for (const auto strike : strikes) {
        strikes_.push_back(in_half_units(strike));
        most_.push_back(above(model, strikes_.back()));
    }
    least_ = most_;
    for (std::size_t i = most_.size(); i-- > 1;) most_[i - 1] = std::max(most_[i - 1], most_[i]);
    for (std::size_t i = 1; i < least_.size(); ++i) least_[i] = std::min(least_[i], least_[i - 1]);
}

double ChanceTable::most_above(double level) const {
    const auto next = std::ranges::upper_bound(strikes_, level) - strikes_.begin();
    return next == 0 ? 1 : most_[static_cast<std::size_t>(next - 1)];
}

double ChanceTable::least_above(double level) const {
    const auto next = std::ranges::lower_bound(strikes_, level) - strikes_.begin();
    return next == std::ssize(strikes_) ? 0 : least_[static_cast<std::size_t>(next)];
}

double most_chance(const ChanceTable& table, const WingForm& form, const WingValue& value,
                   WingEnd end, const WingReach& reach) {
    const bool low = end == WingEnd::low;
    const bool at_end = (low ? value.low_end : value.high_end) > reach.net;
    // Profits reach to the end, or do not reach there at all.
    if (at_end == form.profits_inside()) return at_end ? 1 : 0;
    const bool is_above = low == form.profits_inside();
    return is_above ? table.most_above(reach.sum - value.middle)
                    : 1 - table.least_above(reach.difference + value.middle);
}

}  // namespace wingspread::scan
