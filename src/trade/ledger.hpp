#pragma once

#include "core/decimal.hpp"
#include "trade/execution.hpp"
#include "trade/intent.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::trade {

/// What an execution row brought.
enum class LedgerChange : std::uint8_t {
    added,       ///< a new fill
    corrected,   ///< it replaces an earlier revision
    superseded,  ///< a later revision was there already
    duplicate,   ///< known; nothing changed
    conflict,    ///< the same id with another content: the first stays, a person must look
};
std::string_view to_string(LedgerChange change);

/// An execution that counts, with its commission once reported.
struct LedgerEntry {
    Execution execution;
    std::optional<Commission> commission;
};

/// Money and contracts by executions alone: each id once, in any order, however often it comes.
///
/// The last segment of an execution id is its revision: within one prefix, contract and side, a
/// higher revision whose cumulative quantity does not advance replaces the lower one; one that
/// advances is another fill. The outcome depends only on the set of rows, not on their order.
class Ledger {
  public:
    LedgerChange add(const Execution& execution);
    /// May come before its execution. A repeated report replaces the earlier one.
    void add(const Commission& commission);

    /// Executions that count, by id.
    [[nodiscard]] std::vector<LedgerEntry> entries() const;
    /// Those of the given rows that count, by id.
    [[nodiscard]] std::vector<LedgerEntry> entries_of(
        const std::set<std::string, std::less<>>& execution_ids) const;
    [[nodiscard]] const Execution* find(std::string_view execution_id) const;
    [[nodiscard]] std::size_t rows() const { return rows_.size(); }

  private:
    using Chain = std::vector<const Execution*>;

    [[nodiscard]] std::vector<Chain> chains_beside(const Execution& execution) const;
    [[nodiscard]] std::optional<LedgerEntry> entry_of(const Execution& execution) const;

    std::map<std::string, Execution, std::less<>> rows_;
    std::map<std::string, Commission, std::less<>> commissions_;
};

/// Which rows tell how far an order has filled: those of the combo, or of the one option that is
/// ordered by itself.
InstrumentKind told_by(const OrderIntent& intent);
/// Units that these rows have filled.
Quantity filled_units(const std::vector<LedgerEntry>& entries, InstrumentKind told_by);
/// Net price per share over these rows, from the buyer's side, so that a sold option's is negative;
/// absent without any.
std::optional<Price> average_net_price(const std::vector<LedgerEntry>& entries,
                                       InstrumentKind told_by);
/// Of the leg rows that have one; absent when none has.
std::optional<Money> commission_usd(const std::vector<LedgerEntry>& entries);
/// What the leg rows brought in (positive) or cost, without commissions.
Money cash_flow_usd(const std::vector<LedgerEntry>& entries);

}  // namespace wingspread::trade
