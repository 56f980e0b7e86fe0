#pragma once

#include "pricing/columns.hpp"
#include "pricing/implied_vol.hpp"

#include <expected>
#include <span>

namespace wingspread::pricing {

/// A cash dividend that goes ex `years` from now.
struct Dividend {
    double years = 0;
    double amount = 0;
};

/// What an option with early exercise needs: rates and dividends apart, because exercising gives up
/// the one for the other.
struct AmericanMarket {
    double spot = 0;
    double years = 0;
    double rate_per_year = 0;             ///< continuously compounded
    double dividend_yield_per_year = 0;   ///< continuous, beside the cash dividends
    std::span<const Dividend> dividends;  ///< those after expiry or not after now do not count
};

/// How much work and by which arithmetic. The figures of accuracy below are of these defaults.
struct AmericanSettings {
    Kernel kernel = Kernel::fastest;
    int tree_steps = 401;  ///< with cash dividends before expiry; made odd, at most 2001
};

/// Without cash dividends by the integral equation of the exercise boundary (Andersen, Lake and
/// Offengenden, 2016), within 1e-5 of spot and 1e-7 on average; with them by binomial trees
/// (binomial.hpp), within 1e-4 of spot and 1e-5 on average. NaN for arguments out of range.
double american_price(Right right, const AmericanMarket& market, double strike, double volatility,
                      const AmericanSettings& settings = {});
/// Vega and rho are differences of prices, theta follows from the others. `forward_delta` is left
/// at 0: an option that may end any day has no one forward.
Greeks american(Right right, const AmericanMarket& market, double strike, double volatility,
                const AmericanSettings& settings = {});

/// The volatility at which american_price() gives this price, to 1e-6 where the price determines
/// it. A price at or below what exercise brings today, or what the option is worth without
/// volatility, has none.
std::expected<double, NoVolatility> american_implied_volatility(
    Right right, const AmericanMarket& market, double strike, double price,
    const AmericanSettings& settings = {});

/// Options without cash dividends, each with a market of its own.
void american_columns(const OptionColumns& options, const GreekColumns& out,
                      Kernel kernel = Kernel::fastest);

}  // namespace wingspread::pricing
