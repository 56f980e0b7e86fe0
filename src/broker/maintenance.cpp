#include "broker/maintenance.hpp"

#include "core/date.hpp"
#include "options/time_zone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace wingspread::broker {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::array<std::string_view, 7> day_names{"Sun", "Mon", "Tue", "Wed",
                                                    "Thu", "Fri", "Sat"};

std::optional<std::size_t> parse_day(std::string_view text) {
    const auto found = std::ranges::find(day_names, text);
    if (found == day_names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - day_names.begin());
}

/// "Sun", "Mon-Fri", "Fri-Mon".
std::optional<std::bitset<7>> parse_days(std::string_view text) {
    const auto dash = text.find('-');
    const auto first = parse_day(text.substr(0, dash));
    const auto last = dash == text.npos ? first : parse_day(text.substr(dash + 1));
    if (!first || !last) return std::nullopt;
    std::bitset<7> days;
    for (std::size_t day = *first;; day = (day + 1) % 7) {
        days.set(day);
        if (day == *last) return days;
    }
}

std::optional<int> parse_two_digits(std::string_view text, int below) {
    int value = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    const bool is_number = text.size() == 2 && read.ec == std::errc{} && read.ptr == end;
    return is_number && value >= 0 && value < below ? std::optional(value) : std::nullopt;
}

/// "23:45".
std::optional<Duration> parse_time(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hour = parse_two_digits(text.substr(0, 2), 24);
    const auto minute = parse_two_digits(text.substr(3), 60);
    if (!hour || !minute) return std::nullopt;
    return hours(*hour) + minutes(*minute);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        if (end > 0) parts.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

Result<RecurringPeriod> parse_window(std::string_view text) {
    const auto bad = [&] {
        return bad_field("reset window", std::string(text),
                         "days, times and zone, as \"Sun-Fri 00:15-01:45 America/New_York\"");
    };
    const auto words = split(text, ' ');
    if (words.size() != 3 || words[1].size() != 11 || words[1][5] != '-') return bad();
    const auto days = parse_days(words[0]);
    const auto from = parse_time(words[1].substr(0, 5));
    const auto to = parse_time(words[1].substr(6));
    if (!days || !from || !to) return bad();
    const Duration lasts = *to > *from ? *to - *from : *to - *from + hours(24);
    return RecurringPeriod{MaintenanceKind::server_reset, std::string(words[2]), *days, *from,
                           lasts};
}

}  // namespace

std::string_view to_string(MaintenanceKind kind) {
    switch (kind) {
        case MaintenanceKind::daily_restart: return "daily restart";
        case MaintenanceKind::weekly_login: return "weekly login";
        case MaintenanceKind::server_reset: return "server reset";
    }
    std::unreachable();
}

std::string describe(const MaintenancePeriod& period) {
    return fmt::format("{} from {} to {}", to_string(period.kind), to_rfc3339(period.begins),
                       to_rfc3339(period.ends));
}

std::bitset<7> every_day() { return std::bitset<7>{}.set(); }

Result<RecurringPeriod> parse_daily_restart(std::string_view time, std::string_view zone,
                                            Duration lasts) {
    const auto begins = parse_time(time);
    if (!begins) return bad_field("restart time", std::string(time), "a time of day, as \"23:45\"");
    return RecurringPeriod{MaintenanceKind::daily_restart, std::string(zone), every_day(), *begins,
                           lasts};
}

Result<RecurringPeriod> parse_weekly_login(std::string_view day_and_time, std::string_view zone,
                                           Duration lasts) {
    const auto words = split(day_and_time, ' ');
    const auto day = words.size() == 2 ? parse_day(words[0]) : std::nullopt;
    const auto begins = words.size() == 2 ? parse_time(words[1]) : std::nullopt;
    if (!day || !begins) {
        return bad_field("weekly login", std::string(day_and_time),
                         "a day and a time, as \"Sun 01:00\"");
    }
    return RecurringPeriod{MaintenanceKind::weekly_login, std::string(zone),
                           std::bitset<7>{}.set(*day), *begins, lasts};
}

Result<std::vector<RecurringPeriod>> parse_reset_windows(std::string_view text) {
    std::vector<RecurringPeriod> windows;
    for (auto part : split(text, ';')) {
        while (part.starts_with(' ')) part.remove_prefix(1);
        if (part.empty()) continue;
        auto window = parse_window(part);
        if (!window) return std::unexpected(window.error());
        windows.push_back(std::move(*window));
    }
    return windows;
}

Result<MaintenanceCalendar> MaintenanceCalendar::make(MaintenancePlan plan) {
    for (const auto& period : plan.periods) {
        const Date any_day{std::chrono::year(2026), std::chrono::January, std::chrono::day(1)};
        const auto known = options::from_zone(period.zone, any_day, {});
        if (!known) return std::unexpected(known.error());
    }
    return MaintenanceCalendar(std::move(plan));
}

std::vector<MaintenancePeriod> MaintenanceCalendar::near(UtcTime time) const {
    std::vector<MaintenancePeriod> found;
    // A zone's day may be the one before or after the day in UTC.
    const auto today = floor<days>(time);
    for (const auto& period : plan_.periods) {
        for (int offset = -2; offset <= 8; ++offset) {
            const auto day = today + days(offset);
            const std::chrono::weekday weekday(day);
            if (!period.days.test(weekday.c_encoding())) continue;
            const auto begins = options::from_zone(period.zone, Date(day), period.begins);
            if (!begins) continue;  // `make` has seen the zone
            found.push_back({period.kind, *begins - plan_.notice, *begins, *begins + period.lasts});
        }
    }
    std::ranges::sort(
        found, {}, [](const MaintenancePeriod& one) { return std::pair(one.announced, one.ends); });
    return found;
}

std::optional<MaintenancePeriod> MaintenanceCalendar::current(UtcTime time) const {
    std::optional<MaintenancePeriod> last;
    for (const auto& period : near(time)) {
        if (period.announced > time || period.ends <= time) continue;
        if (!last || period.ends > last->ends) last = period;
    }
    return last;
}

std::optional<MaintenancePeriod> MaintenanceCalendar::next(UtcTime time) const {
    for (const auto& period : near(time)) {
        if (period.announced > time) return period;
    }
    return std::nullopt;
}

}  // namespace wingspread::broker
