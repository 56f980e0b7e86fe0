#include "tws/text_writer.hpp"

#include "core/date.hpp"
#include "tws/utf8.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace wingspread::tws {

void TextWriter::refuse(std::string_view name, std::string_view got, std::string_view expected) {
    if (!error_) error_ = bad_field(name, got, expected).error();
}

void TextWriter::unsayable(int since, std::string_view name) {
    if (error_) return;
    error_ = Error{
        Errc::invalid_argument,
        fmt::format("{}: needs server version {}, this gateway speaks {}", name, since, version)};
}

void TextWriter::put(std::int64_t number) {
    char digits[24];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
    put_text({digits, end});
}

void TextWriter::put_absent(Absent absent, bool integral) {
    switch (absent) {
        case Absent::empty: return put_text("");
        case Absent::max: return put_text(integral ? int_max_text : dbl_max_text);
        case Absent::zero: return put_text("0");
        case Absent::minus_one: return put_text("-1");
        case Absent::minus_two: return put_text("-2");
    }
}

void TextWriter::checked_text(std::string_view name, std::string_view text) {
    if (text.find('\0') != text.npos) return refuse(name, "a text with a NUL", "one without");
    put_text(text);
}

void TextWriter::field(std::string_view name, const double& value) {
    if (std::isnan(value)) return refuse(name, "NaN", "a number");
    if (std::isinf(value)) return put_text(value > 0 ? "Infinity" : "-Infinity");
    char digits[32];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
    put_text({digits, end});
}

void TextWriter::field(std::string_view name, const std::string& value) {
    checked_text(name, value);
}

void TextWriter::field(std::string_view name, const Date& value) {
    if (!value.ok()) return refuse(name, "a day that does not exist", "a date");
    put_text(to_compact(value));
}

void TextWriter::escaped(std::string_view name, const std::string& value) {
    checked_text(name, escape_ascii7(value));
}

void TextWriter::tag_list(std::string_view name, const std::vector<TagValue>& value) {
    std::string text;
    for (const auto& [tag, content] : value) {
        if (tag.find_first_of("=;") != tag.npos || content.find(';') != content.npos) {
            return refuse(name, tag + "=" + content, "tags without = and ;, values without ;");
        }
        text += tag + "=" + content + ";";
    }
    checked_text(name, text);
}

void TextWriter::comma_list(std::string_view name, const std::vector<std::string>& value) {
    std::string text;
    for (const std::string& item : value) {
        if (item.empty() || item.find(',') != item.npos) {
            return refuse(name, item, "texts that are not empty and without commas");
        }
        if (!text.empty()) text += ',';
        text += item;
    }
    checked_text(name, text);
}

}  // namespace wingspread::tws
