#pragma once

#include "core/result.hpp"
#include "trade/ledger.hpp"
#include "trade/order_ids.hpp"
#include "trade/order_machine.hpp"
#include "trade/positions.hpp"
#include "trade/records.hpp"
#include "trade/risk_context.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace wingspread::trade {

/// One order as the book knows it.
struct BookedOrder {
    OrderIntent intent;
    OrderMachine machine;
    OrderId order_id{};  ///< 0 until submitted
    ClientId client_id{};
    std::vector<PermId> perm_ids;  ///< more than one is an alarm: the order lives twice
    UtcTime created{};
    UtcTime updated{};
    std::optional<UtcTime> sent;
};

/// What a record did to the book.
struct BookChange {
    std::optional<IntentId> order;  ///< the order concerned; absent when it is not one of ours
    OrderMachine::Step step;
    std::optional<LedgerChange> ledger;
    /// In words, for a person: late fills, a second permId, an execution under conflicting content.
    std::vector<std::string> alarms;
};

/// Orders, executions, positions and the switch: the fold of the journal's records. The same call
/// serves live operation and recovery, so a restart cannot come to other books.
class Book {
  public:
    /// Refuses (conflict, internal) only what no journal of ours can hold: a second intent of the
    /// same id, a submission without intent.
    Result<BookChange> apply(const JournalRecord& record, UtcTime at);
    Result<BookChange> apply(const JournalEntry& entry) { return apply(entry.record, entry.utc); }

    [[nodiscard]] const BookedOrder* find(const IntentId& id) const;
    /// By orderRef, else permId, else (client id, order id): which of ours the broker means.
    [[nodiscard]] const BookedOrder* find(const OrderAddress& address) const;
    [[nodiscard]] const BookedOrder* find_client_order(std::string_view account,
                                                       std::string_view client_order_id) const;
    /// By time of recording, oldest first.
    [[nodiscard]] std::vector<const BookedOrder*> orders() const;
    [[nodiscard]] std::vector<LedgerEntry> executions_of(const BookedOrder& order) const;

    [[nodiscard]] const Ledger& ledger() const { return ledger_; }
    [[nodiscard]] bool has_baseline(const std::string& account) const;
    /// Baselines of all accounts plus executions.
    [[nodiscard]] PositionTable expected_positions() const;
    [[nodiscard]] TradingState trading() const { return trading_; }
    [[nodiscard]] const std::string& trading_reason() const { return trading_reason_; }
    /// For the gate.
    [[nodiscard]] std::vector<KnownOrder> known_orders() const;
    [[nodiscard]] OrderId highest_order_id() const { return highest_order_id_; }

  private:
    Result<BookChange> on(const IntentRecorded& record, UtcTime at);
    Result<BookChange> on(const IntentRefused& record, UtcTime at);
    Result<BookChange> on(const OrderIdReserved& record, UtcTime at);
    Result<BookChange> on(const SubmissionRecorded& record, UtcTime at);
    Result<BookChange> on(const OrderEventRecorded& record, UtcTime at);
    Result<BookChange> on(const ExecutionRecorded& record, UtcTime at);
    Result<BookChange> on(const CommissionRecorded& record, UtcTime at);
    Result<BookChange> on(const OrderResolved& record, UtcTime at);
    Result<BookChange> on(const BaselineRecorded& record, UtcTime at);
    Result<BookChange> on(const TradingStateChanged& record, UtcTime at);

    std::map<IntentId, BookedOrder> orders_;
    std::vector<IntentId> by_time_;
    std::map<PermId, IntentId> by_perm_id_;
    std::map<std::pair<ClientId, OrderId>, IntentId> by_order_id_;
    std::map<std::string, PositionTable> baselines_;
    Ledger ledger_;
    TradingState trading_ = TradingState::active;
    std::string trading_reason_;
    OrderId highest_order_id_{0};
};

}  // namespace wingspread::trade
