#include "sim/account_rules.hpp"

#include "sim/order_checks.hpp"

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>

namespace wingspread::sim {
namespace {

constexpr int shares_per_contract = 100;

/// What is held after the order, instrument by instrument.
std::map<ConId, Quantity> held_after(const Floor& floor, const BookedOrder& order) {
    std::map<ConId, Quantity> held;
    for (const auto& [conid, position] : floor.books.positions) held[conid] = position.quantity;
    for (const auto& leg : legs_of(order)) {
        const Quantity traded = (order.quantity - order.filled) * leg.ratio;
        held[leg.conid] += leg.buy == order.buy ? traded : -traded;
    }
    return held;
}

/// Of one underlying.
struct Holdings {
    Quantity shares;
    std::map<options::Right, Quantity> net;             ///< long less short options
    std::map<options::Right, Quantity> short_american;  ///< as positive numbers
};

std::map<ConId, Holdings> by_underlying(const Floor& floor, const std::map<ConId, Quantity>& held) {
    std::map<ConId, Holdings> all;
    for (const auto& [conid, quantity] : held) {
        const Instrument* const instrument = floor.universe().find(conid);
        if (instrument == nullptr) continue;
        if (instrument->kind == InstrumentKind::stock) all[conid].shares += quantity;
        if (instrument->kind != InstrumentKind::option) continue;
        Holdings& holdings = all[instrument->underlying];
        const auto& option = instrument->option;
        holdings.net[option.right] += quantity;
        const bool american = option.style == options::ExerciseStyle::american;
        if (american && quantity < Quantity{}) holdings.short_american[option.right] -= quantity;
    }
    return all;
}

Refusal no_permission(const Instrument& underlying, std::string_view what) {
    return {201, fmt::format("Order rejected - reason:{}: {} are not permitted in this account.",
                             underlying.symbol, what)};
}

std::optional<Refusal> check(AccountKind kind, const Instrument& underlying, Holdings after) {
    const Quantity calls_on_shares =
        Quantity::from_int(after.shares.raw() / (Quantity::scale * shares_per_contract));
    const auto is_covered = [&](options::Right right, Quantity sold) {
        return sold <= (right == options::Right::call ? calls_on_shares : Quantity{});
    };
    if (after.shares < Quantity{}) return no_permission(underlying, "borrowed shares");
    for (const auto right : {options::Right::call, options::Right::put}) {
        const bool cash_fails =
            kind == AccountKind::cash && !is_covered(right, after.short_american[right]);
        const bool ira_fails = kind == AccountKind::ira && after.net[right] < Quantity{} &&
                               !is_covered(right, -after.net[right]);
        if (cash_fails) return no_permission(underlying, "short options");
        if (ira_fails) return no_permission(underlying, "uncovered short options");
    }
    return std::nullopt;
}

}  // namespace

std::optional<Refusal> check_account_kind(const Floor& floor, const BookedOrder& order) {
    const auto kind = floor.config.account_kind;
    if (kind == AccountKind::margin) return std::nullopt;
    for (auto& [conid, holdings] : by_underlying(floor, held_after(floor, order))) {
        const Instrument* const underlying = floor.universe().find(conid);
        if (underlying == nullptr) continue;
        if (auto refusal = check(kind, *underlying, std::move(holdings))) return refusal;
    }
    return std::nullopt;
}

}  // namespace wingspread::sim
