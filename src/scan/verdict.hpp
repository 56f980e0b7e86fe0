#pragma once

#include "scan/counts.hpp"
#include "scan/criteria.hpp"
#include "scan/sort_score.hpp"

#include <optional>

namespace wingspread::scan {

/// What a candidate comes to, in half units per share; infinite where there is no bound.
struct Prospect {
    double natural = 0;
    double net = 0;    ///< at the price of the criteria
    double worst = 0;  ///< value at expiration
    double best = 0;
    bool has_width = false;  ///< best − worst is one of strikes
    double score = 0;        ///< Σ of the legs' shares of the sort key

    [[nodiscard]] double profit() const { return best - net; }
    [[nodiscard]] double loss() const { return net - worst; }
};

/// Which net prices can pass the criteria for values between `worst` and `best`: none outside of
/// [low, high].
struct NetWindow {
    double low;
    double high;
};

/// The criteria applied to single candidates, and the key that they rank by. What concerns legs and
/// widths is judged before, probabilities after.
class Judge {
  public:
    Judge(const Criteria& criteria, int multiplier, int dte);

    [[nodiscard]] std::optional<Rejection> reason_against(const Prospect& prospect) const;
    [[nodiscard]] NetWindow window(double worst, double best) const;
    /// Of every ranking but that by probability; higher is better.
    [[nodiscard]] double key(const Prospect& prospect) const;

    /// key >= threshold exactly when Σ over legs or pairs of (score + net·of_net) + constant >= 0,
    /// but for rounding, on whose side it errs.
    struct Linear {
        double of_net;
        double of_worst;
        double of_best;
        double one;

        [[nodiscard]] double constant(double worst, double best) const {
            return of_worst * worst + of_best * best + one;
        }
    };
    [[nodiscard]] Linear at_least(double threshold) const;

    [[nodiscard]] bool by_pop() const { return criteria_.sort == SortKey::pop; }
    [[nodiscard]] bool needs_pop() const { return by_pop() || criteria_.min_pop; }

  private:
    [[nodiscard]] bool needs_profit() const;
    [[nodiscard]] bool needs_loss() const;
    [[nodiscard]] std::optional<Rejection> against_price(const Prospect& prospect) const;

    const Criteria& criteria_;
    SortScore score_;   ///< its coefficients only
    double added_ = 0;  ///< to every key
};

}  // namespace wingspread::scan
