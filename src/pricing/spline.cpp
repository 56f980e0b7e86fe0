#include "pricing/spline.hpp"

#include <algorithm>

namespace wingspread::pricing {

namespace {

/// A row of the symmetric matrix R + smoothing·QᵀW⁻¹Q with two bands above the diagonal; it has one
/// row for each inner knot (Green and Silverman, Nonparametric Regression, 1994, section 2.3).
struct BandRow {
    double diagonal = 0;
    double first = 0;
    double second = 0;
};

/// Column of Q that belongs to inner knot i: second differences of a function's values.
struct Difference {
    double before;
    double here;
    double after;
};

/// 1/(x[i + 1] − x[i]): divided once, because the rows below use each of them many times.
std::vector<double> inverse_steps(std::span<const double> x) {
    std::vector<double> inverse(x.size() - 1);
    for (std::size_t i = 0; i < inverse.size(); ++i) inverse[i] = 1 / (x[i + 1] - x[i]);
    return inverse;
}

Difference difference_at(std::span<const double> inverse, std::size_t i) {
    const double before = inverse[i - 1];
    const double after = inverse[i];
    return {before, -before - after, after};
}

std::vector<BandRow> band_matrix(std::span<const double> x, std::span<const double> inverse,
                                 std::span<const double> errors, double smoothing) {
    const std::size_t inner = x.size() - 2;
    const auto weight = [&](std::size_t knot) { return smoothing * errors[knot] * errors[knot]; };
    std::vector<BandRow> rows(inner);
    for (std::size_t row = 0; row < inner; ++row) {
        const std::size_t i = row + 1;
        const auto q = difference_at(inverse, i);
        rows[row].diagonal = (x[i + 1] - x[i - 1]) / 3 + weight(i - 1) * q.before * q.before +
                             weight(i) * q.here * q.here + weight(i + 1) * q.after * q.after;
        if (row + 1 >= inner) continue;
        const auto next = difference_at(inverse, i + 1);
        rows[row].first = (x[i + 1] - x[i]) / 6 + weight(i) * q.here * next.before +
                          weight(i + 1) * q.after * next.here;
        if (row + 2 >= inner) continue;
        rows[row].second = weight(i + 1) * q.after * difference_at(inverse, i + 2).before;
    }
    return rows;
}

/// Solves in place by the LDLᵀ decomposition, which a positive definite matrix always has.
void solve(std::vector<BandRow>& rows, std::vector<double>& right_side) {
    const std::size_t n = rows.size();
    for (std::size_t i = 0; i < n; ++i) {
        const double first = rows[i].first / rows[i].diagonal;
        const double second = rows[i].second / rows[i].diagonal;
        if (i + 1 < n) {
            rows[i + 1].diagonal -= first * rows[i].first;
            rows[i + 1].first -= first * rows[i].second;
            right_side[i + 1] -= first * right_side[i];
        }
        if (i + 2 < n) {
            rows[i + 2].diagonal -= second * rows[i].second;
            right_side[i + 2] -= second * right_side[i];
        }
        right_side[i] /= rows[i].diagonal;
        rows[i].first = first;
        rows[i].second = second;
    }
    for (std::size_t i = n; i-- > 0;) {
        if (i + 1 < n) right_side[i] -= rows[i].first * right_side[i + 1];
        if (i + 2 < n) right_side[i] -= rows[i].second * right_side[i + 2];
    }
}

/// One or two points: flat, or the line through them.
bool is_straight(std::span<const double> x) { return x.size() < 3; }

}  // namespace

CubicSpline::Value CubicSpline::value(double at) const {
    if (x.size() == 1) return {y[0], 0};
    const auto above = std::upper_bound(x.begin() + 1, x.end() - 1, at);
    const auto i = static_cast<std::size_t>(above - x.begin());
    const double width = x[i] - x[i - 1];
    const double right = (at - x[i - 1]) / width;
    const double left = 1 - right;
    const double sixth = width / 6;
    return {left * y[i - 1] + right * y[i] +
                sixth * width *
                    (left * (left * left - 1) * second[i - 1] +
                     right * (right * right - 1) * second[i]),
            (y[i] - y[i - 1]) / width + sixth * ((1 - 3 * left * left) * second[i - 1] +
                                                 (3 * right * right - 1) * second[i])};
}

CubicSpline smoothing_spline(std::span<const double> x, std::span<const double> y,
                             std::span<const double> errors, double smoothing) {
    const std::size_t n = x.size();
    CubicSpline spline{{x.begin(), x.end()}, {y.begin(), y.end()}, std::vector<double>(n, 0.0)};
    if (is_straight(x)) return spline;
    const auto inverse = inverse_steps(x);
    std::vector<double> curvature(n - 2);
    for (std::size_t i = 1; i + 1 < n; ++i) {
        const auto q = difference_at(inverse, i);
        curvature[i - 1] = q.before * y[i - 1] + q.here * y[i] + q.after * y[i + 1];
    }
    auto rows = band_matrix(x, inverse, errors, smoothing);
    solve(rows, curvature);
    for (std::size_t i = 1; i + 1 < n; ++i) {
        const auto q = difference_at(inverse, i);
        const double pull = smoothing * curvature[i - 1];
        spline.second[i] = curvature[i - 1];
        spline.y[i - 1] -= pull * errors[i - 1] * errors[i - 1] * q.before;
        spline.y[i] -= pull * errors[i] * errors[i] * q.here;
        spline.y[i + 1] -= pull * errors[i + 1] * errors[i + 1] * q.after;
    }
    return spline;
}

double misfit(const CubicSpline& spline, std::span<const double> y,
              std::span<const double> errors) {
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        const double error = (spline.y[i] - y[i]) / errors[i];
        sum += error * error;
    }
    return sum;
}

}  // namespace wingspread::pricing
