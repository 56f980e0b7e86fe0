#include "scan/interest.hpp"

#include "core/rng.hpp"
#include "scan/chain_fixture.hpp"
#include "scan/structure_scan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace wingspread::scan {
namespace {

using market::Usability;
using options::Right;

const auto strikes = strikes_between(50, 150, 5);
constexpr std::array rights{Right::call, Right::put};

market::OptionColumns& columns_of(market::ExpirySlice& slice, Right right) {
    return right == Right::call ? slice.calls : slice.puts;
}

/// Listed, and nothing said about it yet.
void forget(market::ExpirySlice& slice, std::size_t row, Right right) {
    columns_of(slice, right).set(row, ConId(1), {}, Usability::unquoted);
}

market::ExpirySlice unquoted_slice(Date expiration, const std::vector<double>& at = strikes) {
    auto slice = empty_slice(expiration, at);
    for (std::size_t row = 0; row < at.size(); ++row)
        for (const auto right : rights) forget(slice, row, right);
    return slice;
}

double december_volatility(double strike) { return 0.25 - 0.2 * std::log(strike / 100); }

market::ExpirySlice quoted_slice(Date expiration, const std::vector<double>& at = strikes) {
    auto slice = empty_slice(expiration, at);
    const double years =
        options::years_to(thirty_days_before_december(),
                          options::expiry_instant(expiration, options::Settlement::pm));
    quote_model(slice, pricing::market_from_rates(100, years, 0.04, 0.01), december_volatility,
                0.05);
    return slice;
}

market::ChainSnapshot chain_with(std::vector<market::ExpirySlice> slices, double spot = 100) {
    return chain_of(std::move(slices), spot, thirty_days_before_december());
}

Criteria bull_puts() {
    Criteria criteria;
    criteria.kinds = {options::StructureKind::bull_put};
    criteria.min_short_delta = 0.1;
    criteria.max_short_delta = 0.3;
    return criteria;
}

using Name = std::tuple<std::uint32_t, double, Right>;

std::vector<Name> names(const market::ChainSnapshot& chain,
                        const std::vector<ContractPlace>& places) {
    std::vector<Name> result;
    for (const auto& place : places)
        result.emplace_back(place.slice, chain.slices[place.slice]->strikes[place.row].to_double(),
                            place.right);
    return result;
}

std::ptrdiff_t turn(const std::vector<Name>& names, double strike, Right right,
                    std::uint32_t slice = 0) {
    return std::ranges::find(names, Name(slice, strike, right)) - names.begin();
}

TEST(Interest, EveryContractOfAWantedExpiryOnce) {
    const auto chain = chain_with({unquoted_slice(december), unquoted_slice(january)});
    const auto order = names(chain, rank_interest(chain, {}));
    EXPECT_EQ(order.size(), 4 * strikes.size());
    EXPECT_EQ(std::set(order.begin(), order.end()).size(), order.size());
}

TEST(Interest, EachExpiryIsProbedFirst) {
    const auto chain = chain_with({unquoted_slice(december), unquoted_slice(january)}, 101);
    const auto order = names(chain, rank_interest(chain, bull_puts()));
    for (const std::uint32_t slice : {0U, 1U}) {
        for (const double strike : {95, 100, 105})
            for (const auto right : rights) EXPECT_LT(turn(order, strike, right, slice), 24);
        const auto probes = std::span(order).first(24);
        const auto far_puts = std::ranges::count_if(probes, [&](const Name& name) {
            return std::get<0>(name) == slice && std::get<1>(name) < 95;
        });
        const auto far_calls = std::ranges::count_if(probes, [&](const Name& name) {
            return std::get<0>(name) == slice && std::get<1>(name) > 105;
        });
        EXPECT_GE(far_puts, 2);
        EXPECT_GE(far_calls, 2);
    }
}

TEST(Interest, OtherDaysAndExpiredContractsAreLeftOut) {
    const Date past{std::chrono::year{2026}, std::chrono::November, std::chrono::day{13}};
    const auto chain =
        chain_with({unquoted_slice(past), unquoted_slice(december), unquoted_slice(january)});
    const auto order = rank_interest(chain, {.max_dte = 40});
    EXPECT_EQ(order.size(), 2 * strikes.size());
    for (const auto place : order) EXPECT_EQ(place.slice, 1U);
    EXPECT_TRUE(rank_interest(chain, {.min_dte = 400}).empty());
    auto unpriced = chain;
    unpriced.spot.reset();
    EXPECT_TRUE(rank_interest(unpriced, {}).empty());
}

TEST(Interest, TheWantedKindsDecideTheRight) {
    const auto chain = chain_with({unquoted_slice(december, strikes_between(40, 160, 1))});
    const auto order = names(chain, rank_interest(chain, bull_puts()));
    const auto place = [&](double strike, Right right) { return turn(order, strike, right); };
    EXPECT_LT(place(93, Right::put), place(85, Right::put)) << "around the wanted delta";
    EXPECT_LT(place(90, Right::put), place(80, Right::put));
    EXPECT_LT(place(90, Right::put), place(120, Right::put)) << "deep in the money";
    EXPECT_LT(place(86, Right::put), place(115, Right::call)) << "a call only shapes the smile";
    EXPECT_LT(place(115, Right::call), place(45, Right::put)) << "which nobody bids for";
    EXPECT_EQ(place(60, Right::call), std::ssize(order))
        << "and one far in the money not even that";
}

TEST(Interest, WithBothKindsOfCreditBothRightsTakeTurns) {
    auto december_slice = quoted_slice(december, strikes_between(70, 130, 1));
    for (std::size_t row = 0; row < december_slice.strikes.size(); ++row) {
        const double strike = december_slice.strikes[row].to_double();
        if (std::abs(strike - 100) <= 2 || std::fmod(strike, 10) == 0) continue;
        for (const auto right : rights) forget(december_slice, row, right);
    }
    const auto chain = chain_with({std::move(december_slice)});
    auto condor = bull_puts();
    condor.kinds = {options::StructureKind::bull_put, options::StructureKind::bear_call};
    const auto order = names(chain, rank_interest(chain, condor));
    const auto best = std::span(order).first(20);
    const auto calls =
        std::ranges::count(best, Right::call, [](const Name& name) { return std::get<2>(name); });
    EXPECT_GE(calls, 5);
    EXPECT_LE(calls, 15);
}

// Most quotes are hidden; what is left tells which contracts matter.
TEST(Interest, TheLegsOfTheBestSpreadsComeSoonOnceASmileIsKnown) {
    for (const auto sort : {SortKey::return_on_risk, SortKey::pop, SortKey::credit}) {
        auto criteria = bull_puts();
        criteria.sort = sort;
        criteria.max_width = price(10);
        criteria.rate_per_year = 0.04;
        std::vector<market::ExpirySlice> full;
        std::vector<market::ExpirySlice> hidden;
        for (const Date expiration : {december, january}) {
            full.push_back(quoted_slice(expiration, strikes_between(60, 140, 1)));
            hidden.push_back(full.back());
            auto& slice = hidden.back();
            for (std::size_t row = 0; row < slice.strikes.size(); ++row) {
                if (row % 8 == 4) continue;
                for (const auto right : rights) forget(slice, row, right);
            }
        }
        const auto truth = scan_structures(chain_with(std::move(full)), criteria);
        ASSERT_TRUE(truth);
        ASSERT_EQ(truth->ranked.size(), criteria.top);
        const auto chain = chain_with(std::move(hidden));
        const auto order = names(chain, rank_interest(chain, criteria));
        std::set<Name> legs;
        for (const auto& spread : truth->ranked)
            for (const auto& leg : spread.legs)
                legs.emplace(spread.expiry == january ? 1 : 0, leg.strike.to_double(), leg.right);
        std::size_t soon = 0;
        for (const auto& [slice, strike, right] : legs)
            if (turn(order, strike, right, slice) < 40) ++soon;
        EXPECT_GE(10 * soon, 9 * legs.size()) << to_string(sort) << ", of " << order.size();
    }
}

// Whatever is quoted: each contract that a spread could use comes once, nothing else does, and the
// same snapshot gives the same order.
TEST(Interest, NothingIsLostWhateverIsQuoted) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        Rng rng(seed);
        auto chain = rough_chain(seed);
        const double share = rng.uniform();
        for (auto& shared : chain.slices) {
            auto slice = *shared;
            for (std::size_t row = 0; row < slice.strikes.size(); ++row)
                for (const auto right : rights)
                    if (slice.of(right).listed[row] && rng.chance(share)) forget(slice, row, right);
            shared = std::make_shared<market::ExpirySlice>(std::move(slice));
        }
        Criteria criteria;
        const auto sure = rng.between(0, 3);
        criteria.kinds = {};
        for (const auto kind : options::all_vertical_kinds) {
            if (rng.chance(0.5) || static_cast<std::int64_t>(kind) == sure)
                criteria.kinds.add(options::to_structure_kind(kind));
        }
        if (rng.chance(0.5)) criteria.max_short_delta = 0.4;
        if (rng.chance(0.3)) criteria.min_open_interest = 100;
        const auto order = rank_interest(chain, criteria);
        EXPECT_EQ(order, rank_interest(chain, criteria));
        const auto all = names(chain, order);
        const std::set<Name> once(all.begin(), all.end());
        EXPECT_EQ(once.size(), all.size());
        for (std::uint32_t i = 0; i < chain.slices.size(); ++i) {
            const auto& slice = *chain.slices[i];
            for (std::size_t row = 0; row < slice.strikes.size(); ++row)
                for (const auto right : rights) {
                    const bool used = std::ranges::any_of(
                        options::all_vertical_kinds, [&](options::VerticalKind kind) {
                            return options::right_of(kind) == right && criteria.wants(kind);
                        });
                    const bool is_in = once.contains({i, slice.strikes[row].to_double(), right});
                    if (!slice.of(right).listed[row]) EXPECT_FALSE(is_in);
                    if (slice.of(right).listed[row] && used) EXPECT_TRUE(is_in);
                }
        }
    }
}

