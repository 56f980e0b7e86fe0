#include "scan/structure_scan.hpp"

#include "scan/chain_fixture.hpp"
#include "scan/metrics.hpp"
#include "scan/structure_reference.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace wingspread::scan {
namespace {

using options::StructureKind;

ScanResult scan(const market::ChainSnapshot& chain, const Criteria& criteria) {
    auto result = scan_structures(chain, criteria);
    EXPECT_TRUE(result) << result.error().message;
    return result ? std::move(*result) : ScanResult{};
}

/// Some strikes of a rough chain, so that distances are uneven and few enough for a plain search.
market::ChainSnapshot thinned_chain(std::uint64_t seed, double kept) {
    auto chain = rough_chain(seed);
    Rng rng(seed);
    for (auto& shared : chain.slices) {
        const auto& full = *shared;
        market::ExpirySlice slice;
        slice.terms = full.terms;
        std::vector<std::size_t> rows;
        for (std::size_t row = 4; row + 4 < full.strikes.size(); ++row)
            if (rng.chance(kept)) rows.push_back(row);
        slice.calls.resize(rows.size());
        slice.puts.resize(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            slice.strikes.push_back(full.strikes[rows[i]]);
            const auto copy = [&](const market::OptionColumns& from, market::OptionColumns& to) {
                to.listed[i] = from.listed[rows[i]];
                to.conid[i] = from.conid[rows[i]];
                to.bid[i] = from.bid[rows[i]];
                to.ask[i] = from.ask[rows[i]];
                to.open_interest[i] = from.open_interest[rows[i]];
                to.usability[i] = from.usability[rows[i]];
            };
            copy(full.calls, slice.calls);
            copy(full.puts, slice.puts);
        }
        shared = std::make_shared<const market::ExpirySlice>(std::move(slice));
    }
    return chain;
}

bool is_of_one_expiration(const options::StructureForm& form) {
    return !form.shares && !form.roles.back().back;
}

Criteria random_criteria(Rng& rng) {
    Criteria criteria;
    criteria.kinds = {};
    const auto sure = rng.between(0, 27);
    for (const auto& form : options::structure_forms()) {
        if (!is_of_one_expiration(form)) continue;
        if (rng.chance(0.15) || static_cast<std::int64_t>(form.kind) == sure)
            criteria.kinds.add(form.kind);
    }
    const auto cents = [&](std::int64_t low, std::int64_t high) {
        return Price::from_raw(rng.between(low, high) * 1'000'000);
    };
    criteria.max_wing_strikes = static_cast<int>(rng.between(1, 4));
    if (rng.chance(0.1)) criteria.min_dte = 31;
    if (rng.chance(0.1)) criteria.max_dte = 40;
    if (rng.chance(0.2)) criteria.min_short_delta = rng.uniform() * 0.3;
    if (rng.chance(0.2)) criteria.max_short_delta = 0.4 + rng.uniform() * 0.6;
    if (rng.chance(0.2)) criteria.min_width = Price::from_raw(rng.between(0, 4) * 250'000'000);
    if (rng.chance(0.2)) criteria.max_width = Price::from_raw(rng.between(3, 12) * 250'000'000);
    if (rng.chance(0.2)) criteria.max_leg_bid_ask = cents(5, 60);
    if (rng.chance(0.2)) criteria.min_credit = cents(0, 200);
    if (rng.chance(0.2)) criteria.max_debit = cents(50, 900);
    if (rng.chance(0.2)) criteria.min_return_on_risk = static_cast<double>(rng.between(0, 8)) / 10;
    if (rng.chance(0.3)) criteria.min_pop = rng.uniform() * 0.8;
    if (rng.chance(0.2)) criteria.min_open_interest = rng.between(0, 100);
    if (rng.chance(0.5)) criteria.price = PriceBasis::mid;
    criteria.sort = static_cast<SortKey>(rng.between(0, std::ssize(metrics_table()) - 1));
    criteria.top = 10'000;
    return criteria;
}

auto identity(const RankedSpread& spread) {
    std::vector<Price> strikes;
    for (const auto& leg : spread.legs) strikes.push_back(leg.strike);
    std::ranges::sort(strikes);
    return std::tuple(spread.expiry, spread.back_expiry, spread.structure, strikes);
}

void expect_same(const RankedSpread& fast, const RankedSpread& slow) {
    EXPECT_EQ(fast.natural, slow.natural);
    EXPECT_EQ(fast.mid, slow.mid);
    EXPECT_EQ(fast.width, slow.width);
    EXPECT_EQ(fast.max_profit_usd, slow.max_profit_usd);
    EXPECT_EQ(fast.max_loss_usd, slow.max_loss_usd);
    EXPECT_EQ(fast.breakevens, slow.breakevens);
    EXPECT_EQ(fast.return_on_risk.has_value(), slow.return_on_risk.has_value());
    EXPECT_NEAR(fast.pop, slow.pop, 1e-9);
    EXPECT_NEAR(fast.ev_usd, slow.ev_usd, 1e-7);
    EXPECT_NEAR(fast.delta, slow.delta, 1e-9);
    EXPECT_NEAR(fast.vega_per_point, slow.vega_per_point, 1e-9);
}

/// Sorts best first by the metric asked for.
void rank(std::vector<RankedSpread>& spreads, const Criteria& criteria) {
    const auto& by = metric(criteria.sort);
    const double sign = by.better == Better::higher ? -1 : 1;
    std::ranges::sort(spreads, {}, [&](const RankedSpread& spread) {
        return sign * by.value(spread, criteria.price);
    });
}

std::uint64_t accounted(const ScanCounts& counts) {
    return std::accumulate(counts.rejected.begin(), counts.rejected.end(),
                           counts.ruled_out + counts.qualified);
}

// The search by blocks and bounds finds what judging every structure by its payoff does.
TEST(StructureScan, AgreesWithEveryStructureJudgedByItsPayoff) {
    constexpr std::array before_any_figure{
        Rejection::dte,           Rejection::no_model,    Rejection::unusable_quote,
        Rejection::open_interest, Rejection::leg_bid_ask, Rejection::short_delta,
        Rejection::width};
    Rng rng(77);
    std::size_t seen = 0;
    std::map<StructureKind, std::size_t> by_kind;
    for (int round = 0; round < 150; ++round) {
        SCOPED_TRACE(round);
        const auto chain = thinned_chain(static_cast<std::uint64_t>(round) / 3 + 1, 0.8);
        Criteria criteria = random_criteria(rng);
        StructureReference slow(chain, criteria);
        const auto fast = scan(chain, criteria);
        ASSERT_EQ(fast.counts.enumerated, slow.enumerated);
        ASSERT_EQ(accounted(fast.counts), fast.counts.enumerated);
        for (const auto reason : before_any_figure)
            ASSERT_EQ(fast.counts.of(reason), slow.rejected[static_cast<std::size_t>(reason)])
                << to_string(reason);
        for (std::size_t i = 0; i < rejection_count; ++i)
            ASSERT_LE(fast.counts.rejected[i], slow.rejected[i])
                << to_string(static_cast<Rejection>(i));
        if (slow.qualified.size() > criteria.top) continue;
        ASSERT_EQ(fast.ranked.size(), slow.qualified.size());
        seen += fast.ranked.size();
        auto found = fast.ranked;
        std::ranges::sort(found, {}, identity);
        auto expected = slow.qualified;
        std::ranges::sort(expected, {}, identity);
        for (std::size_t i = 0; i < expected.size(); ++i) {
            ASSERT_EQ(identity(found[i]), identity(expected[i]));
            expect_same(found[i], expected[i]);
            ++by_kind[found[i].structure];
        }
        rank(expected, criteria);
        const auto& by = metric(criteria.sort);
        for (const std::size_t top : {1U, 6U, 40U}) {
            criteria.top = top;
            const auto head = scan(chain, criteria);
            ASSERT_EQ(accounted(head.counts), head.counts.enumerated);
            ASSERT_EQ(head.ranked.size(), std::min(top, expected.size()));
            for (std::size_t i = 0; i < head.ranked.size(); ++i) {
                const double want = by.value(expected[i], criteria.price);
                ASSERT_NEAR(by.value(head.ranked[i], criteria.price), want,
                            1e-7 * (1 + std::abs(want)))
                    << i << " by " << by.name;
                ASSERT_EQ(head.ranked[i], fast.ranked[i]) << "the head of the long list";
            }
        }
    }
    EXPECT_GT(seen, 20'000U);
    for (const auto& form : options::structure_forms())
        if (is_of_one_expiration(form)) EXPECT_GT(by_kind[form.kind], 20U) << form.name;
}

Criteria everything() {
    Criteria criteria{.kinds = {}, .rate_per_year = 0.04, .sort = SortKey::ev_usd};
    for (const auto& form : options::structure_forms())
        if (!form.shares) criteria.kinds.add(form.kind);
    return criteria;
}

TEST(StructureScan, BadQuotesAreCountedAndNeverRanked) {
    auto chain = rough_chain(5);
    auto front = *chain.slices[0];
    for (std::size_t row = 0; row < front.strikes.size(); ++row) {
        set_quote(front.calls, row, price("1.10"), price("1.00"));  // crossed
        set_quote(front.puts, row, std::nullopt, price("0.05"));    // nobody bids
    }
    chain.slices[0] = std::make_shared<const market::ExpirySlice>(front);
    const auto result = scan(chain, everything());
    EXPECT_EQ(accounted(result.counts), result.counts.enumerated);
    EXPECT_GT(result.counts.of(Rejection::no_model), 0U);
    ASSERT_FALSE(result.ranked.empty());
    for (const auto& row : result.ranked) EXPECT_EQ(row.expiry, january);
}

TEST(StructureScan, OneStrikeMakesOnlyWhatNeedsOne) {
    auto slice = empty_slice(december, {100});
    set_quote(slice.calls, 0, price("2.30"), price("2.40"));
    set_quote(slice.puts, 0, price("2.20"), price("2.30"));
    const auto chain = chain_of({std::move(slice)}, 100, thirty_days_before_december());
    const auto result = scan(chain, everything());
    EXPECT_EQ(result.counts.enumerated, 6U) << "four single options and two straddles";
    EXPECT_EQ(accounted(result.counts), 6U);
}

TEST(StructureScan, AnExpiredChainIsCounted) {
    auto chain = rough_chain(5);
    chain.as_of += std::chrono::hours{24 * 365};
    const auto result = scan(chain, everything());
    EXPECT_TRUE(result.ranked.empty());
    EXPECT_EQ(result.counts.of(Rejection::expired), result.counts.enumerated);
}

TEST(StructureScan, WithoutAPriceOfTheUnderlyingItFails) {
    auto chain = rough_chain(5);
    chain.spot.reset();
    EXPECT_FALSE(scan_structures(chain, everything()));
}

TEST(StructureScan, VerticalsAloneAreThoseOfTheVerticalScan) {
    const auto chain = rough_chain(6);
    const Criteria criteria{.top = 50};
    const auto general = scan(chain, criteria);
    const auto verticals = *scan_structures(chain, criteria);
    EXPECT_EQ(general.ranked, verticals.ranked);
    EXPECT_EQ(general.counts, verticals.counts);
}

TEST(StructureScan, ASoldStraddleCannotRankByRisk) {
    const auto chain = rough_chain(7);
    Criteria criteria{.kinds = {StructureKind::short_straddle}};
    const auto by_risk = scan(chain, criteria);
    EXPECT_TRUE(by_risk.ranked.empty());
    EXPECT_GT(by_risk.counts.of(Rejection::unbounded), 0U);
    criteria.sort = SortKey::credit;
    EXPECT_FALSE(scan(chain, criteria).ranked.empty());
}

}  // namespace
}  // namespace wingspread::scan
