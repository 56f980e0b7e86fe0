#pragma once

#include "broker/clock_check.hpp"
#include "broker/code_table.hpp"
#include "engine/account_desk.hpp"
#include "engine/chain_desk.hpp"
#include "engine/comparison_desk.hpp"
#include "engine/exit_desk.hpp"
#include "engine/held_lines.hpp"
#include "engine/ladder_desk.hpp"
#include "engine/link.hpp"
#include "engine/link_memory.hpp"
#include "engine/order_desk.hpp"
#include "engine/quote_desk.hpp"
#include "engine/roll_desk.hpp"
#include "trade/execution_report.hpp"

#include <array>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace wingspread::engine {

struct TradeConfig {
    LinkSettings link;
    QuoteDeskSettings quotes;
    broker::ChainLoaderSettings chains;
    AccountSettings account;
    OrderDeskSettings orders;
    broker::SupervisorSettings supervision;
    std::string gateway_name;  ///< for people: "127.0.0.1:7497"
    std::string account_id;    ///< empty: the only one that the gateway manages
    bool follow_gateway_clock = false;
    Duration clock_interval = std::chrono::seconds(1);  ///< between two looks at that clock
};

/// Owns the link to the gateway, the market-data lines, the orders and the books. One event in,
/// effects out; the only writer of its state. Its journal is the one thing that it calls and that
/// blocks: nothing may be sent before it is durable.
class TradeCore {
  public:
    TradeCore(TradeConfig config, JournalOpener journal, Rng rng);
    TradeCore(const TradeCore&) = delete;
    TradeCore& operator=(const TradeCore&) = delete;

    /// What an earlier run of the program knew; before the first step.
    void recall(const LinkMemory& memory, const Now& now);
    [[nodiscard]] LinkMemory memory(const Now& now) const;

    TradeEffects step(const TradeEvent& event, const Now& now);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

    [[nodiscard]] Health health() const;  ///< as of the last event
    [[nodiscard]] Metrics metrics(const Now& now) const;
    [[nodiscard]] std::vector<OrderView> orders() const;  ///< oldest first
    [[nodiscard]] std::vector<trade::ExecutionReport> reports() const {
        return trade::execution_reports(account_.book());
    }
    [[nodiscard]] std::vector<ExitView> exits() const { return exit_views(account_.book()); }
    [[nodiscard]] std::vector<PositionView> positions() const;  ///< as the broker reports them
    /// Underlyings on which the journal and the broker differ about what is held.
    [[nodiscard]] std::set<std::string> disputed() const { return account_.disputed(); }
    /// Changes whenever orders or positions do.
    [[nodiscard]] std::uint64_t book_revision() const { return account_.revision(); }

  private:
    void on(const StartLink& event, const Now& now);
    void on(const StopLink& event, const Now& now);
    void on(const LinkOpened& event, const Now& now);
    void on(const LinkOpenFailed& event, const Now& now);
    void on(const LinkBytes& event, const Now& now);
    void on(const LinkClosed& event, const Now& now);
    void on(const TradeWake& event, const Now& now);
    void on(const PreviewOrder& event, const Now& now);
    void on(const PlaceOrder& event, const Now& now);
    void on(const CancelOrder& event, const Now& now);
    void on(const ResolveOrder& event, const Now& now);
    void on(const AdoptPositions& event, const Now& now);
    void on(const CompareBooks& event, const Now& now);
    void on(const ArmLive& event, const Now& now);
    void on(const AddExit& event, const Now& now);
    void on(const RemoveExit& event, const Now& now);
    void on(const TurnSwitch& event, const Now& now);
    void on(const ToTrade& message, const Now& now);
    void on(const ChainWanted& message, const Now& now);
    void on(const QuotesWanted& message, const Now& now);
    void on(const QuotesReleased& message, const Now& now);

    void on_answer(const tws::Answer& answer, const Now& now);
    void on_change(const broker::StateChanged& change, const Now& now);
    void on_syncing(const broker::StateChanged& change, const Now& now);
    void on_lost(const std::string& reason, const Now& now);
    [[nodiscard]] Result<std::string> choose_account() const;
    void count_error(const tws::ErrorMessage& error, bool of_line, const Now& now);
    void hand_out_chains(const Now& now);
    /// Carries out what the supervisor has decided.
    void supervise();
    /// Lets every consequence of an event happen: lines, loads, sends, changes of state.
    void settle(const Now& now);
    void ask_clock(const Now& now);
    DeskContext desk(const Now& now) {
        return {link_, quotes_, chains_, account_, supervisor_, effects_, now};
    }

    TradeConfig config_;
    Link link_;
    QuoteDesk quotes_;
    ChainDesk chains_;
    AccountDesk account_;
    OrderDesk orders_;
    LadderDesk ladders_;
    ExitDesk exits_;
    RollDesk rolls_;
    ComparisonDesk comparisons_;
    HeldLines held_lines_;
    broker::Supervisor supervisor_;
    TradeEffects effects_;
    std::array<std::uint64_t, broker::code_class_count> errors_{};
    Metrics before_;  ///< counted by earlier runs of the program
    /// Codes of lines are told once a connection: thousands of contracts may have the same one.
    std::set<std::int32_t> line_errors_told_;
    std::optional<MonotonicTime> last_tick_;
    std::optional<MonotonicTime> clock_at_;
    broker::ClockCheck clock_check_;
    Now stepped_at_{};
    std::optional<std::uint64_t> resubscribed_at_;  ///< when the link has settled so many messages
    bool was_up_ = false;
};

}  // namespace wingspread::engine
