#include "tws/text_reader.hpp"

#include "core/date.hpp"
#include "tws/utf8.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace wingspread::tws {

namespace {

constexpr std::size_t longest_quote = 60;

/// Integers that stand for "no value" where sizes are decimals: the greatest int, long and 128-bit
/// decimal, as the vendor's clients know them.
bool is_unset_integer(std::string_view text) {
    static constexpr std::string_view unset[] = {
        int_max_text,
        "9223372036854775807",
        "-9223372036854775808",
        "170141183460469231731687303715884105727",
    };
    for (const std::string_view candidate : unset) {
        if (text == candidate) return true;
    }
    return false;
}

/// The whole text as a double; empty when it is none.
std::optional<double> double_of(std::string_view text) {
    if (text == "Infinite") return std::numeric_limits<double>::infinity();  // from Python
    if (text.starts_with('+')) text.remove_prefix(1);
    double number = 0;
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number);
    const bool whole = result.ec == std::errc{} && result.ptr == end && !text.empty();
    return whole ? std::optional{number} : std::nullopt;
}

/// DBL_MAX, however a client spells it, and what Java prints for an undefined quotient.
bool is_unset(double number) {
    return number == std::numeric_limits<double>::max() || std::isnan(number);
}

bool says_absent(double value, Absent absent) {
    switch (absent) {
        case Absent::empty: return false;
        case Absent::max: return false;
        case Absent::zero: return value == 0;
        case Absent::minus_one: return value == -1 || std::isinf(value);
        case Absent::minus_two: return value == -2 || std::isinf(value);
    }
    return false;
}

/// INT_MAX as a decimal, however it is spelt.
constexpr std::int64_t unset_raw = INT32_MAX * detail::decimal_scale;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::int64_t powers_of_ten[] = {1,       10,        100,        1'000,      10'000,
                                          100'000, 1'000'000, 10'000'000, 100'000'000};

}  // namespace

void TextReader::missing(std::string_view name) {
    if (failed_) return;
    failed_ = true;
    missing_ = true;
    failed_name_ = name;
}

void TextReader::refuse(std::string_view name, std::string_view got, std::string_view expected) {
    if (failed_) return;
    failed_ = true;
    failed_name_ = name;
    got_ = to_valid_utf8(got.substr(0, longest_quote));
    expected_ = expected;
    cursor_ = end_;
}

Error TextReader::error(std::string_view message) const {
    if (missing_) {
        return {Errc::protocol, fmt::format("{}: the field {} is missing", message, failed_name_)};
    }
    return {Errc::protocol,
            fmt::format("{}: {}: got \"{}\", expected {}", message, failed_name_, got_, expected_)};
}

std::string_view TextReader::text(std::string_view name) {
    if (cursor_ == end_) {
        missing(name);
        return {};
    }
    const auto* stop = static_cast<const char*>(
        std::memchr(cursor_, '\0', static_cast<std::size_t>(end_ - cursor_)));
    const std::string_view field(cursor_, static_cast<std::size_t>(stop - cursor_));
    cursor_ = stop + 1;
    return field;
}

std::vector<std::string> TextReader::rest() {
    std::vector<std::string> fields;
    while (cursor_ != end_) fields.emplace_back(text(""));
    return fields;
}

std::int64_t TextReader::integer(std::string_view name, std::int64_t min, std::int64_t max) {
    if (cursor_ == end_) {
        missing(name);
        return 0;
    }
    // Ten digits cannot overflow; anything longer or stranger goes the careful way.
    const char* at = cursor_;
    const bool negative = *at == '-';
    if (negative) ++at;
    const char* first = at;
    std::int64_t value = 0;
    while (is_digit(*at) && at - first < 10) value = value * 10 + (*at++ - '0');
    if (*at == '\0' && at != first) {
        value = negative ? -value : value;
        if (value >= min && value <= max) {
            cursor_ = at + 1;
            return value;
        }
    }
    const std::string_view field = text(name);
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    const bool whole = error == std::errc{} && end == field.data() + field.size();
    if (whole && value >= min && value <= max) return value;
    refuse(name, field, max == INT32_MAX ? "a 32-bit integer" : "an integer");
    return 0;
}

