#pragma once

#include "scan/filter.hpp"

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

}  // namespace wingspread::scan
