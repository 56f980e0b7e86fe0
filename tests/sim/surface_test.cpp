#include "bench.hpp"
#include "sim/synthetic_model.hpp"

#include <cmath>

namespace wingspread::sim::testing {
namespace {

std::vector<Now> moments() {
    std::vector<Now> all;
    Rng rng(11);
    for (int i = 0; i < 12; ++i) all.push_back(test_start() + 1h * rng.between(0, 24 * 20));
    return all;
}

TEST(Surface, EveryProfileIsFreeOfArbitrageByItsParameters) {
    for (const SyntheticProfile& profile : synthetic_profiles()) {
        const SyntheticModel model(profile, 3, Hours::always);
        for (const Now& now : moments())
            EXPECT_TRUE(model.surface(now.market).is_arbitrage_free()) << profile.symbol;
    }
}

/// Total variance rises with time at every strike: no calendar arbitrage.
TEST(Surface, TotalVarianceRisesWithTime) {
    for (const SyntheticProfile& profile : synthetic_profiles()) {
        const Surface surface =
            SyntheticModel(profile, 3, Hours::always).surface(test_start().market);
        for (double k = -1.2; k <= 0.8; k += 0.05)
            for (double years = 0.002; years < 1; years *= 1.3)
                EXPECT_LT(surface.total_variance(k, years), surface.total_variance(k, years * 1.3))
                    << profile.symbol << " " << k << " " << years;
    }
}

/// Calls fall with the strike, by less than the discounted distance, and are convex in it; European
/// and so without any tolerance but rounding.
TEST(Surface, IndexOptionPricesHaveNoButterflyArbitrage) {
    const auto market = *Bench::make_market({"SPX"}, 5, test_start(), Hours::always);
    const SyntheticModel model(*synthetic_profile("SPX"), 5, Hours::always);
    std::map<std::pair<std::string, Date>, std::vector<const Instrument*>> calls;
    const Universe& universe = market->universe();
    for (const Instrument* one : universe.options_on(ConId{416904}))
        if (one->option.right == options::Right::call)
            calls[{one->option.trading_class, one->option.expiration}].push_back(one);
    ASSERT_GT(calls.size(), 15U);
    for (const auto& [key, chain] : calls) {
        for (std::size_t i = 1; i + 1 < chain.size(); ++i) {
            const auto value = [&](std::size_t j) {
                return *model.fair_value(chain[j]->option, test_start().market);
            };
            const auto strike = [&](std::size_t j) { return chain[j]->option.strike.to_double(); };
            const double down = (value(i - 1) - value(i)) / (strike(i) - strike(i - 1));
            const double up = (value(i) - value(i + 1)) / (strike(i + 1) - strike(i));
            EXPECT_GE(down, up - 1e-9) << chain[i]->local_symbol;
            EXPECT_GE(up, -1e-9) << chain[i]->local_symbol;
            EXPECT_LE(down, 1.0) << chain[i]->local_symbol;
        }
    }
}

TEST(Surface, PutsCostMoreVolatilityThanCalls) {
    for (const SyntheticProfile& profile : synthetic_profiles()) {
        const Surface surface =
            SyntheticModel(profile, 3, Hours::always).surface(test_start().market);
        EXPECT_GT(surface.volatility(-0.1, 0.1), surface.volatility(0.0, 0.1) + 0.01);
        EXPECT_GT(surface.volatility(-0.1, 0.1), surface.volatility(0.1, 0.1) + 0.01);
    }
}

TEST(Surface, VolatilityRisesWhenThePriceFalls) {
    const SyntheticProfile& profile = *synthetic_profile("SPX");
    double covariance = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const SyntheticModel model(profile, seed, Hours::always);
        const MarketTime then = test_start().market;
        covariance += std::log(model.spot(then) / profile.spot) *
                      std::log(model.surface(then).volatility(0, 0.05) / 0.155);
    }
    EXPECT_LT(covariance, 0);
}

TEST(Path, HasTheStatedVolatilityAndCanBeAskedInAnyOrder) {
    const SyntheticProfile& profile = *synthetic_profile("AAPL");
    double squares = 0;
    int count = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const SyntheticModel model(profile, seed, Hours::always);
        for (int day = 1; day < 20; ++day) {
            const MarketTime from = test_start().market + day * 24h;
            const double move = std::log(model.spot(from + 24h) / model.spot(from));
            squares += move * move;
            ++count;
        }
    }
    EXPECT_NEAR(std::sqrt(squares / count * 365.0), profile.volatility, 0.03);
    const SyntheticModel model(profile, 5, Hours::always);
    const double later = model.spot(test_start().market + 5h);
    EXPECT_EQ(model.spot(test_start().market), model.spot(test_start().market));
    EXPECT_EQ(model.spot(test_start().market + 5h), later);
}

TEST(Path, StandsStillWhileRealExchangesAreClosed) {
    const SyntheticModel model(*synthetic_profile("AAPL"), 5, Hours::real);
    const auto at = [](const char* day, Duration time) {
        return options::from_new_york(*parse_date(day), time);
    };
    EXPECT_EQ(model.spot(at("2025-11-22", 12h)), model.spot(at("2025-11-21", 16h)));
    EXPECT_EQ(model.spot(at("2025-11-24", 9h)), model.spot(at("2025-11-21", 20h)));
    EXPECT_NE(model.spot(at("2025-11-24", 10h)), model.spot(at("2025-11-24", 9h)));
}

TEST(Quotes, AreSaneForEveryContractOfAChain) {
    auto market = *Bench::make_market({"SPX", "KO"}, 5, test_start(), Hours::always);
    int without_bid = 0;
    for (const Instrument& one : market->universe().instruments()) {
        if (one.kind != InstrumentKind::option) continue;
        const MarketQuote quote = market->quote(one);
        if (!quote.ask) {
            EXPECT_GE(market->time(), options::expiry_instant(one.option)) << one.local_symbol;
            continue;
        }
        EXPECT_GT(quote.ask_size, 0);
        if (!quote.bid) {
            ++without_bid;
            continue;
        }
        EXPECT_LT(*quote.bid, *quote.ask) << one.local_symbol;
        EXPECT_GT(quote.bid_size, 0);
        const Price tick = market->universe().increment(one, *quote.bid);
        EXPECT_EQ(quote.bid->raw() % tick.raw(), 0) << one.local_symbol;
    }
    EXPECT_GT(without_bid, 20);
}

}  // namespace
}  // namespace wingspread::sim::testing
