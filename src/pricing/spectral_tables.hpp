#pragma once

#include <array>
#include <cstddef>

namespace wingspread::pricing {

/// Constants of the exercise boundary's integral equation that no option changes, because all its
/// times scale with the square root of the time to expiry.
struct SpectralTables {
    static constexpr std::size_t degree = 5;  ///< of the boundary over √time
    static constexpr std::size_t inner = 7;   ///< quadrature points of the equation
    static constexpr std::size_t outer = 14;  ///< of the price
    static constexpr std::size_t nodes = degree + 1;

    /// A quadrature point φ of ∫ over time u = t·cos²φ, in which all integrands are smooth.
    struct Point {
        double sine;
        double cosine;
        double weight;  ///< of dt/t
    };

    std::array<double, nodes> root_time;  ///< √(time/expiry) of the Chebyshev nodes, from 0 to 1
    std::array<Point, inner> inner_points;
    std::array<Point, outer> outer_points;
    /// Interpolation from the nodes to each node's own inner points, and to the outer points.
    std::array<std::array<std::array<double, nodes>, inner>, nodes> to_inner;
    std::array<std::array<double, nodes>, outer> to_outer;
};

const SpectralTables& spectral_tables();

}  // namespace wingspread::pricing
