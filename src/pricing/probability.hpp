#pragma once

#include "options/payoff.hpp"
#include "pricing/black76.hpp"
#include "pricing/smile.hpp"

namespace wingspread::pricing {

/// Risk-neutral probabilities. The smile's slope belongs into them: with σ depending on the strike,
/// −∂C/∂K (undiscounted) = N(d₂) − F·φ(d₁)·√T·σ′(K). Leaving the second term out is a large error
/// on index puts. All are clamped to [0, 1]; NaN for arguments out of range.

/// Q(S_T > level) from the volatility and its slope per unit of strike at the level. A level of
/// zero or less is always passed. At zero time or volatility the forward decides.
double probability_above(const ExpiryMarket& market, double level, double volatility,
                         double volatility_slope);
double probability_above(const ExpiryMarket& market, const Smile& smile, double level);
/// Q(low < S_T < high); never negative.
double probability_between(const ExpiryMarket& market, const Smile& smile, double low, double high);
/// Over all ranges of S in which the payoff is above zero.
double probability_of_profit(const ExpiryMarket& market, const Smile& smile,
                             const options::Payoff& payoff);

/// Today's value of what the payoff's legs pay, per share: Σ q·price under the smile.
double fair_value(const ExpiryMarket& market, const Smile& smile, const options::Payoff& payoff);
/// Expected profit under Q: multiplier·(fair value − net price), for one spread. With market
/// volatilities it is by construction about minus half the spread; it is no forecast.
double expected_value_usd(const ExpiryMarket& market, const Smile& smile,
                          const options::Payoff& payoff);

}  // namespace wingspread::pricing
