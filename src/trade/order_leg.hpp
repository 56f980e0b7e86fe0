#pragma once

#include "core/result.hpp"
#include "options/structure.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wingspread::trade {

/// `roll` closes one structure and opens another by the same order.
enum class OrderAction : std::uint8_t { open, close, roll };
inline constexpr std::array all_order_actions{OrderAction::open, OrderAction::close,
                                              OrderAction::roll};
std::string_view to_string(OrderAction action);  ///< "open", "close", "roll"
Result<OrderAction> parse_order_action(std::string_view text);

/// What one unit of an order buys or sells of one instrument.
struct OrderLeg {
    options::Side side = options::Side::buy;
    int ratio = 1;  ///< contracts, or shares
    std::variant<options::OptionContract, options::Underlying> instrument;

    [[nodiscard]] ConId conid() const;
    /// Null for shares.
    [[nodiscard]] const options::OptionContract* option() const;
    /// Where it is routed to and its currency, as the broker lists it.
    [[nodiscard]] const std::string& exchange() const;
    [[nodiscard]] const std::string& currency() const;
    /// OSI symbol of an option, symbol of shares.
    [[nodiscard]] std::string name() const;
    /// How often its price counts in the net price: a unit's shares are one multiplier of them, and
    /// the net price is per share.
    [[nodiscard]] int price_ratio() const { return option() == nullptr ? 1 : ratio; }

    bool operator==(const OrderLeg&) const = default;
};

/// One unit as it is held once opened: shares first, then options in the structure's order.
std::vector<OrderLeg> legs_as_held(const options::Structure& structure);
/// Each leg on its other side.
std::vector<OrderLeg> opposite(std::vector<OrderLeg> legs);

}  // namespace wingspread::trade
