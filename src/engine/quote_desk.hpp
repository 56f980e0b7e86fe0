#pragma once

#include "broker/data_supply.hpp"
#include "broker/line_traffic.hpp"
#include "broker/lines.hpp"
#include "broker/quote_sweep.hpp"
#include "engine/link.hpp"
#include "engine/link_memory.hpp"
#include "market/dividends.hpp"
#include "market/quote_book.hpp"
#include "trade/execution.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <variant>
#include <vector>

namespace wingspread::engine {

struct QuoteDeskSettings {
    /// A line that says nothing for so long after a kept subscription came back is asked for anew.
    Duration quiet_patience = std::chrono::seconds(5);
    /// After messages were thrown away, before they are said again.
    Duration mend_pause = std::chrono::seconds(1);
    /// Within this time those who need a line of an earlier run will have asked for it.
    Duration recall_for = std::chrono::minutes(15);
    broker::LineLimits lines;
    broker::DataSupplySettings supply;
    broker::SweepSettings sweep;  ///< its slots are shared out among the tickets
    std::size_t spare_lines = 6;  ///< for orders and underlyings; at most a quarter of all
    /// Beyond, sweeps ask for less at a time, in proportion.
    std::size_t max_queued = 50;
};

/// Who may have which line, what each line says, and how far each sweep has come.
class QuoteDesk {
  public:
    QuoteDesk(QuoteDeskSettings settings, broker::RequestIds& ids);

    /// Makes contracts known: only these can be leased.
    void learn(const options::OptionContract& contract);
    void learn(const options::Underlying& underlying);
    /// What the broker says of a position is enough for a line, and not for an order.
    void learn(const trade::Instrument& held);
    [[nodiscard]] const options::OptionContract* option(ConId conid) const;
    [[nodiscard]] const std::map<ConId, options::OptionContract>& options() const {
        return options_;
    }
    /// Null when it is not known.
    [[nodiscard]] const options::Underlying* underlying(std::string_view symbol) const;

    /// How many are known.
    [[nodiscard]] std::size_t underlyings() const { return underlyings_.size(); }

    /// Opens the lines of an earlier run again, as far as nobody needs them for anything else: a
    /// scan then finds quotes instead of asking for them. Gives back how many it wishes for.
    std::size_t recall(const LinkMemory& memory, const Now& now);
    /// What the open lines are about.
    void remember(LinkMemory& memory) const;

    [[nodiscard]] broker::LeaseHolder new_holder() { return broker::LeaseHolder(++last_holder_); }
    void acquire(broker::LeaseHolder holder, ConId conid, broker::LinePriority priority) {
        lines_.acquire(holder, conid, priority);
    }
    void release(broker::LeaseHolder holder, ConId conid) { lines_.release(holder, conid); }
    void release_all(broker::LeaseHolder holder) { lines_.release_all(holder); }

    void want(const QuotesWanted& wanted, const Now& now, TradeEffects& effects);
    void release(ScanTicket ticket);

    /// True when the answer was about a line of ours.
    bool on_answer(const tws::Answer& answer, const Now& now, TradeEffects& effects);
    /// Every subscription is gone: the connection is lost.
    void on_data_lost(const std::string& reason, TradeEffects& effects);
    /// TWS has forgotten every subscription (1101), but for those that reach it only now.
    void on_data_forgotten(const std::string& reason, const Now& now, Link& link,
                           TradeEffects& effects);
    /// TWS has thrown messages away (code 100): what they may have been is said again soon.
    void on_messages_lost(const Now& now);
    /// TWS has lost IBKR: what is known cannot be trusted any more, but the lines may live on.
    void on_link_lost(const std::string& reason, TradeEffects& effects);
    /// TWS has kept the subscriptions (1102). It sends changes only, and nobody knows which were
    /// missed: a line that stays quiet is asked for anew.
    void on_link_kept(const Now& now);
    /// Lines may be opened; what was refused on another connection is asked for again.
    void on_link_up(const Now& now);
    void on_link_down();
    /// A notice that concerns no request: a farm that is lost or back.
    void on_notice(const tws::ErrorMessage& message, const Now& now, TradeEffects& effects);
    /// Opens and closes lines as wishes, limits and time demand.
    void update(const Now& now, Link& link, TradeEffects& effects);
    /// These requests have left: the time of their contracts' turns runs from now.
    void on_sent(std::span<const RequestId> requests, const Now& now);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

