#include "options/calendar.hpp"
#include "trade/order_price.hpp"
#include "trade/risk_context.hpp"

#include <algorithm>
#include <functional>
#include <map>

namespace wingspread::trade {

namespace {

/// The same structure in the same account, by its contracts.
using HoldingKey = std::pair<std::string, std::vector<std::pair<ConId, options::Side>>>;

struct Holding {
    std::vector<std::pair<Money, std::int64_t>> lots;  ///< largest loss of one unit, units
    std::int64_t closed = 0;
};

HoldingKey key_of(const std::string& account, const options::Structure& structure) {
    HoldingKey key{account, {}};
    for (const auto& leg : legs_as_held(structure)) key.second.emplace_back(leg.conid(), leg.side);
    std::ranges::sort(key.second);
    return key;
}

/// Shares do not expire.
bool has_expired(const options::Structure& structure, MarketTime now) {
    return !structure.shares() &&
           std::ranges::all_of(structure.legs(), [&](const options::Leg& leg) {
               return options::expiry_instant(leg.contract) <= now;
           });
}

/// A part of a unit is a unit at risk.
std::int64_t units_up(Quantity quantity) {
    return (quantity.raw() + Quantity::scale - 1) / Quantity::scale;
}

/// Closed units are taken from the lots that can lose least, so that the sum is never too low.
Money worst(Holding& holding) {
    std::ranges::sort(holding.lots);
    Money sum;
    for (const auto& [loss, units] : holding.lots) {
        const auto gone = std::min(units, holding.closed);
        holding.closed -= gone;
        sum += std::max(loss, Money{}) * (units - gone);
    }
    return sum;
}

}  // namespace

std::string_view to_string(Environment environment) {
    switch (environment) {
        case Environment::simulated: return "simulated";
        case Environment::paper: return "paper";
        case Environment::live: return "live";
    }
    return "";
}

bool is_paper_account(std::string_view account) {
    return account.starts_with("DU") || account.starts_with("DF");
}

bool RiskScope::holds(const options::Structure& structure) const {
    return (!symbol || structure.symbol() == *symbol) &&
           (!front_expiration || structure.front_expiration() == *front_expiration);
}

std::optional<Money> open_risk_usd(const std::vector<KnownOrder>& orders, const RiskLimits& limits,
                                   MarketTime now, const RiskScope& scope) {
    std::map<HoldingKey, Holding> holdings;
    for (const auto& order : orders) {
        const auto& terms = order.intent.terms();
        if (order.state == OrderState::refused) continue;
        if (terms.action != OrderAction::open) {
            const auto& closed = terms.rolled_from.value_or(terms.structure);
            holdings[key_of(terms.account, closed)].closed += order.filled.raw() / Quantity::scale;
        }
        if (terms.action == OrderAction::close || has_expired(terms.structure, now) ||
            !scope.holds(terms.structure)) {
            continue;
        }
        const auto units =
            is_terminal(order.state) ? units_up(order.filled) : std::int64_t{terms.quantity};
        if (units == 0) continue;
        const auto loss = risk_per_unit_usd(terms, limits);
        if (!loss) return std::nullopt;
        holdings[key_of(terms.account, terms.structure)].lots.emplace_back(*loss, units);
    }
    Money sum;
    for (auto& [key, holding] : holdings) sum += worst(holding);
    return sum;
}

std::optional<Money> open_risk_with(const OrderIntent& intent, std::vector<KnownOrder> orders,
                                    const RiskLimits& limits, MarketTime now,
                                    const RiskScope& scope) {
    std::erase_if(orders,
                  [&](const KnownOrder& order) { return order.intent.id() == intent.id(); });
    orders.push_back({intent, OrderState::intended, {}, {}, std::nullopt});
    return open_risk_usd(orders, limits, now, scope);
}

}  // namespace wingspread::trade
