#include "store/fields.hpp"

namespace wingspread::store {

namespace {

/// Characters that would end a line or a C string, and what stands for them.
constexpr std::pair<char, char> escapes[] = {{'\\', '\\'}, {'\n', 'n'}, {'\r', 'r'}, {'\0', '0'}};

std::string escaped(std::string_view value) {
    std::string text;
    for (const char c : value) {
        char code = 0;
        bool found = false;
        for (const auto& [plain, letter] : escapes) {
            if (plain == c) {
                code = letter;
                found = true;
            }
        }
        if (found) text.push_back('\\');
        text.push_back(found ? code : c);
    }
    return text;
}

std::optional<std::string> unescaped(std::string_view text) {
    std::string value;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            value.push_back(text[i]);
            continue;
        }
        if (++i == text.size()) return std::nullopt;
        bool found = false;
        for (const auto& [plain, letter] : escapes) {
            if (letter != text[i]) continue;
            value.push_back(plain);
            found = true;
        }
        if (!found) return std::nullopt;
    }
    return value;
}

}  // namespace

void FieldWriter::put(std::string_view name, std::string_view value) {
    text_ += full(name) + "=" + escaped(value) + "\n";
}

FieldReader::FieldReader(std::string_view text) {
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        const auto equals = line.find('=');
        const auto value =
            equals == std::string_view::npos ? std::nullopt : unescaped(line.substr(equals + 1));
        if (end == std::string_view::npos || !value ||
            !lines_.emplace(line.substr(0, equals), *value).second) {
            fail_with({Errc::io, "not a line name=value: " + std::string(line)});
            return;
        }
        text.remove_prefix(end + 1);
    }
}

std::optional<std::string> FieldReader::take(std::string_view name) {
    const auto line = lines_.find(full(name));
    if (line == lines_.end()) {
        fail_with({Errc::io, full(name) + ": missing"});
        return std::nullopt;
    }
    auto value = std::move(line->second);
    lines_.erase(line);
    return value;
}

void FieldReader::fail_with(Error error) {
    if (!error_) error_ = std::move(error);
}

Result<void> FieldReader::finish() const {
    if (error_) return std::unexpected(*error_);
    if (!lines_.empty()) return fail(Errc::io, lines_.begin()->first + ": not a field of it");
    return {};
}

}  // namespace wingspread::store
