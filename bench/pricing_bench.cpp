#include "core/rng.hpp"
#include "pricing/american.hpp"
#include "pricing/binomial.hpp"
#include "pricing/columns.hpp"
#include "pricing/implied_vol.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <vector>

using namespace wingspread;
using namespace wingspread::pricing;

namespace {

constexpr std::size_t strikes_per_expiry = 400;

/// One expiry of a large chain, with a smile.
struct Expiry {
    ExpiryMarket market = market_from_rates(5000, 0.25, 0.04, 0.01);
    std::vector<double> strikes, volatilities;
    std::vector<double> columns[10];

    Expiry() {
        for (std::size_t i = 0; i < strikes_per_expiry; ++i) {
            const double strike = 3000 + 10.0 * static_cast<double>(i);
            const double moneyness = std::log(strike / market.forward);
            strikes.push_back(strike);
            volatilities.push_back(0.18 - 0.2 * moneyness + 0.3 * moneyness * moneyness);
        }
        for (auto& column : columns) column.resize(strikes_per_expiry);
    }
    GreekColumns out(std::size_t first) {
        return {columns[first],     columns[first + 1], columns[first + 2],
                columns[first + 3], columns[first + 4], {}};
    }
};

void options_per_second(benchmark::State& state, std::size_t per_iteration) {
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * per_iteration));
}

/// What one writes down first: std::erfc and std::exp, one option after the other.
void price_and_greeks_plain_loop(benchmark::State& state) {
    Expiry expiry;
    const auto calls = expiry.out(0);
    const auto puts = expiry.out(5);
    const ExpiryMarket& m = expiry.market;
    const double rate = m.rate_per_year();
    const double yield = m.dividend_yield_per_year();
    const double root = std::sqrt(m.years);
    const auto cdf = [](double x) { return std::erfc(-x * 0.70710678118654752440) / 2; };
    for (auto _ : state) {
        for (std::size_t i = 0; i < strikes_per_expiry; ++i) {
            for (const double sign : {1.0, -1.0}) {
                const auto& out = sign > 0 ? calls : puts;
                const double strike = expiry.strikes[i];
                const double volatility = expiry.volatilities[i];
                const double deviation = volatility * root;
                const double d1 = std::log(m.forward / strike) / deviation + deviation / 2;
                const double asset = m.discount * m.forward * cdf(sign * d1);
                const double cash = m.discount * strike * cdf(sign * (d1 - deviation));
                const double density =
                    m.discount * m.forward * std::exp(-d1 * d1 / 2) * 0.3989422804014327;
                out.price[i] = sign * (asset - cash);
                out.delta[i] = sign * asset / m.spot;
                out.gamma[i] = density / (m.spot * m.spot * deviation);
                out.theta_per_day[i] =
                    (sign * (yield * asset - rate * cash) - density * volatility / (2 * root)) /
                    365;
                out.vega_per_point[i] = density * root / 100;
            }
        }
        benchmark::ClobberMemory();
    }
    options_per_second(state, 2 * strikes_per_expiry);
}

void price_and_greeks_of_a_chain(benchmark::State& state, Kernel kernel) {
    Expiry expiry;
    const auto calls = expiry.out(0);
    const auto puts = expiry.out(5);
    for (auto _ : state) {
        black76_columns(expiry.market, expiry.strikes, expiry.volatilities, calls, puts, kernel);
        benchmark::ClobberMemory();
    }
    options_per_second(state, 2 * strikes_per_expiry);
}

/// Every option with a market of its own.
void price_and_greeks_of_any_options(benchmark::State& state) {
    Expiry expiry;
    const std::size_t n = strikes_per_expiry;
    Rng rng(1);
    std::vector<Right> rights;
    std::vector<double> spots, years, rates(n, 0.04), yields(n, 0.01);
    for (std::size_t i = 0; i < n; ++i) {
        rights.push_back(rng.chance(0.5) ? Right::call : Right::put);
        spots.push_back(5000 + 100 * rng.normal());
        years.push_back(0.01 + rng.uniform());
    }
    const OptionColumns options{rights, spots,  expiry.strikes,     years,
                                rates,  yields, expiry.volatilities};
    const auto out = expiry.out(0);
    for (auto _ : state) {
        black_scholes_columns(options, out);
        benchmark::ClobberMemory();
    }
    options_per_second(state, n);
}

