#include "engine/structure_request.hpp"

#include <utility>

namespace wingspread::engine {

StructureRequest vertical_request(options::VerticalKind kind, std::string symbol,
                                  std::string trading_class, Date expiry, Price bought_strike,
                                  Price sold_strike) {
    const auto right = options::right_of(kind);
    return {options::to_structure_kind(kind),
            std::move(symbol),
            std::move(trading_class),
            {{options::Side::buy, 1, right, bought_strike, expiry},
             {options::Side::sell, 1, right, sold_strike, expiry}}};
}

Result<void> check(const StructureRequest& request) {
    std::vector<options::Leg> legs;
    for (const auto& wanted : request.legs) {
        options::OptionContract contract;
        contract.symbol = request.symbol;
        contract.expiration = wanted.expiry;
        contract.strike = wanted.strike;
        contract.right = wanted.right;
        legs.push_back({wanted.side, wanted.ratio, std::move(contract)});
    }
    std::optional<options::ShareLeg> shares;
    if (options::form_of(request.kind).shares && !legs.empty()) {
        shares = options::ShareLeg{options::Side::buy,
                                   legs.front().contract.multiplier * legs.front().ratio,
                                   {.symbol = request.symbol}};
    }
    const auto found = options::from_legs(request.kind, legs, shares);
    if (!found) return std::unexpected(found.error());
    return {};
}

}  // namespace wingspread::engine
