#include "options/structure_value.hpp"
#include "scan/chain_fixture.hpp"
#include "scan/describe.hpp"
#include "scan/metrics.hpp"
#include "scan/structure_scan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace wingspread::scan {
namespace {

using options::StructureKind;

constexpr std::array all_kinds{
    StructureKind::long_call_calendar,  StructureKind::long_put_calendar,
    StructureKind::short_call_calendar, StructureKind::short_put_calendar,
    StructureKind::long_call_diagonal,  StructureKind::long_put_diagonal,
    StructureKind::short_call_diagonal, StructureKind::short_put_diagonal};

/// Every pair of one front and one back contract, described whole and judged by its figures.
struct PlainSearch {
    std::uint64_t enumerated = 0;
    std::uint64_t unusable = 0;
    std::vector<RankedSpread> qualified;

    PlainSearch(const market::ChainSnapshot& chain, const Criteria& criteria,
                const ChainModels& models) {
        const ValuedSlice front{*chain.slices[0], *models[0],
                                expiry_time(chain.slices[0]->terms, chain.as_of)};
        const ValuedSlice back{*chain.slices[1], *models[1],
                               expiry_time(chain.slices[1]->terms, chain.as_of)};
        for (const auto kind : all_kinds) {
            if (!criteria.wants(kind)) continue;
            const auto& form = options::form_of(kind);
            const bool same = form.roles[0].level == form.roles[1].level;
            for (std::uint32_t i = 0; i < front.slice.strikes.size(); ++i)
                for (std::uint32_t j = 0; j < back.slice.strikes.size(); ++j) {
                    const auto apart = std::max(i, j) - std::min(i, j);
                    if (same ? apart != 0
                             : apart == 0 ||
                                   apart > static_cast<std::uint32_t>(criteria.max_wing_strikes))
                        continue;
                    judge(front, back, {kind, {i, j}}, form.roles[0].right, criteria);
                }
        }
    }

