#include "sim/history_terms.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <utility>

namespace wingspread::sim {
namespace {

using namespace std::chrono;

template <class Value, std::size_t Size>
std::optional<Value> look_up(const std::array<std::pair<std::string_view, Value>, Size>& table,
                             std::string_view text) {
    for (const auto& [name, value] : table)
        if (name == text) return value;
    return std::nullopt;
}

}  // namespace

std::optional<Duration> parse_bar_size(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, Duration>, 22> sizes{{
        {"1 secs", 1s},     {"1 sec", 1s},      {"5 secs", 5s},     {"10 secs", 10s},
        {"15 secs", 15s},   {"30 secs", 30s},   {"1 min", 1min},    {"2 mins", 2min},
        {"3 mins", 3min},   {"5 mins", 5min},   {"10 mins", 10min}, {"15 mins", 15min},
        {"20 mins", 20min}, {"30 mins", 30min}, {"1 hour", 1h},     {"2 hours", 2h},
        {"3 hours", 3h},    {"4 hours", 4h},    {"8 hours", 8h},    {"1 day", 24h},
        {"1 week", 168h},   {"1W", 168h},
    }};
    return look_up(sizes, text);
}

std::optional<Duration> parse_history_length(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, Duration>, 5> units{{
        {"S", 1s},
        {"D", 24h},
        {"W", 168h},
        {"M", 24h * 30},
        {"Y", 24h * 365},
    }};
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    const auto unit = look_up(units, text.substr(space + 1));
    int count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + space, count);
    const bool good = error == std::errc{} && end == text.data() + space;
    if (!good || !unit || count < 1 || count > 100'000) return std::nullopt;
    return *unit * count;
}

std::optional<BarSource> parse_bar_source(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, BarSource>, 4> sources{{
        {"TRADES", BarSource::trades},
        {"MIDPOINT", BarSource::midpoint},
        {"BID", BarSource::bid},
        {"ASK", BarSource::ask},
    }};
    return look_up(sources, text);
}

}  // namespace wingspread::sim
