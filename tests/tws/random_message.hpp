#pragma once

#include "core/date.hpp"
#include "core/rng.hpp"
#include "tws/message.hpp"
#include "tws/wire_answers.hpp"
#include "tws/wire_requests.hpp"

#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace wingspread::tws::testing {

/// An Io that fills a message with random values that its description can carry, and notes the
/// name of every field of the wire.
class RandomFiller {
  public:
    RandomFiller(Rng& rng, int version) : version(version), rng_(rng) {}

    const int version;
    std::vector<std::string> names;  ///< one per field, in the order of the wire

    void legacy_version(int) { note("version"); }
    void reserved(std::string_view name, std::string_view) { note(name); }

    template <class T>
    void field(std::string_view name, T& value) {
        note(name);
        fill(value);
    }
    template <class T>
    void field(std::string_view name, std::optional<T>& value, Absent absent = Absent::empty) {
        note(name);
        value.reset();
        if (rng_.chance(0.3)) return;
        T some{};
        fill(some);
        if (!means_absent(some, absent)) value = some;
    }
    template <class T>
    void or_zero(std::string_view name, T& value) {
        field(name, value);
    }
    template <class T>
    void field_since(int since, std::string_view name, T& value, Absent = Absent::empty) {
        if (version >= since) field(name, value);
    }
    void escaped(std::string_view name, std::string& value) {
        note(name);
        static constexpr std::string_view pieces[] = {"a", " ", "é", "€", "日本", "😀", "%", "\n"};
        value.clear();
        for (auto left = rng_.between(0, 6); left > 0; --left) value += pieces[index(8)];
    }
    void flags(std::string_view name, bool& bit0, bool& bit1, bool& bit2) {
        note(name);
        for (bool* bit : {&bit0, &bit1, &bit2}) fill(*bit);
    }
    void choice(std::string_view name, bool& value, std::string_view, std::string_view) {
        field(name, value);
    }
    template <class... Ts>
    void alternative(std::string_view name, std::variant<Ts...>& value,
                     const std::int32_t (&)[sizeof...(Ts)]) {
        note(name);
        using Emplace = void (*)(std::variant<Ts...>&);
        static constexpr Emplace emplace[] = {
            +[](std::variant<Ts...>& v) { v.template emplace<Ts>(); }...};
        emplace[index(sizeof...(Ts))](value);
    }
    void tag_list(std::string_view name, std::vector<TagValue>& value) {
        note(name);
        value.clear();
        for (auto left = rng_.between(0, 3); left > 0; --left) value.push_back({word(), word()});
    }
    void comma_list(std::string_view name, std::vector<std::string>& value) {
        note(name);
        value.clear();
        for (auto left = rng_.between(0, 3); left > 0; --left) value.push_back("D" + word());
    }
    template <class T, class Describe>
    void list(std::string_view name, std::vector<T>& items, Describe describe) {
        note(name);
        items.clear();
        for (auto left = rng_.between(0, 3); left > 0; --left) {
            describe(*this, items.emplace_back());
        }
    }
    template <class T, class Describe>
    void maybe(std::string_view name, std::optional<T>& value, Describe describe) {
        note(name);
        value.reset();
        if (rng_.chance(0.5)) describe(*this, value.emplace());
    }

  private:
    void note(std::string_view name) { names.emplace_back(name); }
    std::size_t index(std::size_t size) {
        return static_cast<std::size_t>(rng_.between(0, static_cast<std::int64_t>(size) - 1));
    }
    std::string word() {
        static constexpr std::string_view letters = "ABCxyz019 .-_";
        std::string text;
        for (auto left = rng_.between(0, 8); left > 0; --left) text += letters[index(13)];
        return text;
    }
    template <class T>
    static bool means_absent(const T& value, Absent absent) {
        if constexpr (std::is_arithmetic_v<T>) {
            return value == std::numeric_limits<T>::max() ||
                   (absent == Absent::zero && value == T{}) ||
                   (absent == Absent::minus_one && value == T(-1)) ||
                   (absent == Absent::minus_two && value == T(-2));
        } else {
            return (absent == Absent::zero && value.raw() == 0) ||
                   (absent == Absent::minus_one && value == T::from_int(-1));
        }
    }

    template <std::integral T>
    void fill(T& value) {
        const bool small = rng_.chance(0.7);
        value = static_cast<T>(
            small ? rng_.between(-3, 120)
                  : rng_.between(std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
    }
    void fill(bool& value) { value = rng_.chance(0.5); }
    void fill(double& value) {
        static constexpr double hard[] = {0, -1, -2, 0.1, 1e-300, 1e300, 0.3333333333333333};
        value = rng_.chance(0.3) ? hard[index(7)] : rng_.normal() * 100;
    }
    void fill(std::string& value) { value = rng_.chance(0.05) ? "naïve \\u00e9" : word(); }
    void fill(Date& value) {
        value = add_days(Date{std::chrono::year{2024}, std::chrono::month{1}, std::chrono::day{1}},
                         static_cast<int>(rng_.between(0, 3000)));
    }
    template <class Tag, class Rep>
    void fill(Id<Tag, Rep>& value) {
        Rep number{};
        fill(number);
        value = Id<Tag, Rep>{number};
    }
    template <class Tag>
    void fill(Decimal<Tag>& value) {
        const std::int64_t units = rng_.between(-100'000, 100'000);
        const std::int64_t scales[] = {1'000'000, 100'000'000, 500'000, 1, 100'000'000'000};
        value = Decimal<Tag>::from_raw(units * scales[index(5)]);
    }
    template <class E>
    void fill(Coded<E>& value) {
        value = static_cast<E>(rng_.between(0, static_cast<int>(E::unknown)));
        if (value == E::unknown) value = Coded<E>::from_text("?" + word());
    }
    template <class T>
    void fill(std::optional<T>& value) {
        T some{};
        fill(some);
        value = some;
    }
    template <class E>
        requires std::is_enum_v<E>
    void fill(E& value) {
        std::underlying_type_t<E> number{};
        fill(number);
        value = E{number};
    }

    Rng& rng_;
};

template <class Variant>
struct RandomMessage {
    Variant message;
    std::vector<std::string> names;  ///< of the fields after the message id
};

/// A random message of the given alternative, as it can be said at `version`.
template <class Variant>
RandomMessage<Variant> random_message(std::size_t alternative, int version, Rng& rng) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        RandomMessage<Variant> result;
        RandomFiller io(rng, version);
        const auto fill = [&]<std::size_t A>() {
            using M = std::variant_alternative_t<A, Variant>;
            if constexpr (A != 0) Wire<M>::fields(io, result.message.template emplace<M>());
        };
        ((I == alternative ? fill.template operator()<I>() : void()), ...);
        result.names = std::move(io.names);
        return result;
    }(std::make_index_sequence<std::variant_size_v<Variant>>{});
}

}  // namespace wingspread::tws::testing
