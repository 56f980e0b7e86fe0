#include "engine/views.hpp"
#include "options/structure_value.hpp"
#include "trade/commission_schedule.hpp"
#include "trade/order_price.hpp"

namespace wingspread::engine {

namespace {

/// Of a close: as if the structure had been opened at the price at which it is closed.
void show_bounds(const trade::OrderTerms& terms, PreviewView& view) {
    const bool closes = terms.action == OrderAction::close;
    const Price paid = closes ? -terms.limit : terms.limit;
    const auto loss =
        closes ? options::max_loss_usd(terms.structure, paid) : trade::loss_bound_usd(terms);
    const auto profit = options::max_profit_usd(terms.structure, paid);
    if (const auto most = loss.amount_usd()) view.max_loss_usd = *most * terms.quantity;
    // What a roll has cost so far is not known here.
    if (terms.action == OrderAction::roll) return;
    if (const auto most = profit.amount_usd()) view.max_profit_usd = *most * terms.quantity;
}

}  // namespace

PreviewView preview_view(const trade::OrderIntent& intent, const trade::WhatIf& what_if,
                         const trade::Refusals& refusals) {
    const auto& terms = intent.terms();
    PreviewView view;
    view.structure = options::describe(terms.structure);
    view.natural = terms.decision.natural;
    view.mid = terms.decision.mid;
    view.limit_price = terms.limit;
    if (terms.ladder) view.worst_price = terms.ladder->cap;
    show_bounds(intent.at_worst().terms(), view);
    view.initial_margin_change_usd = what_if.initial_margin_change_usd;
    view.maintenance_margin_change_usd = what_if.maintenance_margin_change_usd;
    view.equity_with_loan_after_usd = what_if.equity_with_loan_after_usd;
    view.commission_usd = what_if.commission_usd;
    if (!view.commission_usd && what_if != trade::WhatIf{}) {
        view.commission_usd = trade::estimated_commission_usd(intent.at_worst());
        view.commission_estimated = true;
    }
    view.warning = what_if.warning;
    view.allowed = refusals.empty();
    for (const auto& refusal : refusals) view.refusals.push_back(refusal.message);
    return view;
}

}  // namespace wingspread::engine
