#pragma once

#include "core/id.hpp"
#include "core/result.hpp"
#include "trade/ladder.hpp"

#include <utility>

namespace wingspread::trade {

class RiskGate;
class CommitReceipt;

/// A working order whose limit is to change.
struct RepriceWish {
    OrderIntent intent;
    OrderId order_id;
    ClientId client_id;
    Quantity remaining;  ///< what may still fill
    LadderStep step;
    DecisionQuotes quotes;  ///< the market that the new limit was decided on
};

/// A change that has passed the gate: may be journalled, not sent. Like the stages of an order, it
/// has one maker and cannot be copied.
class ApprovedReprice {
  public:
    ApprovedReprice(ApprovedReprice&&) = default;
    ApprovedReprice& operator=(ApprovedReprice&&) = default;

    [[nodiscard]] const RepriceWish& wish() const { return wish_; }

  private:
    friend class RiskGate;
    friend class SubmittedReprice;
    explicit ApprovedReprice(RepriceWish wish) : wish_(std::move(wish)) {}

    RepriceWish wish_;
};

/// In the journal: the only thing that can be encoded as a change of a working order.
class SubmittedReprice {
  public:
    /// Refuses (internal) a receipt that is not for this very change.
    static Result<SubmittedReprice> make(ApprovedReprice change, CommitReceipt receipt);
    SubmittedReprice(SubmittedReprice&&) = default;
    SubmittedReprice& operator=(SubmittedReprice&&) = default;

    /// The whole order as it is to stand, its new limit included.
    [[nodiscard]] const OrderIntent& intent() const { return intent_; }
    [[nodiscard]] OrderId order_id() const { return order_id_; }

  private:
    SubmittedReprice(OrderIntent intent, OrderId order_id)
        : intent_(std::move(intent)), order_id_(order_id) {}

    OrderIntent intent_;
    OrderId order_id_;
};

}  // namespace wingspread::trade
