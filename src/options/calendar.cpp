#include "options/calendar.hpp"

#include "core/date.hpp"

#include <algorithm>
#include <array>

namespace wingspread::options {

namespace {

using namespace std::chrono_literals;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::weekday;

constexpr weekday sunday = std::chrono::Sunday;
constexpr weekday monday = std::chrono::Monday;
constexpr weekday wednesday = std::chrono::Wednesday;
constexpr weekday thursday = std::chrono::Thursday;
constexpr weekday friday = std::chrono::Friday;
constexpr weekday saturday = std::chrono::Saturday;

constexpr Date day_of(int year, unsigned month_number, unsigned day) {
    return {std::chrono::year{year}, month{month_number}, std::chrono::day{day}};
}

constexpr weekday weekday_of(Date date) { return weekday{sys_days{date}}; }

/// A holiday on a fixed day of the year; Sundays move to Monday, most Saturdays to Friday.
struct FixedHoliday {
    unsigned month;
    unsigned day;
    int first_year;
    bool saturday_moves_to_friday;
};
constexpr std::array fixed_holidays{
    FixedHoliday{1, 1, 0, false},  // NYSE rule 7.2: the last day of an accounting year stays open
    FixedHoliday{6, 19, 2022, true},
    FixedHoliday{7, 4, 0, true},
    FixedHoliday{12, 25, 0, true},
};

/// The nth (1 to 4) given weekday of a month, or the last one for 0.
struct FloatingHoliday {
    unsigned month;
    weekday day;
    unsigned nth;
};
constexpr std::array floating_holidays{
    FloatingHoliday{1, monday, 3},     // Martin Luther King
    FloatingHoliday{2, monday, 3},     // Presidents' Day
    FloatingHoliday{5, monday, 0},     // Memorial Day
    FloatingHoliday{9, monday, 1},     // Labor Day
    FloatingHoliday{11, thursday, 4},  // Thanksgiving
};

constexpr std::array special_closures{
    day_of(2001, 9, 11),  day_of(2001, 9, 12),  day_of(2001, 9, 13),
    day_of(2001, 9, 14),  day_of(2004, 6, 11),   // President Reagan's funeral
    day_of(2007, 1, 2),                          // President Ford's funeral
    day_of(2012, 10, 29), day_of(2012, 10, 30),  // hurricane Sandy
    day_of(2018, 12, 5),                         // President G. H. W. Bush's funeral
    day_of(2025, 1, 9),                          // President Carter's funeral
};

/// Easter Sunday by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, ch. 8).
Date easter(int year) {
    const int a = year % 19;
    const int b = year / 100;
    const int c = year % 100;
    const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int n = h + l - 7 * m + 114;
    return day_of(year, static_cast<unsigned>(n / 31), static_cast<unsigned>(n % 31 + 1));
}

bool is_fixed_holiday(Date date) {
    // The day itself, the Monday after a Sunday, or the Friday before a Saturday.
    const auto matches = [](const FixedHoliday& holiday, Date day) {
        return day.month() == month{holiday.month} && day.day() == std::chrono::day{holiday.day} &&
               static_cast<int>(day.year()) >= holiday.first_year;
    };
    const auto today = weekday_of(date);
    return std::ranges::any_of(fixed_holidays, [&](const FixedHoliday& holiday) {
        if (matches(holiday, date)) return true;
        if (today == monday) return matches(holiday, add_days(date, -1));
        return today == friday && holiday.saturday_moves_to_friday &&
               matches(holiday, add_days(date, 1));
    });
}

bool is_floating_holiday(Date date) {
    const auto today = weekday_of(date);
    const auto day = static_cast<unsigned>(date.day());
    return std::ranges::any_of(floating_holidays, [&](const FloatingHoliday& holiday) {
        if (date.month() != month{holiday.month} || today != holiday.day) return false;
        if (holiday.nth != 0) return (day - 1) / 7 + 1 == holiday.nth;
        return add_days(date, 7).month() != date.month();
    });
}

bool is_closed(Date date) {
    const auto today = weekday_of(date);
    if (today == saturday || today == sunday) return true;
    return is_fixed_holiday(date) || is_floating_holiday(date) ||
           date == add_days(easter(static_cast<int>(date.year())), -2) ||
           std::ranges::find(special_closures, date) != special_closures.end();
}

/// The day before or after Independence Day, by a rule that changed in 2013.
bool is_independence_half_day(Date date) {
    if (date.month() != month{7}) return false;
    const auto today = weekday_of(date);
    const bool since_2013 = static_cast<int>(date.year()) >= 2013;
    if (date.day() == std::chrono::day{3}) return today != wednesday || since_2013;
    return date.day() == std::chrono::day{5} && today == friday && !since_2013;
}

/// Of a day on which the exchanges are open.
bool is_half_day(Date date) {
    const auto day = static_cast<unsigned>(date.day());
    if (date.month() == month{11}) {
        const bool after_thanksgiving = weekday_of(date) == friday && day >= 23 && day <= 29;
        return after_thanksgiving;
    }
    if (date.month() == month{12} && day == 24) return true;
    return is_independence_half_day(date) || date == day_of(2003, 12, 26);
}

constexpr Duration open_of_day = 9h + 30min;

constexpr Duration close_of_day(TradingDay day) { return day == TradingDay::half ? 13h : 16h; }

Session session_of(Date date, TradingDay day, Duration extra) {
    return {from_new_york(date, open_of_day), from_new_york(date, close_of_day(day) + extra)};
}

double share(const Session& session, MarketTime from, MarketTime to) {
    const auto begin = std::max(session.open, from);
    const auto end = std::min(session.close, to);
    if (end <= begin) return 0;
    return std::chrono::duration<double>(end - begin) / (session.close - session.open);
}

}  // namespace

TradingDay trading_day(Date date) {
    if (is_closed(date)) return TradingDay::closed;
    return is_half_day(date) ? TradingDay::half : TradingDay::full;
}

bool is_trading_day(Date date) { return !is_closed(date); }

Date next_trading_day(Date date) {
    do date = add_days(date, 1);
    while (is_closed(date));
    return date;
}

Date previous_trading_day(Date date) {
    do date = add_days(date, -1);
    while (is_closed(date));
    return date;
}

std::optional<Session> regular_session(UnderlyingKind kind, Date date) {
    const auto day = trading_day(date);
    if (day == TradingDay::closed) return std::nullopt;
    return session_of(date, day, kind == UnderlyingKind::index ? Duration{15min} : Duration{0});
}

std::optional<Session> trading_session(const OptionContract& contract, UnderlyingKind kind,
                                       Date date) {
    if (date > contract.last_trade_date) return std::nullopt;
    const bool ends_with_settlement =
        contract.settlement == Settlement::pm && date == contract.expiration;
    return regular_session(ends_with_settlement ? UnderlyingKind::stock : kind, date);
}

MarketTime expiry_instant(Date expiration, Settlement settlement) {
    const auto day = trading_day(expiration);
    if (day == TradingDay::closed) {
        const auto before = previous_trading_day(expiration);
        return from_new_york(before, close_of_day(trading_day(before)));
    }
    return from_new_york(expiration,
                         settlement == Settlement::am ? open_of_day : close_of_day(day));
}

MarketTime expiry_instant(const OptionContract& contract) {
    return expiry_instant(contract.expiration, contract.settlement);
}

int dte(Date today, Date expiration) { return days_between(today, expiration); }

double years_to(MarketTime from, MarketTime to) {
    using Years = std::chrono::duration<double, std::ratio<365 * 24 * 3600>>;
    return Years(to - from).count();
}

double trading_days_to(MarketTime from, MarketTime to) {
    if (to <= from) return 0;
    const auto first = to_new_york(from).date;
    const auto last = to_new_york(to).date;
    double days = 0;
    for (auto date = first; date <= last; date = add_days(date, 1)) {
        if (is_closed(date)) continue;
        const bool whole = date != first && date != last;
        days += whole ? 1 : share(session_of(date, trading_day(date), {}), from, to);
    }
    return days;
}

double trading_years_to(MarketTime from, MarketTime to) {
    constexpr double sessions_per_year = 252;
    return trading_days_to(from, to) / sessions_per_year;
}

}  // namespace wingspread::options