TEST(ExpectedChain, KnownPricesStandAndUnknownOnesAreTheModels) {
    auto slice = quoted_slice(december, strikes_between(80, 120, 1));
    const std::size_t at_95 = 15;
    const auto known = slice.puts;
    forget(slice, at_95, Right::put);
    slice.puts.usability[10] = Usability::stale;
    slice.puts.bid[0].reset();
    slice.puts.usability[0] = Usability::missing_bid;
    const auto chain = chain_with({slice, unquoted_slice(january)});
    const auto models = fit_models(chain, 100, {.rate_per_year = 0.04});
    ASSERT_TRUE(models[0]);
    ASSERT_FALSE(models[1]);
    const auto expected = expected_chain(chain, models);
    const auto& puts = expected.slices[0]->puts;
    ASSERT_EQ(puts.usability[at_95], Usability::usable);
    const double value = (known.bid[at_95]->to_double() + known.ask[at_95]->to_double()) / 2;
    EXPECT_NEAR((puts.bid[at_95]->to_double() + puts.ask[at_95]->to_double()) / 2, value, 0.01);
    EXPECT_LT(*puts.ask[at_95] - *puts.bid[at_95], *known.ask[at_95] - *known.bid[at_95]);
    EXPECT_EQ(puts.usability[10], Usability::usable) << "an old price is better than none";
    EXPECT_EQ(puts.bid[10], known.bid[10]);
    EXPECT_EQ(puts.usability[0], Usability::missing_bid);
    EXPECT_EQ(*expected.slices[1], *chain.slices[1]);
}

}  // namespace
}  // namespace wingspread::scan
