#include "server/json_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace wingspread::server {

namespace {

/// A value as an error message shows it.
std::string shown(const JsonValue& value) {
    switch (value.kind) {
        case JsonValue::Kind::null: return "null";
        case JsonValue::Kind::boolean:
        case JsonValue::Kind::number:
        case JsonValue::Kind::text: return value.text;
        case JsonValue::Kind::array: return "[…]";
        case JsonValue::Kind::object: return "{…}";
    }
    return "";
}

template <class T>
std::optional<T> whole(std::string_view text) {
    T number{};
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || rest != end) return std::nullopt;
    return number;
}

}  // namespace

ObjectReader::ObjectReader(const JsonValue& value, std::string path)
    : value_(&value), path_(std::move(path)) {
    if (value.kind == JsonValue::Kind::object) return;
    const std::string name = path_.empty() ? "the text" : path_.substr(0, path_.size() - 1);
    note(bad_field(name, shown(value), "an object").error());
}

std::string ObjectReader::text(std::string_view name) {
    const JsonValue* value = of_kind(name, JsonValue::Kind::text, "a text");
    return value == nullptr ? std::string{} : value->text;
}

bool ObjectReader::flag(std::string_view name) {
    const JsonValue* value = of_kind(name, JsonValue::Kind::boolean, "true or false");
    return value != nullptr && value->text == "true";
}

double ObjectReader::number(std::string_view name) {
    const JsonValue* value = of_kind(name, JsonValue::Kind::number, "a number");
    if (value == nullptr) return 0;
    const auto number = whole<double>(value->text);
    if (!number) note(bad_field(path_ + std::string(name), value->text, "a number").error());
    return number.value_or(0);
}

std::int64_t ObjectReader::integer(std::string_view name, std::int64_t low, std::int64_t high) {
    const std::string expected = fmt::format("a whole number from {} to {}", low, high);
    const JsonValue* value = of_kind(name, JsonValue::Kind::number, expected);
    if (value == nullptr) return low;
    const auto number = whole<std::int64_t>(value->text);
    if (number && *number >= low && *number <= high) return *number;
    note(bad_field(path_ + std::string(name), value->text, expected).error());
    return low;
}

Date ObjectReader::date(std::string_view name) {
    return parsed<Date>(name, "a date, as 2026-12-18", parse_date);
}

bool ObjectReader::has(std::string_view name) {
    const JsonValue* value = find(name);
    return value != nullptr && value->kind != JsonValue::Kind::null;
}

bool ObjectReader::is_text(std::string_view name) {
    const JsonValue* value = find(name);
    return value != nullptr && value->kind == JsonValue::Kind::text;
}

const JsonValue* ObjectReader::array(std::string_view name) {
    return of_kind(name, JsonValue::Kind::array, "an array");
}

const JsonValue* ObjectReader::object(std::string_view name) {
    return of_kind(name, JsonValue::Kind::object, "an object");
}

void ObjectReader::note(Error error) {
    if (!error_) error_ = std::move(error);
}

Result<void> ObjectReader::result() const {
    if (error_) return std::unexpected(*error_);
    return {};
}

Result<void> ObjectReader::finish() const {
    if (error_) return std::unexpected(*error_);
    for (const auto& [name, value] : value_->fields) {
        if (std::ranges::find(asked_, name) != asked_.end()) continue;
        return bad_field(path_ + name, shown(value),
                         fmt::format("one of the fields {}", fmt::join(asked_, ", ")));
    }
    return {};
}

const JsonValue* ObjectReader::find(std::string_view name) {
    if (std::ranges::find(asked_, name) == asked_.end()) asked_.emplace_back(name);
    const auto same = [name](const JsonField& field) { return field.name == name; };
    const auto found = std::ranges::find_if(value_->fields, same);
    return found == value_->fields.end() ? nullptr : &found->value;
}

const JsonValue* ObjectReader::of_kind(std::string_view name, JsonValue::Kind kind,
                                       std::string_view expected) {
    const JsonValue* value = find(name);
    if (value != nullptr && value->kind == kind) return value;
    const std::string field = path_ + std::string(name);
    if (value == nullptr) {
        note({Errc::invalid_argument, fmt::format("{}: missing, expected {}", field, expected)});
    } else {
        note(bad_field(field, shown(*value), expected).error());
    }
    return nullptr;
}

}  // namespace wingspread::server
