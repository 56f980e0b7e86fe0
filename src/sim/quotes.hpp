#pragma once

#include "sim/books.hpp"
#include "sim/market.hpp"
#include "sim/matching.hpp"

#include <optional>
#include <span>
#include <vector>

namespace wingspread::sim {

/// How many shares of a leg count as one in the net price of a unit: the options' multiplier, since
/// that price is per share; 1 where there are no options.
int shares_per_price(const Universe& universe, std::span<const BookedLeg> legs);
/// Current two-sided markets of the legs; `sell_unit` turns every leg round.
std::vector<LegMarket> leg_markets(Market& market, std::span<const BookedLeg> legs,
                                   bool sell_unit = false);
/// The quote that TWS makes up for a combination from its legs; sizes in units.
MarketQuote combo_quote(Market& market, std::span<const BookedLeg> legs);
/// Price to value a position at: mid, or what there is of bid, ask, last, close.
Price mark_price(Market& market, const Instrument& instrument);
/// The model's values at an option's own price instead of the model's: the volatility follows to
/// first order, because an option's quote is never far from its model price. Empty where the price
/// says nothing about volatility.
std::optional<ModelValues> values_at_price(const std::optional<ModelValues>& model,
                                           const std::optional<Price>& price);
/// Shares per contract; 1 for stock.
int multiplier_of(const Instrument& instrument);

}  // namespace wingspread::sim
