#include "pricing/smile.hpp"

#include "core/rng.hpp"
#include "pricing/chain_of.hpp"
#include "pricing/probability.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace wingspread::pricing {
namespace {

/// Skewed and convex, as index smiles are.
double skewed(double strike) {
    const double x = std::log(strike / 100);
    return 0.18 - 0.35 * x + 0.9 * x * x;
}

TEST(Spline, PassesThroughItsPointsAndIsSmooth) {
    const std::vector<double> x{0, 1, 2.5, 3, 5};
    const std::vector<double> y{1, 2, 0, 4, 3};
    const std::vector<double> errors(5, 1.0);
    const auto spline = smoothing_spline(x, y, errors, 0);
    for (std::size_t i = 0; i < x.size(); ++i) {
        EXPECT_NEAR(spline.value(x[i]).y, y[i], 1e-12);
        if (i == 0 || i == 4) continue;
        EXPECT_NEAR(spline.value(x[i] - 1e-9).slope, spline.value(x[i] + 1e-9).slope, 1e-7);
    }
    for (double at = 0.01; at < 5; at += 0.07) {
        const double h = 1e-6;
        const double slope = (spline.value(at + h).y - spline.value(at - h).y) / (2 * h);
        EXPECT_NEAR(spline.value(at).slope, slope, 1e-6) << at;
    }
    EXPECT_NEAR(misfit(spline, y, errors), 0, 1e-20);
}

TEST(Spline, SmoothingGoesFromTheDataToTheWeightedLine) {
    const std::vector<double> x{0, 1, 2, 3, 4};
    const std::vector<double> y{0, 1.5, 1.5, 3.5, 4};
    const std::vector<double> errors{1, 1, 1, 1, 1};
    double before = -1;
    for (const double smoothing : {0.0, 0.01, 0.1, 1.0, 10.0, 1e6}) {
        const double chi = misfit(smoothing_spline(x, y, errors, smoothing), y, errors);
        EXPECT_GT(chi, before);
        before = chi;
    }
    // Least squares by hand: slope 1, intercept 0.1.
    const auto line = smoothing_spline(x, y, errors, 1e9);
    EXPECT_NEAR(line.value(0).y, 0.1, 1e-6);
    EXPECT_NEAR(line.value(4).y, 4.1, 1e-6);
    const std::vector<double> one{1, 1, 1e-9, 1, 1};
    EXPECT_NEAR(smoothing_spline(x, y, one, 1.0).value(2).y, 1.5, 1e-9);
}

TEST(Smile, PassesThroughGivenPointsAndFlattensBeyond) {
    const ExpiryMarket market{100, 100, 1, 0.25};
    const std::vector<double> strikes{80, 90, 100, 110, 120};
    std::vector<double> volatilities;
    for (const double strike : strikes) volatilities.push_back(skewed(strike));
    const auto smile = Smile::through(market, strikes, volatilities).value();
    for (const double strike : strikes) {
        EXPECT_NEAR(smile.volatility(strike), skewed(strike), 1e-12);
    }
    for (double strike = 20; strike < 400; strike += 1.3) {
        const double h = 1e-4;
        const double slope =
            (smile.volatility(strike + h) - smile.volatility(strike - h)) / (2 * h);
        ASSERT_NEAR(smile.slope(strike), slope, 1e-6) << strike;
        ASSERT_GT(smile.volatility(strike), 0.05);
        ASSERT_LT(smile.volatility(strike), 0.40);
    }
    EXPECT_NEAR(smile.slope(20), 0, 1e-6);
    EXPECT_NEAR(smile.slope(500), 0, 1e-6);
    EXPECT_TRUE(std::isnan(smile.volatility(-1)));
    EXPECT_TRUE(std::isnan(smile.volatility(std::nan(""))));
}

TEST(Smile, FewPointsStillMakeASmile) {
    const ExpiryMarket market{100, 100, 1, 0.25};
    EXPECT_EQ(Smile::flat(100, 0.2).volatility(250), 0.2);
    EXPECT_EQ(Smile::flat(100, 0.2).slope(90), 0);
    const auto one = Smile::through(market, std::vector{90.0}, std::vector{0.3}).value();
    EXPECT_EQ(one.volatility(120), 0.3);
    const auto two = Smile::through(market, std::vector{90.0, 110.0}, std::vector{0.3, 0.2});
    EXPECT_NEAR(two->volatility(std::sqrt(90.0 * 110.0)), 0.25, 1e-12);
}

TEST(Smile, PointsThatMakeNoSmileAreRefused) {
    const ExpiryMarket market{100, 100, 1, 0.25};
    const auto through = [&](std::vector<double> strikes, std::vector<double> volatilities) {
        return Smile::through(market, strikes, volatilities);
    };
    EXPECT_FALSE(through({}, {}));
    EXPECT_FALSE(through({90, 90}, {0.2, 0.2}));
    EXPECT_FALSE(through({90, 95}, {0.2, 0}));
    EXPECT_FALSE(through({90, 95}, {0.2, std::nan("")}));
}

TEST(SmileFit, TrueSmileIsFoundFromQuotes) {
    const auto market = market_from_rates(100, 0.25, 0.04, 0.01);
    const auto chain = chain_of(market, 70, 130, 1, 0.01, skewed);
    const auto fit = fit_smile(market, chain.columns()).value();
    EXPECT_GT(fit.quotes_used, 50U);
    EXPECT_EQ(fit.outliers, 0U);
    std::size_t inside = 0;
    for (std::size_t i = 0; i < chain.strikes.size(); ++i) {
        const double strike = chain.strikes[i];
        const bool is_call = strike >= market.forward;
        const double bid = is_call ? chain.call_bid[i] : chain.put_bid[i];
        const double ask = is_call ? chain.call_ask[i] : chain.put_ask[i];
        const double fair = black76_price(is_call ? Right::call : Right::put, market, strike,
                                          fit.smile.volatility(strike));
        inside += bid > 0 && fair > bid && fair < ask ? 1 : 0;
    }
    EXPECT_GE(inside, fit.quotes_used * 95 / 100);
    for (double strike = 85; strike <= 110; strike += 0.5) {
        ASSERT_NEAR(fit.smile.volatility(strike), skewed(strike), 0.001) << strike;
        const double slope = (skewed(strike + 0.01) - skewed(strike - 0.01)) / 0.02;
        ASSERT_NEAR(fit.smile.slope(strike), slope, 0.0006) << strike;
    }
}

TEST(SmileFit, NoiseInsideTheSpreadIsSmoothedAndOneBadQuoteIsLeftOut) {
    Rng rng(5);
    const auto market = market_from_rates(100, 0.1, 0.04, 0);
    for (int i = 0; i < 50; ++i) {
        auto chain = chain_of(market, 80, 120, 1, 0.05, skewed);
        for (std::size_t k = 0; k < chain.strikes.size(); ++k) {
            for (auto* column : {&chain.call_bid, &chain.put_bid}) {
                (*column)[k] = std::max((*column)[k] + 0.04 * (rng.uniform() - 0.5), 0.0);
            }
        }
        const auto bad = static_cast<std::size_t>(rng.between(14, 25));
        for (auto* column : {&chain.call_bid, &chain.call_ask, &chain.put_bid, &chain.put_ask}) {
            (*column)[bad] += 2;
        }
        const auto fit = fit_smile(market, chain.columns()).value();
        ASSERT_GE(fit.outliers, 1U);
        ASSERT_EQ(fit.outliers, fit.outlier_strikes.size());
        ASSERT_TRUE(std::ranges::any_of(fit.outlier_strikes, [&](double strike) {
            return std::abs(strike - chain.strikes[bad]) < 1e-9;
        }));
        ASSERT_TRUE(fit.arbitrage_free);
        double before = 1;
        for (double strike = 75; strike <= 125; strike += 1) {
            const double above = probability_above(market, fit.smile, strike);
            ASSERT_LE(above, before + 0.01) << strike;
            before = above;
        }
        for (double strike = 92; strike <= 108; strike += 1) {
            ASSERT_NEAR(fit.smile.volatility(strike), skewed(strike), 0.01) << strike;
        }
    }
}

TEST(SmileFit, QuotesThatHoldArbitrageAreFlagged) {
    // From strike to strike volatility jumps by more than any density allows, tightly quoted.
    const auto market = market_from_rates(100, 0.1, 0, 0);
    const auto jagged = [](double strike) { return strike < 95 ? 0.6 : strike < 105 ? 0.2 : 0.6; };
    const auto chain = chain_of(market, 80, 120, 1, 0.01, jagged);
    EXPECT_FALSE(fit_smile(market, chain.columns()).value().arbitrage_free);
}

TEST(SmileFit, NothingToFitIsAnError) {
    const auto market = market_from_rates(100, 0.1, 0.04, 0);
    auto chain = chain_of(market, 80, 120, 5, 0.05, skewed);
    for (std::size_t i = 0; i < chain.strikes.size(); ++i) chain.drop(i);
    const auto empty = fit_smile(market, chain.columns());
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().code, Errc::unavailable);
    EXPECT_FALSE(fit_smile({100, 100, 1, 0}, chain_of(market, 90, 110, 5, 0.01, skewed).columns()));
}

}  // namespace
}  // namespace wingspread::pricing
