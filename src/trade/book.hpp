#pragma once

#include "core/result.hpp"
#include "trade/alarm.hpp"
#include "trade/ledger.hpp"
#include "trade/order_machine.hpp"
#include "trade/positions.hpp"
#include "trade/records.hpp"
#include "trade/risk_context.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wingspread::trade {

/// One order as the book knows it.
struct BookedOrder {
    OrderIntent intent;
    OrderMachine machine;
    OrderId order_id{};  ///< 0 until submitted
    ClientId client_id{};
    std::set<PermId> perm_ids;  ///< more than one is an alarm: the order lives twice
    std::set<std::string, std::less<>> execution_ids;  ///< every row, corrected ones included
    UtcTime created{};
    UtcTime updated{};
    std::optional<UtcTime> sent;
    std::optional<UtcTime> filled_at;        ///< when its last unit was recorded
    std::optional<UtcTime> grew_at;          ///< when its last fill was recorded
    std::vector<LimitChange> limit_changes;  ///< by its ladder, oldest first

    /// The last that was asked for.
    [[nodiscard]] Price limit() const {
        return limit_changes.empty() ? intent.terms().limit : limit_changes.back().limit;
    }
};

/// One exit as the book knows it.
struct BookedExit {
    ExitPlan plan;
    bool armed = false;  ///< recorded while trading was not halted: may close through a halt
    UtcTime created{};
    std::vector<ExitFired> fired;
    std::string removed;  ///< why; empty while it stands
};

/// What a record did to one order.
struct OrderChange {
    IntentId order;
    OrderMachine::Step step;

    bool operator==(const OrderChange&) const = default;
};

struct BookChange {
    std::vector<OrderChange> orders;  ///< none when it concerns no order of ours
    std::optional<LedgerChange> ledger;
    std::vector<Alarm> alarms;
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

    /// By time of recording, oldest first.
    [[nodiscard]] std::vector<const BookedExit*> exits() const;
    [[nodiscard]] const BookedExit* find_exit(const ExitId& id) const;
    /// Whole units that the entry has filled and no close of the exit has.
    [[nodiscard]] int units_to_close(const BookedExit& exit) const;
    /// One of its closes has not ended, or nobody knows; those that wait at the broker aside.
    [[nodiscard]] bool has_working_close(const BookedExit& exit) const;
    /// The same of any exit of what this order has opened: they exclude one another.
    [[nodiscard]] bool is_being_closed(const IntentId& entry) const;
    /// Closes that wait at the broker and have not ended.
    [[nodiscard]] std::vector<const BookedOrder*> waiting_at_broker(const BookedExit& exit) const;
    [[nodiscard]] std::vector<const BookedOrder*> waiting_at_broker(const IntentId& entry) const;
    /// The group that any exit of the same entry has there, and what this one has sent to it.
    [[nodiscard]] RestingCloses resting_closes(const BookedExit& exit) const;
    /// The order closes for an exit that was armed.
    [[nodiscard]] bool closes_for_armed_exit(const IntentId& order) const;

    /// Rolls in two orders, by their first one.
    [[nodiscard]] const std::map<IntentId, BookedRoll>& rolls() const { return rolls_; }

    [[nodiscard]] const Ledger& ledger() const { return ledger_; }
    [[nodiscard]] bool has_baseline(const std::string& account) const;
    /// Baselines of all accounts plus executions.
    [[nodiscard]] const PositionTable& expected_positions() const;
    [[nodiscard]] TradingState trading() const { return trading_; }
    [[nodiscard]] const std::string& trading_reason() const { return trading_reason_; }
    /// Absent when live trading of this account was never armed; else until when, also when that is
    /// past.
    [[nodiscard]] std::optional<UtcTime> live_until(const std::string& account) const;
    /// For the gate.
    [[nodiscard]] std::vector<KnownOrder> known_orders() const;
    [[nodiscard]] OrderId highest_order_id() const { return highest_order_id_; }

  private:
    Result<BookChange> on(const IntentRecorded& record, UtcTime at);
    Result<BookChange> on(const IntentRefused& record, UtcTime at);
    Result<BookChange> on(const OrderIdReserved& record, UtcTime at);
    Result<BookChange> on(const SubmissionRecorded& record, UtcTime at);
    Result<BookChange> on(const RepriceRecorded& record, UtcTime at);
    Result<BookChange> on(const OrderEventRecorded& record, UtcTime at);
    Result<BookChange> on(const ExecutionRecorded& record, UtcTime at);
    Result<BookChange> on(const CommissionRecorded& record, UtcTime at);
    Result<BookChange> on(const LinkLostRecorded& record, UtcTime at);
    Result<BookChange> on(const OrderResolved& record, UtcTime at);
    Result<BookChange> on(const BaselineRecorded& record, UtcTime at);
    Result<BookChange> on(const PositionsExplained& record, UtcTime at);
    Result<BookChange> on(const TradingStateChanged& record, UtcTime at);
    Result<BookChange> on(const ExitPlanned& record, UtcTime at);
    Result<BookChange> on(const ExitFired& record, UtcTime at);
    Result<BookChange> on(const ExitRemoved& record, UtcTime at);
    Result<BookChange> on(const LiveArmed& record, UtcTime at);
    Result<BookChange> on(const RollPlanned& record, UtcTime at);
    Result<BookChange> on(const RollOpened& record, UtcTime at);
    Result<BookChange> on(const RollEnded& record, UtcTime at);

    BookedOrder* owner_of(const OrderAddress& address);
    void note_address(BookedOrder& order, const OrderAddress& address, BookChange& change);
    [[nodiscard]] Quantity closed_by(const BookedExit& exit) const;
    void watch_exits(const BookedOrder& order, BookChange& change) const;
    static void note_step(const BookedOrder& order, OrderMachine::Step step, BookChange& change);

    std::map<IntentId, BookedOrder> orders_;
    std::vector<IntentId> by_time_;
    std::map<ExitId, BookedExit> exits_;
    std::vector<ExitId> exits_by_time_;
    std::map<IntentId, ExitId> exit_of_close_;
    std::map<PermId, IntentId> by_perm_id_;
    std::map<std::pair<ClientId, OrderId>, IntentId> by_order_id_;
    std::map<std::string, PositionTable> baselines_;
    Ledger ledger_;
    std::map<std::string, UtcTime> live_until_;
    std::map<IntentId, BookedRoll> rolls_;
    mutable std::optional<PositionTable>
        expected_;  ///< as of the last record, once it was asked for
    TradingState trading_ = TradingState::active;
    std::string trading_reason_;
    OrderId highest_order_id_{0};
};

}  // namespace wingspread::trade
