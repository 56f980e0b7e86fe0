#pragma once

#include "scan/fields.hpp"
#include "scan/profile.hpp"

#include <span>
#include <vector>

namespace wingspread::scan {

/// What a term gave to a candidate's score.
struct ScoreShare {
    double value = 0;   ///< of the term's expression; missing_value counts as worst
    double points = 0;  ///< of 100

    bool operator==(const ScoreShare&) const = default;
};

/// Scores candidates by one profile, from 0 to 100.
class Scorer {
  public:
    /// Refers to the profile.
    explicit Scorer(const Profile& profile);

    double score(const FieldSource& candidate);
    /// Term by term, of the last candidate that was scored.
    [[nodiscard]] std::span<const ScoreShare> shares() const { return shares_; }
    /// Within what the score of every candidate lies whose fields lie within the ranges, one for
    /// each of fields().
    FieldRange range(std::span<const FieldRange> ranges);

  private:
    [[nodiscard]] double points(std::size_t term, double value) const;

    const Profile& profile_;
    std::vector<Runner> runners_;
    std::vector<ScoreShare> shares_;
    double weights_ = 0;
};

}  // namespace wingspread::scan