/// Out-of-the-money calls and their prices.
struct Wing {
    Expiry expiry;
    std::vector<double> strikes, prices, volatilities;

    Wing() {
        for (std::size_t i = 0; i < strikes_per_expiry; ++i) {
            const double strike = expiry.strikes[i];
            if (strike < expiry.market.forward) continue;
            strikes.push_back(strike);
            prices.push_back(
                black76_price(Right::call, expiry.market, strike, expiry.volatilities[i]));
        }
        volatilities.resize(strikes.size());
    }
};

/// Newton's method on std::erfc from a common guess, as one writes it down first.
void implied_volatility_plain_newton(benchmark::State& state) {
    Wing wing;
    const ExpiryMarket& m = wing.expiry.market;
    const double root = std::sqrt(m.years);
    const auto cdf = [](double x) { return std::erfc(-x * 0.70710678118654752440) / 2; };
    for (auto _ : state) {
        for (std::size_t i = 0; i < wing.strikes.size(); ++i) {
            const double strike = wing.strikes[i];
            const double target = wing.prices[i] / m.discount;
            double s = std::sqrt(2 * std::abs(std::log(m.forward / strike))) + 1e-3;
            for (int n = 0; n < 60; ++n) {
                const double d1 = std::log(m.forward / strike) / s + s / 2;
                const double price = m.forward * cdf(d1) - strike * cdf(d1 - s);
                const double vega = m.forward * std::exp(-d1 * d1 / 2) * 0.3989422804014327;
                const double step = (price - target) / vega;
                s -= step;
                if (std::abs(step) < 1e-12) break;
            }
            wing.volatilities[i] = s / root;
        }
        benchmark::ClobberMemory();
    }
    options_per_second(state, wing.strikes.size());
}

void implied_volatility_cold(benchmark::State& state, Kernel kernel) {
    Wing wing;
    for (auto _ : state) {
        implied_volatilities(Right::call, wing.expiry.market, wing.strikes, wing.prices,
                             wing.volatilities, kernel);
        benchmark::ClobberMemory();
    }
    options_per_second(state, wing.strikes.size());
}

/// Puts on a stock without cash dividends, near and far.
void american_price_and_first_greeks(benchmark::State& state, Kernel kernel) {
    Expiry expiry;
    const std::size_t n = strikes_per_expiry;
    const std::vector<Right> rights(n, Right::put);
    const std::vector<double> spots(n, 5000), years(n, 0.25), rates(n, 0.04), yields(n, 0);
    const OptionColumns options{rights, spots,  expiry.strikes,     years,
                                rates,  yields, expiry.volatilities};
    auto out = expiry.out(0);
    out.vega_per_point = {};
    for (auto _ : state) {
        american_columns(options, out, kernel);
        benchmark::ClobberMemory();
    }
    options_per_second(state, n);
}

void american_price_with_dividends(benchmark::State& state, int steps) {
    const std::array dividends{Dividend{0.1, 20}, Dividend{0.2, 20}};
    const AmericanMarket market{5000, 0.25, 0.04, 0, dividends};
    double strike = 4800;
    for (auto _ : state) {
        benchmark::DoNotOptimize(binomial_price(Right::put, market, strike, 0.2, steps));
        strike = strike < 5200 ? strike + 1 : 4800;
    }
    options_per_second(state, 1);
}

BENCHMARK(price_and_greeks_plain_loop);
BENCHMARK_CAPTURE(price_and_greeks_of_a_chain, scalar_kernel, Kernel::scalar);
BENCHMARK_CAPTURE(price_and_greeks_of_a_chain, fastest_kernel, Kernel::fastest);
BENCHMARK(price_and_greeks_of_any_options);
BENCHMARK_CAPTURE(american_price_and_first_greeks, scalar_kernel, Kernel::scalar);
BENCHMARK_CAPTURE(american_price_and_first_greeks, fastest_kernel, Kernel::fastest);
BENCHMARK_CAPTURE(american_price_with_dividends, steps_101, 101);
BENCHMARK_CAPTURE(american_price_with_dividends, steps_401, 401);
BENCHMARK(implied_volatility_plain_newton);
BENCHMARK_CAPTURE(implied_volatility_cold, scalar_kernel, Kernel::scalar);
BENCHMARK_CAPTURE(implied_volatility_cold, fastest_kernel, Kernel::fastest);

}  // namespace
