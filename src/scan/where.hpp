#pragma once

#include "scan/counts.hpp"
#include "scan/criteria.hpp"
#include "scan/fields.hpp"
#include "scan/score.hpp"
#include "scan/top_list.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace wingspread::scan {

/// The conditions of one scan (`Criteria::where`) on the candidates that come up to its list.
/// Refers to all of its arguments.
class Where {
  public:
    Where(const Criteria& criteria, const market::ChainSnapshot& chain, const ChainModels& models);

    /// Whether there is anything to judge; without, everything passes and ranks by its key.
    [[nodiscard]] bool judges() const { return scores() || !conditions_.empty(); }
    /// Whether it ranks by a profile or a field: by what keys and their bounds say nothing of.
    [[nodiscard]] bool scores() const { return has_profile() || criteria_.sort_field; }
    [[nodiscard]] bool has_profile() const { return scorer_.has_value(); }
    /// What the candidate ranks by; nothing when a condition rejects it.
    std::optional<double> judge(const RankedSpread& spread, double key);
    /// Which key a candidate needs to be worth judging, where the list needs `of_list`.
    [[nodiscard]] double threshold(double of_list) const {
        if (is_exhausted()) return unreachable;
        return scores() ? no_threshold : of_list;
    }
    /// The count towards `most_judged` begins anew.
    void start() { judged_ = 0; }
    /// No more will be judged: what was found so far is not the best.
    [[nodiscard]] bool is_exhausted() const { return judged_ > criteria_.most_judged; }
    /// What to tell whoever asked for that scan.
    [[nodiscard]] Error exhausted() const;
    /// Adds what each term rejected.
    void count(std::vector<TermCount>& counts) const;

  private:
    const Criteria& criteria_;
    Filter conditions_;
    FieldContext context_;
    CandidateFilter filter_;
    std::optional<Scorer> scorer_;
    std::uint64_t judged_ = 0;
};

/// With the limits that follow from single terms of `where`, such as `pop > 0.7`: they rule out
/// whole groups where conditions judge one by one. Nothing that passes `where` fails them.
Criteria with_implied_limits(const Criteria& criteria);

}  // namespace wingspread::scan
