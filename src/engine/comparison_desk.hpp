#pragma once

#include "engine/order_desk.hpp"

#include <vector>

namespace wingspread::engine {

/// People who want the books compared with the broker's now, and wait for what that finds.
class ComparisonDesk {
  public:
    /// Begins a comparison, once one that is under way has ended. Answers `unavailable` while there
    /// is no connection.
    void ask(const CompareBooks& command, DeskContext desk);
    /// Answers those whose comparison has ended: with what it has left open, or (timeout) with what
    /// the broker did not tell.
    void update(DeskContext desk);
    /// Answers everybody (interrupted).
    void on_link_lost(const std::string& reason, TradeEffects& effects);

  private:
    struct Waiting {
        CommandId command;
        std::uint64_t pass = 0;  ///< the first that began after the wish
    };
    std::vector<Waiting> waiting_;
};

}  // namespace wingspread::engine
