#pragma once

#include "core/id.hpp"
#include "core/result.hpp"

namespace wingspread::trade {

/// Order ids of one client id, never used twice. TWS has been seen to lower nextValidId after a
/// restart, so the largest id ever seen counts as well; a reservation must be in the journal
/// before the id is used.
class OrderIds {
  public:
    /// Order ids stay below; data requests are numbered from here on.
    static constexpr OrderId end{1'000'000'000};

    /// Any id met in the journal or on the wire, ours or not.
    void observe(OrderId used);
    /// TWS states the first id that it has not seen yet.
    void observe_next_valid(OrderId next);
    /// The smallest id above everything observed or reserved. Fails (unavailable) before TWS has
    /// stated its nextValidId, and (internal) when the range is used up.
    Result<OrderId> reserve();
    [[nodiscard]] OrderId highest() const { return highest_; }

  private:
    OrderId highest_{0};
    bool next_valid_known_ = false;
};

}  // namespace wingspread::trade
