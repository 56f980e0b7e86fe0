#include "trade/order_leg.hpp"

#include "trade/enum_text.hpp"

namespace wingspread::trade {

std::string_view to_string(OrderAction action) {
    constexpr std::array<std::string_view, all_order_actions.size()> names{"open", "close", "roll"};
    return names[static_cast<std::size_t>(action)];
}

Result<OrderAction> parse_order_action(std::string_view text) {
    return parse_enum("action", all_order_actions, text);
}

ConId OrderLeg::conid() const {
    return std::visit([](const auto& known) { return known.conid; }, instrument);
}

const options::OptionContract* OrderLeg::option() const {
    return std::get_if<options::OptionContract>(&instrument);
}

const std::string& OrderLeg::exchange() const {
    return std::visit([](const auto& known) -> const auto& { return known.exchange; }, instrument);
}

const std::string& OrderLeg::currency() const {
    return std::visit([](const auto& known) -> const auto& { return known.currency; }, instrument);
}

std::string OrderLeg::name() const {
    const auto* const contract = option();
    return contract != nullptr ? options::osi_symbol(*contract)
                               : std::get<options::Underlying>(instrument).symbol;
}

std::vector<OrderLeg> legs_as_held(const options::Structure& structure) {
    std::vector<OrderLeg> legs;
    if (structure.shares()) {
        legs.push_back({options::Side::buy, structure.multiplier(), *structure.shares()});
    }
    for (const auto& leg : structure.legs()) legs.push_back({leg.side, leg.ratio, leg.contract});
    return legs;
}

std::vector<OrderLeg> opposite(std::vector<OrderLeg> legs) {
    for (auto& leg : legs) leg.side = options::opposite(leg.side);
    return legs;
}

}  // namespace wingspread::trade
