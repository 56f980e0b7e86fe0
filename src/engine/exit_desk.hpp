#pragma once

#include "core/rng.hpp"
#include "engine/order_desk.hpp"
#include "engine/trade_messages.hpp"
#include "trade/exit_watch.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace wingspread::engine {

/// Watches what orders have opened and closes it when a rule says so, by the same line as any
/// order: gate, what-if, journal, wire, with a ladder. What is watched stands in the journal, so
/// that a restart is nothing special.
class ExitDesk {
  public:
    ExitDesk(trade::Environment environment, Rng rng) : environment_(environment), rng_(rng) {}

    void add(const AddExit& command, DeskContext desk);
    void remove(const RemoveExit& command, DeskContext desk);
    /// Looks at every exit, at most once in `look_interval`.
    void update(OrderDesk& orders, DeskContext desk);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const { return look_at_; }

    static constexpr Duration look_interval = std::chrono::seconds{1};
    /// Before a close that failed is tried again; longer where like orders are refused for longer.
    static constexpr Duration retry_pause = std::chrono::seconds{30};

  private:
    /// What the book says of an exit; read anew only when the book has changed.
    struct Standing {
        int units_to_close = 0;
        bool entry_works = false;
        bool close_works = false;      ///< of this exit
        bool is_being_closed = false;  ///< by any exit of the same entry
        trade::RestingCloses resting;
        std::optional<Price> entered;  ///< average net price
    };
    struct Watched {
        trade::ExitWatch watch;
        Standing standing;
        bool closing = false;  ///< at the last look
        bool resting = false;  ///< what is on its way is to wait at the broker
        bool told = false;     ///< that nothing more is sent to wait there
    };

    void look_at(const trade::BookedExit& exit, Watched& watched,
                 const trade::PositionTable& positions, OrderDesk& orders, DeskContext desk);
    void on_close_ended(const trade::BookedExit& exit, Watched& watched, const OrderDesk& orders,
                        DeskContext desk);
    void perform(const trade::ExitAction& action, const trade::BookedExit& exit, Watched& watched,
                 bool no_bid, OrderDesk& orders, DeskContext desk);
    /// Takes back what waits at the broker for any exit of this entry.
    void recall(const trade::IntentId& entry, DeskContext desk);
    static void rest(const trade::BookedExit& exit, const trade::ExitRest& wish, OrderDesk& orders,
                     DeskContext desk);
    void close(const trade::BookedExit& exit, const trade::BookedOrder& entry,
               const trade::ExitClose& wish, bool no_bid, OrderDesk& orders, DeskContext desk);

    trade::Environment environment_;
    Rng rng_;
    static Standing standing_of(const trade::BookedExit& exit, const trade::Book& book);
    void follow_book(const DeskContext& desk);

    std::map<trade::ExitId, Watched> watched_;
    std::vector<trade::ExitId> open_;             ///< exits that may still close something
    std::optional<std::uint64_t> seen_revision_;  ///< of the book, when they were listed
    std::optional<MonotonicTime> look_at_;
};

/// Every exit as people are told of it, oldest first.
std::vector<ExitView> exit_views(const trade::Book& book);

}  // namespace wingspread::engine
