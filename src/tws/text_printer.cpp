#include "tws/text_printer.hpp"

#include "core/date.hpp"
#include "tws/utf8.hpp"

#include <charconv>

namespace wingspread::tws {

void TextPrinter::print(double value) {
    char digits[32];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
    out.append(digits, end);
}

void TextPrinter::print(std::string_view value) {
    const bool plain =
        !value.empty() && value != "-" && value.find_first_of(" \"{}[]=\\\n") == value.npos;
    if (plain) {
        out += to_valid_utf8(value);
        return;
    }
    out += '"';
    for (const char c : to_valid_utf8(value)) {
        if (c == '"' || c == '\\') out += '\\';
        if (c == '\n') {
            out += "\\n";
        } else {
            out += c;
        }
    }
    out += '"';
}

void TextPrinter::print(const Date& value) { out += to_iso(value); }

void TextPrinter::print(TickType value) {
    const std::string_view name = to_string(value);
    if (name.empty()) return print(static_cast<std::int32_t>(value));
    out += name;
}

}  // namespace wingspread::tws
