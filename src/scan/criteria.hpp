#pragma once

#include "core/decimal.hpp"
#include "core/result.hpp"
#include "options/spread.hpp"
#include "scan/filter.hpp"
#include "scan/profile.hpp"
#include "scan/structure_set.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace wingspread::scan {

/// Which net price every figure of a row is computed at.
enum class PriceBasis : std::uint8_t { natural, mid };
std::string_view to_string(PriceBasis basis);

/// What the ranking goes by; `metrics.hpp` tells which end of each is better.
enum class SortKey : std::uint8_t {
    return_on_risk,
    pop,
    ev_usd,
    ev_on_risk,
    credit,
    max_profit_usd,
    max_loss_usd,
    width,
    dte,
    delta,
    gamma,
    theta,
    vega,
};
std::string_view to_string(SortKey key);

/// What a scan is asked for. An absent limit does not filter; every limit includes its end.
struct Criteria {
    StructureSet kinds = all_verticals;  ///< none that holds shares
    std::optional<int> min_dte;
    std::optional<int> max_dte;
    std::optional<double> min_short_delta;  ///< |delta| of every sold leg
    std::optional<double> max_short_delta;
    /// Strikes of the chain from one leg of a wing to the other: of what has two wings, and of
    /// diagonals.
    int max_wing_strikes = 10;
    std::optional<Price> min_width;  ///< what has no width passes
    std::optional<Price> max_width;
    std::optional<Price> max_leg_bid_ask;           ///< ask − bid of every leg
    std::optional<Price> min_credit;                ///< of what is sold for a credit; positive
    std::optional<Price> max_debit;                 ///< of what is bought for a debit
    std::optional<double> min_return_on_risk;       ///< 0.25 is 25 %
    std::optional<double> min_pop;                  ///< 0 to 1
    std::optional<std::int64_t> min_open_interest;  ///< of every leg; unknown does not pass
    /// Conditions over the fields of fields.hpp; where.hpp applies them.
    Filter where;
    /// Ranks by its score in place of `sort`; its conditions hold beside `where`.
    std::optional<Profile> profile;
    /// To work out the fields of a candidate takes microseconds, a bound nanoseconds: conditions
    /// under which more than this many of the best have to be worked out are refused, because the
    /// list would not be the best.
    std::uint64_t most_judged = 250'000;
    PriceBasis price = PriceBasis::natural;
    /// Interest per year, continuously compounded, for an expiry whose quotes do not determine one
    /// by put-call parity when those of no other expiry do either; without it such an expiry is
    /// not ranked.
    std::optional<double> rate_per_year;
    SortKey sort = SortKey::return_on_risk;
    /// Ranks by this field of fields.hpp in place of `sort`, by its better end (the higher one
    /// where it has none); what lacks it is not ranked. Each candidate has to be worked out, as for
    /// a profile.
    std::optional<std::uint32_t> sort_field;
    std::size_t top = 20;

    [[nodiscard]] bool wants(options::StructureKind kind) const { return kinds.contains(kind); }
    [[nodiscard]] bool wants(options::VerticalKind kind) const {
        return wants(options::to_structure_kind(kind));
    }
    bool operator==(const Criteria&) const = default;
};

/// One criterion as people and programs name it: the source of CLI flags, query parameters and
/// their documentation.
struct Criterion {
    std::string_view name;  ///< "min_dte": query parameter and configuration
    std::string_view flag;  ///< "min-dte": command line, without the dashes
    std::string_view unit;  ///< "days", "USD per share", …
    std::string_view help;
    Result<void> (*set)(Criteria&, std::string_view value);
    std::string (*text)(const Criteria&);  ///< as `set` reads it; empty when absent
};

std::span<const Criterion> criteria_table();

/// Sets one criterion by its name; errors name it, the value and what was expected. `min_FIELD` and
/// `max_FIELD` of any field that has no criterion of its own are one more term of `where`.
Result<void> set_criterion(Criteria& criteria, std::string_view name, std::string_view value);
/// Limits that exclude each other, such as a minimum above its maximum.
Result<void> validate(const Criteria& criteria);
/// All named values at once, then `validate`.
Result<Criteria> parse_criteria(const std::map<std::string, std::string>& values);

}  // namespace wingspread::scan
