#include "scan/verdict.hpp"

#include "scan/leg_columns.hpp"
#include "scan/pop_zone.hpp"

#include <algorithm>
#include <cmath>

namespace wingspread::scan {

namespace {

/// What a structure is opened for, by what it can be worth at expiration.
bool is_debit(double worst) { return worst >= 0; }
bool is_credit(double best) { return best <= 0; }

double a_little_below(double threshold) { return threshold - 1e-9 * (1 + std::abs(threshold)); }

}  // namespace

Judge::Judge(const Criteria& criteria, int multiplier, int dte) : criteria_(criteria) {
    set_score(criteria.sort, {}, multiplier, dte, score_);
    if (criteria.sort == SortKey::dte) added_ = -dte;
}

bool Judge::needs_profit() const {
    return criteria_.sort == SortKey::return_on_risk || criteria_.sort == SortKey::max_profit_usd ||
           criteria_.min_return_on_risk;
}

bool Judge::needs_loss() const {
    return criteria_.sort == SortKey::return_on_risk || criteria_.sort == SortKey::ev_on_risk ||
           criteria_.sort == SortKey::max_loss_usd || criteria_.min_return_on_risk;
}

std::optional<Rejection> Judge::reason_against(const Prospect& prospect) const {
    if (is_credit(prospect.best) && prospect.natural >= 0) return Rejection::no_credit;
    if (is_debit(prospect.worst) && prospect.natural <= 0) return Rejection::no_debit;
    if (!(prospect.profit() > 0)) return Rejection::no_profit;
    if (!(prospect.loss() > 0)) return Rejection::no_loss;
    if (needs_profit() && std::isinf(prospect.best)) return Rejection::unbounded;
    if (needs_loss() && std::isinf(prospect.worst)) return Rejection::unbounded;
    if (criteria_.sort == SortKey::width && !prospect.has_width) return Rejection::unbounded;
    if (const auto reason = against_price(prospect)) return reason;
    if (criteria_.min_return_on_risk &&
        !(prospect.profit() / prospect.loss() >= *criteria_.min_return_on_risk))
        return Rejection::return_on_risk;
    return std::nullopt;
}

/// What may go either way is judged by what it brings or costs.
std::optional<Rejection> Judge::against_price(const Prospect& prospect) const {
    const bool credit = is_credit(prospect.best) || (!is_debit(prospect.worst) && prospect.net < 0);
    if (credit && criteria_.min_credit && -prospect.net < in_half_units(*criteria_.min_credit))
        return Rejection::min_credit;
    if (!credit && criteria_.max_debit && prospect.net > in_half_units(*criteria_.max_debit))
        return Rejection::max_debit;
    return std::nullopt;
}

NetWindow Judge::window(double worst, double best) const {
    NetWindow window{worst, best};
    const auto limit = [&](double high) { window.high = std::min(window.high, high); };
    if (is_credit(best)) {
        limit(0);
        if (criteria_.min_credit) limit(-in_half_units(*criteria_.min_credit));
    } else if (criteria_.max_debit) {
        limit(in_half_units(*criteria_.max_debit));
    }
    if (criteria_.min_return_on_risk && !std::isinf(worst) && !std::isinf(best)) {
        const double ratio = *criteria_.min_return_on_risk;
        const double high = (best + ratio * worst) / (1 + ratio);
        limit(high + 1e-9 * (std::abs(best) + std::abs(worst)));
    }
    return window;
}

double Judge::key(const Prospect& prospect) const {
    if (criteria_.sort == SortKey::width) return -(prospect.best - prospect.worst) / half_units;
    return added_ + score_.key(prospect.score, 0, score_.of_profit == 0 ? 0 : prospect.profit(),
                               score_.of_loss == 0 && score_.by_loss == 0 ? 0 : prospect.loss());
}

// (score + p·(best − net) + l·(net − worst)) / (one + b·(net − worst)) >= t, the divisor positive.
Judge::Linear Judge::at_least(double threshold) const {
    const double t = a_little_below(threshold - added_);
    const double loss = score_.of_loss - t * score_.by_loss;
    return {.of_net = loss - score_.of_profit,
            .of_worst = -loss,
            .of_best = score_.of_profit,
            .one = -t * score_.one};
}

}  // namespace wingspread::scan
