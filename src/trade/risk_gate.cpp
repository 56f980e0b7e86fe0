#include "trade/risk_gate.hpp"

#include "trade/order_price.hpp"
#include "trade/risk_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wingspread::trade {

namespace detail {

Refusal refusal(RiskCheck check, std::string figure, std::string limit, std::string message) {
    return {check, std::move(figure), std::move(limit), std::move(message)};
}

Refusal unknown(RiskCheck check, std::string_view what) {
    return {check, "unknown", "known",
            fmt::format("{}: {} must be known, and is not", to_string(check), what)};
}

}  // namespace detail

namespace {

void run(std::span<const detail::Check> checks, const detail::CheckInput& in, Refusals& refusals) {
    for (const auto check : checks) {
        if (auto objection = check(in)) refusals.push_back(std::move(*objection));
    }
}

Refusals run_all(const OrderIntent& intent, const RiskLimits& limits, const RiskContext& context,
                 const WhatIf* what_if) {
    const auto worst = intent.at_worst();
    const detail::CheckInput in{worst, limits, context, what_if};
    Refusals refusals;
    if (intent.terms().ladder) run(detail::limit_checks(), {intent, limits, context}, refusals);
    run(detail::standing_checks(), in, refusals);
    run(detail::order_checks(), in, refusals);
    run(detail::assignment_checks(), in, refusals);
    run(detail::book_checks(), in, refusals);
    if (what_if != nullptr) run(detail::margin_checks(), in, refusals);
    return refusals;
}

/// Only asked for once no check objects, so what it is made of is known.
RiskFigures figures_of(const OrderIntent& intent, const RiskLimits& limits,
                       const RiskContext& context) {
    const auto worst = intent.at_worst();
    const auto& terms = worst.terms();
    RiskFigures figures;
    figures.max_loss_usd = risk_per_unit_usd(terms, limits).value_or(Money{}) * terms.quantity;
    figures.open_risk_usd =
        open_risk_with(worst, *context.orders, limits, context.now.market).value_or(Money{});
    figures.available_funds_usd = context.available_funds_usd;
    return figures;
}

}  // namespace

Refusals RiskGate::objections(const OrderIntent& intent, const RiskContext& context) const {
    return run_all(intent, limits_, context, nullptr);
}

std::expected<ApprovedOrder, Refusals> RiskGate::check(OrderIntent intent,
                                                       const RiskContext& context) const {
    auto refusals = objections(intent, context);
    if (!refusals.empty()) return std::unexpected(std::move(refusals));
    auto figures = figures_of(intent, limits_, context);
    return ApprovedOrder(std::move(intent), figures);
}

std::expected<ClearedOrder, Refusals> RiskGate::recheck(PreviewedOrder order,
                                                        const RiskContext& context) const {
    auto refusals = run_all(order.intent_, limits_, context, &order.what_if_);
    if (!refusals.empty()) return std::unexpected(std::move(refusals));
    auto figures = figures_of(order.intent_, limits_, context);
    figures.initial_margin_change_usd = order.what_if_.initial_margin_change_usd;
    return ClearedOrder(std::move(order.intent_), std::move(order.what_if_), figures);
}

std::expected<ApprovedReprice, Refusals> RiskGate::check(RepriceWish wish,
                                                         const RiskContext& context) const {
    const auto& terms = wish.intent.terms();
    const auto cap = wish.intent.at_worst().terms().limit;
    auto present =
        wish.intent.at_limit(wish.step.limit).with_remaining(wish.remaining, wish.quotes);
    if (!present) {
        return std::unexpected(Refusals{detail::unknown(RiskCheck::quantity, "what remains")});
    }
    auto refusals = run_all(*present, limits_, context, nullptr);
    if (!terms.ladder || wish.step.limit > cap) {
        refusals.push_back(detail::refusal(
            RiskCheck::price_band, wish.step.limit.to_string(), cap.to_string(),
            fmt::format("limit {} is beyond {}, the price that the broker was asked about",
                        wish.step.limit.to_string(), cap.to_string())));
    }
    if (!refusals.empty()) return std::unexpected(std::move(refusals));
    return ApprovedReprice(std::move(wish));
}

Refusals RiskGate::objections_to_sending(const OrderIntent& intent,
                                         const RiskContext& context) const {
    Refusals refusals;
    run(detail::standing_checks(), {intent, limits_, context}, refusals);
    return refusals;
}

}  // namespace wingspread::trade
