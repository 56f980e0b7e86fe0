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
    explicit ExitDesk(Rng rng) : rng_(rng) {}

    void add(const AddExit& command, DeskContext desk);
    void remove(const RemoveExit& command, DeskContext desk);
    /// Looks at every exit, at most once in `look_interval`.
    void update(OrderDesk& orders, DeskContext desk);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const { return look_at_; }

    static constexpr Duration look_interval = std::chrono::seconds{1};
    /// Before a close that failed is tried again; longer where like orders are refused for longer.
    static constexpr Duration retry_pause = std::chrono::seconds{30};

  private:
    struct Watched {
        trade::ExitWatch watch;
        std::size_t closes = 0;  ///< that were begun, at the last look
        bool closing = false;    ///< at the last look
    };

    void look_at(const trade::BookedExit& exit, Watched& watched, OrderDesk& orders,
                 DeskContext desk);
    void close(const trade::BookedExit& exit, const trade::BookedOrder& entry,
               const trade::ExitClose& wish, bool no_bid, OrderDesk& orders, DeskContext desk);

    Rng rng_;
    std::map<trade::ExitId, Watched> watched_;
    std::optional<MonotonicTime> look_at_;
};

/// Every exit as people are told of it, oldest first.
std::vector<ExitView> exit_views(const trade::Book& book);

}  // namespace wingspread::engine
