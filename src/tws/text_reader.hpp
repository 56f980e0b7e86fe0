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

/// Reads the fields of one text payload in the order of a message's description (wire.hpp). The
/// first field that is missing or malformed ends the reading: later fields keep their values, and
/// `error` names it.
class TextReader {
  public:
    /// `payload` without the message id. An unterminated tail is no field.
    TextReader(std::string_view payload, int version)
        : version(version),
          cursor_(payload.data()),
          end_(payload.data() + (payload.rfind('\0') + 1)) {}

    const int version;

    /// The version that older messages carry of their own; nothing depends on it from 157 on.
    void legacy_version(int) { skip("version"); }
    /// A field that means nothing any more.
    void reserved(std::string_view name, std::string_view) { skip(name); }

    void field(std::string_view name, std::int32_t& value) {
        value = static_cast<std::int32_t>(integer(name, INT32_MIN, INT32_MAX));
    }
    void field(std::string_view name, std::int64_t& value) {
        value = integer(name, INT64_MIN, INT64_MAX);
    }
    template <class Tag, class Rep>
    void field(std::string_view name, Id<Tag, Rep>& value) {
        Rep number{};
        field(name, number);
        value = Id<Tag, Rep>{number};
    }
    template <class E>
        requires std::is_enum_v<E>
    void field(std::string_view name, E& value) {
        std::underlying_type_t<E> number{};
        field(name, number);
        value = E{number};
    }
    void field(std::string_view name, bool& value) {
        std::int32_t number{};
        field(name, number);
        value = number != 0;
    }
    void field(std::string_view name, double& value);
    void field(std::string_view name, std::string& value) { value = text(name); }
    void field(std::string_view name, Date& value);
    template <class E>
    void field(std::string_view name, Coded<E>& value) {
        value = Coded<E>::from_text(text(name));
    }
    template <class Tag>
    void field(std::string_view name, Decimal<Tag>& value) {
        if (const auto raw = decimal(name, std::nullopt)) value = Decimal<Tag>::from_raw(*raw);
    }
    template <class Tag>
    void field(std::string_view name, std::optional<Decimal<Tag>>& value,
               Absent absent = Absent::empty) {
        const auto raw = decimal(name, absent);
        if (raw) {
            value = Decimal<Tag>::from_raw(*raw);
        } else {
            value.reset();
        }
    }
    void field(std::string_view name, std::optional<double>& value, Absent absent = Absent::empty);
    template <std::integral T>
    void field(std::string_view name, std::optional<T>& value, Absent = Absent::empty) {
        value.reset();
        if (skip_if_empty()) return;
        T number{};
        field(name, number);
        if (number != INT32_MAX && !failed()) value = number;
    }

    /// As `field`, for what our product does not act upon: an empty text is zero or false, as the
    /// vendor's own clients read it.
    template <class T>
    void or_zero(std::string_view name, T& value) {
        value = T{};
        if (!skip_if_empty()) field(name, value);
    }

    /// A field that is there from a server version on.
    template <class T>
    void field_since(int since, std::string_view name, T& value, Absent absent = Absent::empty) {
        if (version < since) return;
        if constexpr (requires { field(name, value, absent); }) {
            field(name, value, absent);
        } else if constexpr (std::is_same_v<T, std::string>) {
            field(name, value);
        } else {
            or_zero(name, value);
        }
    }

    /// A text that TWS writes in ASCII with \uXXXX escapes.
    void escaped(std::string_view name, std::string& value);
    /// Three flags as the bits of one number.
    void flags(std::string_view name, bool& bit0, bool& bit1, bool& bit2);
    /// A flag of two words.
    void choice(std::string_view name, bool& value, std::string_view yes, std::string_view no);
    /// Which alternative of a variant follows, by its number on the wire.
    template <class... Ts>
    void alternative(std::string_view name, std::variant<Ts...>& value,
                     const std::int32_t (&numbers)[sizeof...(Ts)]) {
        using Emplace = void (*)(std::variant<Ts...>&);
        static constexpr Emplace emplace[] = {
            +[](std::variant<Ts...>& v) { v.template emplace<Ts>(); }...};
        std::int32_t number = 0;
        field(name, number);
        for (std::size_t i = 0; i < sizeof...(Ts); ++i) {
            if (numbers[i] == number) return emplace[i](value);
        }
        refuse(name, std::to_string(number), "a known number");
    }
    /// "tag=value;tag=value;" in one field.
    void tag_list(std::string_view name, std::vector<TagValue>& value);
    /// "a,b,c" in one field.
    void comma_list(std::string_view name, std::vector<std::string>& value);

    /// A count, then as many items. Memory follows the items that are there, not the count: a
    /// count that lies ends at the first field that is missing.
    template <class T, class Describe>
    void list(std::string_view name, std::vector<T>& items, Describe describe) {
        items.clear();
        for (std::size_t left = count(name); left > 0 && !failed(); --left) {
            describe(*this, items.emplace_back());
        }
    }
    /// A flag, then the value if it is set.
    template <class T, class Describe>
    void maybe(std::string_view name, std::optional<T>& value, Describe describe) {
        bool present = false;
        or_zero(name, present);
        value.reset();
        if (present) describe(*this, value.emplace());
    }

    [[nodiscard]] bool failed() const { return failed_; }
    /// What went wrong in `message`; only after `failed`.
    [[nodiscard]] Error error(std::string_view message) const;
    /// The fields that are left, for messages without a description.
    std::vector<std::string> rest();

  private:
    std::string_view text(std::string_view name);
    void skip(std::string_view name) { (void)text(name); }
    bool skip_if_empty() {
        if (cursor_ == end_ || *cursor_ != '\0') return false;
        ++cursor_;
        return true;
    }
    std::int64_t integer(std::string_view name, std::int64_t min, std::int64_t max);
    /// The raw value; empty if absent, which without `absent` is an error.
    std::optional<std::int64_t> decimal(std::string_view name, std::optional<Absent> absent);
    std::optional<std::int64_t> decimal_of_text(std::string_view name, std::string_view text,
                                                std::optional<Absent> absent);
    std::size_t count(std::string_view name);
    void missing(std::string_view name);
    /// Ends the reading with an error at this field.
    void refuse(std::string_view name, std::string_view got, std::string_view expected);

    const char* cursor_;
    const char* end_;  ///< after the last NUL: every field before it ends inside the payload
    bool failed_ = false;
    bool missing_ = false;
    std::string_view failed_name_;
    std::string got_;
    std::string expected_;
};

}  // namespace wingspread::tws
