// Read once per instruction set (Highway's foreach_target.h), hence not #pragma once.
#if defined(WINGSPREAD_PRICING_VECTOR_MATH) == defined(HWY_TARGET_TOGGLE)
#ifdef WINGSPREAD_PRICING_VECTOR_MATH
#undef WINGSPREAD_PRICING_VECTOR_MATH
#else
#define WINGSPREAD_PRICING_VECTOR_MATH
#endif

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include <array>
#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace wingspread::pricing::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::ScalableTag<double>;
using Vector = hn::Vec<Lanes>;
using Mask = hn::Mask<Lanes>;

/// The widest vector of any target that is compiled.
inline constexpr std::size_t max_lanes = 8;

HWY_INLINE Vector fill(double value) { return hn::Set(Lanes{}, value); }

/// e^x. What is no number, or beyond what a double holds, is brought into range first: Highway's
/// own turns x into an integer, and lanes that are not valid are dropped later anyway.
HWY_INLINE Vector exp_of(Vector x) {
    const Vector above = hn::IfThenElse(hn::Ge(x, fill(-750)), x, fill(-750));
    return hn::Exp(Lanes{}, hn::Min(above, fill(709)));
}

/// Beyond this the normal distribution is 0 or 1 to the last bit.
inline constexpr double far_away = 40;

/// Coefficients of (1 + z/2)·(1 − N(z))/φ(z) over u = (1.25·z − 5)/(z + 5), which runs from −1 to 1
/// while z runs from 0 to 40: its Chebyshev series to 7e-17, computed with forty digits.
inline constexpr std::array<double, 23> mills_series{
    0.709957148740682,       -0.3012855377795398,     0.17060865134846026,
    -0.07049431496425809,    0.015235167978669972,    0.004472503159785531,
    -0.0061309455082377146,  0.0030105171235777235,   -0.0007421679646084238,
    -1.1847467133970662e-05, 6.966046924786215e-05,   -1.3952477724858409e-05,
    -4.463758547639113e-06,  2.025445972720679e-06,   2.827515491869334e-07,
    -2.433128704299074e-07,  -2.408901784537132e-08,  2.8670443752585273e-08,
    3.310324654114833e-09,   -3.1217503222775046e-09, -5.094240626925086e-10,
    2.2581361388522062e-10,  4.8717850670170004e-11};

/// Σ c[i]·u^i, even and odd powers apart so that two chains run at once.
template <std::size_t n>
HWY_INLINE Vector polynomial(const std::array<double, n>& c, Vector u) {
    static_assert(n % 2 == 1);
    const Vector square = hn::Mul(u, u);
    Vector even = fill(c[n - 1]);
    Vector odd = fill(c[n - 2]);
    for (std::size_t i = n - 3; i >= 2; i -= 2) {
        even = hn::MulAdd(even, square, fill(c[i]));
        odd = hn::MulAdd(odd, square, fill(c[i - 1]));
    }
    even = hn::MulAdd(even, square, fill(c[0]));
    return hn::MulAdd(odd, u, even);
}

/// (1 − N(z))/φ(z) for 0 <= z <= far_away.
HWY_INLINE Vector mills_ratio(Vector z) {
    const Vector a = hn::Add(z, fill(5));
    const Vector b = hn::MulAdd(z, fill(0.5), fill(1));
    const Vector inverse = hn::Div(fill(1), hn::Mul(a, b));
    const Vector u = hn::Mul(hn::Mul(hn::MulSub(z, fill(1.25), fill(5)), b), inverse);
    return hn::Mul(polynomial(mills_series, u), hn::Mul(a, inverse));
}

/// φ(x); the rounding of x² is made up for where the target multiplies and adds in one step.
HWY_INLINE Vector density(Vector x) {
    const Vector square = hn::Mul(x, x);
    const Vector lost = hn::MulSub(x, x, square);
    const Vector power = exp_of(hn::Mul(square, fill(-0.5)));
    const Vector scaled = hn::Mul(power, fill(0.39894228040143267794));
    return hn::NegMulAdd(hn::Mul(scaled, fill(0.5)), lost, scaled);
}

HWY_INLINE Vector within(Vector x, double limit) {
    return hn::Min(hn::Max(x, fill(-limit)), fill(limit));
}

/// N(x), and N(−x) beside it, from the smaller tail of the two.
struct Tails {
    Vector below;  ///< N(x)
    Vector above;  ///< N(−x)
};
HWY_INLINE Tails tails(Vector x, Vector small) {
    const Vector large = hn::Sub(fill(1), small);
    const Mask positive = hn::Gt(x, fill(0));
    return {hn::IfThenElse(positive, large, small), hn::IfThenElse(positive, small, large)};
}

HWY_INLINE Mask is_finite(Vector x) { return hn::Lt(hn::Abs(x), fill(1.7976931348623157e308)); }

/// Loads `count` values where they are, or the last few from a copy that `other` fills up.
HWY_INLINE Vector load(const double* from, std::size_t count, double other) {
    if (count >= hn::Lanes(Lanes{})) return hn::LoadU(Lanes{}, from);
    std::array<double, max_lanes> copy;
    for (std::size_t i = 0; i < max_lanes; ++i) copy[i] = i < count ? from[i] : other;
    return hn::LoadU(Lanes{}, copy.data());
}

/// Nothing where `to` is null.
HWY_INLINE void store(Vector value, double* to, std::size_t count) {
    if (to == nullptr) return;
    if (count >= hn::Lanes(Lanes{})) return hn::StoreU(value, Lanes{}, to);
    std::array<double, max_lanes> copy;
    hn::StoreU(value, Lanes{}, copy.data());
    for (std::size_t i = 0; i < count; ++i) to[i] = copy[i];
}

}  // namespace wingspread::pricing::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
