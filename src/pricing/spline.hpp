#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace wingspread::pricing {

/// A natural cubic spline: smooth to the second derivative, which is zero at both ends.
struct CubicSpline {
    std::vector<double> x;       ///< knots, strictly rising, at least one
    std::vector<double> y;       ///< at the knots
    std::vector<double> second;  ///< second derivative at the knots

    struct Value {
        double y;
        double slope;
    };
    /// `at` lies between the first and the last knot.
    [[nodiscard]] Value value(double at) const;
};

/// The curve g that minimises Σ((g(xᵢ) − yᵢ)/errorᵢ)² + smoothing·∫g″² (Reinsch, "Smoothing by
/// spline functions", 1967): through the points at 0, their weighted straight line at infinity.
/// `x` strictly rising, errors > 0, all equally long and not empty.
CubicSpline smoothing_spline(std::span<const double> x, std::span<const double> y,
                             std::span<const double> errors, double smoothing);

/// Σ((spline(xᵢ) − yᵢ)/errorᵢ)² over the spline's own knots.
double misfit(const CubicSpline& spline, std::span<const double> y, std::span<const double> errors);

}  // namespace wingspread::pricing
