#include "trade/reprice.hpp"

#include "trade/journal.hpp"

namespace wingspread::trade {

Result<SubmittedReprice> SubmittedReprice::make(ApprovedReprice change, CommitReceipt receipt) {
    const auto& wish = change.wish_;
    const auto& recorded = receipt.reprice_;
    const bool same = recorded && recorded->intent == wish.intent.id() &&
                      recorded->order_id == wish.order_id && recorded->limit == wish.step.limit;
    if (!same) {
        return fail(Errc::internal, "order " + wish.intent.id().to_string() +
                                        ": the receipt is not for this change of its limit");
    }
    return SubmittedReprice(wish.intent.at_limit(wish.step.limit), wish.order_id);
}

}  // namespace wingspread::trade
