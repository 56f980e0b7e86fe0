#pragma once

#include "broker/account_figures.hpp"
#include "broker/day_profit.hpp"
#include "broker/reconciliation.hpp"
#include "broker/translate_orders.hpp"
#include "engine/link.hpp"
#include "trade/account_kind.hpp"
#include "trade/book.hpp"
#include "trade/journal.hpp"
#include "trade/trip_wires.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace wingspread::engine {

/// Opens the journal of an account, which is known only once the gateway has named it.
using JournalOpener =
    std::function<Result<std::unique_ptr<trade::Journal>>(const std::string& account)>;

struct AccountSettings {
    ClientId client_id;
    bool adopt_positions = false;  ///< take what the broker reports as the new baseline, once
    broker::ReconciliationSettings reconciliation;
    trade::AccountKind kind = trade::AccountKind::margin;  ///< as configured
    trade::RiskLimits limits;                         ///< those of the switch; the order desk's
    Duration retry_after = std::chrono::seconds(30);  ///< a reconciliation that was not complete
    /// Between two comparisons that nothing asks for: what drifts apart unseen is found.
    Duration interval = std::chrono::minutes(5);
};

/// Journal, book and what the broker says of the account: the one place where both meet.
class AccountDesk {
  public:
    AccountDesk(AccountSettings settings, JournalOpener opener, broker::RequestIds& ids)
        : settings_(settings),
          opener_(std::move(opener)),
          ids_(&ids),
          profit_(ids),
          wires_(settings.limits) {}

    /// Opens and replays the journal; another account than before is refused.
    Result<void> open(const std::string& account, const Now& now);
    [[nodiscard]] const std::string& account() const { return account_; }
    [[nodiscard]] const trade::Book& book() const { return book_; }
    [[nodiscard]] trade::OrderIds& order_ids() { return order_ids_; }
    [[nodiscard]] const trade::OrderIds& order_ids() const { return order_ids_; }

    /// Makes the records durable, then books them. After a failure nothing may be sent.
    Result<std::vector<trade::CommitReceipt>> record(std::span<const trade::JournalRecord> records,
                                                     const Now& now, TradeEffects& effects);

    /// Makes the new state of the kill switch durable. Refuses what `trade::may_change` refuses, a
    /// change without a reason, and to loosen it while the books cannot be trusted.
    Result<void> turn_switch(trade::TradingStateChanged change, const Now& now,
                             TradeEffects& effects);
    [[nodiscard]] TradingView trading() const;
    /// How far the broker's clock is surely ahead of ours, if it is.
    void on_clock_skew(std::optional<Duration> skew, const Now& now, TradeEffects& effects) {
        trip(wires_.on_clock(skew), now, effects);
    }

    /// Asks the broker for its books.
    void reconcile(const Now& now, Link& link, TradeEffects& effects);
    void on_answer(const tws::Answer& answer, const Now& now, Link& link, TradeEffects& effects);
    void on_time(const Now& now, Link& link, TradeEffects& effects);
    /// The connection is gone: what was being asked is void, what was under way is in doubt.
    void on_link_lost(const std::string& reason, const Now& now, TradeEffects& effects);
    /// Something may not have reached the broker: ask soon what it knows.
    void want_resync(const Now& now) {
        resync_at_ = earlier(resync_at_, now.monotonic + std::chrono::seconds(2));
    }
    /// As soon as the comparison under way has ended.
    void compare_now(const Now& now) { resync_at_ = now.monotonic; }
    /// Comparisons with the broker's books since the start, those that a lost connection has cut
    /// short among the begun alone.
    struct Comparison {
        std::uint64_t begun = 0;
        std::uint64_t ended = 0;
        std::string problem;  ///< what the broker did not tell in the last one that has ended
    };
    [[nodiscard]] const Comparison& comparison() const { return comparison_; }
    /// True once after each reconciliation in which every question was answered.
    [[nodiscard]] bool take_synced() { return std::exchange(synced_, false); }
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

    /// As the broker reports them.
    [[nodiscard]] const trade::PositionTable& reported_positions() const { return reported_; }
    /// Ours, once they were compared with the broker's on this connection; else unknown.
    /// Underlyings in dispute are named by `disputed`; unknown also when a difference belongs to
    /// none.
    [[nodiscard]] std::optional<trade::PositionTable> agreed_positions() const;
    /// Underlyings on which the last comparison found a difference that still stands.
    [[nodiscard]] std::set<std::string> disputed() const;
    /// A person takes the broker's word for what is held of one underlying; gives what that
    /// changes. `conflict` when nothing is in dispute there.
    Result<std::vector<trade::PositionMismatch>> adopt(const std::string& underlying,
                                                       const std::string& reason, const Now& now,
                                                       TradeEffects& effects);
    [[nodiscard]] std::optional<Money> available_funds_usd() const;
    /// Realized and not; as long as TWS tells it.
    [[nodiscard]] std::optional<Money> day_profit_usd() const { return profit_.daily_usd(); }
    /// As configured, or an IRA where the broker says so.
    [[nodiscard]] trade::AccountKind kind() const;
    /// Why no order may be sent whatever the gate says; empty when there is no reason.
    [[nodiscard]] const std::string& problem() const { return problem_; }
    /// From an order's submission to its last fill, of orders filled since the start.
    [[nodiscard]] const DurationHistogram& executions() const { return executions_; }
    /// Changes whenever orders or positions do.
    [[nodiscard]] std::uint64_t revision() const { return revision_; }

  private:
    void note(trade::JournalRecord record, const Now& now, TradeEffects& effects);
    void note_order(broker::OrderNews news, const Now& now, TradeEffects& effects);
    void on_order_message(const tws::Answer& answer, const Now& now, TradeEffects& effects);
    void on_account_message(const tws::Answer& answer, const Now& now, TradeEffects& effects);
    void say(const trade::BookChange& change, TradeEffects& effects);
    /// Tightens the switch, if there is a reason and it is not as tight already.
    void trip(std::optional<trade::Trip> reason, const Now& now, TradeEffects& effects);
    void conclude(const Now& now, TradeEffects& effects);
    /// Every question was answered far enough to trade on.
    [[nodiscard]] bool can_be_trusted() const;
    void judge_absence(const Now& now, TradeEffects& effects);
    void judge_positions(const Now& now, TradeEffects& effects);
    /// Contracts that are gone because they have expired need nobody's word.
    void explain_expiries(const Now& now, TradeEffects& effects);
    [[nodiscard]] std::vector<trade::PositionMismatch> differences() const;
    /// A whole answer also shows which positions are gone.
    void replace_reported();

    AccountSettings settings_;
    JournalOpener opener_;
    broker::RequestIds* ids_;
    std::string account_;
    std::unique_ptr<trade::Journal> journal_;
    trade::Book book_;
    trade::OrderIds order_ids_;
    std::optional<broker::Reconciliation> reconciliation_;
    bool reconciling_ = false;
    Comparison comparison_;
    bool asked_before_ = false;  ///< on this connection
    std::optional<MonotonicTime> resync_at_;
    bool synced_ = false;
    bool positions_judged_ = false;  ///< on this connection
    bool positions_agree_ = false;   ///< when they were judged
    trade::PositionTable reported_;
    std::optional<broker::AccountFigures> figures_;
    broker::DayProfit profit_;
    trade::TripWires wires_;
    std::string problem_;
    std::optional<trade::Trip> tripped_;  ///< by a record that is just being booked
    UtcTime pass_began_{};                ///< of the reconciliation under way
    DurationHistogram executions_{{0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300}};
    std::uint64_t revision_ = 0;
};

}  // namespace wingspread::engine
