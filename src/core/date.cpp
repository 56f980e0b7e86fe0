#include "core/date.hpp"

#include <fmt/format.h>

#include <charconv>

namespace wingspread {

namespace {

std::optional<int> digits(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::string to_iso(Date date) {
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string to_compact(Date date) {
    return fmt::format("{:04}{:02}{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

Result<Date> parse_date(std::string_view text) {
    std::string compact(text);
    if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
        compact = std::string(text.substr(0, 4)) + std::string(text.substr(5, 2)) +
                  std::string(text.substr(8, 2));
    }
    const bool plain =
        compact.size() == 8 && compact.find_first_not_of("0123456789") == std::string::npos;
    if (plain) {
        const std::string_view view = compact;
        const Date date{std::chrono::year{*digits(view.substr(0, 4))},
                        std::chrono::month{static_cast<unsigned>(*digits(view.substr(4, 2)))},
                        std::chrono::day{static_cast<unsigned>(*digits(view.substr(6, 2)))}};
        if (date.ok()) return date;
    }
    return fail(Errc::invalid_argument, fmt::format("\"{}\" is not a date like 2015-12-24", text));
}

int days_between(Date from, Date to) {
    return static_cast<int>((std::chrono::sys_days{to} - std::chrono::sys_days{from}).count());
}

Date add_days(Date date, int days) {
    return Date{std::chrono::sys_days{date} + std::chrono::days{days}};
}

std::string to_rfc3339(UtcTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::milliseconds>(time - day)};
    return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", to_iso(Date{day}), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

}  // namespace wingspread
