#pragma once

#include <cmath>
#include <limits>

namespace wingspread::pricing {

/// What a formula gives where it has no answer: it stays visible in every figure made from it.
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// False for NaN and infinity.
[[nodiscard]] inline bool is_positive(double x) { return x > 0 && std::isfinite(x); }

}  // namespace wingspread::pricing
