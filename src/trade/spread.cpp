#include "trade/spread.hpp"

namespace wingspread::trade {

namespace {

const options::OptionContract& any_contract(const Spread::Structure& structure) {
    return std::visit([](const auto& spread) -> const auto& { return spread.bought(); }, structure);
}

}  // namespace

std::string_view Spread::name() const {
    return std::visit([](const auto& spread) { return options::to_string(spread.kind()); },
                      structure_);
}

const std::string& Spread::symbol() const { return any_contract(structure_).symbol; }

const std::string& Spread::trading_class() const { return any_contract(structure_).trading_class; }

Date Spread::expiration() const { return any_contract(structure_).expiration; }

int Spread::multiplier() const { return any_contract(structure_).multiplier; }

std::vector<options::Leg> Spread::legs() const {
    return std::visit(
        [](const auto& spread) {
            const auto legs = spread.legs();
            return std::vector<options::Leg>(legs.begin(), legs.end());
        },
        structure_);
}

Price Spread::width() const {
    return std::visit([](const auto& spread) { return spread.width(); }, structure_);
}

bool Spread::is_credit() const {
    return std::visit([](const auto& spread) { return options::is_credit(spread.kind()); },
                      structure_);
}

bool Spread::operator==(const Spread& other) const {
    return name() == other.name() && legs() == other.legs();
}

std::vector<options::Leg> order_legs(const Spread& spread, OrderAction action) {
    auto legs = spread.legs();
    if (action == OrderAction::close) {
        for (auto& leg : legs) leg.side = options::opposite(leg.side);
    }
    return legs;
}

PriceRange price_range(const Spread& spread, OrderAction action) {
    const bool pays_in = spread.is_credit() == (action == OrderAction::open);
    return pays_in ? PriceRange{-spread.width(), Price{}} : PriceRange{Price{}, spread.width()};
}

options::Bound max_loss_per_unit_usd(const Spread& spread, Price limit) {
    return std::visit(
        [&](const auto& structure) { return options::Payoff::of(structure, limit).max_loss_usd(); },
        spread.structure());
}

}  // namespace wingspread::trade
