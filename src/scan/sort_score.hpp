#pragma once

#include "scan/leg_columns.hpp"

#include <vector>

namespace wingspread::scan {

/// A sort key written as (bought + sold + of_profit·profit + of_loss·loss) / (one + by_loss·loss),
/// profit and loss in half units, so that a row of candidates is compared with the worst that is
/// still listed without a division. Higher is better.
struct SortScore {
    std::vector<double> bought;  ///< by leg, when bought
    std::vector<double> sold;    ///< by leg, when sold
    double of_profit = 0;
    double of_loss = 0;
    double one = 1;
    double by_loss = 0;

    /// Of every sort key but the probability, which is not of this form.
    [[nodiscard]] double key(double bought_score, double sold_score, double profit,
                             double loss) const {
        return (bought_score + sold_score + of_profit * profit + of_loss * loss) /
               (one + by_loss * loss);
    }
};

/// What one leg adds to the key, when bought and when sold.
struct LegShares {
    double bought = 0;
    double sold = 0;
};

/// Of leg `i`.
LegShares leg_shares(SortKey key, const LegColumns& legs, std::size_t i, int multiplier, int dte);
/// Sets `score` for the legs of one right of one slice.
void set_score(SortKey key, const LegColumns& legs, int multiplier, int dte, SortScore& score);
/// For a ranking by probability: bought + sold is the negative signed breakeven in half units,
/// which rises with the probability within one expiry.
void set_breakeven_score(options::VerticalKind kind, const LegColumns& legs, SortScore& score);

}  // namespace wingspread::scan
