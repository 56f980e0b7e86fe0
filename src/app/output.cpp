#include "app/output.hpp"

#include "core/date.hpp"
#include "scan/counts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace wingspread::app {

namespace {

/// Escape sequences, or none.
class Paint {
  public:
    explicit Paint(bool colour) : colour_(colour) {}

    [[nodiscard]] std::string bold(const std::string& text) const { return in("1", text); }
    [[nodiscard]] std::string by_sign(const std::string& text, double value) const {
        return value < 0 ? in("31", text) : in("32", text);
    }

  private:
    [[nodiscard]] std::string in(std::string_view code, const std::string& text) const {
        return colour_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
    }
    bool colour_;
};

std::string strikes(const scan::RankedSpread& spread) {
    std::string text;
    for (const auto& leg : spread.legs) {
        text += fmt::format("{}{}{}{}{}", text.empty() ? "" : " ",
                            leg.side == options::Side::buy ? '+' : '-',
                            leg.ratio == 1 ? "" : fmt::format("{}x", leg.ratio),
                            leg.strike.to_string(), options::to_char(leg.right));
    }
    return text;
}

std::string expiries(const scan::RankedSpread& spread) {
    const auto front = to_iso(spread.expiry);
    return spread.back_expiry ? front + "/" + to_iso(*spread.back_expiry) : front;
}

std::string or_dash(const std::optional<Money>& amount) {
    return amount ? amount->to_string() : "-";
}

std::string in_percent(const std::optional<double>& ratio) {
    return ratio ? fmt::format("{:.1f}%", *ratio * 100) : "-";
}

std::string or_unknown(const std::optional<Money>& amount) {
    return amount ? amount->to_string() : "not stated";
}

std::string or_unbounded(const std::optional<Money>& amount) {
    return amount ? amount->to_string() : "without a known bound";
}

}  // namespace

std::string ranking_table(const scan::ScanResult& result, bool colour) {
    std::size_t name = 10;
    std::size_t expiry = 10;
    std::size_t legs = 20;
    for (const auto& row : result.ranked) {
        name = std::max(name, options::to_string(row.structure).size());
        expiry = std::max(expiry, expiries(row).size());
        legs = std::max(legs, strikes(row).size());
    }
    const Paint paint(colour);
    const bool scored = !result.ranked.empty() && result.ranked.front().score;
    std::string head = scored ? "score " : "";
    fmt::format_to(std::back_inserter(head),
                   "{:<{}} {:<{}} {:>4} {:<{}} {:>8} {:>8} {:>6} {:>9} {:>9} {:>7} "
                   "{:>6} {:>8} {:>7} {:>7} {:>7}",
                   "structure", name, "expiry", expiry, "dte", "legs", legs, "natural", "mid",
                   "width", "max prof", "max loss", "ror", "pop", "ev", "delta", "theta", "vega");
    std::string text = paint.bold(head) + "\n";
    for (const auto& row : result.ranked) {
        if (row.score) fmt::format_to(std::back_inserter(text), "{:>5.1f} ", *row.score);
        fmt::format_to(std::back_inserter(text),
                       "{:<{}} {:<{}} {:>4} {:<{}} {:>8} {:>8} {:>6} {:>9} {:>9} {:>7} "
                       "{:>5.1f}% {} {:>7.2f} {:>7.2f} {:>7.2f}\n",
                       options::to_string(row.structure), name, expiries(row), expiry, row.dte,
                       strikes(row), legs, row.natural.to_string(), row.mid.to_string(),
                       row.width ? row.width->to_string() : "-", or_dash(row.max_profit_usd),
                       or_dash(row.max_loss_usd), in_percent(row.return_on_risk), row.pop * 100,
                       paint.by_sign(fmt::format("{:>8.2f}", row.ev_usd), row.ev_usd), row.delta,
                       row.theta_per_day, row.vega_per_point);
    }
    return text;
}

std::string counts_text(const scan::ScanResult& result) {
    const auto& counts = result.counts;
    std::string text =
        fmt::format("{} contracts, {} spreads looked at, {} qualified, {} shown\n",
                    counts.contracts, counts.enumerated, counts.qualified, counts.ranked);
    if (counts.ruled_out > 0)
        fmt::format_to(std::back_inserter(text), "  {:>10} ruled out unseen by bounds\n",
                       counts.ruled_out);
    for (std::size_t i = 0; i < scan::rejection_count; ++i) {
        if (counts.rejected[i] == 0) continue;
        fmt::format_to(std::back_inserter(text), "  {:>10} {}\n", counts.rejected[i],
                       scan::to_string(static_cast<scan::Rejection>(i)));
    }
    for (const auto& term : counts.where)
        fmt::format_to(std::back_inserter(text), "  {:>10} where {}\n", term.rejected, term.text);
    for (const auto& skipped : result.skipped) {
        fmt::format_to(std::back_inserter(text), "  {} {} skipped: {}\n", to_iso(skipped.expiry),
                       skipped.trading_class, skipped.reason);
    }
    return text;
}

std::string preview_text(const engine::PreviewView& preview) {
    std::string text = fmt::format(
        "{}\nnatural {}  mid {}  limit {}{}\n"
        "max loss in USD {}, max profit {}\n"
        "initial margin change {} USD, maintenance {} USD, equity after {} USD\n"
        "commission {} USD{}\n",
        preview.structure, preview.natural.to_string(), preview.mid.to_string(),
        preview.limit_price.to_string(),
        preview.worst_price ? fmt::format("  walking to {}", preview.worst_price->to_string()) : "",
        or_unbounded(preview.max_loss_usd), or_unbounded(preview.max_profit_usd),
        or_unknown(preview.initial_margin_change_usd),
        or_unknown(preview.maintenance_margin_change_usd),
        or_unknown(preview.equity_with_loan_after_usd), or_unknown(preview.commission_usd),
        preview.commission_estimated ? " (estimated: the broker did not say)" : "");
    if (!preview.warning.empty()) text += "broker: " + preview.warning + "\n";
    if (!preview.note.empty()) text += "note: " + preview.note + "\n";
    text += preview.allowed ? "the risk gate would let it through\n" : "refused:\n";
    for (const auto& refusal : preview.refusals) text += "  " + refusal + "\n";
    return text;
}

std::string order_line(const engine::OrderView& order) {
    const auto& what =
        order.action == engine::OrderAction::open
            ? order.description
            : fmt::format("{} {}", trade::to_string(order.action), order.description);
    return fmt::format("{} {:<10} {} x{} @ {} filled {} avg {}{}{}\n", order.id, order.state, what,
                       order.quantity.to_string(), order.limit_price.to_string(),
                       order.filled.to_string(),
                       order.average_price ? order.average_price->to_string() : "-",
                       order.reason.empty() ? "" : "  ", order.reason);
}

std::string executions_text(const engine::OrderView& order) {
    std::string text;
    for (const auto& row : order.executions) {
        fmt::format_to(std::back_inserter(text), "  {} {} {} {} @ {} commission {}\n",
                       row.execution_id, options::to_string(row.side), row.quantity.to_string(),
                       row.contract, row.price.to_string(), or_unknown(row.commission_usd));
    }
    return text;
}

std::string position_line(const engine::PositionView& position) {
    std::string contract = position.symbol;
    if (position.expiry && position.strike && position.right) {
        contract = fmt::format("{} {} {} {}", position.symbol, to_iso(*position.expiry),
                               position.strike->to_string(), options::to_char(*position.right));
    }
    return fmt::format("{:<32} {:>8}  average cost {}\n", contract, position.quantity.to_string(),
                       or_unknown(position.average_cost_usd));
}

}  // namespace wingspread::app
