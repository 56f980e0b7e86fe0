#include "scan/sort_score.hpp"

#include <span>

namespace wingspread::scan {

namespace {

/// score = scale·(bought leg − sold leg), as the Greeks of a spread.
void set_difference(std::span<const double> column, double scale, SortScore& score) {
    for (std::size_t i = 0; i < column.size(); ++i) {
        score.bought[i] = scale * column[i];
        score.sold[i] = -scale * column[i];
    }
}

/// score = scale·(fair value − net price), in half units when scale is 1.
void set_edge(const LegColumns& legs, double scale, SortScore& score) {
    for (std::size_t i = 0; i < legs.size(); ++i) {
        score.bought[i] = scale * (legs.fair[i] * half_units - legs.pay[i]);
        score.sold[i] = scale * (legs.receive[i] - legs.fair[i] * half_units);
    }
}

void set_credit(const LegColumns& legs, SortScore& score) {
    for (std::size_t i = 0; i < legs.size(); ++i) {
        score.bought[i] = -legs.pay[i] / half_units;
        score.sold[i] = legs.receive[i] / half_units;
    }
}

}  // namespace

void set_score(SortKey key, const LegColumns& legs, int multiplier, int dte, SortScore& score) {
    score.of_profit = score.of_loss = score.by_loss = 0;
    score.one = 1;
    score.bought.assign(legs.size(), 0);
    score.sold.assign(legs.size(), 0);
    const double usd = multiplier / half_units;
    switch (key) {
        case SortKey::return_on_risk:
            score.of_profit = score.by_loss = 1;
            score.one = 0;
            return;
        case SortKey::pop: return;
        case SortKey::ev_usd: set_edge(legs, usd, score); return;
        case SortKey::ev_on_risk:
            set_edge(legs, 1, score);
            score.by_loss = 1;
            score.one = 0;
            return;
        case SortKey::credit: set_credit(legs, score); return;
        case SortKey::max_profit_usd: score.of_profit = usd; return;
        case SortKey::max_loss_usd: score.of_loss = -usd; return;
        case SortKey::width: score.of_profit = score.of_loss = -1 / half_units; return;
        case SortKey::dte: score.sold.assign(legs.size(), -dte); return;
        case SortKey::delta: set_difference(legs.delta, multiplier, score); return;
        case SortKey::gamma: set_difference(legs.gamma, multiplier, score); return;
        case SortKey::theta: set_difference(legs.theta_per_day, multiplier, score); return;
        case SortKey::vega: set_difference(legs.vega_per_point, multiplier, score); return;
    }
}

void set_breakeven_score(options::VerticalKind kind, const LegColumns& legs, SortScore& score) {
    const double direction = options::buys_lower_strike(kind) ? 1 : -1;
    const bool credit = options::is_credit(kind);
    for (std::size_t i = 0; i < legs.size(); ++i) {
        const double strike = direction * legs.strike[i];
        score.bought[i] = -legs.pay[i] - (credit ? 0 : strike);
        score.sold[i] = legs.receive[i] - (credit ? strike : 0);
    }
}

}  // namespace wingspread::scan
