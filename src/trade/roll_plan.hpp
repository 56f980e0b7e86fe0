#pragma once

#include "core/time.hpp"
#include "options/structure.hpp"
#include "trade/exit_plan.hpp"
#include "trade/intent.hpp"

#include <optional>
#include <string>
#include <vector>

namespace wingspread::trade {

/// The second order of a roll in two (roll.hpp): what is opened once the first has closed. The
/// intent of the first names the roll.
struct SecondOrder {
    options::Structure structure;  ///< as it is to be held
    int share_pct = 0;             ///< where its limit begins: of the way from mid to natural
    TimeInForce in_force = TimeInForce::day;
    std::optional<LadderPlan> ladder;  ///< its cap is found when it is priced
    std::optional<ExitRules> exits;    ///< of what it opens

    bool operator==(const SecondOrder&) const = default;
};

/// One roll in two orders as the book knows it.
struct BookedRoll {
    IntentId close;
    SecondOrder second;
    std::vector<IntentId> opens;  ///< attempts, oldest first; all but the last were not sent
    std::string ended;            ///< why nothing more is done; empty while it goes on
};

/// What was closed must be opened anew soon, or by somebody who looks at the market again.
inline constexpr std::chrono::minutes roll_patience{15};

}  // namespace wingspread::trade
