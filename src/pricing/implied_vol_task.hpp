#pragma once

#include "pricing/black76.hpp"

#include <cstddef>

namespace wingspread::pricing {

/// What stands in place of a volatility that the vector kernel leaves to the scalar search.
inline constexpr double unsolved = -1;

/// One right of one expiry; forward, discount and years are valid and above zero.
struct ImpliedVolTask {
    Right right;
    double forward;
    double discount;
    double years;
    const double* strikes;
    const double* prices;  ///< discounted
    double* volatilities;  ///< NaN where there is none, or `unsolved`
    std::size_t count;
};

}  // namespace wingspread::pricing
