#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::server {

struct JsonField;

/// A JSON text as it stood: numbers keep their digits, objects their order.
struct JsonValue {
    enum class Kind : std::uint8_t { null, boolean, number, text, array, object };

    Kind kind = Kind::null;
    std::string text;  ///< of a text (decoded) or a number (as written); "true" or "false"
    std::vector<JsonValue> items;
    std::vector<JsonField> fields;
};

struct JsonField {
    std::string name;
    JsonValue value;
};

/// Reads one RFC 8259 text. `invalid_argument` for anything else, for a name that stands twice in
/// one object, and for more than 32 levels.
Result<JsonValue> parse_json(std::string_view text);

/// "a text", "a number", …, for messages.
std::string_view to_string(JsonValue::Kind kind);

}  // namespace wingspread::server
