#include "engine/structure_finder.hpp"

#include "core/date.hpp"

#include <fmt/format.h>

#include <set>

namespace wingspread::engine {

namespace {

/// An index lists several classes of its own; the other classes of a share are adjusted contracts,
/// which nobody means without naming them.
bool may_be_meant(const std::string& trading_class, const QuoteDesk& desk,
                  const StructureRequest& request) {
    if (!request.trading_class.empty()) return trading_class == request.trading_class;
    const auto* const underlying = desk.underlying(request.symbol);
    return (underlying != nullptr && underlying->kind == options::UnderlyingKind::index) ||
           trading_class == options::own_class(request.symbol);
}

bool fits(const options::OptionContract& contract, const QuoteDesk& desk,
          const StructureRequest& request, const LegRequest& leg) {
    return contract.symbol == request.symbol && contract.expiration == leg.expiry &&
           contract.right == leg.right && contract.strike == leg.strike &&
           may_be_meant(contract.trading_class, desk, request);
}

/// Null when there is none.
Result<const options::OptionContract*> find_leg(const QuoteDesk& desk,
                                                const StructureRequest& request,
                                                const LegRequest& leg) {
    const options::OptionContract* found = nullptr;
    for (const auto& [conid, contract] : desk.options()) {
        if (!fits(contract, desk, request, leg)) continue;
        if (found != nullptr && found->trading_class != contract.trading_class) {
            return bad_field("trading class", "",
                             fmt::format("{} or {}, which both list {} {} {}", found->trading_class,
                                         contract.trading_class, to_iso(leg.expiry),
                                         leg.strike.to_string(), options::to_char(leg.right)));
        }
        found = &contract;
    }
    return found;
}

}  // namespace

Result<std::variant<options::StructureUnits, ContractMissing>> find_structure(
    const QuoteDesk& desk, const StructureRequest& request) {
    if (request.legs.empty()) return bad_field("legs", "none", "one or more");
    std::vector<options::Leg> legs;
    for (const auto& wanted : request.legs) {
        const auto contract = find_leg(desk, request, wanted);
        if (!contract) return std::unexpected(contract.error());
        if (*contract == nullptr) return ContractMissing{wanted};
        legs.push_back({wanted.side, wanted.ratio, **contract});
    }
    std::optional<options::ShareLeg> shares;
    if (options::form_of(request.kind).shares) {
        const auto* const underlying = desk.underlying(request.symbol);
        if (underlying == nullptr) return ContractMissing{request.legs.front()};
        const auto& first = legs.front();
        shares = options::ShareLeg{options::Side::buy, first.contract.multiplier * first.ratio,
                                   *underlying};
    }
    auto found = options::from_legs(request.kind, legs, shares);
    if (!found) return std::unexpected(std::move(found.error()));
    return std::move(*found);
}

Error not_listed(const QuoteDesk& desk, const StructureRequest& request, const LegRequest& leg) {
    std::set<std::string> classes;
    for (const auto& [conid, contract] : desk.options()) {
        if (contract.symbol == request.symbol && contract.expiration == leg.expiry) {
            classes.insert(contract.trading_class);
        }
    }
    if (classes.empty()) {
        return {Errc::not_found,
                fmt::format("{}: no options expire on {}", request.symbol, to_iso(leg.expiry))};
    }
    return {Errc::not_found, fmt::format("{} {}: no {} {} is listed (classes: {})", request.symbol,
                                         to_iso(leg.expiry), leg.strike.to_string(),
                                         leg.right == options::Right::call ? "call" : "put",
                                         fmt::join(classes, ", "))};
}

}  // namespace wingspread::engine
