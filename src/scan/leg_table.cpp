#include "scan/leg_table.hpp"

#include "scan/pop_zone.hpp"

#include <algorithm>
#include <cmath>

namespace wingspread::scan {

namespace {

Stage stage_of(Rejection reason) {
    const auto* found =
        std::ranges::find(failing_stages, reason, &std::pair<Stage, Rejection>::second);
    return found->first;
}

void append_row(const market::ExpirySlice& slice, const market::OptionColumns& columns,
                std::size_t row, PriceBasis basis, LegColumns& legs) {
    const bool quoted = columns.usability[row] == market::Usability::usable;
    const double bid = quoted ? in_half_units(*columns.bid[row]) : 0;
    const double ask = quoted ? in_half_units(*columns.ask[row]) : 0;
    const double middle = (bid + ask) / 2;
    legs.row.push_back(static_cast<std::uint32_t>(row));
    legs.strike.push_back(in_half_units(slice.strikes[row]));
    legs.bid.push_back(bid);
    legs.ask.push_back(ask);
    legs.pay.push_back(basis == PriceBasis::mid ? middle : ask);
    legs.receive.push_back(basis == PriceBasis::mid ? middle : bid);
}

bool is_wanted_delta(const Criteria& criteria, double delta) {
    return std::abs(delta) >= criteria.min_short_delta.value_or(0) &&
           std::abs(delta) <= criteria.max_short_delta.value_or(infinity);
}

}  // namespace

LegTable listed_legs(const market::ExpirySlice& slice, options::Right right) {
    const auto& columns = slice.of(right);
    LegTable table;
    for (std::size_t row = 0; row < columns.size(); ++row) {
        append_row(slice, columns, row, PriceBasis::mid, table.legs);
        table.bought.push_back(columns.listed[row] ? Stage::unusable_quote : Stage::unlisted);
    }
    table.sold = table.bought;
    table.score.bought.assign(columns.size(), 0);
    table.score.sold.assign(columns.size(), 0);
    return table;
}

LegTable judged_legs(const market::ExpirySlice& slice, options::Right right,
                     const ExpiryModel& model, const Criteria& criteria) {
    LegTable table = listed_legs(slice, right);
    const auto& columns = slice.of(right);
    table.legs.clear();
    for (std::size_t row = 0; row < columns.size(); ++row)
        append_row(slice, columns, row, criteria.price, table.legs);
    if (looks_at_model(criteria)) add_model(right, model, criteria, table.legs);
    const bool limits_delta = criteria.min_short_delta || criteria.max_short_delta;
    for (std::size_t row = 0; row < columns.size(); ++row) {
        if (table.bought[row] == Stage::unlisted) continue;
        const auto reason = rejection_of(slice, columns, row, criteria);
        table.bought[row] = reason ? stage_of(*reason) : Stage::passed;
        table.sold[row] = table.bought[row];
        if (!reason && limits_delta && !is_wanted_delta(criteria, table.legs.delta[row]))
            table.sold[row] = Stage::short_delta;
    }
    // Days do not add up over the legs.
    const auto additive = criteria.sort == SortKey::dte ? SortKey::pop : criteria.sort;
    set_score(additive, table.legs, slice.terms.multiplier, 0, table.score);
    return table;
}

}  // namespace wingspread::scan
