#pragma once

#include "trade/approved.hpp"
#include "trade/limits.hpp"
#include "trade/refusal.hpp"
#include "trade/risk_context.hpp"

#include <optional>
#include <span>

namespace wingspread::trade::detail {

/// What a check looks at; `what_if` is there in the second pass only.
struct CheckInput {
    const OrderIntent& intent;
    const RiskLimits& limits;
    const RiskContext& context;
    const WhatIf* what_if = nullptr;
};

/// Pure: objects, or has nothing to say.
using Check = std::optional<Refusal> (*)(const CheckInput&);

Refusal refusal(RiskCheck check, std::string figure, std::string limit, std::string message);
/// What was needed for the check is not known.
Refusal unknown(RiskCheck check, std::string_view what);

/// Who may trade, when, and with whom: switch, link, account, hours.
std::span<const Check> standing_checks();
/// The order by itself: size, structure, price against the market.
std::span<const Check> order_checks();
/// What a sold option may come to cost when its holder exercises it early.
std::span<const Check> assignment_checks();
/// Of a ladder's first limit: those of them that any limit must pass.
std::span<const Check> limit_checks();
/// The order among all others: risk, positions, repetition, rates.
std::span<const Check> book_checks();
/// With the broker's margin figures.
std::span<const Check> margin_checks();

/// Other orders than the one being checked.
std::vector<const KnownOrder*> others(const CheckInput& in);

}  // namespace wingspread::trade::detail
