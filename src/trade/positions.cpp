#include "trade/positions.hpp"

#include "core/planted.hpp"
#include "trade/ledger.hpp"

#include <algorithm>
#include <functional>

namespace wingspread::trade {

namespace {

void add(PositionTable& table, const Position& position, std::int64_t times) {
    const PositionKey key{position.account, position.instrument.conid};
    auto& held =
        table.try_emplace(key, Position{position.account, position.instrument, {}, std::nullopt})
            .first->second;
    held.quantity += position.quantity * times;
}

void drop_flat(PositionTable& table) {
    std::erase_if(table, [](const auto& row) { return row.second.quantity.is_zero(); });
}

/// Sum of the first and `times` the second, average costs left out.
PositionTable combined(const PositionTable& first, const PositionTable& second,
                       std::int64_t times) {
    PositionTable table;
    for (const auto& [key, position] : first) add(table, position, 1);
    for (const auto& [key, position] : second) add(table, position, times);
    drop_flat(table);
    return table;
}

}  // namespace

PositionTable positions_from(const Ledger& ledger) {
    PositionTable table;
    for (const auto& [execution, commission] : ledger.entries()) {
        const bool is_combo = execution.instrument.kind == InstrumentKind::combo;
        if (is_combo && !planted(Mistake::bags_held)) continue;
        add(table, {execution.account, execution.instrument, execution.quantity, std::nullopt},
            options::sign(execution.side));
    }
    drop_flat(table);
    return table;
}

PositionTable baseline_from(const std::string& account, const PositionTable& reported,
                            const Ledger& ledger) {
    auto table = combined(reported, positions_from(ledger), -1);
    std::erase_if(table, [&](const auto& row) { return row.first.account != account; });
    return table;
}

PositionTable expected_positions(const PositionTable& baseline, const Ledger& ledger) {
    return combined(baseline, positions_from(ledger), 1);
}

PositionTable changed(const PositionTable& table, const std::vector<Position>& changes) {
    auto sum = table;
    for (const auto& change : changes) add(sum, change, 1);
    drop_flat(sum);
    return sum;
}

std::vector<PositionMismatch> compare(const PositionTable& expected,
                                      const PositionTable& reported) {
    std::vector<PositionMismatch> mismatches;
    for (const auto& [key, difference] : combined(expected, reported, -1)) {
        const auto ours = expected.find(key);
        const auto theirs = reported.find(key);
        mismatches.push_back({key, difference.instrument,
                              ours == expected.end() ? Quantity{} : ours->second.quantity,
                              theirs == reported.end() ? Quantity{} : theirs->second.quantity});
    }
    return mismatches;
}

PositionTable to_table(const std::vector<Position>& positions) {
    PositionTable table;
    for (const auto& position : positions) {
        table.insert_or_assign({position.account, position.instrument.conid}, position);
    }
    return table;
}

}  // namespace wingspread::trade
