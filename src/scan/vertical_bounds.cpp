#include "scan/vertical_bounds.hpp"

#include <algorithm>
#include <cmath>

namespace wingspread::scan {

// As screen_row has them, with every term on the side of its leg:
//   credit: profit = −net, loss = width + net      debit: profit = width − net, loss = net
//   net = pay − receive, width = direction·(sold − bought strike)
//   breakeven = direction·(strike sold for a credit, bought for a debit) + net
void VerticalBounds::set(options::VerticalKind kind, const LegColumns& legs, const SortScore& score,
                         const ScreenLimits& limits, double base) {
    const double direction = options::buys_lower_strike(kind) ? 1 : -1;
    const bool credit = options::is_credit(kind);
    const double of_net = limits.of_loss - limits.of_profit;
    const double of_width = credit ? limits.of_loss : limits.of_profit;
    of_sold_.resize(legs.size());
    of_bought_.resize(legs.size());
    bought_key_.resize(legs.size());
    double greatest = 0;  // of the sums' terms: rounding is a share of it
    for (std::size_t i = 0; i < legs.size(); ++i) {
        const double strike = direction * legs.strike[i];
        of_sold_[i] = {.key = score.sold[i] + of_width * strike - of_net * legs.receive[i],
                       .breakeven = legs.receive[i] - (credit ? strike : 0),
                       .net = legs.receive[i]};
        of_bought_[i] = {.key = score.bought[i] - of_width * strike + of_net * legs.pay[i],
                         .breakeven = -legs.pay[i] - (credit ? 0 : strike),
                         .net = -legs.pay[i]};
        bought_key_[i] = of_bought_[i].key;
        greatest = std::max({greatest, std::abs(of_width * strike), std::abs(score.sold[i]),
                             std::abs(score.bought[i]), std::abs(of_net * legs.pay[i])});
    }
    const double most_net = credit ? -std::max(limits.min_credit, 0.0) : limits.max_debit;
    least_ = {.key = base - 1e-12 * (greatest + std::abs(base)),
              .breakeven = -limits.pop_possible,
              .net = -most_net};
    set_best(of_sold_, sold_block, of_sold_block_);
    set_best(of_bought_, bought_block, of_bought_block_);
}

LegRange VerticalBounds::promising(std::size_t sold_leg, LegRange run) const {
    const Shares& sold = of_sold_[sold_leg];
    if (run.begin >= run.end || !reaches(sold, of_bought_block_[run.begin / bought_block]))
        return {run.begin, run.begin};
    const double least = least_.key - sold.key;
    while (run.begin < run.end && !(bought_key_[run.begin] >= least)) ++run.begin;
    while (run.begin < run.end && !(bought_key_[run.end - 1] >= least)) --run.end;
    return run;
}

void VerticalBounds::set_best(const std::vector<Shares>& legs, std::size_t size,
                              std::vector<Shares>& blocks) {
    blocks.clear();
    for (std::size_t begin = 0; begin < legs.size(); begin += size) {
        Shares best = legs[begin];
        for (auto i = begin + 1; i < std::min(begin + size, legs.size()); ++i) {
            best.key = std::max(best.key, legs[i].key);
            best.breakeven = std::max(best.breakeven, legs[i].breakeven);
            best.net = std::max(best.net, legs[i].net);
        }
        blocks.push_back(best);
    }
}

}  // namespace wingspread::scan
