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

void set_prices(const market::OptionColumns& columns, std::size_t row, PriceBasis basis,
                LegColumns& legs) {
    const bool quoted = columns.usability[row] == market::Usability::usable;
    const double bid = quoted ? in_half_units(*columns.bid[row]) : 0;
    const double ask = quoted ? in_half_units(*columns.ask[row]) : 0;
    const double middle = (bid + ask) / 2;
    legs.bid[row] = bid;
    legs.ask[row] = ask;
    legs.pay[row] = basis == PriceBasis::mid ? middle : ask;
    legs.receive[row] = basis == PriceBasis::mid ? middle : bid;
}

/// Days do not add up over the legs.
SortKey additive(SortKey key) { return key == SortKey::dte ? SortKey::pop : key; }

bool is_wanted_delta(const Criteria& criteria, double delta) {
    return std::abs(delta) >= criteria.min_short_delta.value_or(0) &&
           std::abs(delta) <= criteria.max_short_delta.value_or(infinity);
}

}  // namespace

LegTable listed_legs(const market::ExpirySlice& slice, options::Right right) {
    const auto& columns = slice.of(right);
    LegTable table;
    for (std::size_t row = 0; row < columns.size(); ++row) {
        table.legs.row.push_back(static_cast<std::uint32_t>(row));
        table.legs.strike.push_back(in_half_units(slice.strikes[row]));
        table.bought.push_back(columns.listed[row] ? Stage::unusable_quote : Stage::unlisted);
    }
    table.sold = table.bought;
    for (auto* figures : {&table.legs.bid, &table.legs.ask, &table.legs.pay, &table.legs.receive,
                          &table.score.bought, &table.score.sold})
        figures->assign(columns.size(), 0);
    return table;
}

LegTable judged_legs(const market::ExpirySlice& slice, options::Right right,
                     const ExpiryModel& model, const Criteria& criteria) {
    LegTable table = listed_legs(slice, right);
    if (looks_at_model(criteria)) add_model(right, model, criteria, table.legs);
    set_score(additive(criteria.sort), table.legs, slice.terms.multiplier, 0, table.score);
    for (std::size_t row = 0; row < table.legs.size(); ++row)
        judge_leg(slice, right, row, criteria, table);
    return table;
}

void judge_leg(const market::ExpirySlice& slice, options::Right right, std::size_t row,
               const Criteria& criteria, LegTable& table) {
    const auto& columns = slice.of(right);
    if (!columns.listed[row]) return;
    set_prices(columns, row, criteria.price, table.legs);
    const auto reason = rejection_of(slice, columns, row, criteria);
    table.bought[row] = table.sold[row] = reason ? stage_of(*reason) : Stage::passed;
    const bool limits_delta = criteria.min_short_delta || criteria.max_short_delta;
    if (!reason && limits_delta && !is_wanted_delta(criteria, table.legs.delta[row]))
        table.sold[row] = Stage::short_delta;
    const auto shares =
        leg_shares(additive(criteria.sort), table.legs, row, slice.terms.multiplier, 0);
    table.score.bought[row] = shares.bought;
    table.score.sold[row] = shares.sold;
}

}  // namespace wingspread::scan
