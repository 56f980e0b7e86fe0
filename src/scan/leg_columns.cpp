#include "scan/leg_columns.hpp"

#include "pricing/black76.hpp"
#include "pricing/columns.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace wingspread::scan {

namespace {

/// Beyond, no sum would be exact any more; nothing trades there.
constexpr Price highest_price = Price::from_int(10'000'000);

bool is_usable(const market::ExpirySlice& slice, const market::OptionColumns& columns,
               std::size_t row) {
    return columns.usability[row] == market::Usability::usable &&
           *columns.ask[row] <= highest_price && slice.strikes[row] <= highest_price;
}

bool is_open_enough(const market::OptionColumns& columns, std::size_t row,
                    const Criteria& criteria) {
    if (!criteria.min_open_interest) return true;
    const auto& interest = columns.open_interest[row];
    return interest && interest->to_double() >= static_cast<double>(*criteria.min_open_interest);
}

bool is_tight_enough(const market::OptionColumns& columns, std::size_t row,
                     const Criteria& criteria) {
    return !criteria.max_leg_bid_ask ||
           *columns.ask[row] - *columns.bid[row] <= *criteria.max_leg_bid_ask;
}

void append_prices(const market::ExpirySlice& slice, const market::OptionColumns& columns,
                   std::size_t row, PriceBasis basis, LegColumns& legs) {
    const double bid = in_half_units(*columns.bid[row]);
    const double ask = in_half_units(*columns.ask[row]);
    legs.row.push_back(static_cast<std::uint32_t>(row));
    legs.strike.push_back(in_half_units(slice.strikes[row]));
    legs.bid.push_back(bid);
    legs.ask.push_back(ask);
    const double middle = (bid + ask) / 2;
    legs.pay.push_back(basis == PriceBasis::mid ? middle : ask);
    legs.receive.push_back(basis == PriceBasis::mid ? middle : bid);
}

}  // namespace

std::optional<Rejection> rejection_of(const market::ExpirySlice& slice,
                                      const market::OptionColumns& columns, std::size_t row,
                                      const Criteria& criteria) {
    if (!is_usable(slice, columns, row)) return Rejection::unusable_quote;
    if (!is_open_enough(columns, row, criteria)) return Rejection::open_interest;
    if (!is_tight_enough(columns, row, criteria)) return Rejection::leg_bid_ask;
    return std::nullopt;
}

bool looks_at_model(const Criteria& criteria) {
    if (criteria.min_short_delta || criteria.max_short_delta) return true;
    switch (criteria.sort) {
        case SortKey::ev_usd:
        case SortKey::ev_on_risk:
        case SortKey::delta:
        case SortKey::gamma:
        case SortKey::theta:
        case SortKey::vega: return true;
        case SortKey::return_on_risk:
        case SortKey::pop:
        case SortKey::credit:
        case SortKey::max_profit_usd:
        case SortKey::max_loss_usd:
        case SortKey::width:
        case SortKey::dte: return false;
    }
    return true;
}

void add_model(options::Right right, const ExpiryModel& model, const Criteria& criteria,
               LegColumns& legs) {
    std::vector<double> strikes;
    std::vector<double> volatilities;
    strikes.reserve(legs.size());
    volatilities.reserve(legs.size());
    for (const double strike : legs.strike) {
        strikes.push_back(strike / half_units);
        volatilities.push_back(model.smile.volatility(strikes.back()));
    }
    for (auto* column :
         {&legs.fair, &legs.delta, &legs.gamma, &legs.theta_per_day, &legs.vega_per_point})
        column->resize(strikes.size());
    pricing::black76_columns(right, model.market, strikes, volatilities,
                             {.price = legs.fair,
                              .delta = legs.delta,
                              .gamma = legs.gamma,
                              .theta_per_day = legs.theta_per_day,
                              .vega_per_point = legs.vega_per_point});
    if (!criteria.min_short_delta && !criteria.max_short_delta) return;
    // A limit includes its end to the last digit that a row shows.
    for (std::size_t i = 0; i < strikes.size(); ++i)
        legs.delta[i] = pricing::black76(right, model.market, strikes[i], volatilities[i]).delta;
}

void LegColumns::clear() {
    row.clear();
    for (auto* column : {&strike, &bid, &ask, &pay, &receive, &fair, &delta, &gamma, &theta_per_day,
                         &vega_per_point})
        column->clear();
}

std::uint64_t listed(const market::OptionColumns& columns) {
    return static_cast<std::uint64_t>(std::ranges::count(columns.listed, 1));
}

void collect_legs(const market::ExpirySlice& slice, options::Right right, const ExpiryModel& model,
                  const Criteria& criteria, std::uint64_t kinds, LegColumns& legs,
                  ScanCounts& counts) {
    const auto& columns = slice.of(right);
    legs.clear();
    std::array<std::uint64_t, rejection_count> lost{};
    for (std::size_t row = 0; row < columns.size(); ++row) {
        if (!columns.listed[row]) continue;
        if (const auto reason = rejection_of(slice, columns, row, criteria)) {
            ++lost[static_cast<std::size_t>(*reason)];
            continue;
        }
        append_prices(slice, columns, row, criteria.price, legs);
    }
    if (looks_at_model(criteria)) add_model(right, model, criteria, legs);
    // A pair falls to the first reason that either of its legs falls to.
    std::uint64_t left = listed(columns);
    for (std::size_t reason = 0; reason < lost.size(); ++reason) {
        const std::uint64_t kept = left - lost[reason];
        counts.rejected[reason] += kinds * (pairs_of(left) - pairs_of(kept));
        left = kept;
    }
}

}  // namespace wingspread::scan
