#pragma once

#include "pricing/black76.hpp"

#include <cstdint>
#include <span>

/// Whole columns of options at once, without allocation. The kernels are compiled for every
/// instruction set worth it and the machine's best one is taken when they run. tests/pricing holds
/// every one of them against the single figures of black76.hpp.
namespace wingspread::pricing {

enum class Kernel : std::uint8_t {
    fastest,
    scalar,  ///< the same arithmetic on every machine: for simulations and their traces
};

/// Columns to fill; an empty one is left out. Units as in Greeks.
struct GreekColumns {
    std::span<double> price;
    std::span<double> delta;
    std::span<double> gamma;
    std::span<double> theta_per_day;
    std::span<double> vega_per_point;
    std::span<double> rho_per_point;
};

/// One right of one expiry: `volatilities` and every column that is not empty are as long as
/// `strikes`. Prices within 1e-13 of spot and strike of black76(), Greeks as near on their scale.
void black76_columns(Right right, const ExpiryMarket& market, std::span<const double> strikes,
                     std::span<const double> volatilities, const GreekColumns& out,
                     Kernel kernel = Kernel::fastest);
/// Calls and puts of one expiry, which share most of the work.
void black76_columns(const ExpiryMarket& market, std::span<const double> strikes,
                     std::span<const double> volatilities, const GreekColumns& calls,
                     const GreekColumns& puts, Kernel kernel = Kernel::fastest);

/// Options that have nothing in common; all columns are equally long. Ranges and units as in
/// market_from_rates() and black76().
struct OptionColumns {
    std::span<const Right> rights;
    std::span<const double> spots;
    std::span<const double> strikes;
    std::span<const double> years;
    std::span<const double> rates_per_year;
    std::span<const double> dividend_yields_per_year;
    std::span<const double> volatilities;
};
void black_scholes_columns(const OptionColumns& options, const GreekColumns& out,
                           Kernel kernel = Kernel::fastest);

}  // namespace wingspread::pricing
