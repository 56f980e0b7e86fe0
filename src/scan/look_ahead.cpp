#include "scan/look_ahead.hpp"

#include "scan/calendar_scan.hpp"
#include "scan/structure_scan.hpp"
#include "scan/where.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace wingspread::scan {

namespace {

/// A delta by few quotes is this uncertain.
constexpr double delta_margin = 0.02;
/// Looked at for each spread that will be listed: those in front of it may turn out worse.
constexpr std::size_t looked_at_per_listed = 5;
constexpr std::size_t least_looked_at = 100;
constexpr std::size_t most_looked_at = 500;

/// What a model must tell of every calendar costs more than a glance ahead may.
void look_at_prices_only(Criteria& ahead) {
    constexpr std::array by_model{SortKey::return_on_risk, SortKey::pop, SortKey::max_profit_usd};
    if (std::ranges::find(by_model, ahead.sort) != by_model.end()) ahead.sort = SortKey::ev_usd;
    ahead.min_pop.reset();
    ahead.min_return_on_risk.reset();
}

/// Criteria of one kind for looking ahead: nothing unknown keeps a candidate out, and conditions
/// only by the limits that follow from them.
Criteria looking_ahead(const Criteria& criteria, options::StructureKind kind) {
    Criteria ahead = with_implied_limits(criteria);
    ahead.where = {};
    ahead.profile.reset();
    ahead.sort_field.reset();
    ahead.sort = criteria.sort;
    ahead.kinds = {kind};
    if (has_two_expirations(kind)) look_at_prices_only(ahead);
    ahead.min_open_interest.reset();
    if (auto& least = ahead.min_short_delta) least = std::max(*least - delta_margin, 0.0);
    if (auto& most = ahead.max_short_delta) most = std::min(*most + delta_margin, 1.0);
    ahead.top = std::clamp(looked_at_per_listed * criteria.top, least_looked_at, most_looked_at);
    return ahead;
}

bool holds(const market::SliceTerms& terms, const RankedSpread& spread, Date expiry) {
    return terms.expiration == expiry && terms.trading_class == spread.trading_class &&
           terms.multiplier == spread.multiplier;
}

}  // namespace

LookAhead::LookAhead(const market::ChainSnapshot& chain, const ChainModels& models,
                     const Criteria& criteria)
    : slices_(chain.slices.size(), not_among) {
    for (const auto& slice : chain.slices) {
        legs_.emplace_back(2 * slice->strikes.size(), not_among);
    }
    std::vector<ScanResult> looks;
    const auto expected = expected_chain(chain, models);
    for (const auto& form : options::structure_forms()) {
        if (!criteria.wants(form.kind)) continue;
        if (auto look = scan_structures(expected, looking_ahead(criteria, form.kind), models)) {
            looks.push_back(std::move(*look));
        }
    }
    for (std::size_t i = 0; i < most_looked_at; ++i) {
        for (const auto& look : looks) {
            if (i < look.ranked.size()) note(chain, look.ranked[i]);
        }
    }
}

void LookAhead::note(const market::ChainSnapshot& chain, const RankedSpread& spread) {
    for (const auto& leg : spread.legs) {
        const auto found = std::ranges::find_if(chain.slices, [&](const auto& slice) {
            return holds(slice->terms, spread, leg.expiry);
        });
        if (found == chain.slices.end()) return;
        const auto& strikes = (*found)->strikes;
        const auto slice = static_cast<std::uint32_t>(found - chain.slices.begin());
        if (slices_[slice] == not_among) slices_[slice] = next_slice_++;
        const auto row = std::ranges::lower_bound(strikes, leg.strike) - strikes.begin();
        auto& turn = legs_[slice][column_of({slice, static_cast<std::uint32_t>(row), leg.right})];
        if (turn == not_among) turn = next_leg_++;
    }
}

}  // namespace wingspread::scan
