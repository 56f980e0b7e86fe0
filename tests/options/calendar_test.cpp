#include "options/calendar.hpp"

#include "core/date.hpp"
#include "core/rng.hpp"

#include <gtest/gtest.h>

#include <map>

namespace wingspread::options {
namespace {

using namespace std::chrono_literals;

Date day(std::string_view iso) { return parse_date(iso).value(); }

MarketTime utc(std::string_view iso, Duration since_midnight) {
    return MarketTime{std::chrono::sys_days{day(iso)}.time_since_epoch() + since_midnight};
}

std::string closed_weekdays(int year) {
    std::string days;
    for (auto date = day(std::to_string(year) + "-01-01"); static_cast<int>(date.year()) == year;
         date = add_days(date, 1)) {
        const auto weekday = std::chrono::weekday{std::chrono::sys_days{date}}.iso_encoding();
        if (weekday <= 5 && !is_trading_day(date)) days += to_iso(date).substr(5) + " ";
    }
    return days;
}

std::string half_days(int year) {
    std::string days;
    for (auto date = day(std::to_string(year) + "-01-01"); static_cast<int>(date.year()) == year;
         date = add_days(date, 1)) {
        if (trading_day(date) == TradingDay::half) days += to_iso(date).substr(5) + " ";
    }
    return days;
}

TEST(Calendar, HolidaysAreThoseThatTheExchangesPublished) {
    EXPECT_EQ(closed_weekdays(2012),
              "01-02 01-16 02-20 04-06 05-28 07-04 09-03 10-29 10-30 11-22 12-25 ");
    EXPECT_EQ(closed_weekdays(2015), "01-01 01-19 02-16 04-03 05-25 07-03 09-07 11-26 12-25 ");
    EXPECT_EQ(closed_weekdays(2018),
              "01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25 ");
    EXPECT_EQ(closed_weekdays(2021), "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24 ");
    EXPECT_EQ(closed_weekdays(2022), "01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26 ");
    EXPECT_EQ(closed_weekdays(2025),
              "01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25 ");
    EXPECT_EQ(closed_weekdays(2026),
              "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25 ");
}

TEST(Calendar, HalfDaysAreThoseThatTheExchangesPublished) {
    EXPECT_EQ(half_days(2003), "07-03 11-28 12-24 12-26 ");
    EXPECT_EQ(half_days(2012), "07-03 11-23 12-24 ");
    EXPECT_EQ(half_days(2013), "07-03 11-29 12-24 ");
    EXPECT_EQ(half_days(2015), "11-27 12-24 ");
    EXPECT_EQ(half_days(2020), "11-27 12-24 ");
    EXPECT_EQ(half_days(2021), "11-26 ");
    EXPECT_EQ(half_days(2024), "07-03 11-29 12-24 ");
    EXPECT_EQ(half_days(2026), "11-27 12-24 ");
}

TEST(Calendar, TradingDaysPerYearAreThePublishedCounts) {
    const std::map<int, int> published{
        {2001, 248}, {2012, 250}, {2014, 252}, {2015, 252}, {2016, 252}, {2017, 251}, {2018, 251},
        {2019, 252}, {2020, 253}, {2021, 252}, {2022, 251}, {2023, 250}, {2024, 252}, {2025, 250}};
    for (const auto& [year, expected] : published) {
        int count = 0;
        const auto next_year = day(std::to_string(year + 1) + "-01-01");
        for (auto date = next_trading_day(day(std::to_string(year - 1) + "-12-31"));
             date < next_year; date = next_trading_day(date)) {
            ++count;
        }
        EXPECT_EQ(count, expected) << year;
    }
}

TEST(Calendar, NextAndPreviousTradingDaysAreInverse) {
    EXPECT_EQ(next_trading_day(day("2015-12-24")), day("2015-12-28"));
    EXPECT_EQ(previous_trading_day(day("2016-01-04")), day("2015-12-31"));
    for (auto date = day("2019-01-01"); date < day("2026-12-31"); date = add_days(date, 1)) {
        if (!is_trading_day(date)) continue;
        ASSERT_EQ(previous_trading_day(next_trading_day(date)), date) << to_iso(date);
    }
}

TEST(Calendar, NewYorkFollowsDaylightSaving) {
    EXPECT_TRUE(require_new_york());
    EXPECT_EQ(to_new_york(utc("2015-12-24", 17h)), (NewYorkTime{day("2015-12-24"), 12h}));
    EXPECT_EQ(to_new_york(utc("2024-07-01", 17h)), (NewYorkTime{day("2024-07-01"), 13h}));
    EXPECT_EQ(to_new_york(utc("2024-07-01", 3h)), (NewYorkTime{day("2024-06-30"), 23h}));
    // 2024-03-10 02:30 does not exist, 2024-11-03 01:30 comes twice.
    EXPECT_EQ(from_new_york(day("2024-03-10"), 2h + 30min), utc("2024-03-10", 7h));
    EXPECT_EQ(from_new_york(day("2024-11-03"), 1h + 30min), utc("2024-11-03", 5h + 30min));
}

TEST(Calendar, EveryInstantSurvivesTheWayToNewYorkAndBack) {
    Rng rng(7);
    const auto start = utc("2001-01-01", 0h);
    for (int i = 0; i < 2000; ++i) {
        const auto time = start + std::chrono::seconds(rng.between(0, 35LL * 365 * 86'400));
        const auto local = to_new_york(time);
        const auto back = from_new_york(local.date, local.since_midnight);
        // Only the second pass of the hour that autumn repeats maps to the first one.
        ASSERT_TRUE(back == time || back + 1h == time) << to_rfc3339(to_utc(time));
    }
}

TEST(Calendar, SessionsOfStocksAndIndices) {
    const auto equity = regular_session(UnderlyingKind::stock, day("2024-07-01")).value();
    EXPECT_EQ(equity.open, utc("2024-07-01", 13h + 30min));
    EXPECT_EQ(equity.close, utc("2024-07-01", 20h));
    EXPECT_TRUE(equity.contains(equity.open));
    EXPECT_FALSE(equity.contains(equity.close));
    EXPECT_EQ(regular_session(UnderlyingKind::index, day("2024-07-01"))->close,
              utc("2024-07-01", 20h + 15min));
    EXPECT_EQ(regular_session(UnderlyingKind::stock, day("2015-12-24"))->close,
              utc("2015-12-24", 18h));
    EXPECT_FALSE(regular_session(UnderlyingKind::stock, day("2025-01-09")));
    EXPECT_FALSE(regular_session(UnderlyingKind::index, day("2024-07-06")));
}

OptionContract index_option(std::string trading_class, std::string_view expiration,
                            std::string_view last_trade_date, Settlement settlement) {
    OptionContract contract;
    contract.symbol = "SPX";
    contract.trading_class = std::move(trading_class);
    contract.expiration = day(expiration);
    contract.last_trade_date = day(last_trade_date);
    contract.style = ExerciseStyle::european;
    contract.settlement = settlement;
    return contract;
}

TEST(Calendar, ExpiringIndexOptionsStopTradingBeforeTheySettle) {
    const auto spxw = index_option("SPXW", "2024-07-19", "2024-07-19", Settlement::pm);
    EXPECT_EQ(trading_session(spxw, UnderlyingKind::index, day("2024-07-18"))->close,
              utc("2024-07-18", 20h + 15min));
    EXPECT_EQ(trading_session(spxw, UnderlyingKind::index, day("2024-07-19"))->close,
              utc("2024-07-19", 20h));
    EXPECT_EQ(expiry_instant(spxw), utc("2024-07-19", 20h));

    const auto spx = index_option("SPX", "2024-07-19", "2024-07-18", Settlement::am);
    EXPECT_EQ(trading_session(spx, UnderlyingKind::index, day("2024-07-18"))->close,
              utc("2024-07-18", 20h + 15min));
    EXPECT_FALSE(trading_session(spx, UnderlyingKind::index, day("2024-07-19")));
    EXPECT_EQ(expiry_instant(spx), utc("2024-07-19", 13h + 30min));
}

TEST(Calendar, ExpiryOnHalfAndClosedDays) {
    EXPECT_EQ(expiry_instant(day("2015-12-24"), Settlement::pm), utc("2015-12-24", 18h));
    EXPECT_EQ(expiry_instant(day("2014-06-21"), Settlement::pm), utc("2014-06-20", 20h));
}

TEST(Calendar, TimeToExpiry) {
    EXPECT_EQ(dte(day("2015-12-24"), day("2016-01-15")), 22);
    EXPECT_EQ(dte(day("2015-12-24"), day("2015-12-24")), 0);
    EXPECT_DOUBLE_EQ(years_to(utc("2023-01-01", 0h), utc("2024-01-01", 0h)), 1.0);
    EXPECT_DOUBLE_EQ(years_to(utc("2023-01-02", 0h), utc("2023-01-01", 0h)), -1.0 / 365);
}

TEST(Calendar, TradingDaysCountSessionsAndTheirShares) {
    // Thursday 13:00 to Monday 16:00 New York: 3 of 6.5 hours are left, then Friday and Monday.
    EXPECT_NEAR(trading_days_to(utc("2024-06-27", 17h), utc("2024-07-01", 20h)), 2 + 3.0 / 6.5,
                1e-12);
    EXPECT_EQ(trading_days_to(utc("2024-06-29", 12h), utc("2024-06-30", 12h)), 0);
    EXPECT_EQ(trading_days_to(utc("2024-07-02", 12h), utc("2024-07-01", 12h)), 0);
    EXPECT_NEAR(trading_days_to(utc("2015-12-24", 0h), utc("2015-12-25", 0h)), 1, 1e-12);
    Rng rng(3);
    for (int i = 0; i < 300; ++i) {
        const auto from = utc("2015-01-01", std::chrono::seconds(rng.between(0, 30'000'000)));
        const auto middle = from + std::chrono::seconds(rng.between(0, 3'000'000));
        const auto to = middle + std::chrono::seconds(rng.between(0, 3'000'000));
        ASSERT_NEAR(trading_days_to(from, middle) + trading_days_to(middle, to),
                    trading_days_to(from, to), 1e-9);
    }
}

TEST(Calendar, TradingYearsCountSessionsOnly) {
    // From Wednesday's close over Thanksgiving and a half day to the close after it: two sessions.
    const auto from = from_new_york(day("2026-11-25"), 16h);
    const auto to = from_new_york(day("2026-11-30"), 16h);
    EXPECT_NEAR(trading_years_to(from, to), 2.0 / 252, 1e-12);
    EXPECT_EQ(trading_years_to(to, from), 0);
    // A year of sessions is about a year.
    const auto later = from_new_york(day("2027-11-25"), 16h);
    EXPECT_NEAR(trading_years_to(from, later), 1, 0.01);
}

}  // namespace
}  // namespace wingspread::options
