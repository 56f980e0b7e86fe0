// Read once per instruction set (Highway's foreach_target.h), hence not #pragma once.
#if defined(WINGSPREAD_PRICING_IMPLIED_VOL_KERNEL) == defined(HWY_TARGET_TOGGLE)
#ifdef WINGSPREAD_PRICING_IMPLIED_VOL_KERNEL
#undef WINGSPREAD_PRICING_IMPLIED_VOL_KERNEL
#else
#define WINGSPREAD_PRICING_IMPLIED_VOL_KERNEL
#endif

#include "pricing/implied_vol_task.hpp"
#include "pricing/numbers.hpp"
#include "pricing/vector_math.hpp"

#include <algorithm>
#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace wingspread::pricing::HWY_NAMESPACE {

inline constexpr int most_steps = 8;
/// The steps are of fourth order: after one this small, what is left is rounding.
inline constexpr double last_step = 1e-3;
inline constexpr double log_root_two_pi = 0.91893853320467274178;
inline constexpr double per_pi = 0.31830988618379067154;
inline constexpr double root_two_pi = 2.50662827463100050242;

/// Jäckel's problem without units, as implied_vol.cpp states it: an out-of-the-money call of price
/// b(s) in units of √(F·K), x = ln(F/K) <= 0.
struct Problems {
    Vector x;
    Vector half_strike;  ///< e^(−x/2)
    Vector inflection;   ///< √(2|x|), below which b is convex
    Vector target;
    Vector log_target;
    Mask low;  ///< the solution lies below the inflection
};

/// b as its logarithm, and b over its slope.
struct Level {
    Vector log_price;
    Vector price_per_slope;
};

HWY_INLINE Level level_at(const Problems& p, Vector s) {
    const Vector centre = hn::Div(p.x, s);
    const Vector d1 = hn::MulAdd(s, fill(0.5), centre);
    const Vector d2 = hn::NegMulAdd(s, fill(0.5), centre);
    // b = φ(d1)·e^(x/2)·(m(−d1) − m(−d2)) with m(z) = (1 − N(z))/φ(z), mirrored where d1 > 0.
    const Vector half_square = hn::Mul(hn::Mul(d1, d1), fill(0.5));
    const Mask mirrored = hn::Gt(d1, fill(0));
    Vector first = mills_ratio(hn::Min(hn::Abs(d1), fill(far_away)));
    if (!hn::AllFalse(Lanes{}, mirrored)) {
        const Vector whole = hn::Mul(exp_of(half_square), fill(root_two_pi));
        first = hn::IfThenElse(mirrored, hn::Sub(whole, first), first);
    }
    const Vector ratio = hn::Sub(first, mills_ratio(hn::Min(hn::Abs(d2), fill(far_away))));
    const Vector log_slope =
        hn::Sub(hn::MulSub(p.x, fill(0.5), half_square), fill(log_root_two_pi));
    return {hn::Add(log_slope, hn::Log(Lanes{}, ratio)), ratio};
}

/// Householder's third order step towards the root of ln b − ln target above the inflection and of
/// 1/ln b − 1/ln target, which is nearly a parabola there, below it.
HWY_INLINE Vector step_from(const Problems& p, Vector s) {
    const Level level = level_at(p, s);
    const Vector per_s = hn::Div(fill(1), s);
    const Vector square = hn::Mul(hn::Mul(p.x, p.x), hn::Mul(per_s, hn::Mul(per_s, per_s)));
    const Vector a2 = hn::NegMulAdd(s, fill(0.25), square);
    const Vector a3 =
        hn::MulAdd(a2, a2, hn::NegMulAdd(hn::Mul(square, per_s), fill(3), fill(-0.25)));
    const Vector slope = hn::Div(fill(1), level.price_per_slope);  // of ln b
    Vector newton = hn::Mul(hn::Sub(p.log_target, level.log_price), level.price_per_slope);
    Vector h2 = hn::Sub(a2, slope);
    Vector h3 = hn::MulAdd(slope, hn::MulSub(slope, fill(2), hn::Mul(a2, fill(3))), a3);
    const Vector of_log = hn::Div(slope, level.log_price);
    const Vector low_h3 = hn::MulAdd(of_log, hn::MulSub(of_log, fill(6), hn::Mul(h2, fill(6))), h3);
    h3 = hn::IfThenElse(p.low, low_h3, h3);
    h2 = hn::IfThenElse(p.low, hn::NegMulAdd(of_log, fill(2), h2), h2);
    newton = hn::IfThenElse(p.low, hn::Mul(newton, hn::Div(level.log_price, p.log_target)), newton);
    const Vector above = hn::MulAdd(hn::Mul(newton, h2), fill(0.5), fill(1));
    const Vector below =
        hn::MulAdd(newton, hn::MulAdd(hn::Mul(h3, newton), fill(1.0 / 6), h2), fill(1));
    return hn::Mul(newton, hn::Div(above, below));
}

/// z as a rational function of √(ln(z/(φ(z) − z·N(−z))) + 2), for 0.15 < z < 37 to 2e-4.
inline constexpr std::array<double, 6> bachelier_above{0.10389492415248784,  -0.09986020651477161,
                                                       -0.12809743895889608, 0.41775787817892596,
                                                       -0.3211279066403332,  0.09762035226022314};
inline constexpr std::array<double, 5> bachelier_below{1, -0.8237260560525643, 0.5285982673067199,
                                                       -0.21323256416389735, 0.06880486420393053};

