#pragma once

#include "core/decimal.hpp"

#include <concepts>
#include <optional>
#include <string>
#include <string_view>

namespace wingspread::server {

/// Writes one JSON text, front to back. Decimals are strings, so that no reader rounds a price;
/// doubles are the shortest text that reads back the same, and null when not finite.
class JsonWriter {
  public:
    void begin_object();
    void end_object();
    void begin_array();
    void end_array();
    void key(std::string_view name);

    void value(std::string_view text);
    void value(const char* text) { value(std::string_view(text)); }
    void value(bool flag);
    void value(double number);
    void value(std::integral auto number) { raw(std::to_string(number)); }
    template <class Tag>
    void value(Decimal<Tag> decimal) {
        value(std::string_view(decimal.to_string()));
    }
    template <class T>
    void value(const std::optional<T>& maybe) {
        maybe ? value(*maybe) : null();
    }
    void null() { raw("null"); }

    template <class T>
    void field(std::string_view name, const T& content) {
        key(name);
        value(content);
    }
    /// The text so far; the writer is then empty.
    std::string take();

  private:
    void raw(std::string_view text);
    void separate();

    std::string text_;
    bool needs_comma_ = false;
};

}  // namespace wingspread::server
