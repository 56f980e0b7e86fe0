#pragma once

#include "core/decimal.hpp"

#include <optional>
#include <span>
#include <vector>

namespace wingspread::sim {

/// The two sides of one leg's market, which counts `ratio` times in the price of a unit.
struct LegMarket {
    bool buy = true;
    int ratio = 1;
    std::optional<Price> bid;
    std::optional<Price> ask;
};

/// What a whole order can trade at, per share of one unit, for whoever buys the unit.
struct UnitMarket {
    Price bid{};  ///< what the buyer would get back: waits on every leg
    Price ask{};  ///< natural price: pays up on every leg
};

/// Empty while a side that is needed is missing. A leg that is sold needs its bid, a leg that is
/// bought needs its ask; a missing bid of a leg that is bought counts as nothing.
std::optional<UnitMarket> unit_market(std::span<const LegMarket> legs);

/// What an order asks, from its own side.
struct Terms {
    bool buy = true;
    std::optional<Price> limit;  ///< none for a market order
    double edge = 1.0;           ///< share of the half-spread beyond mid that it has to pay
    Price increment{};           ///< of prices at which it can trade
};

/// The price at which the order trades now, never worse than its limit or the natural price; empty
/// when it does not.
std::optional<Price> fill_price(const UnitMarket& market, const Terms& terms);

/// Prices of the legs that add up to the unit's price exactly, each inside its own quote as far as
/// cents allow. A leg of ratio 1 takes the remainder of the rounding.
std::vector<Price> leg_prices(std::span<const LegMarket> legs, Price unit_price);

}  // namespace wingspread::sim
