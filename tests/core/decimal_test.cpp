#include "core/decimal.hpp"

#include "core/rng.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace wingspread {
namespace {

TEST(Decimal, ReadsPlainAndScientificText) {
    EXPECT_EQ(Price::parse("12.5")->raw(), 1'250'000'000);
    EXPECT_EQ(Price::parse("-0.7")->raw(), -70'000'000);
    EXPECT_EQ(Price::parse("1.0E-4")->raw(), 10'000);
    EXPECT_EQ(Price::parse("1.5e3")->raw(), 150'000'000'000);
    EXPECT_EQ(Price::parse(".25")->raw(), 25'000'000);
    EXPECT_EQ(Price::parse("0")->raw(), 0);
    EXPECT_EQ(Price::parse("+3.")->raw(), 300'000'000);
}

TEST(Decimal, RoundsWhatADoublePrintedButRefusesToLoseWhatAPersonWrote) {
    EXPECT_EQ(Price::parse("0.30000000000000004")->to_string(), "0.3");
    EXPECT_EQ(Price::parse("0.29999999999999999")->to_string(), "0.3");
    EXPECT_FALSE(Price::parse_exact("0.123456789"));
    EXPECT_TRUE(Price::parse_exact("0.1234567800"));
}

TEST(Decimal, RefusesWhatIsNoNumber) {
    for (const char* text : {"", ".", "-", "1.2.3", "1e", "abc", "1e9999", " 1", "NaN",
                             "1.7976931348623157E308", "92233720369"}) {
        EXPECT_FALSE(Price::parse(text)) << text;
    }
}

TEST(Decimal, TextRoundTripsForAnyValue) {
    Rng rng(7);
    for (int i = 0; i < 20'000; ++i) {
        const auto value = Money::from_raw(static_cast<std::int64_t>(rng()) >> rng.between(0, 62));
        EXPECT_EQ(*Money::parse_exact(value.to_string()), value) << value.to_string();
    }
}

TEST(Decimal, DoublesOutsideTheRangeAreNotNumbers) {
    EXPECT_EQ(Price::from_double(1.005)->to_string(), "1.005");
    EXPECT_FALSE(Price::from_double(std::numeric_limits<double>::quiet_NaN()));
    EXPECT_FALSE(Price::from_double(std::numeric_limits<double>::infinity()));
    EXPECT_FALSE(Price::from_double(1e11));
}

TEST(Decimal, PriceTimesQuantityIsMoneyRoundedToNearest) {
    EXPECT_EQ((*Price::parse("-0.7") * Quantity::from_int(300)).to_string(), "-210");
    EXPECT_EQ((Price::from_raw(1) * *Quantity::parse("0.5")).raw(), 1);
    EXPECT_EQ((Price::from_raw(-1) * *Quantity::parse("0.5")).raw(), -1);
}

}  // namespace
}  // namespace wingspread
