#include "scan/look_ahead.hpp"

#include "scan/vertical_scan.hpp"

#include <algorithm>
#include <utility>

namespace wingspread::scan {

namespace {

/// A delta by few quotes is this uncertain.
constexpr double delta_margin = 0.02;
/// Looked at for each spread that will be listed: those in front of it may turn out worse.
constexpr std::size_t looked_at_per_listed = 5;
constexpr std::size_t least_looked_at = 100;
constexpr std::size_t most_looked_at = 500;

/// Criteria of one kind for looking ahead: nothing unknown keeps a candidate out.
Criteria looking_ahead(const Criteria& criteria, options::VerticalKind kind) {
    Criteria ahead = criteria;
    ahead.kinds = {};
    ahead.kinds[static_cast<std::size_t>(kind)] = true;
    ahead.min_open_interest.reset();
    if (auto& least = ahead.min_short_delta) least = std::max(*least - delta_margin, 0.0);
    if (auto& most = ahead.max_short_delta) most = std::min(*most + delta_margin, 1.0);
    ahead.top = std::clamp(looked_at_per_listed * criteria.top, least_looked_at, most_looked_at);
    return ahead;
}

bool holds(const market::SliceTerms& terms, const RankedSpread& spread) {
    return terms.expiration == spread.expiry && terms.trading_class == spread.trading_class &&
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
    for (const auto kind : options::all_vertical_kinds) {
        if (!criteria.wants(kind)) continue;
        if (auto look = scan_verticals(expected, looking_ahead(criteria, kind), models)) {
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
    const auto found = std::ranges::find_if(
        chain.slices, [&](const auto& slice) { return holds(slice->terms, spread); });
    if (found == chain.slices.end()) return;
    const auto& strikes = (*found)->strikes;
    const auto slice = static_cast<std::uint32_t>(found - chain.slices.begin());
    if (slices_[slice] == not_among) slices_[slice] = next_slice_++;
    for (const auto& leg : spread.legs) {
        const auto row = std::ranges::lower_bound(strikes, leg.strike) - strikes.begin();
        auto& turn = legs_[slice][column_of({slice, static_cast<std::uint32_t>(row), leg.right})];
        if (turn == not_among) turn = next_leg_++;
    }
}

}  // namespace wingspread::scan
