#include "broker/maintenance.hpp"

#include "options/time_zone.hpp"

#include <gtest/gtest.h>

namespace wingspread::broker {
namespace {

using namespace std::chrono_literals;

UtcTime utc(int year, unsigned month, unsigned day, Duration since_midnight) {
    return std::chrono::sys_days{
               Date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)}} +
           since_midnight;
}

MaintenanceCalendar calendar_of(RecurringPeriod period) {
    auto made = MaintenanceCalendar::make({{std::move(period)}, 5min});
    EXPECT_TRUE(made) << made.error().message;
    return *made;
}

MaintenanceCalendar restart_at(std::string_view time, std::string_view zone) {
    return calendar_of(*parse_daily_restart(time, zone, 15min));
}

TEST(MaintenanceCalendar, AnnouncesFiveMinutesAheadAndEndsAfterItsTime) {
    const auto calendar = restart_at("23:45", "America/New_York");
    // 23:45 in New York on a winter's day is 04:45 UTC of the next day.
    const auto begins = utc(2026, 11, 19, 4h + 45min);
    EXPECT_FALSE(calendar.current(begins - 5min - 1ns));
    const MaintenancePeriod expected{MaintenanceKind::daily_restart, begins - 5min, begins,
                                     begins + 15min};
    EXPECT_EQ(calendar.current(begins - 5min), expected);
    EXPECT_EQ(calendar.current(begins + 15min - 1ns), expected);
    EXPECT_FALSE(calendar.current(begins + 15min));
}

TEST(MaintenanceCalendar, FollowsTheZoneThroughBothChangesOfClocks) {
    const auto calendar = restart_at("23:45", "America/New_York");
    // 2026: summer time from 8 March to 1 November.
    EXPECT_EQ(calendar.next(utc(2026, 3, 7, 12h))->begins, utc(2026, 3, 8, 4h + 45min));
    EXPECT_EQ(calendar.next(utc(2026, 3, 8, 12h))->begins, utc(2026, 3, 9, 3h + 45min));
    EXPECT_EQ(calendar.next(utc(2026, 10, 31, 12h))->begins, utc(2026, 11, 1, 3h + 45min));
    EXPECT_EQ(calendar.next(utc(2026, 11, 1, 12h))->begins, utc(2026, 11, 2, 4h + 45min));
}

TEST(MaintenanceCalendar, TakesTheFirstPassOfARepeatedHourAndTheEndOfASkippedOne) {
    const auto calendar = restart_at("01:30", "America/New_York");
    EXPECT_EQ(calendar.next(utc(2026, 11, 1, 0h))->begins, utc(2026, 11, 1, 5h + 30min));
    const auto skipped = restart_at("02:30", "America/New_York");
    EXPECT_EQ(skipped.next(utc(2026, 3, 8, 0h))->begins, utc(2026, 3, 8, 7h));
}

TEST(MaintenanceCalendar, WeeklyLoginIsOnItsDayAlone) {
    const auto calendar = calendar_of(*parse_weekly_login("Sun 01:00", "America/New_York", 30min));
    EXPECT_EQ(calendar.next(utc(2026, 11, 18, 0h))->begins, utc(2026, 11, 22, 6h));
    EXPECT_FALSE(calendar.current(utc(2026, 11, 23, 6h)));
}

TEST(MaintenanceCalendar, WindowsOverMidnightEndOnTheNextDay) {
    const auto windows = parse_reset_windows(
        "Sun-Fri 00:15-01:45 America/New_York; Fri 23:00-03:00 America/New_York");
    ASSERT_TRUE(windows) << windows.error().message;
    ASSERT_EQ(windows->size(), 2U);
    EXPECT_FALSE(windows->front().days.test(6));
    EXPECT_EQ(windows->front().lasts, 90min);
    const auto calendar = calendar_of(windows->back());
    const auto friday_night = utc(2026, 11, 21, 4h);
    ASSERT_TRUE(calendar.current(friday_night));
    EXPECT_EQ(calendar.current(friday_night)->ends, utc(2026, 11, 21, 8h));
}

TEST(MaintenanceCalendar, NamesWhatWasWrong) {
    EXPECT_NE(parse_daily_restart("24:00", "UTC", 1min).error().message.find("24:00"),
              std::string::npos);
    EXPECT_FALSE(parse_weekly_login("Sunday 01:00", "UTC", 1min));
    EXPECT_FALSE(parse_reset_windows("Sun 00:15 America/New_York"));
    EXPECT_FALSE(
        MaintenanceCalendar::make({{*parse_daily_restart("23:45", "Mars/Olympus", 1min)}, 5min}));
}

TEST(MaintenanceCalendar, AnEmptyPlanHasNothing) {
    const MaintenanceCalendar calendar;
    EXPECT_FALSE(calendar.current(utc(2026, 11, 18, 0h)));
    EXPECT_FALSE(calendar.next(utc(2026, 11, 18, 0h)));
}

}  // namespace
}  // namespace wingspread::broker
