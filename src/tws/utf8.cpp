#include "tws/utf8.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <optional>

namespace wingspread::tws {

namespace {

struct CodePoint {
    std::uint32_t value;
    std::size_t bytes;  ///< 0 for bytes that are not UTF-8
};

/// The code point at the start of `text`, by the table of RFC 3629: shortest form, no surrogates.
CodePoint first_code_point(std::string_view text) {
    const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {0, 0};
    std::uint32_t value = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {0, 0};
        value = value << 6 | (byte(i) & 0x3F);
    }
    static constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < smallest[length] || value > 0x10FFFF || surrogate) return {0, 0};
    return {value, length};
}

void append_utf8(std::uint32_t code, std::string& out) {
    const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
        put(0xC0 | code >> 6);
    } else if (code < 0x10000) {
        put(0xE0 | code >> 12);
        put(0x80 | (code >> 6 & 0x3F));
    } else {
        put(0xF0 | code >> 18);
        put(0x80 | (code >> 12 & 0x3F));
        put(0x80 | (code >> 6 & 0x3F));
    }
    put(0x80 | (code & 0x3F));
}

/// The UTF-16 unit of an escape "\uXXXX" at the start of `text`.
std::optional<std::uint32_t> first_escape(std::string_view text) {
    if (text.size() < 6 || !text.starts_with("\\u")) return std::nullopt;
    std::uint32_t unit = 0;
    const auto [end, error] = std::from_chars(text.data() + 2, text.data() + 6, unit, 16);
    if (error != std::errc{} || end != text.data() + 6) return std::nullopt;
    return unit;
}

/// The code point of one escape or of a surrogate pair of two; NUL and lone halves are none.
CodePoint first_escaped_code_point(std::string_view text) {
    const auto high = first_escape(text);
    if (!high || *high == 0) return {0, 0};
    if (*high < 0xD800 || *high > 0xDFFF) return {*high, 6};
    const auto low = *high < 0xDC00 ? first_escape(text.substr(6)) : std::nullopt;
    if (!low || *low < 0xDC00 || *low > 0xDFFF) return {0, 0};
    return {0x10000 + ((*high - 0xD800) << 10) + (*low - 0xDC00), 12};
}

}  // namespace

std::string to_valid_utf8(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const CodePoint code = first_code_point(text);
        if (code.bytes == 0) {
            out += '?';
            text.remove_prefix(1);
        } else {
            out += text.substr(0, code.bytes);
            text.remove_prefix(code.bytes);
        }
    }
    return out;
}

std::string unescape_ascii7(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const CodePoint code = first_escaped_code_point(text);
        if (code.bytes == 0) {
            out += text.front();
            text.remove_prefix(1);
        } else {
            append_utf8(code.value, out);
            text.remove_prefix(code.bytes);
        }
    }
    return out;
}

std::string escape_ascii7(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const CodePoint code = first_code_point(text);
        const bool looks_escaped = text.starts_with("\\u");
        text.remove_prefix(code.bytes == 0 ? 1 : code.bytes);
        if (code.bytes == 0) {
            out += '?';
        } else if (code.value < 0x80 && !looks_escaped) {
            out += static_cast<char>(code.value);
        } else if (code.value < 0x10000) {
            out += fmt::format("\\u{:04x}", code.value);
        } else {
            const std::uint32_t pair = code.value - 0x10000;
            out +=
                fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (pair >> 10), 0xDC00 + (pair & 0x3FF));
        }
    }
    return out;
}

}  // namespace wingspread::tws
