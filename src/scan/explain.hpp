#pragma once

#include "scan/fields.hpp"
#include "scan/score.hpp"
#include "scan/structure_scan.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::scan {

/// Why one spread stands where it does in a ranking, or is not in it.
struct Explanation {
    /// A condition of the scan or of its profile.
    struct Condition {
        std::string text;
        bool holds = false;
    };
    struct Points {
        ScoreTerm term;
        ScoreShare share;
    };
    struct Figure {
        const Field* field = nullptr;
        double value = 0;  ///< missing_value where there is none
    };

    std::string id;
    std::optional<std::size_t> place;  ///< in the list, from 0
    /// The first limit that it fails; the limits come before the conditions.
    std::optional<Rejection> rejected;
    bool looked_for = true;              ///< no kind or reach of wings leaves it out
    std::optional<RankedSpread> spread;  ///< absent where a leg's quote or a model is missing
    std::optional<double> key;       ///< what it ranks by, higher first, where no limit rejects it
    std::optional<double> last_key;  ///< of the last in a full list
    std::vector<Condition> conditions;
    std::vector<Points> score;  ///< by term, where a profile ranks
    std::vector<Figure> figures;
};

/// Of a spread by its identity() or by its place in the list, from "1". Fails (invalid_argument)
/// when that is neither, (not_found) when such contracts are not listed, and as check_scan does.
/// `result` is what the scan of the same arguments gave.
Result<Explanation> explain(const market::ChainSnapshot& chain, const Criteria& criteria,
                            const ChainModels& models, const ScanResult& result,
                            std::string_view which);
/// For people, several lines.
std::string to_text(const Explanation& explanation);

}  // namespace wingspread::scan
