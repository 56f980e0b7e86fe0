#include "core/rng.hpp"
#include "scan/chain_fixture.hpp"
#include "scan/structure_scan.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace wingspread::scan {
namespace {

using std::chrono::days;

const MarketTime as_of = thirty_days_before_december();
constexpr double year_days = 365;

/// One expiration `after` days later than december's, with `count` strikes around 100. Few strikes
/// and wide quotes do not determine a rate; many and narrow ones do.
market::ExpirySlice expiry_of(int after, int count, double half, double rate) {
    const auto offset = static_cast<double>(count / 2) * 2.5;
    auto slice =
        empty_slice(add_days(december, after), strikes_between(100 - offset, 100 + offset, 2.5));
    quote_model(
        slice, pricing::market_from_rates(100, (30.0 + after) / year_days, rate, 0.01),
        [](double strike) { return 0.2 - 0.1 * std::log(strike / 100); }, half);
    return slice;
}

/// Expirations a week apart, each with a rate of its own, and some that cannot tell theirs.
market::ChainSnapshot uneven_chain(Rng& rng) {
    std::vector<market::ExpirySlice> slices;
    for (int week = 0; week < 8; ++week) {
        const bool poor = rng.chance(0.5);
        slices.push_back(
            expiry_of(7 * week, poor ? 3 : 17, poor ? 0.3 : 0.01, 0.01 + 0.06 * rng.uniform()));
    }
    return chain_of(std::move(slices), 100, as_of);
}

market::ChainSnapshot only_wanted(const market::ChainSnapshot& chain, const Criteria& criteria) {
    market::ChainSnapshot part = chain;
    std::erase_if(part.slices, [&](const auto& slice) {
        return !is_wanted_dte(criteria, expiry_time(slice->terms, chain.as_of).dte);
    });
    return part;
}

std::uint64_t considered(const ScanCounts& counts) {
    return counts.enumerated - counts.of(Rejection::dte);
}

TEST(WantedExpiries, AFilteredScanOfAWholeChainIsTheScanOfTheFilteredChain) {
    Rng rng(11);
    std::size_t compared = 0;
    for (int round = 0; round < 60; ++round) {
        const auto chain = uneven_chain(rng);
        Criteria criteria{.rate_per_year = 0.03, .sort = SortKey::ev_on_risk, .top = 200};
        criteria.min_dte = static_cast<int>(rng.between(25, 60));
        criteria.max_dte = *criteria.min_dte + static_cast<int>(rng.between(0, 30));
        const auto part = only_wanted(chain, criteria);
        const auto from_all = scan_structures(chain, criteria);
        const auto from_part = scan_structures(part, criteria);
        ASSERT_TRUE(from_all && from_part);
        // Equal to the last digit: each double of a row is compared as it is.
        ASSERT_EQ(from_all->ranked, from_part->ranked) << "round " << round;
        EXPECT_EQ(from_all->skipped, from_part->skipped);
        EXPECT_EQ(from_all->counts.qualified, from_part->counts.qualified);
        EXPECT_EQ(considered(from_all->counts), considered(from_part->counts));
        compared += from_all->ranked.size();
    }
    EXPECT_GT(compared, 1'000U);
}

TEST(WantedExpiries, AnExpirationThatIsNotAskedForLendsNoRate) {
    const auto chain =
        chain_of({expiry_of(0, 17, 0.01, 0.09), expiry_of(28, 3, 0.3, 0.04)}, 100, as_of);
    const auto rate_of_second = [&](std::optional<int> min_dte) {
        const auto models = fit_models(chain, 100, {.min_dte = min_dte, .rate_per_year = 0.02});
        EXPECT_TRUE(models[1]);
        return models[1]->market.rate_per_year();
    };
    EXPECT_NEAR(rate_of_second(std::nullopt), 0.09, 5e-3) << "the neighbour's";
    EXPECT_NEAR(rate_of_second(40), 0.02, 1e-9) << "the stated one";
}

}  // namespace
}  // namespace wingspread::scan
