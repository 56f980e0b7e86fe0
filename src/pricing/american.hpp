#pragma once

#include "pricing/black76.hpp"

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

/// Leisen–Reimer binomial tree (1996) with `steps` steps (made odd); cash dividends by the escrowed
/// model: the tree carries the spot without the present value of the dividends still to come. About
/// 1e-4 of spot at 201 steps. NaN for arguments out of range.
double american_price(Right right, const AmericanMarket& market, double strike, double volatility,
                      int steps = 201);

}  // namespace wingspread::pricing
