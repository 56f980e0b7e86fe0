#include "broker/wire_time.hpp"

#include "core/date.hpp"
#include "options/time_zone.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace wingspread::broker {

namespace {

constexpr std::size_t date_length = 8;
constexpr std::size_t clock_length = 8;

std::optional<int> two_digits(std::string_view text, int below) {
    int value = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + 2, value);
    if (error != std::errc{} || end != text.data() + 2 || value < 0 || value >= below) {
        return std::nullopt;
    }
    return value;
}

/// "10:31:02"
std::optional<Duration> parse_clock(std::string_view text) {
    if (text.size() != clock_length || text[2] != ':' || text[5] != ':') return std::nullopt;
    const auto hours = two_digits(text.substr(0), 24);
    const auto minutes = two_digits(text.substr(3), 60);
    const auto seconds = two_digits(text.substr(6), 61);
    if (!hours || !minutes || !seconds) return std::nullopt;
    return std::chrono::hours(*hours) + std::chrono::minutes(*minutes) +
           std::chrono::seconds(*seconds);
}

std::string_view trim_left(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

}  // namespace

Result<UtcTime> parse_wire_time(std::string_view text) {
    const auto bad = [&](std::string_view expected) { return bad_field("time", text, expected); };
    if (text.size() <= date_length) return bad("a date and a time");
    const auto date = parse_date(text.substr(0, date_length));
    if (!date) return bad("a date as YYYYMMDD and a time");
    const bool is_utc = text[date_length] == '-';
    const std::string_view rest = trim_left(text.substr(date_length + (is_utc ? 1 : 0)));
    const auto clock = parse_clock(rest.substr(0, clock_length));
    if (!clock) return bad("a time as HH:MM:SS after the date");
    const std::string_view zone = trim_left(rest.substr(clock_length));
    if (is_utc && zone.empty()) return std::chrono::sys_days{*date} + *clock;
    if (zone.empty()) return bad("a time zone after the time");
    return options::from_zone(zone, *date, *clock);
}

std::string to_wire_time(UtcTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
    return fmt::format("{}-{:02}:{:02}:{:02}", to_compact(Date{day}), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count());
}

}  // namespace wingspread::broker
