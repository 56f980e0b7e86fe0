#pragma once

#include "scan/leg_columns.hpp"
#include "scan/sort_score.hpp"

#include <array>

namespace wingspread::scan {

/// How far legs, or a structure by its legs and width, get before anything is computed: the first
/// check that fails, in the order of Rejection.
enum class Stage : std::uint8_t {
    unlisted,
    unusable_quote,
    open_interest,
    leg_bid_ask,
    short_delta,
    width,
    passed,
};
inline constexpr std::array failing_stages{
    std::pair{Stage::unusable_quote, Rejection::unusable_quote},
    std::pair{Stage::open_interest, Rejection::open_interest},
    std::pair{Stage::leg_bid_ask, Rejection::leg_bid_ask},
    std::pair{Stage::short_delta, Rejection::short_delta},
    std::pair{Stage::width, Rejection::width},
};

/// One right of one slice with a row for each strike of the slice. Figures of rows whose stage is
/// before `short_delta` mean nothing.
struct LegTable {
    LegColumns legs;
    std::vector<Stage> bought;  ///< by row, as a leg to buy
    std::vector<Stage> sold;
    SortScore score;

    [[nodiscard]] Stage stage(options::Side side, std::size_t row) const {
        return side == options::Side::buy ? bought[row] : sold[row];
    }
    /// What a leg adds to the net price, in half units.
    [[nodiscard]] double net(options::Side side, std::size_t row) const {
        return side == options::Side::buy ? legs.pay[row] : -legs.receive[row];
    }
    /// The same at natural.
    [[nodiscard]] double natural(options::Side side, std::size_t row) const {
        return side == options::Side::buy ? legs.ask[row] : -legs.bid[row];
    }
    /// Its share of the sort key.
    [[nodiscard]] double key_share(options::Side side, std::size_t row) const {
        return side == options::Side::buy ? score.bought[row] : score.sold[row];
    }
};

/// Only who is listed, for slices of which nothing else counts.
LegTable listed_legs(const market::ExpirySlice& slice, options::Right right);
LegTable judged_legs(const market::ExpirySlice& slice, options::Right right,
                     const ExpiryModel& model, const Criteria& criteria);
/// One row again, after its quote has changed: the model stays.
void judge_leg(const market::ExpirySlice& slice, options::Right right, std::size_t row,
               const Criteria& criteria, LegTable& table);

}  // namespace wingspread::scan
