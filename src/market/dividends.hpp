#pragma once

#include "core/decimal.hpp"
#include "core/time.hpp"

#include <optional>

namespace wingspread::market {

/// What is known of a share's cash dividends, in the currency of the share. Absent is unsaid.
struct Dividends {
    std::optional<Price> past_year;  ///< sum of the last 12 months
    std::optional<Price> next_year;  ///< sum of the next 12 months, as projected
    std::optional<Date> next_ex_date;
    std::optional<Price> next_amount;

    /// No dividend was paid and none is expected: whoever said all this names none.
    [[nodiscard]] bool pays_none() const {
        const auto none = [](const std::optional<Price>& amount) {
            return !amount || amount->is_zero();
        };
        return !next_ex_date && none(past_year) && none(next_year) && none(next_amount);
    }

    bool operator==(const Dividends&) const = default;
};

}  // namespace wingspread::market
