#pragma once

#include "core/decimal.hpp"
#include "core/id.hpp"
#include "core/time.hpp"
#include "tws/absent.hpp"
#include "tws/codes.hpp"
#include "tws/contract.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace wingspread::tws {

/// Prints the fields of one message for people and for comparisons: "name=value name=value".
class TextPrinter {
  public:
    explicit TextPrinter(int version) : version(version) {}

    const int version;
    std::string out;

    void legacy_version(int) {}
    void reserved(std::string_view, std::string_view) {}

    template <class T>
    void field(std::string_view name, const T& value) {
        begin(name);
        print(value);
    }
    template <class T>
    void field(std::string_view name, const std::optional<T>& value, Absent = Absent::empty) {
        begin(name);
        if (value) {
            print(*value);
        } else {
            out += '-';
        }
    }
    template <class T>
    void or_zero(std::string_view name, const T& value) {
        field(name, value);
    }
    template <class T>
    void field_since(int since, std::string_view name, const T& value, Absent = Absent::empty) {
        if (version >= since) field(name, value);
    }
    void escaped(std::string_view name, const std::string& value) { field(name, value); }
    void flags(std::string_view name, bool bit0, bool bit1, bool bit2) {
        field(name, (bit0 ? 1 : 0) | (bit1 ? 2 : 0) | (bit2 ? 4 : 0));
    }
    void choice(std::string_view name, bool value, std::string_view yes, std::string_view no) {
        field(name, value ? yes : no);
    }
    template <class... Ts>
    void alternative(std::string_view name, const std::variant<Ts...>& value,
                     const std::int32_t (&numbers)[sizeof...(Ts)]) {
        field(name, numbers[value.index()]);
    }
    void tag_list(std::string_view name, const std::vector<TagValue>& value) {
        list(name, value,
             [](TextPrinter& io, const TagValue& item) { io.field(item.tag, item.value); });
    }
    void comma_list(std::string_view name, const std::vector<std::string>& value) {
        list(name, value, [](TextPrinter& io, const std::string& item) { io.print(item); });
    }
    template <class T, class Describe>
    void list(std::string_view name, const std::vector<T>& items, Describe describe) {
        begin(name);
        out += '[';
        for (const T& item : items) {
            separate();
            out += '{';
            describe(*this, item);
            out += '}';
        }
        out += ']';
    }
    template <class T, class Describe>
    void maybe(std::string_view name, const std::optional<T>& value, Describe describe) {
        begin(name);
        if (!value) {
            out += '-';
            return;
        }
        out += '{';
        describe(*this, *value);
        out += '}';
    }

  private:
    void separate() {
        if (!out.empty() && out.back() != '{' && out.back() != '[') out += ' ';
    }
    void begin(std::string_view name) {
        separate();
        out += name;
        out += '=';
    }
    void print(std::int64_t value) { out += std::to_string(value); }
    void print(std::int32_t value) { out += std::to_string(value); }
    void print(bool value) { out += value ? "true" : "false"; }
    void print(double value);
    void print(std::string_view value);
    void print(const std::string& value) { print(std::string_view(value)); }
    void print(const Date& value);
    void print(TickType value);
    void print(MarketDataKind value) { print(static_cast<std::int32_t>(value)); }
    template <class Tag, class Rep>
    void print(const Id<Tag, Rep>& value) {
        print(value.value());
    }
    template <class Tag>
    void print(const Decimal<Tag>& value) {
        out += value.to_string();
    }
    template <class E>
    void print(const Coded<E>& value) {
        print(value.text());
    }
};

}  // namespace wingspread::tws
