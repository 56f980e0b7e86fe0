#pragma once

#include "pricing/american.hpp"

namespace wingspread::pricing {

/// An option's value and its first two derivatives by spot.
struct BinomialValue {
    double price;
    double delta;
    double gamma;
};

/// Leisen–Reimer binomial trees (1996) of about `steps` steps (3 to 2001) and of half as many,
/// extrapolated to infinitely many, since their error falls as 1/steps. Cash dividends by the
/// escrowed model: the tree carries the spot without the present value of the dividends still to
/// come, and exercise just before (calls) or after (puts) each of them is looked at even where it
/// falls between two steps. NaN for arguments out of range.
BinomialValue binomial_value(Right right, const AmericanMarket& market, double strike,
                             double volatility, int steps, Kernel kernel = Kernel::fastest);
double binomial_price(Right right, const AmericanMarket& market, double strike, double volatility,
                      int steps, Kernel kernel = Kernel::fastest);

}  // namespace wingspread::pricing
