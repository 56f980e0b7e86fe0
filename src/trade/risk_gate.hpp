#pragma once

#include "trade/approved.hpp"
#include "trade/limits.hpp"
#include "trade/refusal.hpp"
#include "trade/reprice.hpp"
#include "trade/risk_context.hpp"

#include <expected>

namespace wingspread::trade {

/// The only maker of orders that may go further: all of its checks run, and each that objects is
/// reported. Missing data objects. It runs twice, on the intent and again after the broker's
/// what-if, because the market, the books and the switch move in between.
class RiskGate {
  public:
    explicit RiskGate(RiskLimits limits) : limits_(limits) {}

    /// First pass: everything that can be known without the broker's margin figures. An order with
    /// a ladder is judged by the worst price of it, and its first must be one that can be named.
    [[nodiscard]] std::expected<ApprovedOrder, Refusals> check(OrderIntent intent,
                                                               const RiskContext& context) const;
    /// Second pass: the first again, with margin.
    [[nodiscard]] std::expected<ClearedOrder, Refusals> recheck(PreviewedOrder order,
                                                                const RiskContext& context) const;
    /// A step of a ladder: the first pass again for what remains, at the new limit and the present
    /// market, and nothing beyond the price that the what-if was asked about.
    [[nodiscard]] std::expected<ApprovedReprice, Refusals> check(RepriceWish wish,
                                                                 const RiskContext& context) const;
    /// Between the commit and the write: switch, link, account and hours once more, since the
    /// journal may have taken its time.
    [[nodiscard]] Refusals objections_to_sending(const OrderIntent& intent,
                                                 const RiskContext& context) const;
    /// What the first pass would say, for showing; approves nothing.
    [[nodiscard]] Refusals objections(const OrderIntent& intent, const RiskContext& context) const;

    [[nodiscard]] const RiskLimits& limits() const { return limits_; }

  private:
    RiskLimits limits_;
};

}  // namespace wingspread::trade
