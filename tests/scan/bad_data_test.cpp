#include "scan/chain_fixture.hpp"
#include "scan/list_changes.hpp"
#include "scan/live_scan.hpp"
#include "scan/structure_scan.hpp"

#include <gtest/gtest.h>

#include <numeric>

/// What a broken feed or an odd listing gives: counted and explained, never ranked, never a crash.
namespace wingspread::scan {
namespace {

using market::Usability;
using options::Right;

const Criteria everything{
    .kinds = every_kind(), .max_wing_strikes = 2, .sort = SortKey::ev_usd, .top = 50};

/// 25 strikes of December around 100 at a flat volatility, a cent to either side.
market::ExpirySlice good_slice(Date expiration = december) {
    const MarketTime as_of = thirty_days_before_december();
    const double years =
        options::years_to(as_of, options::expiry_instant(expiration, options::Settlement::pm));
    auto slice = empty_slice(expiration, strikes_between(70, 130, 2.5));
    quote_model(
        slice, pricing::market_from_rates(100, years, 0.04, 0.01), [](double) { return 0.25; },
        0.01);
    return slice;
}

ScanResult scan_of(std::vector<market::ExpirySlice> slices,
                   MarketTime as_of = thirty_days_before_december()) {
    const auto chain = chain_of(std::move(slices), 100, as_of);
    auto result = scan_structures(chain, everything);
    EXPECT_TRUE(result) << result.error().message;
    if (!result) return {};
    const auto& counts = result->counts;
    EXPECT_EQ(counts.enumerated,
              std::accumulate(counts.rejected.begin(), counts.rejected.end(), std::uint64_t{0}) +
                  counts.ruled_out + counts.qualified);
    auto live = LiveScan::make(chain, everything, *chain_models(chain, everything));
    EXPECT_TRUE(live);
    if (live) EXPECT_EQ((*live)->ranked().value(), result->ranked);
    return std::move(*result);
}

bool uses(const ScanResult& result, Right right, double strike) {
    return std::ranges::any_of(result.ranked, [&](const RankedSpread& spread) {
        return std::ranges::any_of(spread.legs, [&](const RankedLeg& leg) {
            return leg.right == right && leg.strike == price(strike);
        });
    });
}

struct BadQuote {
    const char* name;
    std::optional<double> bid;
    std::optional<double> ask;
    Usability as;
};

TEST(BadData, AQuoteThatCannotBeIsCountedAndNeverALeg) {
    const auto good = scan_of({good_slice()});
    ASSERT_TRUE(uses(good, Right::put, 95));
    for (const auto& [name, bid, ask, as] :
         {BadQuote{"crossed", 2.5, 2.1, Usability::crossed},
          BadQuote{"zero bid", 0.0, 2.1, Usability::missing_bid},
          BadQuote{"negative bid", -1.0, 2.1, Usability::missing_bid},
          BadQuote{"no bid", {}, 2.1, Usability::missing_bid},
          BadQuote{"no ask", 2.1, {}, Usability::missing_ask},
          BadQuote{"nothing", {}, {}, Usability::unquoted}}) {
        auto slice = good_slice();
        const auto as_price = [](std::optional<double> side) {
            return side ? std::optional(price(*side)) : std::nullopt;
        };
        const auto row = static_cast<std::size_t>(
            std::ranges::lower_bound(slice.strikes, price(95.0)) - slice.strikes.begin());
        set_quote(slice.puts, row, as_price(bid), as_price(ask));
        const auto result = scan_of({slice});
        EXPECT_EQ(result.counts.contracts_by_usability[static_cast<std::size_t>(as)],
                  good.counts.contracts_by_usability[static_cast<std::size_t>(as)] + 1)
            << name;
        EXPECT_GT(result.counts.of(Rejection::unusable_quote),
                  good.counts.of(Rejection::unusable_quote))
            << name;
        EXPECT_FALSE(uses(result, Right::put, 95)) << name;
        EXPECT_FALSE(result.ranked.empty()) << name << ": the others stay";
    }
}

TEST(BadData, StaleAndHaltedQuotesAreCountedByTheirReason) {
    for (const auto use : {Usability::stale, Usability::halted, Usability::gap, Usability::delayed,
                           Usability::pre_open}) {
        auto slice = good_slice();
        for (auto& each : slice.puts.usability)
            if (each == Usability::usable) each = use;
        const auto result = scan_of({slice});
        EXPECT_GT(result.counts.contracts_by_usability[static_cast<std::size_t>(use)], 10U);
        for (const auto& spread : result.ranked)
            for (const auto& leg : spread.legs) EXPECT_EQ(leg.right, Right::call);
    }
}

TEST(BadData, AnExpirationWithOneStrikeIsSkippedWithItsReason) {
    auto lonely = empty_slice(january, {100});
    set_quote(lonely.calls, 0, price(3.0), price(3.1));
    set_quote(lonely.puts, 0, price(2.9), price(3.0));
    const auto result = scan_of({good_slice(), lonely});
    ASSERT_EQ(result.skipped.size(), 1U);
    EXPECT_EQ(result.skipped[0].expiry, january);
    EXPECT_FALSE(result.skipped[0].reason.empty());
    for (const auto& spread : result.ranked) EXPECT_EQ(spread.expiry, december);
}

TEST(BadData, ASliceWithoutAStrikeOrAChainWithoutASliceIsEmpty) {
    EXPECT_EQ(scan_of({empty_slice(december, {})}).counts.enumerated, 0U);
    EXPECT_EQ(scan_of({}).counts.contracts, 0U);
}

TEST(BadData, WhatHasSettledIsExpiredWhateverItsQuotesSay) {
    const auto after =
        options::expiry_instant(december, options::Settlement::pm) + std::chrono::hours(3);
    const auto result = scan_of({good_slice()}, after);
    EXPECT_TRUE(result.ranked.empty());
    EXPECT_EQ(result.counts.of(Rejection::expired), result.counts.enumerated);
    EXPECT_GT(result.counts.enumerated, 0U);
}

TEST(BadData, ClassesThatACorporateActionAdjustedMakeNoSpreadWithOthers) {
    auto adjusted = good_slice();
    adjusted.terms.trading_class = "TEST1";
    adjusted.terms.multiplier = 150;
    const auto result = scan_of({good_slice(), adjusted});
    ASSERT_FALSE(result.ranked.empty());
    std::set<std::string> classes;
    for (const auto& spread : result.ranked) {
        classes.insert(spread.trading_class);
        EXPECT_EQ(spread.multiplier, spread.trading_class == "TEST1" ? 150 : 100);
        EXPECT_FALSE(spread.back_expiry) << "no calendar between two classes of one day";
    }
    EXPECT_LE(classes.size(), 2U);
}

TEST(BadData, TwentyThousandContractsOfOneExpirationAreScannedExactly) {
    auto slice = empty_slice(december, strikes_between(50, 150 - 0.005, 0.01));
    quote_model(
        slice, pricing::market_from_rates(100, 30 / 365.0, 0.04, 0.01), [](double) { return 0.25; },
        0.01);
    ASSERT_EQ(slice.strikes.size(), 10'000U);
    const auto chain = chain_of({slice}, 100, thirty_days_before_december());
    const Criteria verticals{.min_short_delta = 0.2, .max_short_delta = 0.3, .top = 20};
    const auto result =
        scan_structures(chain, verticals, *chain_models(chain, verticals), Counting::by_bounds);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->counts.contracts, 20'000U);
    EXPECT_EQ(result->ranked.size(), 20U);
}

TEST(BadData, PricesBeyondEverythingThatTradesAreLeftOut) {
    auto slice = good_slice();
    set_quote(slice.calls, 3, Price::from_int(20'000'000), Price::from_int(30'000'000));
    const auto result = scan_of({slice});
    EXPECT_FALSE(uses(result, Right::call, 77.5));
}

}  // namespace
}  // namespace wingspread::scan
