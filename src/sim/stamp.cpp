#include "sim/stamp.hpp"

#include "core/date.hpp"
#include "options/calendar.hpp"

#include <array>
#include <charconv>

namespace wingspread::sim {

using namespace std::chrono;

std::optional<MarketTime> parse_stamp(std::string_view text) {
    constexpr std::size_t length = 17;  // YYYYMMDD?HH:MM:SS
    if (text.size() < length || text[11] != ':' || text[14] != ':') return std::nullopt;
    const auto date = parse_date(text.substr(0, 8));
    std::array<int, 3> clock{};
    for (std::size_t i = 0; i < clock.size(); ++i) {
        const std::string_view digits = text.substr(9 + 3 * i, 2);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + 2, clock[i]);
        if (error != std::errc{} || end != digits.data() + 2) return std::nullopt;
    }
    if (!date || clock[0] > 23 || clock[1] > 59 || clock[2] > 59) return std::nullopt;
    const Duration time = hours(clock[0]) + minutes(clock[1]) + seconds(clock[2]);
    const std::string_view zone = text.substr(length);
    if (text[8] == '-' && (zone.empty() || zone == " UTC"))
        return MarketTime{sys_days{*date}.time_since_epoch() + time};
    const bool new_york = zone.empty() || zone == " US/Eastern" || zone == " America/New_York";
    if (text[8] != ' ' || !new_york) return std::nullopt;
    return options::from_new_york(*date, time);
}

}  // namespace wingspread::sim
