#pragma once

#include "core/decimal.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace wingspread::trade {

/// What becomes of an order that has waited long enough at its last price.
enum class LadderEnd : std::uint8_t { leave, cancel };
inline constexpr std::array all_ladder_ends{LadderEnd::leave, LadderEnd::cancel};
std::string_view to_string(LadderEnd end);  ///< "leave", "cancel"
Result<LadderEnd> parse_ladder_end(std::string_view text);

/// What becomes of it while the quotes of its legs are stale, crossed or one-sided.
enum class BadQuotes : std::uint8_t { hold, cancel };
inline constexpr std::array all_bad_quotes{BadQuotes::hold, BadQuotes::cancel};
std::string_view to_string(BadQuotes reaction);  ///< "hold", "cancel"
Result<BadQuotes> parse_bad_quotes(std::string_view text);

/// How an order's limit walks from where it begins (`OrderTerms::limit`) toward natural.
struct LadderPlan {
    int steps = 1;        ///< changes of the limit at most
    Duration interval{};  ///< between two of them
    Price cap;            ///< the worst price: what the gate and the what-if are asked about
    Duration hold{};      ///< at the last price, before `at_end`
    LadderEnd at_end = LadderEnd::cancel;
    BadQuotes on_bad_quotes = BadQuotes::hold;

    static constexpr int most_steps = 100;
    /// TWS wants a change acknowledged before the next one, which takes a moment.
    static constexpr Duration least_interval = std::chrono::seconds{1};

    bool operator==(const LadderPlan&) const = default;
};

}  // namespace wingspread::trade
