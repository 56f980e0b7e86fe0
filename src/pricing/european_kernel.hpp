// Read once per instruction set (Highway's foreach_target.h), hence not #pragma once.
#if defined(WINGSPREAD_PRICING_EUROPEAN_KERNEL) == defined(HWY_TARGET_TOGGLE)
#ifdef WINGSPREAD_PRICING_EUROPEAN_KERNEL
#undef WINGSPREAD_PRICING_EUROPEAN_KERNEL
#else
#define WINGSPREAD_PRICING_EUROPEAN_KERNEL
#endif

#include "pricing/european_task.hpp"
#include "pricing/numbers.hpp"
#include "pricing/vector_math.hpp"

#include <algorithm>
#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace wingspread::pricing::HWY_NAMESPACE {

/// A market per lane, or the same one in all of them, and what follows from it alone.
struct Setting {
    Vector forward;
    Vector discount;
    Vector rate;
    Vector yield;
    Vector years;
    Vector root_years;
    Vector forward_delta_scale;  ///< discount·forward/spot
    Vector gamma_scale;          ///< the same, over spot
    Vector decay_scale;          ///< 1/(2·years), 0 at expiry itself
};

HWY_INLINE Setting setting_of(Vector spot, Vector forward, Vector discount, Vector rate,
                              Vector yield, Vector years) {
    const Vector per_spot = hn::Div(fill(1), spot);
    const Vector delta_scale = hn::Mul(hn::Mul(discount, forward), per_spot);
    const Mask expired = hn::Eq(years, fill(0));
    const Vector decay = hn::IfThenElseZero(hn::Not(expired), hn::Div(fill(0.5), years));
    return {forward, discount,        rate,        yield,
            years,   hn::Sqrt(years), delta_scale, hn::Mul(delta_scale, per_spot),
            decay};
}

/// Everything that call and put of one strike share.
struct Shared {
    Mask valid;
    Tails asset;  ///< N(±d1)
    Tails cash;   ///< N(±d2)
    Vector cash_value;
    Vector asset_value;
    Vector gamma;
    Vector vega;   ///< per 1 of volatility
    Vector decay;  ///< per year
};

HWY_INLINE Shared shared_of(const Setting& market, Vector strike, Vector volatility) {
    Shared s;
    s.valid = hn::And(hn::And(hn::Gt(strike, fill(0)), is_finite(strike)),
                      hn::And(hn::Ge(volatility, fill(0)), is_finite(volatility)));
    const Vector ratio = hn::Div(market.forward, strike);
    const Vector moneyness = hn::Log(Lanes{}, ratio);
    const Vector deviation = hn::Mul(volatility, market.root_years);
    // Without deviation exercise is certain, impossible, or as good as either way at the strike.
    const Mask certain = hn::Eq(deviation, fill(0));
    const Vector inverse = hn::Div(fill(1), deviation);
    const Vector distance = hn::IfThenElse(
        certain,
        hn::IfThenZeroElse(hn::Eq(moneyness, fill(0)), hn::CopySign(fill(far_away), moneyness)),
        hn::Mul(moneyness, inverse));
    const Vector d1 = within(hn::MulAdd(deviation, fill(0.5), distance), far_away);
    const Vector d2 = within(hn::NegMulAdd(deviation, fill(0.5), distance), far_away);
    const Vector at_d1 = density(d1);
    // φ(d2) = φ(d1)·F/K: one exponential for both.
    s.asset = tails(d1, hn::Mul(at_d1, mills_ratio(hn::Abs(d1))));
    s.cash = tails(d2, hn::Mul(hn::Mul(at_d1, ratio), mills_ratio(hn::Abs(d2))));
    s.asset_value = hn::Mul(market.discount, market.forward);
    s.cash_value = hn::Mul(market.discount, strike);
    const Vector chance = hn::IfThenZeroElse(certain, at_d1);
    s.gamma = hn::IfThenZeroElse(certain, hn::Mul(hn::Mul(market.gamma_scale, chance), inverse));
    s.vega = hn::Mul(hn::Mul(s.asset_value, chance), market.root_years);
    s.decay = hn::Mul(hn::Mul(s.vega, volatility), market.decay_scale);
    return s;
}

inline constexpr double per_day = 1.0 / 365;
inline constexpr double per_point = 0.01;

/// The figures of one side. `asset` and `cash` are its own chances; `sign` is 1 for calls.
struct Side {
    Vector asset;
    Vector cash;
    Vector sign;
};

