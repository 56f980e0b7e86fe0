#include "core/rng.hpp"
#include "scan/chain_fixture.hpp"
#include "scan/found.hpp"
#include "scan/pop_zone.hpp"
#include "scan/row_screen.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace wingspread::scan {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(TopList, KeepsTheBestInOrderWhateverTheOrderOfOffers) {
    Rng rng(3);
    for (int round = 0; round < 50; ++round) {
        std::vector<Found> all;
        for (std::uint32_t i = 0; i < 200; ++i)
            all.push_back({static_cast<double>(rng.between(0, 20)),
                           i % 3,
                           i % 3,
                           {options::StructureKind::bull_put, {i % 4, i}}});
        for (std::size_t i = all.size(); i > 1; --i)
            std::swap(all[i - 1],
                      all[static_cast<std::size_t>(rng.between(0, std::ssize(all) - 1)) % i]);
        TopList<Found> top(10);
        for (const auto& candidate : all) top.offer(candidate);
        std::sort(all.begin(), all.end(),
                  [](const Found& a, const Found& b) { return a.is_better_than(b); });
        EXPECT_EQ(top.threshold(), all[9].key);
        const auto kept = top.take();
        ASSERT_EQ(kept.size(), 10U);
        for (std::size_t i = 0; i < 10; ++i) {
            EXPECT_EQ(kept[i].key, all[i].key);
            EXPECT_EQ(kept[i].place.rows, all[i].place.rows);
        }
    }
}

TEST(TopList, AnyKeyGetsIntoAListThatIsNotFull) {
    TopList<Found> top(2);
    top.offer({.key = -1e200, .place = {}});
    EXPECT_LT(top.threshold(), -1e200);
    top.offer({.key = -1e201, .place = {}});
    EXPECT_EQ(top.threshold(), -1e201);
}

/// A flat smile, on which the probability is N(±d2).
ExpiryModel flat_model() {
    return {pricing::market_from_rates(100, 0.25, 0.04, 0), pricing::Smile::flat(101, 0.2)};
}

TEST(PopZone, TheZoneIsWhereTheProbabilityIs) {
    const auto model = flat_model();
    std::vector<Price> strikes;
    for (int strike = 60; strike <= 150; strike += 5) strikes.push_back(Price::from_int(strike));
    const PopZones zones(model, strikes);
    Rng rng(4);
    for (const auto direction : {Direction::bull, Direction::bear}) {
        for (int round = 0; round < 500; ++round) {
            const double level = rng.uniform();
            const auto zone = zones.at_least(direction, level);
            EXPECT_LE(zone.certain, zone.possible);
            const double breakeven = 60 + 90 * rng.uniform();
            const double placed = static_cast<double>(direction) * breakeven;
            const double pop = probability_of_profit(model, direction, breakeven);
            if (placed <= zone.certain)
                EXPECT_GE(pop, level);
            else if (placed > zone.possible)
                EXPECT_LT(pop, level);
            else
                EXPECT_NEAR(pop, level, 1e-6);
        }
    }
}

TEST(PopZone, LevelsThatEverythingOrNothingReaches) {
    const auto model = flat_model();
    const std::vector strikes{Price::from_int(90), Price::from_int(110)};
    const PopZones zones(model, strikes);
    EXPECT_EQ(zones.at_least(Direction::bull, 0.0).certain, infinity);
    EXPECT_EQ(zones.at_least(Direction::bull, 1.0).certain, -infinity);
    EXPECT_EQ(zones.at_least(Direction::bull, 1.0).possible, 90);
    EXPECT_EQ(zones.at_least(Direction::bear, 1.0).possible, -110);
}

// The vector loop against the same checks written one candidate at a time.
TEST(RowScreen, AgreesWithOneCandidateAtATime) {
    Rng rng(8);
    for (int round = 0; round < 300; ++round) {
        const std::size_t size = static_cast<std::size_t>(rng.between(0, 70));
        std::vector<double> strike(size), ask(size), pay(size), score(size);
        for (std::size_t i = 0; i < size; ++i) {
            strike[i] = static_cast<double>(rng.between(50, 150));
            ask[i] = static_cast<double>(rng.between(0, 60));
            pay[i] = ask[i] - static_cast<double>(rng.between(0, 3));
            score[i] = rng.normal();
        }
        const ScreenRow row{strike.data(),
                            ask.data(),
                            pay.data(),
                            score.data(),
                            size,
                            100,
                            static_cast<double>(rng.between(0, 60)),
                            static_cast<double>(rng.between(0, 60)),
                            rng.normal()};
        ScreenLimits limits{-infinity, infinity,          -infinity,        infinity,
                            infinity,  rng.normal() / 50, rng.normal() / 50};
        if (rng.chance(0.5)) limits.min_credit = static_cast<double>(rng.between(0, 20));
        if (rng.chance(0.5)) limits.max_debit = static_cast<double>(rng.between(0, 60));
        if (rng.chance(0.5)) limits.min_return_on_risk = rng.uniform();
        if (rng.chance(0.5)) {
            limits.pop_certain = static_cast<double>(rng.between(-150, 150));
            limits.pop_possible = limits.pop_certain + static_cast<double>(rng.between(0, 20));
        }
        for (const auto kind : options::all_vertical_kinds) {
            std::vector<std::uint8_t> look(size + 1, 7);
            const auto counts = screen_row(kind, row, limits, look.data());
            EXPECT_EQ(look[size], 7) << "not beyond the row";
            const double direction = options::buys_lower_strike(kind) ? 1 : -1;
            const bool credit = options::is_credit(kind);
            ScreenCounts plain{};
            for (std::size_t i = 0; i < size; ++i) {
                const double natural = ask[i] - row.sold_bid;
                const double net = pay[i] - row.sold_receive;
                const double width = direction * (100 - strike[i]);
                const double profit = credit ? -net : width - net;
                const double loss = credit ? width + net : net;
                const double breakeven = direction * (credit ? 100 : strike[i]) + net;
                const double key =
                    score[i] + row.sold_score + limits.of_profit * profit + limits.of_loss * loss;
                bool in = credit ? natural < 0 : natural > 0;
                plain.credit_or_debit += in;
                plain.profit += in = in && profit > 0;
                plain.loss += in = in && loss > 0;
                plain.price_limit += in =
                    in && (credit ? profit >= limits.min_credit : loss <= limits.max_debit);
                plain.return_on_risk += in = in && profit / loss >= limits.min_return_on_risk;
                plain.pop += in = in && breakeven <= limits.pop_possible;
                const bool looked_at = in && (key >= 0 || breakeven > limits.pop_certain);
                // Fused multiply-adds may round a score that is all but zero to the other side.
                if (std::abs(key) > 1e-9) EXPECT_EQ(look[i], looked_at ? 1 : 0);
            }
            EXPECT_EQ(counts.credit_or_debit, plain.credit_or_debit);
            EXPECT_EQ(counts.profit, plain.profit);
            EXPECT_EQ(counts.loss, plain.loss);
            EXPECT_EQ(counts.price_limit, plain.price_limit);
            EXPECT_EQ(counts.return_on_risk, plain.return_on_risk);
            EXPECT_EQ(counts.pop, plain.pop);
        }
    }
}

}  // namespace
}  // namespace wingspread::scan
