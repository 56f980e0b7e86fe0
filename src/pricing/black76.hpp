#pragma once

#include "options/contract.hpp"

/// Kernels over doubles, all total: an argument that is NaN, infinite or outside its stated range
/// gives NaN, never an exception. docs/units.md states the unit of every figure.
namespace wingspread::pricing {

using options::Right;

/// Density and distribution of the standard normal; `normal_cdf` to 1e-15.
double normal_pdf(double x);
double normal_cdf(double x);

/// What a model needs to know about one expiry. The forward carries rates and dividends, so that
/// they need not be known apart (Black 1976).
struct ExpiryMarket {
    double spot = 0;      ///< > 0; only turns figures per forward into figures per spot
    double forward = 0;   ///< > 0
    double discount = 1;  ///< today's value of 1 at expiry, > 0
    double years = 0;     ///< >= 0, Actual/365 fixed

    /// Continuously compounded, per year; 0 at expiry itself, where no rate can be told.
    [[nodiscard]] double rate_per_year() const;
    [[nodiscard]] double dividend_yield_per_year() const;
};

/// A market from rates: forward = spot·e^((rate − yield)·years).
ExpiryMarket market_from_rates(double spot, double years, double rate_per_year,
                               double dividend_yield_per_year);

/// Price and sensitivities of one option on one share.
struct Greeks {
    double price = 0;
    double delta = 0;           ///< per unit of spot
    double forward_delta = 0;   ///< per unit of forward
    double gamma = 0;           ///< delta per unit of spot
    double theta_per_day = 0;   ///< per calendar day (a 365th of a year), at unchanged spot
    double vega_per_point = 0;  ///< per 0.01 of volatility
    double rho_per_point = 0;   ///< per 0.01 of interest rate, at unchanged spot and yield
};

/// Undiscounted price; `deviation` = volatility·√years >= 0. At 0 it is the intrinsic value.
double undiscounted_price(Right right, double forward, double strike, double deviation);
/// `strike` > 0, `volatility` >= 0.
double black76_price(Right right, const ExpiryMarket& market, double strike, double volatility);
/// At zero volatility or time: intrinsic value, delta as of exercise (half at the strike), gamma
/// and vega 0, theta the carry alone.
Greeks black76(Right right, const ExpiryMarket& market, double strike, double volatility);

}  // namespace wingspread::pricing
