#include "trade/execution_report.hpp"

#include "options/calendar.hpp"

namespace wingspread::trade {

namespace {

/// The gate lets through nothing of another size.
constexpr int shares_per_unit = 100;

std::optional<double> share_of_way(Price fill, const DecisionQuotes& decision) {
    const auto half_spread = (decision.natural - decision.mid).to_double();
    if (half_spread <= 0) return std::nullopt;
    return (fill - decision.mid).to_double() / half_spread;
}

}  // namespace

ExecutionReport report_of(const Book& book, const BookedOrder& order) {
    const auto& terms = order.intent.terms();
    const auto entries = book.executions_of(order);
    ExecutionReport report;
    report.id = order.intent.id().to_string();
    report.account = terms.account;
    report.day = options::to_new_york(to_market(order.created)).date;
    report.description = options::describe(terms.structure);
    report.action = terms.action;
    report.state = order.machine.state();
    report.quantity = order.machine.total();
    report.filled = filled_units(entries, told_by(order.intent));
    report.decision_mid = terms.decision.mid;
    report.decision_natural = terms.decision.natural;
    report.fill = average_net_price(entries, told_by(order.intent));
    report.fees_usd = commission_usd(entries);
    if (report.fill) {
        const auto beyond = *report.fill - terms.decision.mid;
        const auto units = report.filled.raw() / Quantity::scale;
        report.slippage_usd = Money::from_raw(beyond.raw()) * shares_per_unit * units;
        report.slippage_share = share_of_way(*report.fill, terms.decision);
    }
    if (order.sent && order.filled_at) report.time_to_fill = *order.filled_at - *order.sent;
    if (!order.limit_changes.empty()) report.ladder_step = order.limit_changes.back().step;
    report.created = order.created;
    return report;
}

std::vector<ExecutionReport> execution_reports(const Book& book) {
    std::vector<ExecutionReport> reports;
    for (const auto* order : book.orders()) {
        if (order->sent) reports.push_back(report_of(book, *order));
    }
    return reports;
}

ReportTotals totals_of(const std::vector<ExecutionReport>& reports) {
    ReportTotals totals;
    for (const auto& report : reports) {
        ++totals.orders;
        if (!report.filled.is_zero()) ++totals.filled;
        totals.slippage_usd += report.slippage_usd.value_or(Money{});
        totals.fees_usd += report.fees_usd.value_or(Money{});
    }
    return totals;
}

}  // namespace wingspread::trade
