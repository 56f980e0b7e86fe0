#pragma once

#include "engine/order_desk.hpp"

#include <map>
#include <optional>

namespace wingspread::engine {

/// Sends the second order of rolls in two once the first has closed something. What is under way
/// stands in the journal, so that a restart goes on with it, or ends it when too much time has
/// passed.
class RollDesk {
  public:
    void update(OrderDesk& orders, DeskContext desk);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const { return look_at_; }

    /// Before an order that could not be sent is tried again.
    static constexpr Duration retry_pause = std::chrono::seconds{20};

  private:
    void look(const trade::BookedRoll& roll, OrderDesk& orders, DeskContext desk);

    std::optional<MonotonicTime> look_at_;
    std::map<trade::IntentId, MonotonicTime> not_before_;
};

}  // namespace wingspread::engine
