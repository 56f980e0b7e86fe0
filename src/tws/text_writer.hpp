#pragma once

#include "core/decimal.hpp"
#include "core/id.hpp"
#include "core/result.hpp"
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

/// What to do with a value that the negotiated version cannot say.
enum class Unsayable : std::uint8_t {
    refuse,  ///< a client must not send an order other than the one that was meant
    drop,    ///< a server says what the client can hear
};

/// Appends the fields of one message as text, in the order of its description (wire.hpp).
class TextWriter {
  public:
    TextWriter(std::string& out, int version, Unsayable unsayable)
        : version(version), out_(out), unsayable_(unsayable) {}

    const int version;

    void legacy_version(int number) { put(number); }
    void reserved(std::string_view, std::string_view text) { put_text(text); }

    template <std::integral T>
    void field(std::string_view, const T& value) {
        put(static_cast<std::int64_t>(value));
    }
    template <class Tag, class Rep>
    void field(std::string_view, const Id<Tag, Rep>& value) {
        put(static_cast<std::int64_t>(value.value()));
    }
    template <class E>
        requires std::is_enum_v<E>
    void field(std::string_view, const E& value) {
        put(static_cast<std::int64_t>(value));
    }
    void field(std::string_view name, const double& value);
    void field(std::string_view name, const std::string& value);
    void field(std::string_view name, const Date& value);
    template <class E>
    void field(std::string_view name, const Coded<E>& value) {
        checked_text(name, value.text());
    }
    template <class Tag>
    void field(std::string_view, const Decimal<Tag>& value) {
        put_text(value.to_string());
    }
    template <class T>
    void field(std::string_view name, const std::optional<T>& value,
               Absent absent = Absent::empty) {
        if (value) {
            field(name, *value);
        } else {
            put_absent(absent, std::is_integral_v<T>);
        }
    }

    template <class T>
    void or_zero(std::string_view name, const T& value) {
        field(name, value);
    }
    template <class T>
    void field_since(int since, std::string_view name, const T& value,
                     Absent absent = Absent::empty) {
        if (version < since) {
            if (unsayable_ == Unsayable::refuse && !(value == T{})) unsayable(since, name);
        } else if constexpr (requires { field(name, value, absent); }) {
            field(name, value, absent);
        } else {
            field(name, value);
        }
    }

    void escaped(std::string_view name, const std::string& value);
    void flags(std::string_view, bool bit0, bool bit1, bool bit2) {
        put((bit0 ? 1 : 0) | (bit1 ? 2 : 0) | (bit2 ? 4 : 0));
    }
    void choice(std::string_view, bool value, std::string_view yes, std::string_view no) {
        put_text(value ? yes : no);
    }
    template <class... Ts>
    void alternative(std::string_view, const std::variant<Ts...>& value,
                     const std::int32_t (&numbers)[sizeof...(Ts)]) {
        put(numbers[value.index()]);
    }
    void tag_list(std::string_view name, const std::vector<TagValue>& value);
    void comma_list(std::string_view name, const std::vector<std::string>& value);

    template <class T, class Describe>
    void list(std::string_view, const std::vector<T>& items, Describe describe) {
        put(static_cast<std::int64_t>(items.size()));
        for (const T& item : items) describe(*this, item);
    }
    template <class T, class Describe>
    void maybe(std::string_view, const std::optional<T>& value, Describe describe) {
        put(value ? 1 : 0);
        if (value) describe(*this, *value);
    }

    [[nodiscard]] bool failed() const { return error_.has_value(); }
    [[nodiscard]] const Error& error() const { return *error_; }

  private:
    void put(std::int64_t number);
    void put_text(std::string_view text) {
        out_ += text;
        out_ += '\0';
    }
    void put_absent(Absent absent, bool integral);
    void refuse(std::string_view name, std::string_view got, std::string_view expected);
    void checked_text(std::string_view name, std::string_view text);
    void unsayable(int since, std::string_view name);

    std::string& out_;
    Unsayable unsayable_;
    std::optional<Error> error_;
};

}  // namespace wingspread::tws
