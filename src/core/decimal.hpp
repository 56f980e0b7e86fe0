#pragma once

#include "core/result.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wingspread {

namespace detail {
inline constexpr std::int64_t decimal_scale = 100'000'000;
Result<std::int64_t> parse_decimal(std::string_view text, bool exact);
std::optional<std::int64_t> decimal_from_double(double value);
std::string decimal_to_string(std::int64_t raw);
[[noreturn]] void decimal_overflow();
/// a*b/scale, rounded half away from zero.
constexpr std::int64_t decimal_product(std::int64_t a, std::int64_t b) {
    const __int128 product = static_cast<__int128>(a) * b;
    const __int128 half = product < 0 ? -decimal_scale / 2 : decimal_scale / 2;
    const __int128 rounded = (product + half) / decimal_scale;
    if (rounded > INT64_MAX || rounded < INT64_MIN) decimal_overflow();
    return static_cast<std::int64_t>(rounded);
}
}  // namespace detail

/// A decimal number, held as an int64 count of 1e-8: exact for every price and amount that an
/// exchange quotes, up to ±92 billion. Tags keep prices, money and quantities apart.
///
/// Arithmetic that leaves the range ends the program: inputs are bounded where they enter
/// (`parse`, `from_double`), so an overflow is a broken invariant and never data.
template <class Tag>
class Decimal {
  public:
    static constexpr std::int64_t scale = detail::decimal_scale;

    constexpr Decimal() = default;

    /// `raw` counts units of 1e-8.
    static constexpr Decimal from_raw(std::int64_t raw) {
        Decimal result;
        result.raw_ = raw;
        return result;
    }
    static constexpr Decimal from_int(std::int64_t whole) {
        std::int64_t raw = 0;
        if (__builtin_mul_overflow(whole, scale, &raw)) detail::decimal_overflow();
        return from_raw(raw);
    }
    /// Reads "12.5", "-0.7" or "1.0E-4"; digits past the eighth decimal are rounded to nearest.
    static Result<Decimal> parse(std::string_view text) {
        return wrap(detail::parse_decimal(text, false));
    }
    /// As `parse`, but refuses digits that would be lost: for what a person or a file states.
    static Result<Decimal> parse_exact(std::string_view text) {
        return wrap(detail::parse_decimal(text, true));
    }
    /// Nearest representable value; empty for NaN, infinities and values out of range.
    static std::optional<Decimal> from_double(double value) {
        const auto raw = detail::decimal_from_double(value);
        return raw ? std::optional{from_raw(*raw)} : std::nullopt;
    }

    [[nodiscard]] constexpr std::int64_t raw() const { return raw_; }
    [[nodiscard]] constexpr double to_double() const {
        return static_cast<double>(raw_) / static_cast<double>(scale);
    }
    /// Shortest exact text: "1.25", "-0.7", "3".
    [[nodiscard]] std::string to_string() const { return detail::decimal_to_string(raw_); }
    [[nodiscard]] constexpr bool is_zero() const { return raw_ == 0; }
    [[nodiscard]] constexpr Decimal abs() const { return raw_ < 0 ? -*this : *this; }

    constexpr auto operator<=>(const Decimal&) const = default;

    constexpr Decimal operator-() const { return Decimal{} - *this; }
    constexpr Decimal& operator+=(Decimal other) {
        if (__builtin_add_overflow(raw_, other.raw_, &raw_)) detail::decimal_overflow();
        return *this;
    }
    constexpr Decimal& operator-=(Decimal other) {
        if (__builtin_sub_overflow(raw_, other.raw_, &raw_)) detail::decimal_overflow();
        return *this;
    }
    friend constexpr Decimal operator+(Decimal a, Decimal b) { return a += b; }
    friend constexpr Decimal operator-(Decimal a, Decimal b) { return a -= b; }
    friend constexpr Decimal operator*(Decimal a, std::int64_t times) {
        std::int64_t raw = 0;
        if (__builtin_mul_overflow(a.raw_, times, &raw)) detail::decimal_overflow();
        return from_raw(raw);
    }
    friend constexpr Decimal operator*(std::int64_t times, Decimal a) { return a * times; }

  private:
    static Result<Decimal> wrap(const Result<std::int64_t>& raw) {
        if (!raw) return std::unexpected(raw.error());
        return from_raw(*raw);
    }

    std::int64_t raw_ = 0;
};

/// A price per share; net prices of spreads are from the buyer's side (credit negative).
using Price = Decimal<struct PriceTag>;
/// An amount of US dollars unless a name says otherwise.
using Money = Decimal<struct MoneyTag>;
/// A count of shares, contracts or spread units; TWS allows fractions for stock.
using Quantity = Decimal<struct QuantityTag>;

constexpr Money operator*(Price price, Quantity quantity) {
    return Money::from_raw(detail::decimal_product(price.raw(), quantity.raw()));
}
constexpr Money operator*(Quantity quantity, Price price) { return price * quantity; }

}  // namespace wingspread
