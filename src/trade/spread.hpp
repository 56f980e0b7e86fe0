#pragma once

#include "core/decimal.hpp"
#include "core/result.hpp"
#include "options/payoff.hpp"
#include "options/spread.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wingspread::trade {

enum class OrderAction : std::uint8_t { open, close };
std::string_view to_string(OrderAction action);  ///< "open", "close"
Result<OrderAction> parse_order_action(std::string_view text);

/// The closed list of structures that can be ordered. Each states its legs by role, so that none
/// can be written down inverted; a new structure is a new alternative, and the compiler finds every
/// place that must learn of it.
class Spread {
  public:
    using Structure = std::variant<options::VerticalSpread>;

    explicit(false) Spread(options::VerticalSpread vertical) : structure_(std::move(vertical)) {}

    [[nodiscard]] const Structure& structure() const { return structure_; }
    [[nodiscard]] std::string_view name() const;  ///< "bull_put", …
    [[nodiscard]] const std::string& symbol() const;
    [[nodiscard]] const std::string& trading_class() const;
    [[nodiscard]] Date expiration() const;
    [[nodiscard]] int multiplier() const;
    /// As held: bought legs long, sold legs short.
    [[nodiscard]] std::vector<options::Leg> legs() const;
    /// Distance of strikes: no net price can reach it.
    [[nodiscard]] Price width() const;
    /// Whether opening it brings money in, by structure.
    [[nodiscard]] bool is_credit() const;
    bool operator==(const Spread&) const;

  private:
    Structure structure_;
};

/// The legs of an order: as held when opening, each on its other side when closing. The order
/// itself is a BUY of them either way.
std::vector<options::Leg> order_legs(const Spread& spread, OrderAction action);

/// Net prices that an order can name without giving money away, both ends excluded: (−W, 0) for a
/// credit, (0, W) for a debit; closing swaps them. Outside, TWS calls it a riskless combination.
struct PriceRange {
    Price above;
    Price below;

    [[nodiscard]] constexpr bool contains(Price price) const {
        return above < price && price < below;
    }
};
PriceRange price_range(const Spread& spread, OrderAction action);

/// Exact loss of one opened spread at its worst, in USD with the multiplier; unbounded when the
/// structure is not of defined risk.
options::Bound max_loss_per_unit_usd(const Spread& spread, Price limit);

}  // namespace wingspread::trade
