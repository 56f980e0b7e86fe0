#include "server/json_value.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace wingspread::server {

namespace {

namespace json = boost::json;
using boost::system::error_code;

/// Builds a JsonValue from what Boost.JSON's parser finds. Its member names are the parser's.
class Builder {
  public:
    static constexpr std::size_t max_object_size = 10'000;
    static constexpr std::size_t max_array_size = 1'000'000;
    static constexpr std::size_t max_key_size = 1'000;
    static constexpr std::size_t max_string_size = 1U << 20U;

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return open(JsonValue::Kind::object); }
    bool on_object_end(std::size_t, error_code&) { return close(); }
    bool on_array_begin(error_code&) { return open(JsonValue::Kind::array); }
    bool on_array_end(std::size_t, error_code&) { return close(); }

    bool on_key_part(json::string_view part, std::size_t, error_code&) { return more(part); }
    bool on_key(json::string_view part, std::size_t, error_code& error) {
        more(part);
        auto& fields = open_.back()->fields;
        const auto same = [this](const JsonField& field) { return field.name == scratch_; };
        if (std::ranges::any_of(fields, same)) {
            duplicate_ = scratch_;
            error = json::error::syntax;
            return false;
        }
        fields.push_back({std::exchange(scratch_, {}), JsonValue{}});
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, error_code&) { return more(part); }
    bool on_string(json::string_view part, std::size_t, error_code&) {
        more(part);
        return scalar(JsonValue::Kind::text);
    }
    bool on_number_part(json::string_view part, error_code&) { return more(part); }
    bool on_int64(std::int64_t, json::string_view part, error_code&) { return number(part); }
    bool on_uint64(std::uint64_t, json::string_view part, error_code&) { return number(part); }
    bool on_double(double, json::string_view part, error_code&) { return number(part); }
    bool on_bool(bool flag, error_code&) {
        scratch_ = flag ? "true" : "false";
        return scalar(JsonValue::Kind::boolean);
    }
    bool on_null(error_code&) { return scalar(JsonValue::Kind::null); }
    bool on_comment_part(json::string_view, error_code&) { return true; }
    bool on_comment(json::string_view, error_code&) { return true; }

    JsonValue take() { return std::move(root_); }
    [[nodiscard]] const std::string& duplicate() const { return duplicate_; }

  private:
    bool more(json::string_view part) {
        scratch_.append(part.data(), part.size());
        return true;
    }
    bool number(json::string_view part) {
        more(part);
        return scalar(JsonValue::Kind::number);
    }
    /// Where the value that now begins belongs. Pointers stay good: a container grows only while
    /// none of its items is open.
    JsonValue& place() {
        if (open_.empty()) return root_;
        JsonValue& parent = *open_.back();
        if (parent.kind == JsonValue::Kind::array) return parent.items.emplace_back();
        return parent.fields.back().value;
    }
    bool scalar(JsonValue::Kind kind) {
        JsonValue& value = place();
        value.kind = kind;
        value.text = std::exchange(scratch_, {});
        return true;
    }
    bool open(JsonValue::Kind kind) {
        JsonValue& value = place();
        value.kind = kind;
        open_.push_back(&value);
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }

    JsonValue root_;
    std::vector<JsonValue*> open_;
    std::string scratch_;
    std::string duplicate_;
};

}  // namespace

std::string_view to_string(JsonValue::Kind kind) {
    switch (kind) {
        case JsonValue::Kind::null: return "null";
        case JsonValue::Kind::boolean: return "true or false";
        case JsonValue::Kind::number: return "a number";
        case JsonValue::Kind::text: return "a text";
        case JsonValue::Kind::array: return "an array";
        case JsonValue::Kind::object: return "an object";
    }
    return "";
}

Result<JsonValue> parse_json(std::string_view text) {
    json::basic_parser<Builder> parser{json::parse_options{}};
    error_code error;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
    if (!parser.handler().duplicate().empty()) {
        return fail(Errc::invalid_argument,
                    fmt::format("{}: stands twice in one object", parser.handler().duplicate()));
    }
    const auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
    if (error || !std::ranges::all_of(text.substr(used), blank)) {
        return fail(Errc::invalid_argument,
                    fmt::format("not JSON: {} after {} bytes",
                                error ? error.message() : std::string("something more"), used));
    }
    return parser.handler().take();
}

}  // namespace wingspread::server
