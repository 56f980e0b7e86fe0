#pragma once

#include "core/decimal.hpp"

#include <cstdint>

namespace wingspread::sim {

namespace detail {
/// Quotient rounded toward minus infinity.
constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    const std::int64_t quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}
}  // namespace detail

/// The multiple of `step` at or below, at or above, or nearest to a price.
constexpr Price floor_to(Price price, Price step) {
    return Price::from_raw(detail::floor_div(price.raw(), step.raw()) * step.raw());
}
constexpr Price ceil_to(Price price, Price step) { return -floor_to(-price, step); }
constexpr Price nearest(Price price, Price step) {
    return floor_to(price + Price::from_raw(step.raw() / 2), step);
}
constexpr bool is_multiple(Price price, Price step) { return price.raw() % step.raw() == 0; }

/// A model's price as a price; the models keep it finite and far inside the range.
inline Price to_price(double value) { return Price::from_double(value).value_or(Price{}); }

inline constexpr Price cent = Price::from_raw(1'000'000);

}  // namespace wingspread::sim
