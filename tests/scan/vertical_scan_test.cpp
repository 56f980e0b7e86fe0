#include "scan/chain_fixture.hpp"
#include "scan/describe.hpp"
#include "scan/metrics.hpp"
#include "scan/structure_scan.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace wingspread::scan {
namespace {

using options::Right;
using options::Side;
using options::VerticalKind;

Criteria only(VerticalKind kind) {
    Criteria criteria;
    criteria.kinds = {options::to_structure_kind(kind)};
    criteria.top = 10'000;
    return criteria;
}

ScanResult scan(const market::ChainSnapshot& chain, const Criteria& criteria) {
    auto result = scan_structures(chain, criteria);
    EXPECT_TRUE(result) << result.error().message;
    return result ? std::move(*result) : ScanResult{};
}

const RankedSpread* find(const ScanResult& result, double bought, double sold) {
    const auto place = std::ranges::find_if(result.ranked, [&](const RankedSpread& spread) {
        return spread.legs[0].strike == price(bought) && spread.legs[1].strike == price(sold);
    });
    return place == result.ranked.end() ? nullptr : &*place;
}

/// Volatility 20 %, rate 4 %, yield 1 %, spot 100, 30 days; quotes 0.05 around the model's value.
market::ChainSnapshot flat_chain() {
    const MarketTime as_of = thirty_days_before_december();
    auto slice = empty_slice(december, strikes_between(80, 120, 2.5));
    quote_model(
        slice, pricing::market_from_rates(100, 30.0 / 365, 0.04, 0.01), [](double) { return 0.2; },
        0.05);
    return chain_of({std::move(slice)}, 100, as_of);
}

/// Figures worked out apart from this code, with Black-Scholes in Python: numerical derivatives for
/// the Greeks, N(±d2) at the breakeven for the probability.
struct Expected {
    VerticalKind kind;
    double bought;
    double sold;
    double net;
    double max_profit_usd;
    double max_loss_usd;
    double breakeven;
    double return_on_risk;
    double pop;
    double ev_usd;
    double delta;
    double gamma;
    double theta;
    double vega;
};

void expect_figures(const RankedSpread& spread, const Expected& expected, double net) {
    EXPECT_NEAR(net, expected.net, 1e-6);
    EXPECT_NEAR(spread.max_profit_usd->to_double(), expected.max_profit_usd, 1e-4);
    EXPECT_NEAR(spread.max_loss_usd->to_double(), expected.max_loss_usd, 1e-4);
    ASSERT_EQ(spread.breakevens.size(), 1U);
    EXPECT_NEAR(spread.breakevens[0].to_double(), expected.breakeven, 1e-6);
    EXPECT_NEAR(*spread.return_on_risk, expected.return_on_risk, 1e-5);
    EXPECT_NEAR(spread.pop, expected.pop, 1e-4);
    EXPECT_NEAR(spread.ev_usd, expected.ev_usd, 1e-2);
    EXPECT_NEAR(spread.delta, expected.delta, 1e-2);
    EXPECT_NEAR(spread.gamma, expected.gamma, 1e-3);
    EXPECT_NEAR(spread.theta_per_day, expected.theta, 2e-3);
    EXPECT_NEAR(spread.vega_per_point, expected.vega, 1e-3);
}

TEST(VerticalScan, FiguresAtTheNaturalPrice) {
    const auto chain = flat_chain();
    for (const auto& expected : {
             Expected{VerticalKind::bull_call, 100, 105, 1.812732, 318.7268, 181.2732, 101.812732,
                      1.758268, 0.382477, -10, 31.03962, 1.80256, -1.22406, 2.96312},
             Expected{VerticalKind::bear_put, 100, 95, 1.739084, 326.0916, 173.9084, 98.260916,
                      1.875077, 0.374368, -10, -30.42207, 2.57529, -1.14311, 4.23336},
             Expected{VerticalKind::bull_put, 90, 95, -0.359358, 35.9358, 464.0642, 94.640642,
                      0.077437, 0.835221, -10, 13.87280, -3.23530, 1.65371, -5.31830},
             Expected{VerticalKind::bear_call, 110, 105, -0.461634, 46.1634, 453.8366, 105.461634,
                      0.101718, 0.819403, -10, -16.19314, -3.16939, 1.86359, -5.20995},
         }) {
        SCOPED_TRACE(options::to_string(expected.kind));
        const auto result = scan(chain, only(expected.kind));
        const auto* spread = find(result, expected.bought, expected.sold);
        ASSERT_NE(spread, nullptr);
        expect_figures(*spread, expected, spread->natural.to_double());
    }
}

TEST(VerticalScan, EveryFigureUsesThePriceThatIsAskedFor) {
    const auto chain = flat_chain();
    for (const auto& expected : {
             Expected{VerticalKind::bull_call, 100, 105, 1.712732, 328.7268, 171.2732, 101.712732,
                      1.919313, 0.389032, 0, 31.03962, 1.80256, -1.22406, 2.96312},
             Expected{VerticalKind::bull_put, 90, 95, -0.459358, 45.9358, 454.0642, 94.540642,
                      0.101166, 0.839753, 0, 13.87280, -3.23530, 1.65371, -5.31830},
             Expected{VerticalKind::bear_call, 110, 105, -0.561634, 56.1634, 443.8366, 105.561634,
                      0.126541, 0.823717, 0, -16.19314, -3.16939, 1.86359, -5.20995},
         }) {
        SCOPED_TRACE(options::to_string(expected.kind));
        Criteria criteria = only(expected.kind);
        criteria.price = PriceBasis::mid;
        const auto result = scan(chain, criteria);
        const auto* spread = find(result, expected.bought, expected.sold);
        ASSERT_NE(spread, nullptr);
        expect_figures(*spread, expected, spread->mid.to_double());
    }
}

TEST(VerticalScan, ARowNamesItsLegsAndTheirQuotes) {
    const auto result = scan(flat_chain(), only(VerticalKind::bull_put));
    const auto* spread = find(result, 90, 95);
    ASSERT_NE(spread, nullptr);
    EXPECT_EQ(spread->symbol, "TEST");
    EXPECT_EQ(spread->expiry, december);
    EXPECT_EQ(spread->dte, 30);
    EXPECT_EQ(spread->width, price(5));
    const auto& [bought, sold] = std::tie(spread->legs[0], spread->legs[1]);
    EXPECT_EQ(bought.side, Side::buy);
    EXPECT_EQ(sold.side, Side::sell);
    EXPECT_EQ(bought.right, Right::put);
    EXPECT_EQ(bought.conid, ConId(5)) << "row 4 of the fixture";
    EXPECT_EQ(bought.ask - bought.bid, price("0.1"));
    EXPECT_EQ(spread->natural, bought.ask - sold.bid);
    EXPECT_NEAR(sold.iv, 0.2, 1e-4);
    EXPECT_NEAR(sold.delta, -0.16682, 1e-4);
    EXPECT_LT(bought.delta, 0);
}

// The handbook's worked example: 95/90 put spread for 0.70 on a forward of 100.
TEST(Describe, TheBullPutOfTheHandbook) {
    const pricing::ExpiryMarket market{100, 100, std::exp(-0.04 * 30 / 365), 30.0 / 365};
    std::vector<double> strikes;
    std::vector<double> volatilities;
    for (double strike = 85; strike <= 105; strike += 0.5) {
        strikes.push_back(strike);
        volatilities.push_back(0.24 + 0.008 * (95 - strike));
    }
    const ExpiryModel model{market, *pricing::Smile::through(market, strikes, volatilities)};
    auto slice = empty_slice(december, {90, 95});
    set_quote(slice.puts, 0, price("0.25"), price("0.30"));
    set_quote(slice.puts, 1, price("1.00"), price("1.05"));
    const auto spread = describe({slice, model, {.dte = 30, .years = 30.0 / 365}}, nullptr,
                                 {options::StructureKind::bull_put, {0, 1}}, PriceBasis::natural);
    EXPECT_EQ(spread.natural, price("-0.7"));
    EXPECT_EQ(spread.breakevens, std::vector{price("94.3")});
    EXPECT_EQ(spread.max_profit_usd, Money::from_int(70));
    EXPECT_EQ(spread.max_loss_usd, Money::from_int(430));
    EXPECT_NEAR(*spread.return_on_risk, 0.162791, 1e-6);
    EXPECT_NEAR(spread.pop, 0.850394, 1e-5);
    EXPECT_NEAR(spread.ev_usd, 100 * (0.70 - (0.883335 - 0.336291)), 1e-3);
}

/// Two strikes with given put quotes among others that only make a model possible.
struct TwoQuotes : ::testing::Test {
    market::ChainSnapshot with_puts(std::pair<double, double> low, std::pair<double, double> high) {
        auto slice = *flat_chain().slices[0];
        const auto row = [&](double strike) {
            return static_cast<std::size_t>(std::ranges::find(slice.strikes, price(strike)) -
                                            slice.strikes.begin());
        };
        set_quote(slice.puts, row(90), price(low.first), price(low.second), 1'000);
        set_quote(slice.puts, row(95), price(high.first), price(high.second), 1'000);
        return chain_of({std::move(slice)}, 100, thirty_days_before_december());
    }
    /// How often the reason was given in a scan that only the two can take part in.
    std::uint64_t count(const market::ChainSnapshot& chain, VerticalKind kind, Rejection reason,
                        PriceBasis basis = PriceBasis::natural) {
        Criteria criteria = only(kind);
        criteria.price = basis;
        criteria.min_open_interest = 1'000;
        const auto result = scan(chain, criteria);
        EXPECT_TRUE(result.ranked.empty());
        return result.counts.of(reason);
    }
};

TEST_F(TwoQuotes, ACreditSpreadWithoutACreditIsCountedAndNotRanked) {
    EXPECT_EQ(
        count(with_puts({0.5, 0.9}, {0.9, 1.2}), VerticalKind::bull_put, Rejection::no_credit), 1U)
        << "natural is exactly zero";
    EXPECT_EQ(count(with_puts({0.5, 1.1}, {0.9, 1.2}), VerticalKind::bull_put, Rejection::no_credit,
                    PriceBasis::mid),
              1U)
        << "the mid would be a credit, but nobody pays it";
}

TEST_F(TwoQuotes, ADebitSpreadWithoutADebitIsCountedAndNotRanked) {
    EXPECT_EQ(count(with_puts({1.3, 1.4}, {1.2, 1.3}), VerticalKind::bear_put, Rejection::no_debit),
              1U);
}

TEST_F(TwoQuotes, ADebitAsLargeAsTheWidthLeavesNoProfit) {
    EXPECT_EQ(
        count(with_puts({0.3, 0.4}, {5.0, 5.3}), VerticalKind::bear_put, Rejection::no_profit), 1U)
        << "5.3 − 0.3 is the width";
}

TEST_F(TwoQuotes, ACreditAsLargeAsTheWidthIsTooGoodToBeTrue) {
    EXPECT_EQ(count(with_puts({0.3, 0.4}, {5.4, 5.5}), VerticalKind::bull_put, Rejection::no_loss),
              1U);
}

TEST(VerticalScan, UnusableQuotesAreCountedByReason) {
    auto slice = *flat_chain().slices[0];
    set_quote(slice.calls, 3, std::nullopt, price(9));
    set_quote(slice.calls, 4, price(9), std::nullopt);
    set_quote(slice.calls, 5, price(9), price("8.9"));
    const auto n = slice.strikes.size();
    const auto chain = chain_of({std::move(slice)}, 100, thirty_days_before_december());
    const auto result = scan(chain, only(VerticalKind::bull_call));
    const auto by = [&](market::Usability use) {
        return result.counts.contracts_by_usability[static_cast<std::size_t>(use)];
    };
    const auto usual = scan(flat_chain(), only(VerticalKind::bull_call));
    const auto usual_missing =
        usual.counts
            .contracts_by_usability[static_cast<std::size_t>(market::Usability::missing_bid)];
    EXPECT_EQ(by(market::Usability::missing_bid), usual_missing + 1);
    EXPECT_EQ(by(market::Usability::missing_ask), 1U);
    EXPECT_EQ(by(market::Usability::crossed), 1U);
    EXPECT_EQ(result.counts.contracts, 2 * n);
    EXPECT_EQ(result.counts.enumerated, n * (n - 1) / 2);
    for (const auto& spread : result.ranked)
        for (const auto& leg : spread.legs) EXPECT_LE(leg.bid, leg.ask);
}

TEST(VerticalScan, WhatCannotBeValuedIsSaid) {
    auto chain = flat_chain();
    chain.spot.reset();
    EXPECT_EQ(scan_structures(chain, {}).error().code, Errc::unavailable);

    auto few = empty_slice(december, {95, 105});
    set_quote(few.calls, 0, price(6), price("6.2"));
    set_quote(few.puts, 0, price("0.5"), price("0.6"));
    set_quote(few.calls, 1, price("0.8"), price("0.9"));
    set_quote(few.puts, 1, price("5.5"), price("5.7"));
    chain = chain_of({few}, 100, thirty_days_before_december());
    const auto without_rate = scan(chain, {});
    EXPECT_EQ(without_rate.counts.of(Rejection::no_model), 4U);
    ASSERT_EQ(without_rate.skipped.size(), 1U);
    EXPECT_EQ(without_rate.skipped[0].expiry, december);
    const auto with_rate = scan(chain, {.rate_per_year = 0.04});
    EXPECT_EQ(with_rate.counts.of(Rejection::no_model), 0U);
    EXPECT_FALSE(with_rate.ranked.empty());
    EXPECT_TRUE(with_rate.skipped.empty());
}

TEST(VerticalScan, AnExpiryWithoutARateOfItsOwnTakesThatOfTheNearest) {
    const MarketTime as_of = thirty_days_before_december();
    auto rich = empty_slice(december, strikes_between(80, 120, 2.5));
    quote_model(
        rich, pricing::market_from_rates(100, 30.0 / 365, 0.04, 0.01), [](double) { return 0.2; },
        0.05);
    auto poor = empty_slice(january, {95, 100, 105});
    quote_model(
        poor, pricing::market_from_rates(100, 58.0 / 365, 0.04, 0.01), [](double) { return 0.2; },
        0.05);
    const auto chain = chain_of({rich, poor}, 100, as_of);
    const auto models = fit_models(chain, 100, {.rate_per_year = 0.19});
    ASSERT_TRUE(models[0] && models[1]);
    EXPECT_NEAR(models[0]->market.rate_per_year(), 0.04, 1e-3);
    EXPECT_NEAR(models[1]->market.rate_per_year(), models[0]->market.rate_per_year(), 1e-12);
}

TEST(VerticalScan, AnExpiryWhoseSettlementIsPastIsNotRanked) {
    auto chain = flat_chain();
    chain.as_of = options::expiry_instant(december, options::Settlement::pm);
    const auto result = scan(chain, {});
    EXPECT_TRUE(result.ranked.empty());
    EXPECT_EQ(result.counts.of(Rejection::expired), result.counts.enumerated);
    EXPECT_GT(result.counts.enumerated, 0U);
}

TEST(VerticalScan, ModelsAtHandGiveTheSameAsFittedOnes) {
    const auto chain = flat_chain();
    const Criteria criteria{.sort = SortKey::ev_on_risk};
    const auto models = fit_models(chain, 100, criteria);
    const auto result = scan_structures(chain, criteria, models);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->ranked, scan(chain, criteria).ranked);
    EXPECT_EQ(scan_structures(chain, criteria, {}).error().code, Errc::invalid_argument);
}

TEST(VerticalScan, ContradictingCriteriaAreRefused) {
    EXPECT_EQ(scan_structures(flat_chain(), {.min_dte = 9, .max_dte = 8}).error().code,
              Errc::invalid_argument);
}

}  // namespace
}  // namespace wingspread::scan
