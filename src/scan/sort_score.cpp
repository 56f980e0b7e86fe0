#include "scan/sort_score.hpp"

namespace wingspread::scan {

namespace {

/// scale·(bought leg − sold leg), as the Greeks of a spread.
LegShares difference(double figure, double scale) { return {scale * figure, -scale * figure}; }

/// scale·(fair value − net price), in half units when scale is 1.
LegShares edge(const LegColumns& legs, std::size_t i, double scale) {
    const double fair = legs.fair[i] * half_units;
    return {scale * (fair - legs.pay[i]), scale * (legs.receive[i] - fair)};
}

}  // namespace

LegShares leg_shares(SortKey key, const LegColumns& legs, std::size_t i, int multiplier, int dte) {
    switch (key) {
        case SortKey::ev_usd: return edge(legs, i, multiplier / half_units);
        case SortKey::ev_on_risk: return edge(legs, i, 1);
        case SortKey::credit: return {-legs.pay[i], legs.receive[i]};
        case SortKey::dte: return {0, static_cast<double>(-dte)};
        case SortKey::delta: return difference(legs.delta[i], multiplier);
        case SortKey::gamma: return difference(legs.gamma[i], multiplier);
        case SortKey::theta: return difference(legs.theta_per_day[i], multiplier);
        case SortKey::vega: return difference(legs.vega_per_point[i], multiplier);
        case SortKey::return_on_risk:
        case SortKey::pop:
        case SortKey::max_profit_usd:
        case SortKey::max_loss_usd:
        case SortKey::width: break;
    }
    return {};
}

void set_score(SortKey key, const LegColumns& legs, int multiplier, int dte, SortScore& score) {
    score.of_profit = score.of_loss = score.by_loss = 0;
    score.one = 1;
    // Sums of prices stay whole numbers of half units, so that equals are equal.
    switch (key) {
        case SortKey::return_on_risk:
            score.of_profit = score.by_loss = 1;
            score.one = 0;
            break;
        case SortKey::ev_on_risk:
            score.by_loss = 1;
            score.one = 0;
            break;
        case SortKey::max_profit_usd:
            score.of_profit = multiplier;
            score.one = half_units;
            break;
        case SortKey::max_loss_usd:
            score.of_loss = -multiplier;
            score.one = half_units;
            break;
        case SortKey::width:
            score.of_profit = score.of_loss = -1;
            score.one = half_units;
            break;
        case SortKey::credit: score.one = half_units; break;
        case SortKey::pop:
        case SortKey::ev_usd:
        case SortKey::dte:
        case SortKey::delta:
        case SortKey::gamma:
        case SortKey::theta:
        case SortKey::vega: break;
    }
    score.bought.resize(legs.size());
    score.sold.resize(legs.size());
    for (std::size_t i = 0; i < legs.size(); ++i) {
        const auto shares = leg_shares(key, legs, i, multiplier, dte);
        score.bought[i] = shares.bought;
        score.sold[i] = shares.sold;
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