    [[nodiscard]] const market::QuoteBook& book() const { return book_; }
    /// What its line has said so far, since it was opened; null while it has said nothing.
    [[nodiscard]] const market::Dividends* dividends(ConId share) const;
    [[nodiscard]] const Error* refusal(ConId conid) const { return lines_.refusal(conid); }
    [[nodiscard]] broker::LineStatistics line_statistics() const { return lines_.statistics(); }
    /// Why quotes stand still or are not live although the link is up, for people; else empty.
    [[nodiscard]] std::string data_problem() const;
    [[nodiscard]] std::size_t active_lines() const { return lines_.active(); }
    [[nodiscard]] std::size_t max_lines() const { return lines_.capacity(); }

  private:
    struct Sweep {
        broker::LeaseHolder holder;  ///< of the swept contracts
        broker::LeaseHolder keeper;  ///< of the held ones
        broker::QuoteSweep machine;
        std::uint64_t round = 0;
        broker::SweepCoverage reported;
    };
    using Sweeps = std::map<ScanTicket, Sweep>;

    /// Sweeps of one underlying want the same contracts: what one has read, all have.
    void share_what_was_read(const Now& now);
    void perform(Sweep& sweep, std::vector<broker::SweepAction> actions, const Now& now);
    std::vector<broker::SweepAction> perform(Sweep& sweep, const broker::SweepAction& action,
                                             const Now& now);
    void share_out(const Now& now, const Link& link);
    void report(const Now& now, TradeEffects& effects);
    void renew_quiet_lines();
    void apply(ConId conid, const market::Tick& tick, const Now& now, TradeEffects& effects);
    void tell_line(ConId conid, TradeEffects& effects);
    void mend(Link& link, TradeEffects& effects);
    void on_line_error(RequestId id, ConId conid, const tws::ErrorMessage& message, const Now& now,
                       TradeEffects& effects);
    void note_dividends(ConId conid, const tws::TickString& text, TradeEffects& effects);
    void note_delay(ConId conid, market::DataType type);
    /// Asks again for what another session had taken.
    void reclaim(const Now& now);
    void enable_lines() { lines_.set_enabled(link_up_ && !supply_.is_taken()); }
    void perform(const broker::LineChange& change, const Now& now, Link& link,
                 TradeEffects& effects);

    QuoteDeskSettings settings_;
    broker::Lines lines_;
    broker::DataSupply supply_;
    broker::LineTraffic traffic_;
    market::QuoteBook book_;
    std::map<ConId, options::OptionContract> options_;
    std::map<ConId, options::Underlying> underlyings_;
    std::map<ConId, market::Dividends> dividends_;  ///< of shares with an open line
    std::set<ConId> held_;                          ///< known from a position alone
    Sweeps sweeps_;
    std::vector<broker::Keep> read_;  ///< by one sweep, and not told to the others yet
    broker::LeaseHolder recalled_;    ///< of the lines of an earlier run
    std::optional<MonotonicTime> forget_recalled_at_;
    std::size_t slots_ = 0;    ///< of each sweep
    std::size_t unsent_ = 0;   ///< of each sweep
    std::set<ConId> delayed_;  ///< open lines that say so
    bool link_up_ = false;
    bool data_lost_ = false;  ///< and the sweeps do not know it yet
    std::optional<MonotonicTime> renew_quiet_at_;
    std::optional<MonotonicTime> mend_at_;
    std::uint64_t last_holder_ = 0;
};

}  // namespace wingspread::engine
