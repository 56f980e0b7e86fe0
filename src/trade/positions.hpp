#pragma once

#include "core/decimal.hpp"
#include "trade/execution.hpp"

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace wingspread::trade {

class Ledger;

struct PositionKey {
    std::string account;
    ConId conid{};

    auto operator<=>(const PositionKey&) const = default;
};

/// What is held of one instrument; short is negative.
struct Position {
    std::string account;
    Instrument instrument;
    Quantity quantity;
    std::optional<Money> average_cost_usd;  ///< per contract or share, as the broker reports it

    bool operator==(const Position&) const = default;
};

/// Ours against the broker's.
struct PositionMismatch {
    PositionKey key;
    Instrument instrument;
    Quantity expected;  ///< baseline and executions
    Quantity reported;

    bool operator==(const PositionMismatch&) const = default;
};

using PositionTable = std::map<PositionKey, Position>;

/// From leg rows only: combos are never held. Flat ones are left out.
PositionTable positions_from(const Ledger& ledger);

/// What must have been held in `account` before the first execution in the ledger, for the broker's
/// report and the ledger to agree: taken at first sight of an account, recorded, and held against
/// it later.
PositionTable baseline_from(const std::string& account, const PositionTable& reported,
                            const Ledger& ledger);

/// Baseline plus executions. Average costs are the broker's affair and absent here.
PositionTable expected_positions(const PositionTable& baseline, const Ledger& ledger);

/// Each change's quantity added; flat ones are left out.
PositionTable changed(const PositionTable& table, const std::vector<Position>& changes);

/// By key. An instrument missing on one side counts as flat there.
std::vector<PositionMismatch> compare(const PositionTable& expected, const PositionTable& reported);

PositionTable to_table(const std::vector<Position>& positions);

}  // namespace wingspread::trade
