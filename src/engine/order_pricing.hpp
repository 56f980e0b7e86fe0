#pragma once

#include "engine/api.hpp"
#include "options/net_price.hpp"
#include "trade/limits.hpp"
#include "trade/order_leg.hpp"
#include "trade/risk_context.hpp"

#include <span>

namespace wingspread::engine {

/// The mid of the dearest option among the legs; zero when none has both sides.
Price dearest_option(std::span<const trade::OrderLeg> legs,
                     std::span<const trade::LegQuote> quotes);

/// Gives the order its limit, and its ladder if one is asked for, out of the market as it is. What
/// was given by a person is taken as it is, and a price of which no limit can be made too: the gate
/// says what is wrong with it.
void set_price(const OrderRequest& request, const options::NetPrice& net, Price dearest_option,
               const trade::RiskLimits& limits, trade::OrderTerms& terms);

/// Lets the order wait for `price`: as a limit, or as a stop whose limit lies as far beyond as the
/// price band allows. The group is not named yet.
void rest_at(Price price, bool stops, const trade::RiskLimits& limits, trade::OrderTerms& terms);

/// Lowers limit and ladder to where nothing is paid beyond `ceiling`.
void hold_below(Price ceiling, trade::OrderTerms& terms);

}  // namespace wingspread::engine
