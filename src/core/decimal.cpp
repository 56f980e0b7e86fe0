#include "core/decimal.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace wingspread::detail {

namespace {

struct Parts {
    bool negative = false;
    std::string_view whole;
    std::string_view fraction;
    int exponent = 0;
};

bool all_digits(std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<int> parse_exponent(std::string_view text) {
    bool negative = false;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    if (text.empty() || text.size() > 3 || !all_digits(text)) return std::nullopt;
    int value = 0;
    for (const char c : text) value = value * 10 + (c - '0');
    return negative ? -value : value;
}

std::optional<Parts> split(std::string_view text) {
    Parts parts;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        parts.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    if (const auto e = text.find_first_of("eE"); e != std::string_view::npos) {
        const auto exponent = parse_exponent(text.substr(e + 1));
        if (!exponent) return std::nullopt;
        parts.exponent = *exponent;
        text = text.substr(0, e);
    }
    const auto dot = text.find('.');
    parts.whole = text.substr(0, dot);
    if (dot != std::string_view::npos) parts.fraction = text.substr(dot + 1);
    if (parts.whole.empty() && parts.fraction.empty()) return std::nullopt;
    if (!all_digits(parts.whole) || !all_digits(parts.fraction)) return std::nullopt;
    return parts;
}

std::unexpected<Error> bad(std::string_view text, std::string_view expected) {
    return fail(Errc::invalid_argument,
                "\"" + std::string(text) + "\" is not " + std::string(expected));
}

}  // namespace

void decimal_overflow() {
    std::fputs("wingspread: decimal arithmetic left its range; this is a bug\n", stderr);
    std::abort();
}

Result<std::int64_t> parse_decimal(std::string_view text, bool exact) {
    constexpr int decimals = 8;
    const auto parts = split(text);
    if (!parts) return bad(text, "a decimal number");

    // Digit i of whole+fraction has weight 10^(point - 1 - i); those below 10^-8 only round.
    const int point = static_cast<int>(parts->whole.size()) + parts->exponent;
    const std::size_t count = parts->whole.size() + parts->fraction.size();
    __int128 magnitude = 0;
    bool round_up = false;
    bool lost = false;
    int next_weight = point - 1;  // of the digit after the last one taken
    for (std::size_t i = 0; i < count; ++i) {
        const char c =
            i < parts->whole.size() ? parts->whole[i] : parts->fraction[i - parts->whole.size()];
        const int weight = point - 1 - static_cast<int>(i);
        if (weight >= -decimals) {
            magnitude = magnitude * 10 + (c - '0');
            next_weight = weight - 1;
            if (magnitude > INT64_MAX) return bad(text, "within ±92 billion");
        } else {
            if (weight == -decimals - 1) round_up = c >= '5';
            lost = lost || c != '0';
        }
    }
    for (int weight = next_weight; magnitude != 0 && weight >= -decimals; --weight) {
        magnitude *= 10;
        if (magnitude > INT64_MAX) return bad(text, "within ±92 billion");
    }
    if (exact && lost) return bad(text, "a number of at most eight decimals");
    if (round_up) ++magnitude;
    if (magnitude > INT64_MAX) return bad(text, "within ±92 billion");
    const auto raw = static_cast<std::int64_t>(magnitude);
    return parts->negative ? -raw : raw;
}

std::optional<std::int64_t> decimal_from_double(double value) {
    const double scaled = std::round(value * static_cast<double>(decimal_scale));
    if (!(std::abs(scaled) < 9.2e18)) return std::nullopt;
    return static_cast<std::int64_t>(scaled);
}

std::string decimal_to_string(std::int64_t raw) {
    const bool negative = raw < 0;
    const auto magnitude =
        negative ? 0 - static_cast<std::uint64_t>(raw) : static_cast<std::uint64_t>(raw);
    std::string text = negative ? "-" : "";
    text += std::to_string(magnitude / decimal_scale);
    const auto fraction = magnitude % decimal_scale;
    if (fraction == 0) return text;
    std::string digits = std::to_string(fraction);
    digits.insert(0, 8 - digits.size(), '0');
    digits.erase(digits.find_last_not_of('0') + 1);
    return text + "." + digits;
}

}  // namespace wingspread::detail
