#pragma once

#include "pricing/columns.hpp"

#include <cstddef>

/// What the vector kernels read and write: checked, and free of spans' bounds.
namespace wingspread::pricing {

/// As GreekColumns; null for a column that nobody wants.
struct GreekTargets {
    double* price = nullptr;
    double* delta = nullptr;
    double* gamma = nullptr;
    double* theta_per_day = nullptr;
    double* vega_per_point = nullptr;
    double* rho_per_point = nullptr;

    GreekTargets() = default;
    explicit GreekTargets(const GreekColumns& columns);
    [[nodiscard]] GreekTargets from(std::size_t first) const;
};

/// One expiry; its market is valid.
struct ExpiryTask {
    ExpiryMarket market;
    double rate;
    double yield;
    const double* strikes;
    const double* volatilities;
    std::size_t count;
    GreekTargets calls;
    GreekTargets puts;
};

struct OptionsTask {
    const OptionColumns* options;
    GreekTargets out;
};

}  // namespace wingspread::pricing
