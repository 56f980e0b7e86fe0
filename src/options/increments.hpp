#pragma once

#include "core/decimal.hpp"
#include "core/result.hpp"
#include "options/spread.hpp"

#include <string_view>
#include <vector>

namespace wingspread::options {

/// From this absolute price on, prices move in steps of `increment`.
struct IncrementRow {
    Price low_edge;
    Price increment;

    bool operator==(const IncrementRow&) const = default;
};

/// Which prices an order may name: the rows of an IBKR market rule. Signs do not matter, because
/// the net price of a spread may be negative.
class IncrementTable {
  public:
    /// Rows in rising order of low edge, the first at 0, every increment positive.
    static Result<IncrementTable> make(std::vector<IncrementRow> rows);

    [[nodiscard]] const std::vector<IncrementRow>& rows() const { return rows_; }
    /// Increment of the row with the largest low edge that is not above |price|.
    [[nodiscard]] Price increment_at(Price price) const;
    [[nodiscard]] bool is_valid(Price price) const;
    /// The nearest valid price that is no more aggressive: a buyer's goes down (toward −∞, so that
    /// a credit grows), a seller's up.
    [[nodiscard]] Price round_less_aggressive(Side side, Price price) const;
    /// The next valid price that is more aggressive: one step of a price ladder.
    [[nodiscard]] Price step_more_aggressive(Side side, Price price) const;

    bool operator==(const IncrementTable&) const = default;

  private:
    explicit IncrementTable(std::vector<IncrementRow> rows) : rows_(std::move(rows)) {}

    std::vector<IncrementRow> rows_;
};

/// What US exchanges usually ask when the broker has not stated a market rule. A class that is not
/// known gets 0.05 below 3 and 0.10 from 3: a price valid there is valid under every finer rule.
const IncrementTable& default_leg_increments(std::string_view trading_class);
/// Net price of a spread: 0.01 on stocks and ETFs, 0.05 on index classes.
const IncrementTable& default_combo_increments(std::string_view trading_class);

}  // namespace wingspread::options