HWY_INLINE void write(const Setting& market, const Shared& s, const Side& side,
                      const GreekTargets& out, std::size_t count) {
    const Vector asset = hn::Mul(s.asset_value, side.asset);
    const Vector cash = hn::Mul(s.cash_value, side.cash);
    const Vector unknown = fill(nan);
    const auto put = [&](Vector value, double* to) {
        store(hn::IfThenElse(s.valid, value, unknown), to, count);
    };
    put(hn::Max(hn::Mul(side.sign, hn::Sub(asset, cash)), fill(0)), out.price);
    put(hn::Mul(side.sign, hn::Mul(market.forward_delta_scale, side.asset)), out.delta);
    put(s.gamma, out.gamma);
    if (out.theta_per_day != nullptr) {
        const Vector carried = hn::MulSub(market.yield, asset, hn::Mul(market.rate, cash));
        const Vector theta = hn::MulSub(side.sign, carried, s.decay);
        put(hn::Mul(theta, fill(per_day)), out.theta_per_day);
    }
    put(hn::Mul(s.vega, fill(per_point)), out.vega_per_point);
    if (out.rho_per_point != nullptr) {
        const Vector rho = hn::Mul(hn::Mul(cash, market.years), fill(per_point));
        put(hn::Mul(side.sign, rho), out.rho_per_point);
    }
}

inline bool wanted(const GreekTargets& out) {
    return out.price != nullptr || out.delta != nullptr || out.gamma != nullptr ||
           out.theta_per_day != nullptr || out.vega_per_point != nullptr ||
           out.rho_per_point != nullptr;
}

inline void price_expiry(const ExpiryTask& task) {
    const ExpiryMarket& m = task.market;
    const Setting market = setting_of(fill(m.spot), fill(m.forward), fill(m.discount),
                                      fill(task.rate), fill(task.yield), fill(m.years));
    const bool calls = wanted(task.calls);
    const bool puts = wanted(task.puts);
    const std::size_t step = hn::Lanes(Lanes{});
    for (std::size_t i = 0; i < task.count; i += step) {
        const std::size_t left = std::min(step, task.count - i);
        const Vector strike = load(task.strikes + i, left, 1);
        const Shared s = shared_of(market, strike, load(task.volatilities + i, left, 1));
        if (calls) {
            write(market, s, {s.asset.below, s.cash.below, fill(1)}, task.calls.from(i), left);
        }
        if (puts) {
            write(market, s, {s.asset.above, s.cash.above, fill(-1)}, task.puts.from(i), left);
        }
    }
}

/// Whether the figures of each lane can make a market.
HWY_INLINE Mask is_market(Vector spot, Vector forward, Vector discount, Vector years) {
    const auto positive = [](Vector x) { return hn::And(hn::Gt(x, fill(0)), is_finite(x)); };
    return hn::And(hn::And(positive(spot), positive(forward)),
                   hn::And(positive(discount), hn::And(hn::Ge(years, fill(0)), is_finite(years))));
}

HWY_INLINE void price_some_options(const OptionColumns& in, std::size_t i, std::size_t left,
                                   const GreekTargets& out) {
    const Vector spot = load(in.spots.data() + i, left, 1);
    const Vector years = load(in.years.data() + i, left, 1);
    const Vector rate = load(in.rates_per_year.data() + i, left, 0);
    const Vector yield = load(in.dividend_yields_per_year.data() + i, left, 0);
    std::array<double, max_lanes> signs{};
    for (std::size_t k = 0; k < left; ++k) signs[k] = in.rights[i + k] == Right::call ? 1 : -1;
    const Vector sign = hn::LoadU(Lanes{}, signs.data());
    const Vector forward = hn::Mul(spot, exp_of(hn::Mul(hn::Sub(rate, yield), years)));
    const Vector discount = exp_of(hn::Neg(hn::Mul(rate, years)));
    const Setting market = setting_of(spot, forward, discount, rate, yield, years);
    Shared s = shared_of(market, load(in.strikes.data() + i, left, 1),
                         load(in.volatilities.data() + i, left, 1));
    s.valid = hn::And(s.valid, is_market(spot, forward, discount, years));
    const Mask call = hn::Gt(sign, fill(0));
    write(market, s,
          {hn::IfThenElse(call, s.asset.below, s.asset.above),
           hn::IfThenElse(call, s.cash.below, s.cash.above), sign},
          out.from(i), left);
}

inline void price_options(const OptionsTask& task) {
    const std::size_t count = task.options->strikes.size();
    const std::size_t step = hn::Lanes(Lanes{});
    for (std::size_t i = 0; i < count; i += step) {
        price_some_options(*task.options, i, std::min(step, count - i), task.out);
    }
}

}  // namespace wingspread::pricing::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
