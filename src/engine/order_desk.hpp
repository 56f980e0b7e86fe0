#pragma once

#include "core/rng.hpp"
#include "engine/account_desk.hpp"
#include "engine/chain_desk.hpp"
#include "engine/leg_market.hpp"
#include "engine/quote_desk.hpp"
#include "trade/risk_gate.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace wingspread::engine {

struct OrderDeskSettings {
    ClientId client_id;
    trade::Environment environment = trade::Environment::paper;
    VenueHours venue_hours = VenueHours::exchange;
    trade::RiskLimits limits;
    Duration contract_patience = std::chrono::seconds(45);
    Duration quote_patience = std::chrono::seconds(15);
    Duration preview_patience = std::chrono::seconds(30);
};

/// What the desk works with for the length of one call.
struct DeskContext {
    Link& link;
    QuoteDesk& quotes;
    ChainDesk& chains;
    AccountDesk& account;
    const broker::Supervisor& supervisor;
    TradeEffects& effects;
    const Now& now;
};

/// A close that an exit asks for: what is closed is known, so no contract has to be looked for.
struct ExitCloseWish {
    trade::ExitId exit;
    trade::ExitRule rule = trade::ExitRule::stop;
    bool short_leg_only = false;
    options::Structure structure;  ///< as it is held
    int units = 0;
    std::optional<Price> cap;  ///< no worse than this
    /// Instead of a ladder: it waits at the broker for this price, in this group.
    struct Resting {
        std::string group;
        Price price;
    };
    std::optional<Resting> resting;
};

/// The second order of a roll: what is opened is known, so no contract has to be looked for.
struct RollOpenWish {
    trade::IntentId close;  ///< the order that has closed what was held
    trade::SecondOrder second;
    int units = 0;
};

/// Takes a request from its words to a submitted order: contracts, live quotes, intent, gate,
/// what-if, gate again, journal, wire. A preview goes the same way and stops before the journal's
/// submission. What happens after that, the account desk books.
class OrderDesk {
  public:
    OrderDesk(OrderDeskSettings settings, Rng rng)
        : settings_(settings), gate_(settings.limits), rng_(rng) {}

    void preview(const PreviewOrder& command, DeskContext desk);
    void place(const PlaceOrder& command, DeskContext desk);
    void cancel(const CancelOrder& command, DeskContext desk);

    /// Walks from mid toward natural, or waits at the broker. Nobody is answered: what becomes of
    /// it, the book says.
    void close_by_exit(const ExitCloseWish& wish, DeskContext desk);
    /// Nobody is answered here either.
    void open_by_roll(const RollOpenWish& wish, DeskContext desk);
    /// The second order of this roll is on its way to the journal.
    [[nodiscard]] bool is_opening(const trade::IntentId& close) const;
    /// A close of this exit is on its way to the journal.
    [[nodiscard]] bool is_closing(const trade::ExitId& exit) const;
    [[nodiscard]] VenueHours venue_hours() const { return settings_.venue_hours; }

    void on_chain(CommandId command, const Result<broker::LoadedChain>& chain, DeskContext desk);
    void on_answer(const tws::Answer& answer, DeskContext desk);
    void on_time(DeskContext desk);
    void on_link_lost(const std::string& reason, DeskContext desk);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

    [[nodiscard]] const trade::RiskGate& gate() const { return gate_; }
    /// What the gate is to look at, for an order of these legs.
    [[nodiscard]] trade::RiskContext risk_context(const trade::IntentId& order,
                                                  std::span<const trade::OrderLeg> legs,
                                                  const DeskContext& desk) const;
    /// Journal, then wire. Refuses (conflict, unavailable, io) what cannot be cancelled now.
    static Result<void> send_cancel(const trade::BookedOrder& order, DeskContext desk);

    [[nodiscard]] std::uint64_t placed() const { return placed_; }
    [[nodiscard]] std::uint64_t refused() const { return refused_; }
    [[nodiscard]] trade::Environment environment() const { return settings_.environment; }

  private:
    enum class Stage : std::uint8_t { contracts, quotes, preview };

    /// One request on its way.
    struct Flow {
        CommandId command;
        OrderRequest request;
        bool place = false;
        Stage stage = Stage::contracts;
        MonotonicTime deadline;
        broker::LeaseHolder holder;
        std::set<std::pair<std::string, Date>> loaded;  ///< symbols and expirations asked for
        std::optional<options::StructureUnits> structure;
        std::optional<options::StructureUnits> rolled_from;
        trade::IntentId id;
        std::optional<trade::OrderTerms> terms;  ///< once the contracts are found
        std::vector<trade::OrderLeg> legs;       ///< of the order
        std::optional<trade::ApprovedOrder> approved;
        trade::Refusals objections;  ///< of a preview that the gate would not let through
        std::optional<trade::OrderIntent> intent;
        OrderId preview_id{};
        std::optional<ExitCloseWish> exit;         ///< that it closes for
        std::optional<RollOpenWish> roll;          ///< whose second order it is
        std::optional<trade::SecondOrder> second;  ///< that follows: it is a roll in two
        std::string two_because;                   ///< why one order cannot roll
    };
    using Flows = std::map<CommandId, Flow>;

    void begin(CommandId command, const OrderRequest& request, bool place, DeskContext desk);
    [[nodiscard]] std::optional<Error> objection(const OrderRequest& request, bool place,
                                                 const DeskContext& desk) const;
    void find_contracts(Flow& flow, DeskContext desk);
    [[nodiscard]] static const LegRequest* unloaded_leg(const Flow& flow,
                                                        const StructureRequest& wanted);
    void load_chain(Flow& flow, const StructureRequest& wanted, const LegRequest& leg,
                    DeskContext desk);
    void agree_on_terms(Flow& flow, DeskContext desk);
    /// Makes the first order of a roll that one combination cannot hold out of the flow's terms.
    Result<void> split_roll(Flow& flow, trade::OrderTerms& terms);
    /// A flow that nobody has asked for from outside.
    Flow& own_flow(DeskContext desk);
    void watch_legs(Flow& flow, DeskContext desk);
    /// Goes on once every leg has a live two-sided quote, and what assignment depends on is known.
    void decide(Flow& flow, DeskContext desk);
    /// What must be durable before the gate sees the order: itself, and what hangs on it.
    [[nodiscard]] std::vector<trade::JournalRecord> first_records(const Flow& flow);
    void ask_what_if(Flow& flow, DeskContext desk);
    void on_what_if(Flow& flow, const trade::WhatIf& what_if, DeskContext desk);
    void submit(Flow& flow, trade::ClearedOrder cleared, DeskContext desk);
    void withhold(Flow& flow, const trade::SubmittedOrder& order, const std::string& reason,
                  DeskContext desk);
    void answer_preview(Flow& flow, const trade::WhatIf& what_if, const trade::Refusals& refusals,
                        DeskContext desk);
    void refuse(Flow& flow, const std::string& reason, DeskContext desk);
    /// Ends the flow with an error; nothing was sent.
    void fail_flow(CommandId command, Error error, DeskContext desk);
    void end(CommandId command, DeskContext desk);

    OrderDeskSettings settings_;
    trade::RiskGate gate_;
    Rng rng_;
    Flows flows_;
    std::uint64_t own_commands_ = 0;
    std::uint64_t placed_ = 0;
    std::uint64_t refused_ = 0;
};

}  // namespace wingspread::engine
