#include "market/quote.hpp"

#include "core/rng.hpp"

#include <gtest/gtest.h>

namespace wingspread::market {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

Price price(double value) { return *Price::from_double(value); }
Quantity lots(std::int64_t count) { return Quantity::from_int(count); }
MarketTime at(int second) { return MarketTime{seconds{second}}; }

std::optional<Quantity> sized(std::optional<std::int64_t> count) {
    return count ? std::optional{lots(*count)} : std::nullopt;
}
Tick bid(double value, std::optional<std::int64_t> size, int second = 1) {
    return {TickKind::bid, price(value), sized(size), false, at(second)};
}
Tick ask(double value, std::optional<std::int64_t> size, int second = 1) {
    return {TickKind::ask, price(value), sized(size), false, at(second)};
}

constexpr LineState live{true, DataType::live, HaltState::trading};

Quote two_sided(double bid_price = 1.0, double ask_price = 1.2) {
    Quote quote;
    apply(quote, bid(bid_price, 5));
    apply(quote, ask(ask_price, 7));
    return quote;
}

Usability judge(const Quote& quote, const LineState& line = live, const UsabilityRules& rules = {},
                MarketTime now = at(60)) {
    return usability(quote, line, rules, now);
}

TEST(Tick, APriceAndItsSizeMakeASide) {
    Quote quote;
    apply(quote, bid(1.25, 10, 3));
    EXPECT_EQ(quote.bid, price(1.25));
    EXPECT_EQ(quote.bid_size, lots(10));
    EXPECT_EQ(quote.bid_time, at(3));
    EXPECT_FALSE(quote.ask);
}

TEST(Tick, NoQuoteIsMinusOneOrZeroWithoutSize) {
    for (const double nothing : {-1.0, 0.0}) {
        for (const std::optional<std::int64_t> size : {std::optional<std::int64_t>{0}, {}}) {
            Quote quote = two_sided();
            apply(quote, bid(nothing, size));
            EXPECT_FALSE(quote.bid);
            EXPECT_FALSE(quote.bid_size);
            EXPECT_TRUE(quote.ask);
        }
    }
}

TEST(Tick, SizeMakesAZeroOrNegativePriceReal) {
    Quote combo;
    apply(combo, bid(-1.05, 3));
    apply(combo, ask(0.0, 2));
    EXPECT_EQ(combo.bid, price(-1.05));
    EXPECT_EQ(combo.ask, price(0));
    EXPECT_EQ(mid(combo), price(-0.525));
}

TEST(Tick, APriceWithSizeZeroIsNoQuote) {
    Quote quote = two_sided();
    apply(quote, ask(1.2, 0));
    EXPECT_FALSE(quote.ask);
}

TEST(Tick, ASizeOfZeroTakesTheSideAwayAndAnotherOnlyChangesIt) {
    Quote quote = two_sided();
    apply(quote, {TickKind::bid_size, {}, lots(9), false, at(4)});
    EXPECT_EQ(quote.bid, price(1.0));
    EXPECT_EQ(quote.bid_size, lots(9));
    apply(quote, {TickKind::bid_size, {}, lots(0), false, at(5)});
    EXPECT_FALSE(quote.bid);
    EXPECT_EQ(quote.bid_time, at(5));
}

TEST(Tick, AnUnsetPriceIsNoQuoteAndAnUnsetSizeChangesNothing) {
    Quote quote = two_sided();
    apply(quote, {TickKind::ask_size, {}, {}, false, at(4)});
    EXPECT_EQ(quote, two_sided());
    apply(quote, {TickKind::ask, {}, lots(3), false, at(4)});
    EXPECT_FALSE(quote.ask);
}

TEST(Tick, ALastPriceCountsWithSizeZeroBecauseIndicesHaveNone) {
    Quote index;
    apply(index, {TickKind::last, price(3700.5), lots(0), false, at(2)});
    EXPECT_EQ(index.last, price(3700.5));
    apply(index, {TickKind::last, price(-1), lots(0), false, at(3)});
    EXPECT_EQ(index.last, price(3700.5));
    EXPECT_EQ(spot(index), price(3700.5));
}

TEST(Tick, CountsAreKept) {
    Quote quote;
    apply(quote, {TickKind::volume, {}, lots(12), false, at(1)});
    apply(quote, {TickKind::open_interest, {}, lots(345), false, at(1)});
    EXPECT_EQ(quote.volume, lots(12));
    EXPECT_EQ(quote.open_interest, lots(345));
}

TEST(Usability, NamesWhatIsMissing) {
    EXPECT_EQ(judge(Quote{}), Usability::unquoted);
    Quote only_ask;
    apply(only_ask, ask(0.05, 10));
    EXPECT_EQ(judge(only_ask), Usability::missing_bid);
    apply(only_ask, bid(0, 10));
    EXPECT_EQ(judge(only_ask), Usability::missing_bid) << "nobody sells an option for nothing";
    Quote only_bid;
    apply(only_bid, bid(0.05, 10));
    EXPECT_EQ(judge(only_bid), Usability::missing_ask);
    EXPECT_EQ(judge(two_sided()), Usability::usable);
}

TEST(Usability, CrossedIsUnusableAndLockedIsNot) {
    EXPECT_EQ(judge(two_sided(1.3, 1.2)), Usability::crossed);
    EXPECT_EQ(judge(two_sided(1.2, 1.2)), Usability::usable);
}

TEST(Usability, IndicativeHaltedAndDelayedQuotesAreNotTradable) {
    Quote early = two_sided();
    Tick indicative = bid(1.0, 5);
    indicative.pre_open = true;
    apply(early, indicative);
    EXPECT_EQ(judge(early), Usability::pre_open);

    for (const auto halt : {HaltState::regulatory, HaltState::volatility})
        EXPECT_EQ(judge(two_sided(), {true, DataType::live, halt}), Usability::halted);
    EXPECT_EQ(judge(two_sided(), {true, DataType::live, HaltState::unknown}), Usability::usable);

    for (const auto type : {DataType::unknown, DataType::frozen, DataType::delayed}) {
        const LineState line{true, type, HaltState::trading};
        EXPECT_EQ(judge(two_sided(), line), Usability::delayed);
        EXPECT_EQ(judge(two_sided(), line, {.accept_delayed = true}), Usability::usable);
    }
}

TEST(Usability, AnUnfedQuoteGrowsStaleByItsOlderSide) {
    const UsabilityRules rules{.max_unfed_age = minutes{1}};
    const LineState released{false, DataType::live, HaltState::trading};
    Quote quote;
    apply(quote, bid(1.0, 5, 10));
    apply(quote, ask(1.2, 5, 40));
    EXPECT_EQ(judge(quote, released, rules, at(69)), Usability::usable);
    EXPECT_EQ(judge(quote, released, rules, at(70)), Usability::stale);
    EXPECT_EQ(turns_stale_at(quote, released, rules), at(70));
    EXPECT_EQ(judge(quote, live, rules, at(7000)), Usability::usable) << "a line tells all changes";
    EXPECT_EQ(judge(quote, released, {}, at(7000)), Usability::usable) << "no limit, no staleness";
}

TEST(Usability, EveryReasonHasItsOwnName) {
    for (std::size_t i = 0; i < usability_count; ++i) {
        EXPECT_FALSE(to_string(static_cast<Usability>(i)).empty());
        for (std::size_t j = 0; j < i; ++j)
            EXPECT_NE(to_string(static_cast<Usability>(i)), to_string(static_cast<Usability>(j)));
    }
}

TEST(Spot, PrefersTheMidAndFallsBackToTheLastTrade) {
    Quote quote = two_sided(100, 102);
    apply(quote, {TickKind::last, price(99), lots(1), false, at(1)});
    EXPECT_EQ(spot(quote), price(101));
    EXPECT_EQ(spot(two_sided(103, 102)), std::nullopt) << "crossed, and nothing traded";
    apply(quote, bid(103, 1));
    EXPECT_EQ(spot(quote), price(99));
    EXPECT_EQ(spot(Quote{}), std::nullopt);
}

// Whatever arrives in whatever order, a usable quote has two positive sides in order.
TEST(UsabilityProperty, UsableMeansTwoPositiveOrderedSides) {
    Rng rng(20'151'224);
    int usable = 0;
    for (int round = 0; round < 5'000; ++round) {
        Quote quote;
        for (int step = 0; step < 6; ++step) {
            Tick tick{static_cast<TickKind>(rng.between(0, 7)), {}, {}, rng.chance(0.05), at(step)};
            if (rng.chance(0.9)) tick.price = Price::from_raw(rng.between(-2, 12) * 5'000'000);
            if (rng.chance(0.8)) tick.size = lots(rng.between(0, 4));
            apply(quote, tick);
        }
        if (judge(quote) != Usability::usable) continue;
        ++usable;
        ASSERT_TRUE(quote.bid && quote.ask);
        EXPECT_GT(*quote.bid, Price{});
        EXPECT_LE(*quote.bid, *quote.ask);
        const Price middle = *mid(quote);
        EXPECT_TRUE(*quote.bid <= middle && middle <= *quote.ask);
    }
    EXPECT_GT(usable, 100);
}

}  // namespace
}  // namespace wingspread::market
