#include "options/increments.hpp"

#include "core/rng.hpp"

#include <gtest/gtest.h>

namespace wingspread::options {
namespace {

Price price(std::string_view text) { return Price::parse_exact(text).value(); }

TEST(Increments, TheRowOfTheAbsolutePriceDecides) {
    const auto& rule = default_leg_increments("AAPL");
    EXPECT_EQ(rule.increment_at(price("2.99")), price("0.01"));
    EXPECT_EQ(rule.increment_at(price("3")), price("0.05"));
    EXPECT_EQ(rule.increment_at(price("-3.2")), price("0.05"));
    EXPECT_TRUE(rule.is_valid(price("3.05")));
    EXPECT_FALSE(rule.is_valid(price("3.01")));
    EXPECT_TRUE(rule.is_valid(price("0")));
}

TEST(Increments, RoundingNeverMakesAPriceMoreAggressive) {
    const auto& spx = default_combo_increments("SPXW");
    EXPECT_EQ(spx.round_less_aggressive(Side::buy, price("-0.73")), price("-0.75"));
    EXPECT_EQ(spx.round_less_aggressive(Side::buy, price("0.73")), price("0.7"));
    EXPECT_EQ(spx.round_less_aggressive(Side::sell, price("-0.73")), price("-0.7"));
    EXPECT_EQ(spx.round_less_aggressive(Side::sell, price("0.73")), price("0.75"));
    EXPECT_EQ(spx.round_less_aggressive(Side::buy, price("-0.7")), price("-0.7"));
    const auto& legs = default_leg_increments("AAPL");
    EXPECT_EQ(legs.round_less_aggressive(Side::sell, price("2.999")), price("3"));
    EXPECT_EQ(legs.round_less_aggressive(Side::buy, price("3.049")), price("3"));
}

TEST(Increments, RoundingIsValidClosestAndIdempotent) {
    Rng rng(11);
    const std::array tables{default_leg_increments("SPY"), default_leg_increments("KO"),
                            default_leg_increments("SPX"), default_combo_increments("SPX")};
    for (int i = 0; i < 3000; ++i) {
        const auto& table = tables[static_cast<std::size_t>(rng.between(0, 3))];
        const auto raw = Price::from_raw(rng.between(-800'000'000, 800'000'000));
        for (const auto side : {Side::buy, Side::sell}) {
            const auto rounded = table.round_less_aggressive(side, raw);
            ASSERT_TRUE(table.is_valid(rounded));
            ASSERT_EQ(table.round_less_aggressive(side, rounded), rounded);
            ASSERT_LE((rounded - raw) * sign(side), Price{});
            const auto next = table.step_more_aggressive(side, rounded);
            ASSERT_TRUE(table.is_valid(next));
            ASSERT_GT((next - rounded) * sign(side), Price{});
            // No valid price lies between the two, so the rounded one was the closest.
            ASSERT_EQ(table.round_less_aggressive(side, next - Price::from_raw(sign(side))),
                      rounded);
        }
    }
}

TEST(Increments, ASingleStepOfALadderKeepsToTheRowItEnters) {
    const auto& legs = default_leg_increments("AAPL");
    EXPECT_EQ(legs.step_more_aggressive(Side::buy, price("2.99")), price("3"));
    EXPECT_EQ(legs.step_more_aggressive(Side::buy, price("3")), price("3.05"));
    EXPECT_EQ(legs.step_more_aggressive(Side::buy, price("-3.05")), price("-3"));
    EXPECT_EQ(legs.step_more_aggressive(Side::sell, price("3")), price("2.99"));
}

TEST(Increments, UnknownClassesGetTheCoarsestRule) {
    EXPECT_EQ(default_leg_increments("ZZZZ"), default_leg_increments("SPXW"));
    EXPECT_EQ(default_combo_increments("ZZZZ").increment_at(price("5")), price("0.01"));
    EXPECT_EQ(default_leg_increments("QQQ").increment_at(price("50")), price("0.01"));
}

TEST(Increments, RowsThatMakeNoRuleAreRefused) {
    EXPECT_FALSE(IncrementTable::make({}));
    EXPECT_FALSE(IncrementTable::make({{price("1"), price("0.01")}}));
    EXPECT_FALSE(IncrementTable::make({{price("0"), price("0")}}));
    const auto falling = IncrementTable::make(
        {{price("0"), price("0.01")}, {price("3"), price("0.05")}, {price("2"), price("0.1")}});
    ASSERT_FALSE(falling);
    EXPECT_EQ(falling.error().message, "low edge: got \"2\", expected more than 3");
}

}  // namespace
}  // namespace wingspread::options