/// Where to start: Corrado and Miller's formula (1996) near the money, else the normal model's
/// deviation, which is a function of price over distance alone, brought over by the first terms of
/// its expansion (Hagan et al., "Managing smile risk", 2002).
HWY_INLINE Vector seed_of(const Problems& p) {
    const Vector inverse = hn::Div(fill(1), p.half_strike);
    const Vector apart = hn::Sub(p.half_strike, inverse);  // (K − F)/√(F·K)
    const Vector level = hn::MulAdd(apart, fill(0.5), p.target);
    const Vector square = hn::MulSub(level, level, hn::Mul(hn::Mul(apart, apart), fill(per_pi)));
    const Vector root = hn::Sqrt(hn::Max(square, fill(0)));
    const Vector scale = hn::Div(fill(root_two_pi), hn::Add(p.half_strike, inverse));
    const Vector near = hn::Mul(scale, hn::Add(level, root));

    const Vector sought = hn::Add(hn::Sub(hn::Log(Lanes{}, apart), p.log_target), fill(2));
    const Vector q = hn::Sqrt(hn::Max(sought, fill(1)));
    const Vector q2 = hn::Mul(q, q);
    const auto pair = [&](double a, double b) { return hn::MulAdd(q, fill(b), fill(a)); };
    const auto& [a0, a1, a2, a3, a4, a5] = bachelier_above;
    const auto& [b0, b1, b2, b3, b4] = bachelier_below;
    const Vector above = hn::MulAdd(hn::MulAdd(pair(a4, a5), q2, pair(a2, a3)), q2, pair(a0, a1));
    const Vector below = hn::MulAdd(hn::MulAdd(fill(b4), q2, pair(b2, b3)), q2, pair(b0, b1));
    const Vector normal = hn::Div(hn::Mul(apart, below), above);
    const Vector rise = hn::MulAdd(hn::Mul(normal, normal), fill(1.0 / 24), fill(1));
    const Vector fall = hn::MulAdd(hn::Mul(p.x, p.x), fill(1.0 / 24), fill(1));
    const Vector far = hn::Mul(normal, hn::Div(rise, fall));
    return hn::IfThenElse(hn::Gt(sought, fill(1.25)), far, near);
}

HWY_INLINE Problems problems_of(Vector forward, Vector strike, Vector target) {
    const Vector ratio = hn::Div(forward, strike);
    const Vector x = hn::Neg(hn::Abs(hn::Log(Lanes{}, ratio)));
    const Vector root = hn::Sqrt(ratio);
    const Vector half_strike = hn::Max(root, hn::Div(fill(1), root));
    const Vector inflection = hn::Sqrt(hn::Mul(x, fill(-2)));
    const Vector scaled = hn::Div(target, hn::Sqrt(hn::Mul(forward, strike)));
    const Vector at_inflection = hn::Div(
        hn::Sub(fill(0.5),
                hn::Mul(fill(1 / root_two_pi), mills_ratio(hn::Min(inflection, fill(far_away))))),
        half_strike);
    return {x,
            half_strike,
            inflection,
            scaled,
            hn::Log(Lanes{}, scaled),
            hn::Lt(scaled, at_inflection)};
}

/// The deviation σ√T, or `unsolved`.
HWY_INLINE Vector solve(const Problems& p, Mask wanted) {
    const Vector lowest = hn::IfThenElse(p.low, fill(1e-6), p.inflection);
    const Vector highest = hn::IfThenElse(p.low, p.inflection, fill(12));
    Vector s = hn::Min(hn::Max(seed_of(p), lowest), highest);
    // Near its bound a price says more by what it lacks: that is the scalar search's.
    const Mask reachable = hn::And(wanted, hn::Lt(hn::Mul(p.target, p.half_strike), fill(0.8)));
    Mask done = hn::Not(reachable);
    for (int i = 0; i < most_steps && !hn::AllTrue(Lanes{}, done); ++i) {
        const Vector next = hn::Min(hn::Max(hn::Add(s, step_from(p, s)), lowest), highest);
        const Vector moved = hn::Abs(hn::Sub(next, s));
        s = hn::IfThenElse(done, s, next);
        done = hn::Or(done, hn::Lt(moved, hn::Mul(s, fill(last_step))));
    }
    const Vector centre = hn::MulAdd(s, fill(0.5), hn::Div(p.x, s));
    const Mask sound = hn::And(hn::And(done, reachable),
                               hn::And(hn::Gt(s, fill(2e-6)), hn::Gt(centre, fill(-35))));
    return hn::IfThenElse(sound, s, fill(unsolved));
}

inline void imply(const ImpliedVolTask& task) {
    const std::size_t step = hn::Lanes(Lanes{});
    const Vector forward = fill(task.forward);
    const Vector per_discount = fill(1 / task.discount);
    const Vector per_root_years = fill(1 / std::sqrt(task.years));
    const bool call = task.right == Right::call;
    for (std::size_t i = 0; i < task.count; i += step) {
        const std::size_t left = std::min(step, task.count - i);
        const Vector strike = load(task.strikes + i, left, task.forward);
        const Vector price = hn::Mul(load(task.prices + i, left, nan), per_discount);
        const Vector moneyness = call ? hn::Sub(forward, strike) : hn::Sub(strike, forward);
        const Vector intrinsic = hn::Max(moneyness, fill(0));
        const Vector bound = call ? forward : strike;
        const Mask has_answer = hn::And(hn::And(hn::Gt(price, intrinsic), hn::Lt(price, bound)),
                                        hn::And(hn::Gt(strike, fill(0)), is_finite(strike)));
        const Problems problems = problems_of(forward, strike, hn::Sub(price, intrinsic));
        const Vector deviation = solve(problems, has_answer);
        const Vector volatility = hn::IfThenElse(hn::Gt(deviation, fill(0)),
                                                 hn::Mul(deviation, per_root_years), deviation);
        store(hn::IfThenElse(has_answer, volatility, fill(nan)), task.volatilities + i, left);
    }
}

}  // namespace wingspread::pricing::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
