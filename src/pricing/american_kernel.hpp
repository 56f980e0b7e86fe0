// Read once per instruction set (Highway's foreach_target.h), hence not #pragma once.
#if defined(WINGSPREAD_PRICING_AMERICAN_KERNEL) == defined(HWY_TARGET_TOGGLE)
#ifdef WINGSPREAD_PRICING_AMERICAN_KERNEL
#undef WINGSPREAD_PRICING_AMERICAN_KERNEL
#else
#define WINGSPREAD_PRICING_AMERICAN_KERNEL
#endif

#include "pricing/american_task.hpp"
#include "pricing/numbers.hpp"
#include "pricing/spectral_tables.hpp"
#include "pricing/vector_math.hpp"

#include <algorithm>
#include <array>

HWY_BEFORE_NAMESPACE();
namespace wingspread::pricing::HWY_NAMESPACE {

// Andersen, Lake and Offengenden, "High-performance American option pricing" (2016): the exercise
// boundary of a put solves an integral equation, here their fixed point B, on Chebyshev nodes; the
// price is the European one and an integral along the boundary. A call is a put with spot and
// strike, rate and yield changed over (McDonald and Schroder, 1998).

inline constexpr int most_rounds = 16;
/// Of the boundary's logarithm, between two rounds; each leaves about a third of the error.
inline constexpr double settled_move = 5e-5;

/// American puts, one per lane; all positive but rate and yield.
struct Puts {
    Vector spot;
    Vector strike;
    Vector years;
    Vector rate;
    Vector yield;
    Vector volatility;
    Vector root_years;
    Vector log_moneyness;  ///< ln(spot/strike)
    Mask exercisable;      ///< early exercise may pay, below one boundary
};

HWY_INLINE Puts puts_of(Vector spot, Vector strike, Vector years, Vector rate, Vector yield,
                        Vector volatility) {
    return {spot,
            strike,
            years,
            rate,
            yield,
            volatility,
            hn::Sqrt(years),
            hn::Log(Lanes{}, hn::Div(spot, strike)),
            hn::Gt(hn::Mul(rate, years), fill(1e-9))};
}

/// N(x) and φ(x).
struct Normal {
    Vector density;
    Tails tails;
};
HWY_INLINE Normal normal_of(Vector x) {
    const Vector bounded = within(x, far_away);
    const Vector at = density(bounded);
    return {at, tails(bounded, hn::Mul(at, mills_ratio(hn::Abs(bounded))))};
}

/// As mills_series, to 7e-10: enough for a boundary, of which the price knows little.
inline constexpr std::array<double, 13> short_mills_series{
    0.709957148740682,      -0.3012855421973999,     0.17060865064575215,   -0.07049419073069897,
    0.015235187705713598,   0.004471498558337262,    -0.006131104355166762, 0.003014031323051912,
    -0.0007416166360444959, -1.7926464104890563e-05, 6.872023596261748e-05, -8.695290021433897e-06,
    -3.673569605218245e-06};

/// N(x) to 1e-9.
HWY_INLINE Vector rough_cdf(Vector x) {
    const Vector bounded = within(x, far_away);
    const Vector power = exp_of(hn::Mul(hn::Mul(bounded, bounded), fill(-0.5)));
    const Vector z = hn::Abs(bounded);
    const Vector a = hn::Add(z, fill(5));
    const Vector b = hn::MulAdd(z, fill(0.5), fill(1));
    const Vector inverse = hn::Div(fill(0.39894228040143267794), hn::Mul(a, b));
    const Vector u = hn::Mul(hn::Mul(hn::MulSub(z, fill(1.25), fill(5)), b),
                             hn::Mul(inverse, fill(2.50662827463100050242)));
    const Vector small =
        hn::Mul(hn::Mul(polynomial(short_mills_series, u), power), hn::Mul(a, inverse));
    return hn::IfThenElse(hn::Gt(x, fill(0)), hn::Sub(fill(1), small), small);
}

/// The boundary at the nodes as ln²(boundary/start), which is smooth over √time; start is its value
/// just before expiry.
struct Boundary {
    Vector log_start;  ///< ln(start/strike)
    std::array<Vector, SpectralTables::nodes> square;
    Vector log_now;  ///< ln(boundary/strike) today
};

HWY_INLINE Vector log_distance(const Boundary& boundary,
                               const std::array<double, SpectralTables::nodes>& weights) {
    Vector square = hn::Mul(boundary.square[0], fill(weights[0]));
    for (std::size_t j = 1; j < SpectralTables::nodes; ++j) {
        square = hn::MulAdd(boundary.square[j], fill(weights[j]), square);
    }
    return hn::Sqrt(hn::Max(square, fill(0)));
}

/// A first guess between its start and its limit in infinite time, falling as in Bjerksund and
/// Stensland's formula (1993).
inline HWY_NOINLINE Boundary guess(const Puts& p) {
    const SpectralTables& tables = spectral_tables();
    const Vector carry = hn::Sub(p.rate, p.yield);
    const Vector per_variance = hn::Div(fill(1), hn::Mul(p.volatility, p.volatility));
    const Vector slope = hn::NegMulAdd(carry, per_variance, fill(0.5));
    const Vector twice_rate = hn::Mul(hn::Mul(p.rate, fill(2)), per_variance);
    const Vector root = hn::Sqrt(hn::MulAdd(slope, slope, twice_rate));
    const Vector power =
        hn::IfThenElse(hn::Gt(slope, fill(0)), hn::Neg(hn::Div(twice_rate, hn::Add(slope, root))),
                       hn::Sub(slope, root));
    const Vector last = hn::Div(power, hn::Sub(power, fill(1)));
    const Vector start = hn::IfThenElse(hn::Gt(p.yield, p.rate), hn::Div(p.rate, p.yield), fill(1));
    const Vector range = hn::Max(hn::Sub(start, last), fill(1e-12));
    const Vector speed = hn::Div(start, range);
    Boundary boundary;
    boundary.log_start = hn::Log(Lanes{}, start);
    boundary.square[0] = fill(0);
#pragma clang loop unroll(disable)
    for (std::size_t i = 1; i < SpectralTables::nodes; ++i) {
        const Vector root_time = hn::Mul(p.root_years, fill(tables.root_time[i]));
        const Vector drift = hn::Mul(carry, hn::Mul(root_time, root_time));
        const Vector spread = hn::Mul(hn::Mul(p.volatility, root_time), fill(-2));
        const Vector exponent = hn::Min(hn::Mul(hn::Add(drift, spread), speed), fill(-1e-3));
        const Vector at = hn::MulAdd(range, exp_of(exponent), hn::Sub(start, range));
        boundary.log_now = hn::Log(Lanes{}, hn::Max(at, fill(1e-12)));
        const Vector distance = hn::Sub(boundary.log_now, boundary.log_start);
        boundary.square[i] = hn::Mul(distance, distance);
    }
    return boundary;
}

/// What one node's equation needs beside the boundary, the same in every round.
struct NodeTerms {
    Vector years;
    Vector per_deviation;
    Vector half_deviation;
    Vector drift;  ///< (rate − yield)·√time/volatility − deviation/2
    std::array<Vector, SpectralTables::inner> interest;  ///< weight·rate·e^(rate·u)
    std::array<Vector, SpectralTables::inner> dividend;  ///< the same of the yield
};
using Equation = std::array<NodeTerms, SpectralTables::nodes>;

inline HWY_NOINLINE void prepare(const Puts& p, Equation& equation) {
    const SpectralTables& tables = spectral_tables();
    const Vector tilt =
        hn::NegMulAdd(p.volatility, fill(0.5), hn::Div(hn::Sub(p.rate, p.yield), p.volatility));
#pragma clang loop unroll(disable)
    for (std::size_t i = 1; i < SpectralTables::nodes; ++i) {
        NodeTerms& node = equation[i];
        const Vector root_time = hn::Mul(p.root_years, fill(tables.root_time[i]));
        const Vector deviation = hn::Mul(p.volatility, root_time);
        node.years = hn::Mul(root_time, root_time);
        node.per_deviation = hn::Div(fill(1), deviation);
        node.half_deviation = hn::Mul(deviation, fill(0.5));
        node.drift = hn::Mul(root_time, tilt);
#pragma clang loop unroll(disable)
        for (std::size_t k = 0; k < SpectralTables::inner; ++k) {
            const auto& point = tables.inner_points[k];
            const Vector u = hn::Mul(node.years, fill(point.cosine * point.cosine));
            const Vector weight = hn::Mul(node.years, fill(point.weight));
            node.interest[k] = hn::Mul(hn::Mul(weight, p.rate), exp_of(hn::Mul(p.rate, u)));
            node.dividend[k] = hn::Mul(hn::Mul(weight, p.yield), exp_of(hn::Mul(p.yield, u)));
        }
    }
}

/// ln(boundary/strike) of node i by the fixed point: strike·e^((yield − rate)·t)·N/D, where
/// N = N(d₋) + ∫rate·e^(rate·u)·N(d₋(u))du and D likewise of the yield and d₊.
inline HWY_NOINLINE Vector next_at(const Puts& p, const Boundary& boundary, const NodeTerms& node,
                                   std::size_t i, bool yields) {
    const SpectralTables& tables = spectral_tables();
    const Vector distance = hn::Sqrt(boundary.square[i]);
    const Vector log_at = hn::Sub(boundary.log_start, distance);
    const Vector d_minus = hn::MulAdd(log_at, node.per_deviation, node.drift);
    const Vector d_plus = hn::MulAdd(node.half_deviation, fill(2), d_minus);
    Vector above = rough_cdf(d_minus);
    Vector below = rough_cdf(d_plus);
#pragma clang loop unroll(disable)
    for (std::size_t k = 0; k < SpectralTables::inner; ++k) {
        const double sine = tables.inner_points[k].sine;
        const Vector ratio = hn::Sub(log_distance(boundary, tables.to_inner[i][k]), distance);
        const Vector minus = hn::MulAdd(hn::Mul(ratio, node.per_deviation), fill(1 / sine),
                                        hn::Mul(node.drift, fill(sine)));
        above = hn::MulAdd(node.interest[k], rough_cdf(minus), above);
        if (!yields) continue;
        const Vector plus = hn::MulAdd(node.half_deviation, fill(2 * sine), minus);
        below = hn::MulAdd(node.dividend[k], rough_cdf(plus), below);
    }
    const Vector carried = hn::Mul(hn::Sub(p.yield, p.rate), node.years);
    const Vector next = hn::Add(carried, hn::Log(Lanes{}, hn::Div(above, below)));
    return hn::Min(next, boundary.log_start);
}

inline HWY_NOINLINE Boundary solve_boundary(const Puts& p) {
    Boundary boundary = guess(p);
    Equation equation;
    prepare(p, equation);
    const bool yields = !hn::AllTrue(Lanes{}, hn::Eq(p.yield, fill(0)));
    for (int round = 0; round < most_rounds; ++round) {
        std::array<Vector, SpectralTables::nodes> next = boundary.square;
        Vector moved = fill(0);
        for (std::size_t i = 1; i < SpectralTables::nodes; ++i) {
            const Vector log_at = next_at(p, boundary, equation[i], i, yields);
            const Vector distance = hn::Sub(boundary.log_start, log_at);
            moved = hn::Max(moved, hn::Abs(hn::Sub(distance, hn::Sqrt(boundary.square[i]))));
            next[i] = hn::Mul(distance, distance);
            boundary.log_now = log_at;
        }
        boundary.square = next;
        const Mask open = hn::And(hn::Gt(moved, fill(settled_move)), p.exercisable);
        if (hn::AllFalse(Lanes{}, open)) break;
    }
    return boundary;
}

/// A put's value and its derivatives by spot.
struct PutValue {
    Vector price;
    Vector delta;
    Vector gamma;
    Mask exercised;
};

inline HWY_NOINLINE PutValue european_put(const Puts& p) {
    const Vector discount = exp_of(hn::Neg(hn::Mul(p.rate, p.years)));
    const Vector carried = exp_of(hn::Neg(hn::Mul(p.yield, p.years)));
    const Vector deviation = hn::Mul(p.volatility, p.root_years);
    const Vector inverse = hn::Div(fill(1), deviation);
    const Vector drift = hn::Mul(hn::Sub(p.rate, p.yield), p.years);
    const Vector centre = hn::Mul(hn::Add(p.log_moneyness, drift), inverse);
    const Normal plus = normal_of(hn::MulAdd(deviation, fill(0.5), centre));
    const Normal minus = normal_of(hn::NegMulAdd(deviation, fill(0.5), centre));
    const Vector asset = hn::Mul(carried, plus.tails.above);
    const Vector cash = hn::Mul(hn::Mul(p.strike, discount), minus.tails.above);
    const Vector gamma = hn::Mul(hn::Mul(carried, plus.density), hn::Div(inverse, p.spot));
    return {hn::Max(hn::NegMulAdd(p.spot, asset, cash), fill(0)), hn::Neg(asset), gamma,
            hn::Lt(p.spot, fill(0))};
}

/// Adds the premium of early exercise: interest earned less dividends lost while below the
/// boundary.
inline HWY_NOINLINE void add_premium(const Puts& p, const Boundary& boundary, PutValue& value) {
    const SpectralTables& tables = spectral_tables();
    const Vector carry = hn::Sub(p.rate, p.yield);
    const Vector tilt = hn::NegMulAdd(p.volatility, fill(0.5), hn::Div(carry, p.volatility));
    const Vector deviation = hn::Mul(p.volatility, p.root_years);
    const Vector per_deviation = hn::Div(fill(1), deviation);
    const Vector per_spot = hn::Div(fill(1), p.spot);
    Vector price = fill(0);
    Vector delta = fill(0);
    Vector gamma = fill(0);
#pragma clang loop unroll(disable)
    for (std::size_t k = 0; k < SpectralTables::outer; ++k) {
        const auto& point = tables.outer_points[k];
        const Vector passed = hn::Mul(p.years, fill(point.sine * point.sine));
        const Vector weight = hn::Mul(p.years, fill(point.weight));
        const Vector ratio = hn::Add(hn::Sub(p.log_moneyness, boundary.log_start),
                                     log_distance(boundary, tables.to_outer[k]));
        const Vector inverse = hn::Mul(per_deviation, fill(1 / point.sine));
        const Vector d_minus =
            hn::MulAdd(ratio, inverse, hn::Mul(hn::Mul(p.root_years, tilt), fill(point.sine)));
        const Vector d_plus = hn::MulAdd(deviation, fill(point.sine), d_minus);
        const Normal minus = normal_of(d_minus);
        const Normal plus = normal_of(d_plus);
        const Vector interest = hn::Mul(hn::Mul(weight, hn::Mul(p.rate, p.strike)),
                                        exp_of(hn::Neg(hn::Mul(p.rate, passed))));
        const Vector dividend =
            hn::Mul(hn::Mul(weight, p.yield), exp_of(hn::Neg(hn::Mul(p.yield, passed))));
        const Vector lost = hn::Mul(dividend, plus.tails.above);
        price = hn::MulAdd(interest, minus.tails.above, hn::NegMulAdd(lost, p.spot, price));
        const Vector earning =
            hn::Mul(hn::Mul(interest, minus.density), hn::Mul(inverse, per_spot));
        const Vector losing = hn::Mul(hn::Mul(dividend, plus.density), inverse);
        delta = hn::Add(delta, hn::Sub(losing, hn::Add(earning, lost)));
        const Vector of_interest = hn::Mul(earning, hn::MulAdd(d_minus, inverse, fill(1)));
        const Vector of_dividend = hn::Mul(losing, hn::NegMulAdd(d_plus, inverse, fill(1)));
        gamma = hn::MulAdd(hn::Add(of_interest, of_dividend), per_spot, gamma);
    }
    const auto adding = [&](Vector more) { return hn::IfThenElseZero(p.exercisable, more); };
    value.price = hn::Add(value.price, adding(price));
    value.delta = hn::Add(value.delta, adding(delta));
    value.gamma = hn::Add(value.gamma, adding(gamma));
}

inline HWY_NOINLINE PutValue american_put(const Puts& p) {
    PutValue value = european_put(p);
    if (hn::AllFalse(Lanes{}, p.exercisable)) return value;
    const Boundary boundary = solve_boundary(p);
    add_premium(p, boundary, value);
    const Vector exercise = hn::Sub(p.strike, p.spot);
    value.exercised = hn::And(p.exercisable, hn::Le(p.log_moneyness, boundary.log_now));
    value.price = hn::IfThenElse(value.exercised, exercise, hn::Max(value.price, exercise));
    value.delta = hn::IfThenElse(value.exercised, fill(-1), value.delta);
    value.gamma = hn::IfThenZeroElse(value.exercised, value.gamma);
    return value;
}

/// Options as they were asked for.
struct Options {
    Mask call;
    Vector spot;
    Vector strike;
    Vector years;
    Vector rate;
    Vector yield;
    Vector volatility;
};

HWY_INLINE Puts puts_of(const Options& o) {
    return puts_of(hn::IfThenElse(o.call, o.strike, o.spot),
                   hn::IfThenElse(o.call, o.spot, o.strike), o.years,
                   hn::IfThenElse(o.call, o.yield, o.rate), hn::IfThenElse(o.call, o.rate, o.yield),
                   o.volatility);
}

/// A call's value is homogeneous in spot and strike, which gives its slope by the one from its
/// slope by the other.
HWY_INLINE PutValue value_of(const Options& o) {
    PutValue value = american_put(puts_of(o));
    const Vector ratio = hn::Div(o.strike, o.spot);
    const Vector delta = hn::Div(hn::NegMulAdd(o.strike, value.delta, value.price), o.spot);
    value.delta = hn::IfThenElse(o.call, delta, value.delta);
    value.gamma = hn::IfThenElse(o.call, hn::Mul(hn::Mul(ratio, ratio), value.gamma), value.gamma);
    return value;
}

/// Half the difference of prices at a figure ± `shift`, over the shift.
template <class Member>
HWY_NOINLINE Vector slope_by(const Options& options, Member member, Vector shift) {
    Options up = options;
    Options down = options;
    up.*member = hn::Add(options.*member, shift);
    down.*member = hn::Sub(options.*member, shift);
    const Vector difference =
        hn::Sub(american_put(puts_of(up)).price, american_put(puts_of(down)).price);
    return hn::Div(hn::Mul(difference, fill(0.5)), shift);
}

/// From the equation that every price obeys while the option is held; exercised ones stand still.
HWY_INLINE Vector theta_of(const Options& o, const PutValue& value) {
    const Vector drift = hn::Mul(hn::Mul(hn::Sub(o.rate, o.yield), o.spot), value.delta);
    const Vector diffusion = hn::Mul(hn::Mul(o.volatility, o.spot), hn::Mul(o.volatility, o.spot));
    const Vector held = hn::MulSub(o.rate, value.price,
                                   hn::MulAdd(hn::Mul(diffusion, fill(0.5)), value.gamma, drift));
    return hn::IfThenZeroElse(value.exercised, held);
}

/// Lanes that the equation holds for. Above a boundary there may be a second one when both rates
/// are below zero, or when what the put loses by waiting is only a negative yield.
HWY_INLINE Mask is_solvable(const Options& o) {
    const Vector deviation = hn::Mul(o.volatility, hn::Sqrt(o.years));
    const Puts p = puts_of(o);
    const Mask second_boundary = hn::And(hn::Le(p.rate, fill(0)), hn::Lt(p.yield, p.rate));
    return hn::AndNot(second_boundary,
                      hn::And(hn::Gt(deviation, fill(2e-3)), hn::Lt(deviation, fill(4))));
}

HWY_INLINE Mask is_option(const Options& o) {
    const auto positive = [](Vector x) { return hn::And(hn::Gt(x, fill(0)), is_finite(x)); };
    const auto not_negative = [](Vector x) { return hn::And(hn::Ge(x, fill(0)), is_finite(x)); };
    return hn::And(hn::And(hn::And(positive(o.spot), positive(o.strike)),
                           hn::And(not_negative(o.years), not_negative(o.volatility))),
                   hn::And(is_finite(o.rate), is_finite(o.yield)));
}

HWY_INLINE Options load_options(const OptionColumns& in, std::size_t i, std::size_t left) {
    std::array<double, max_lanes> calls{};
    for (std::size_t k = 0; k < left; ++k) calls[k] = in.rights[i + k] == Right::call ? 1 : 0;
    return {hn::Gt(hn::LoadU(Lanes{}, calls.data()), fill(0)),
            load(in.spots.data() + i, left, 1),
            load(in.strikes.data() + i, left, 1),
            load(in.years.data() + i, left, 1),
            load(in.rates_per_year.data() + i, left, 0),
            load(in.dividend_yields_per_year.data() + i, left, 0),
            load(in.volatilities.data() + i, left, 1)};
}

inline HWY_NOINLINE void price_some_americans(const Options& o, Mask valid, const GreekTargets& out,
                                              std::size_t left) {
    const auto put = [&](Vector result, double* to) {
        store(hn::IfThenElse(valid, result, fill(nan)), to, left);
    };
    const PutValue value = value_of(o);
    put(value.price, out.price);
    put(value.delta, out.delta);
    put(value.gamma, out.gamma);
    if (out.theta_per_day != nullptr) {
        put(hn::Mul(theta_of(o, value), fill(1.0 / 365)), out.theta_per_day);
    }
    if (out.vega_per_point != nullptr) {
        const Vector shift = hn::Mul(o.volatility, fill(0.01));
        put(hn::Mul(slope_by(o, &Options::volatility, shift), fill(0.01)), out.vega_per_point);
    }
    if (out.rho_per_point != nullptr) {
        put(hn::Mul(slope_by(o, &Options::rate, fill(1e-3)), fill(0.01)), out.rho_per_point);
    }
}

inline void price_americans(const AmericanTask& task) {
    const std::size_t step = hn::Lanes(Lanes{});
    for (std::size_t i = 0; i < task.count; i += step) {
        const std::size_t left = std::min(step, task.count - i);
        const Options options = load_options(*task.options, task.first + i, left);
        const Mask valid = is_option(options);
        const Mask for_tree = hn::AndNot(is_solvable(options), valid);
        std::array<double, max_lanes> flags;
        hn::StoreU(hn::IfThenElseZero(for_tree, fill(1)), Lanes{}, flags.data());
        for (std::size_t k = 0; k < left; ++k) task.left_to_tree[i + k] = flags[k] != 0 ? 1 : 0;
        price_some_americans(options, valid, task.out.from(i), left);
    }
}

}  // namespace wingspread::pricing::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
