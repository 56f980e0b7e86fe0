#pragma once

#include "core/date.hpp"
#include "core/decimal.hpp"
#include "server/json_value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::server {

/// Takes one JSON object apart, field by field, and remembers the first thing that was wrong, by
/// name. After an error the getters give empty values: look at `finish` before using them.
class ObjectReader {
  public:
    /// `path` stands before the names in messages, as "legs[0]."; empty for the whole text.
    ObjectReader(const JsonValue& value, std::string path);

    std::string text(std::string_view name);
    bool flag(std::string_view name);
    double number(std::string_view name);
    /// A whole number in [low, high].
    std::int64_t integer(std::string_view name, std::int64_t low, std::int64_t high);
    /// A decimal in a text, no digit lost.
    template <class D>
    D decimal(std::string_view name) {
        return parsed<D>(name, "a decimal number in a text, as \"-1.25\"", D::parse_exact);
    }
    Date date(std::string_view name);
    /// Anything that stands in a text; `parse` gives a Result.
    template <class T, class Parse>
    T parsed(std::string_view name, std::string_view expected, Parse parse) {
        const JsonValue* value = of_kind(name, JsonValue::Kind::text, expected);
        if (value == nullptr) return {};
        auto result = parse(std::string_view(value->text));
        if (result) return *std::move(result);
        note(bad_field(path_ + std::string(name), value->text, expected).error());
        return {};
    }
    /// False when the field is missing or null.
    [[nodiscard]] bool has(std::string_view name);
    [[nodiscard]] bool is_text(std::string_view name);
    const JsonValue* array(std::string_view name);
    const JsonValue* object(std::string_view name);

    /// Remembers a fault that only the caller can see.
    void note(Error error);
    /// The first error.
    [[nodiscard]] Result<void> result() const;
    /// The first error, or one that names a field nobody asked for.
    [[nodiscard]] Result<void> finish() const;

  private:
    const JsonValue* find(std::string_view name);
    const JsonValue* of_kind(std::string_view name, JsonValue::Kind kind,
                             std::string_view expected);

    const JsonValue* value_;
    std::string path_;
    std::vector<std::string> asked_;
    std::optional<Error> error_;
};

}  // namespace wingspread::server
