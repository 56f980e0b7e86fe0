#pragma once

#include "core/decimal.hpp"
#include "core/id.hpp"
#include "core/result.hpp"
#include "trade/intent.hpp"

#include <optional>
#include <string>
#include <utility>

namespace wingspread::trade {

class RiskGate;
class CommitReceipt;

/// What the broker's what-if said. Absent fields were not stated.
struct WhatIf {
    std::optional<Money> initial_margin_change_usd;
    std::optional<Money> maintenance_margin_change_usd;
    std::optional<Money> equity_with_loan_after_usd;
    std::optional<Money> commission_usd;
    std::string warning;

    bool operator==(const WhatIf&) const = default;
};

/// What the gate saw when it let an order through: goes into the journal with the submission.
struct RiskFigures {
    Money max_loss_usd;   ///< of the whole order, as limits count it; zero for a close
    Money open_risk_usd;  ///< of everything, this order included
    std::optional<Money> initial_margin_change_usd;
    std::optional<Money> available_funds_usd;

    bool operator==(const RiskFigures&) const = default;
};

/// An intent that has passed the gate once: may be previewed at the broker, not sent.
///
/// This and the next three types each have one maker, and cannot be copied: a stage that was not
/// passed cannot be pretended, and an order cannot be sent twice by keeping a copy.
class ApprovedOrder {
  public:
    ApprovedOrder(ApprovedOrder&&) = default;
    ApprovedOrder& operator=(ApprovedOrder&&) = default;

    [[nodiscard]] const OrderIntent& intent() const { return intent_; }
    [[nodiscard]] const RiskFigures& figures() const { return figures_; }

  private:
    friend class RiskGate;
    friend class PreviewedOrder;
    ApprovedOrder(OrderIntent intent, RiskFigures figures)
        : intent_(std::move(intent)), figures_(figures) {}

    OrderIntent intent_;
    RiskFigures figures_;
};

/// An approved order with the broker's answer to its what-if.
class PreviewedOrder {
  public:
    PreviewedOrder(ApprovedOrder order, WhatIf what_if)
        : intent_(std::move(order.intent_)), what_if_(std::move(what_if)) {}
    PreviewedOrder(PreviewedOrder&&) = default;
    PreviewedOrder& operator=(PreviewedOrder&&) = default;

    [[nodiscard]] const OrderIntent& intent() const { return intent_; }
    [[nodiscard]] const WhatIf& what_if() const { return what_if_; }

  private:
    friend class RiskGate;

    OrderIntent intent_;
    WhatIf what_if_;
};

/// Passed the gate twice: may be journalled, not sent.
class ClearedOrder {
  public:
    ClearedOrder(ClearedOrder&&) = default;
    ClearedOrder& operator=(ClearedOrder&&) = default;

    [[nodiscard]] const OrderIntent& intent() const { return intent_; }
    [[nodiscard]] const WhatIf& what_if() const { return what_if_; }
    [[nodiscard]] const RiskFigures& figures() const { return figures_; }

  private:
    friend class RiskGate;
    friend class SubmittedOrder;
    ClearedOrder(OrderIntent intent, WhatIf what_if, RiskFigures figures)
        : intent_(std::move(intent)), what_if_(std::move(what_if)), figures_(figures) {}

    OrderIntent intent_;
    WhatIf what_if_;
    RiskFigures figures_;
};

/// In the journal, with the order id that it will use: the only thing that can be encoded as a
/// live order.
class SubmittedOrder {
  public:
    /// Refuses (internal) a receipt that is not for the submission of this very intent.
    static Result<SubmittedOrder> make(ClearedOrder order, CommitReceipt receipt);
    SubmittedOrder(SubmittedOrder&&) = default;
    SubmittedOrder& operator=(SubmittedOrder&&) = default;

    [[nodiscard]] const OrderIntent& intent() const { return intent_; }
    [[nodiscard]] OrderId order_id() const { return order_id_; }
    [[nodiscard]] ClientId client_id() const { return client_id_; }

  private:
    SubmittedOrder(OrderIntent intent, OrderId order_id, ClientId client_id)
        : intent_(std::move(intent)), order_id_(order_id), client_id_(client_id) {}

    OrderIntent intent_;
    OrderId order_id_;
    ClientId client_id_;
};

}  // namespace wingspread::trade
