#include "pricing/spectral_tables.hpp"

#include <cmath>
#include <numbers>

namespace wingspread::pricing {

namespace {

constexpr double pi = std::numbers::pi;

/// A root of the Legendre polynomial of degree n and the weight there, by Newton's method.
struct LegendreNode {
    double x;
    double weight;
};
LegendreNode legendre_node(std::size_t n, std::size_t i) {
    const auto degree = static_cast<double>(n);
    double x = std::cos(pi * (static_cast<double>(i) + 0.75) / (degree + 0.5));
    double slope = 0;
    for (int round = 0; round < 10; ++round) {
        double before = 1;
        double value = x;
        for (std::size_t k = 2; k <= n; ++k) {
            const auto step = static_cast<double>(k);
            const double next = ((2 * step - 1) * x * value - (step - 1) * before) / step;
            before = value;
            value = next;
        }
        slope = degree * (x * value - before) / (x * x - 1);
        x -= value / slope;
    }
    return {x, 2 / ((1 - x * x) * slope * slope)};
}

template <std::size_t n>
std::array<SpectralTables::Point, n> quadrature() {
    std::array<SpectralTables::Point, n> result{};
    for (std::size_t i = 0; i < n; ++i) {
        const auto [x, weight] = legendre_node(n, i);
        const double angle = pi / 4 * (1 + x);
        const double sine = std::sin(angle);
        const double cosine = std::cos(angle);
        result[i] = {sine, cosine, 2 * sine * cosine * weight * pi / 4};
    }
    return result;
}

/// Weights with which the values at the nodes interpolate to `at`.
std::array<double, SpectralTables::nodes> interpolation(
    const std::array<double, SpectralTables::nodes>& nodes, double at) {
    std::array<double, SpectralTables::nodes> weights{};
    for (std::size_t j = 0; j < nodes.size(); ++j) {
        weights[j] = 1;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            if (i != j) weights[j] *= (at - nodes[i]) / (nodes[j] - nodes[i]);
        }
    }
    return weights;
}

SpectralTables build() {
    SpectralTables tables{};
    for (std::size_t i = 0; i < SpectralTables::nodes; ++i) {
        tables.root_time[i] =
            (1 - std::cos(pi * static_cast<double>(i) / SpectralTables::degree)) / 2;
    }
    tables.inner_points = quadrature<SpectralTables::inner>();
    tables.outer_points = quadrature<SpectralTables::outer>();
    for (std::size_t i = 0; i < SpectralTables::nodes; ++i) {
        for (std::size_t k = 0; k < SpectralTables::inner; ++k) {
            const double at = tables.root_time[i] * tables.inner_points[k].cosine;
            tables.to_inner[i][k] = interpolation(tables.root_time, at);
        }
    }
    for (std::size_t k = 0; k < SpectralTables::outer; ++k) {
        tables.to_outer[k] = interpolation(tables.root_time, tables.outer_points[k].cosine);
    }
    return tables;
}

}  // namespace

const SpectralTables& spectral_tables() {
    static const SpectralTables tables = build();
    return tables;
}

}  // namespace wingspread::pricing
