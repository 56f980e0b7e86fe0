#pragma once

#include "scan/leg_columns.hpp"
#include "scan/row_screen.hpp"
#include "scan/sort_score.hpp"

#include <cstddef>
#include <vector>

namespace wingspread::scan {

/// Contiguous legs [begin, end).
struct LegRange {
    std::size_t begin;
    std::size_t end;

    [[nodiscard]] std::size_t size() const { return end - begin; }
};

/// Which blocks of bought legs can give which blocks of sold ones a vertical that gets into the
/// list. Net price, breakeven and what the ranking compares are each a sum of one share of either
/// leg, so that the best share of a block stands for all of its legs.
class VerticalBounds {
  public:
    static constexpr std::size_t bought_block = 32;
    static constexpr std::size_t sold_block = 16;

    /// For one kind of the legs of one right; `base` is what the shares of the key must reach.
    void set(options::VerticalKind kind, const LegColumns& legs, const SortScore& score,
             const ScreenLimits& limits, double base);

    /// Blocks of legs [number·size, number·size + size). Errs only on the side of true.
    [[nodiscard]] bool may_hold(std::size_t sold, std::size_t bought) const {
        return reaches(of_sold_block_[sold], of_bought_block_[bought]);
    }
    /// The part of `run`, within one block of bought legs, that one sold leg may go with; empty for
    /// none.
    [[nodiscard]] LegRange promising(std::size_t sold_leg, LegRange run) const;

  private:
    /// Of one leg, or the greatest of several: greater is better.
    struct Shares {
        double key;
        double breakeven;
        double net;
    };

    [[nodiscard]] bool reaches(const Shares& sold, const Shares& bought) const {
        return sold.key + bought.key >= least_.key &&
               sold.breakeven + bought.breakeven >= least_.breakeven &&
               sold.net + bought.net >= least_.net;
    }
    static void set_best(const std::vector<Shares>& legs, std::size_t size,
                         std::vector<Shares>& blocks);

    Shares least_{};
    std::vector<Shares> of_sold_;
    std::vector<Shares> of_bought_;
    std::vector<double> bought_key_;
    std::vector<Shares> of_sold_block_;
    std::vector<Shares> of_bought_block_;
};

}  // namespace wingspread::scan