std::optional<std::int64_t> TextReader::decimal(std::string_view name,
                                                std::optional<Absent> absent) {
    if (cursor_ == end_) {
        missing(name);
        return std::nullopt;
    }
    // Ten digits before the point and eight after it fit 64 bits at a scale of 1e-8.
    const char* at = cursor_;
    const bool negative = *at == '-';
    if (negative) ++at;
    const char* first = at;
    std::int64_t value = 0;
    while (is_digit(*at) && at - first < 10) value = value * 10 + (*at++ - '0');
    const std::ptrdiff_t whole_digits = at - first;
    std::ptrdiff_t decimals = 0;
    if (*at == '.') {
        const char* point = at++;
        while (is_digit(*at) && at - point <= 8) value = value * 10 + (*at++ - '0');
        decimals = at - point - 1;
    }
    // A bare whole number may be one of the codes for "unset", a short one cannot.
    const bool plain = *at == '\0' && whole_digits > 0 && (decimals > 0 || whole_digits < 10);
    const bool special = absent && *absent > Absent::max;
    if (!plain || special) return decimal_of_text(name, text(name), absent);
    cursor_ = at + 1;
    value *= powers_of_ten[8 - decimals];
    if (absent && value == unset_raw && !negative) return std::nullopt;
    return negative ? -value : value;
}

std::optional<std::int64_t> TextReader::decimal_of_text(std::string_view name,
                                                        std::string_view field,
                                                        std::optional<Absent> absent) {
    if (absent && (field.empty() || is_unset_integer(field))) return std::nullopt;
    const auto raw = detail::parse_decimal(field, false);
    if (!raw) {
        if (absent && is_unset(double_of(field).value_or(0))) return std::nullopt;
        refuse(name, field, "a decimal number within ±92 billion");
        return std::nullopt;
    }
    const auto value = static_cast<double>(*raw) / static_cast<double>(detail::decimal_scale);
    if (absent && (*raw == unset_raw || says_absent(value, *absent))) return std::nullopt;
    return *raw;
}

void TextReader::field(std::string_view name, double& value) {
    const std::string_view field = text(name);
    const auto number = double_of(field);
    if (number && !std::isnan(*number)) {
        value = *number;
    } else {
        refuse(name, field, "a number");
    }
}

void TextReader::field(std::string_view name, std::optional<double>& value, Absent absent) {
    value.reset();
    if (skip_if_empty()) return;
    const std::string_view field = text(name);
    const auto number = double_of(field);
    if (!number && !failed_) refuse(name, field, "a number");
    if (number && !is_unset(*number) && !says_absent(*number, absent)) value = number;
}

void TextReader::field(std::string_view name, Date& value) {
    const std::string_view field = text(name);
    if (failed_) return;
    if (const auto date = parse_date(field)) {
        value = *date;
    } else {
        refuse(name, field, "a date YYYYMMDD");
    }
}

void TextReader::escaped(std::string_view name, std::string& value) {
    value = to_valid_utf8(unescape_ascii7(text(name)));
}

void TextReader::flags(std::string_view name, bool& bit0, bool& bit1, bool& bit2) {
    const std::int64_t bits = integer(name, 0, INT32_MAX);
    bit0 = (bits & 1) != 0;
    bit1 = (bits & 2) != 0;
    bit2 = (bits & 4) != 0;
}

void TextReader::choice(std::string_view name, bool& value, std::string_view yes,
                        std::string_view no) {
    const std::string_view word = text(name);
    value = word == yes;
    if (!value && word != no) refuse(name, word, fmt::format("{} or {}", yes, no));
}

void TextReader::tag_list(std::string_view name, std::vector<TagValue>& value) {
    std::string_view field = text(name);
    value.clear();
    while (!field.empty()) {
        const std::string_view pair = field.substr(0, field.find(';'));
        field.remove_prefix(std::min(pair.size() + 1, field.size()));
        const std::size_t equals = pair.find('=');
        if (equals == pair.npos) return refuse(name, pair, "tag=value;");
        value.push_back(
            {std::string(pair.substr(0, equals)), std::string(pair.substr(equals + 1))});
    }
}

void TextReader::comma_list(std::string_view name, std::vector<std::string>& value) {
    std::string_view field = text(name);
    value.clear();
    while (!field.empty()) {
        const std::string_view item = field.substr(0, field.find(','));
        field.remove_prefix(std::min(item.size() + 1, field.size()));
        if (!item.empty()) value.emplace_back(item);
    }
}

std::size_t TextReader::count(std::string_view name) {
    if (skip_if_empty()) return 0;
    return static_cast<std::size_t>(integer(name, 0, INT32_MAX));
}

}  // namespace wingspread::tws
