#pragma once

#include "sim/floor.hpp"
#include "sim/portfolio.hpp"

#include <expected>
#include <optional>

namespace wingspread::sim {

/// What a placeOrder says, understood: an order not yet in the books, or why it never will be.
std::expected<BookedOrder, Refusal> read_order(const Floor& floor, const tws::PlaceOrder& placed);

/// The order's legs; a single instrument is one leg of ratio 1, bought.
std::vector<BookedLeg> legs_of(const BookedOrder& order);
/// The step of the order's prices around `price`.
Price increment_of(const Universe& universe, const BookedOrder& order, Price price);

/// Rules that look at prices, other orders or the account. `order` may be in the books already (a
/// modification); it is not compared with itself.
std::optional<Refusal> check_price(const Floor& floor, const BookedOrder& order);
std::optional<Refusal> check_riskless(const Floor& floor, const BookedOrder& order);
std::optional<Refusal> check_both_sides(const Floor& floor, const BookedOrder& order);
std::optional<Refusal> check_margin(Floor& floor, const BookedOrder& order);

/// The trades of the whole remaining order at its limit, or at the market's price without one.
/// Empty when the market shows no price.
std::vector<Trade> trades_if_filled(Floor& floor, const BookedOrder& order);

}  // namespace wingspread::sim