    void judge(const ValuedSlice& front, const ValuedSlice& back, const StructurePlace& place,
               options::Right right, const Criteria& criteria) {
        const auto& near = front.slice.of(right);
        const auto& far = back.slice.of(right);
        if (!near.listed[place.rows[0]] || !far.listed[place.rows[1]]) return;
        ++enumerated;
        if (near.usability[place.rows[0]] != market::Usability::usable ||
            far.usability[place.rows[1]] != market::Usability::usable) {
            ++unusable;
            return;
        }
        const auto spread = describe(front, &back, place, criteria.price);
        const auto& form = options::form_of(place.kind);
        const Price net = criteria.price == PriceBasis::mid ? spread.mid : spread.natural;
        const bool is_bought_later = form.roles[1].side == options::Side::buy;
        const auto distance = spread.legs[1].strike - spread.legs[0].strike;
        const bool is_debit =
            is_bought_later &&
            (right == options::Right::call ? distance <= Price{} : distance >= Price{});
        if (is_debit && spread.natural <= Price{}) return;
        if (!spread.max_profit_usd || *spread.max_profit_usd <= Money{}) return;
        if (spread.max_loss_usd && *spread.max_loss_usd <= Money{}) return;
        const bool needs_loss = criteria.sort == SortKey::return_on_risk ||
                                criteria.sort == SortKey::ev_on_risk ||
                                criteria.sort == SortKey::max_loss_usd;
        if (needs_loss && !spread.max_loss_usd) return;
        if (criteria.max_debit && net >= Price{} && net > *criteria.max_debit) return;
        if (spread.pop < criteria.min_pop.value_or(0)) return;
        qualified.push_back(spread);
    }
};

TEST(TwoExpirationScan, AgreesWithEveryPairDescribedOneByOne) {
    Rng rng(4);
    std::size_t seen = 0;
    for (int round = 0; round < 24; ++round) {
        SCOPED_TRACE(round);
        const auto chain = rough_chain(static_cast<std::uint64_t>(round) + 1);
        constexpr std::array sorts{SortKey::return_on_risk, SortKey::pop,    SortKey::ev_usd,
                                   SortKey::ev_on_risk,     SortKey::credit, SortKey::max_loss_usd,
                                   SortKey::max_profit_usd, SortKey::vega};
        Criteria criteria{.kinds = {},
                          .max_wing_strikes = 2,
                          .rate_per_year = 0.04,
                          .sort = sorts[static_cast<std::size_t>(round) % sorts.size()]};
        for (const auto kind : all_kinds)
            if (rng.chance(0.3)) criteria.kinds.add(kind);
        criteria.kinds.add(all_kinds[static_cast<std::size_t>(round) % all_kinds.size()]);
        if (rng.chance(0.5)) criteria.price = PriceBasis::mid;
        if (rng.chance(0.3)) criteria.max_debit = price("2.5");
        if (rng.chance(0.3)) criteria.min_pop = 0.3;
        const auto models = fit_models(chain, 100, criteria);
        ASSERT_TRUE(models[0] && models[1]);
        PlainSearch plain(chain, criteria, models);
        const auto& by = metric(criteria.sort);
        const double sign = by.better == Better::higher ? -1 : 1;
        std::ranges::sort(plain.qualified, {}, [&](const RankedSpread& spread) {
            return sign * by.value(spread, criteria.price);
        });
        for (const std::size_t top : {5U, 10'000U}) {
            criteria.top = top;
            const auto found = *scan_structures(chain, criteria, models);
            ASSERT_EQ(found.counts.enumerated, plain.enumerated);
            ASSERT_EQ(found.counts.of(Rejection::unusable_quote), plain.unusable);
            ASSERT_EQ(std::accumulate(found.counts.rejected.begin(), found.counts.rejected.end(),
                                      found.counts.ruled_out + found.counts.qualified),
                      found.counts.enumerated);
            ASSERT_EQ(found.ranked.size(), std::min(top, plain.qualified.size()));
            for (std::size_t i = 0; i < found.ranked.size(); ++i) {
                const double want = by.value(plain.qualified[i], criteria.price);
                ASSERT_NEAR(by.value(found.ranked[i], criteria.price), want,
                            1e-6 * (1 + std::abs(want)))
                    << i << " by " << by.name;
            }
            seen += found.ranked.size();
        }
    }
    EXPECT_GT(seen, 1'000U);
}

TEST(TwoExpirationScan, OnlyOptionsOfOneFamilyMakeACalendar) {
    auto chain = rough_chain(1);
    auto other = *chain.slices[1];
    other.terms.trading_class = "TESTW";
    chain.slices[1] = std::make_shared<const market::ExpirySlice>(other);
    const Criteria criteria{.kinds = {StructureKind::long_call_calendar}, .rate_per_year = 0.04};
    EXPECT_EQ(scan_structures(chain, criteria)->counts.enumerated, 0U);
}

TEST(TwoExpirationScan, EuropeanCalendarsHaveNoProvenWorstCase) {
    auto chain = rough_chain(1);
    for (auto& shared : chain.slices) {
        auto slice = *shared;
        slice.terms.style = options::ExerciseStyle::european;
        shared = std::make_shared<const market::ExpirySlice>(slice);
    }
    Criteria criteria{.kinds = {StructureKind::long_put_calendar}, .rate_per_year = 0.04};
    const auto by_risk = *scan_structures(chain, criteria);
    EXPECT_TRUE(by_risk.ranked.empty());
    EXPECT_GT(by_risk.counts.of(Rejection::unbounded), 0U);
    criteria.sort = SortKey::ev_usd;
    const auto by_value = *scan_structures(chain, criteria);
    ASSERT_FALSE(by_value.ranked.empty());
    EXPECT_FALSE(by_value.ranked.front().max_loss_usd);
}

}  // namespace
}  // namespace wingspread::scan
