#pragma once

#include "scan/fields.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::scan {

/// One reason to prefer a candidate: a number over its fields on a fixed scale, so that scores of
/// different days and chains compare.
struct ScoreTerm {
    std::string text;  ///< of `value`
    Expression value;
    double worst = 0;   ///< what counts 0, and everything beyond
    double best = 1;    ///< what counts 1, and everything beyond; may be the lower end
    double weight = 1;  ///< > 0

    bool operator==(const ScoreTerm&) const = default;
};

/// What a term gave to a candidate's score.
struct ScoreShare {
    double value = 0;   ///< of the term's expression; missing_value counts as worst
    double points = 0;  ///< of 100

    bool operator==(const ScoreShare&) const = default;
};

/// A named way to choose: what must hold, and what is better. docs/scanner/profiles.md describes
/// the text that it is read from.
struct Profile {
    std::string name;
    Filter where;
    std::vector<ScoreTerm> score;

    bool operator==(const Profile&) const = default;
};

/// Reads one profile; errors name the line. Lines are `where CONDITION`, `score WEIGHT NUMBER from
/// WORST to BEST`, empty, or a remark after `#`. Refuses one without a score.
Result<Profile> parse_profile(std::string_view name, std::string_view text);
/// As it is read again.
std::string to_text(const Profile& profile);

/// balanced, conservative and aggressive.
std::span<const Profile> builtin_profiles();

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
