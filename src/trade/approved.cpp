#include "trade/approved.hpp"

#include "trade/journal.hpp"

namespace wingspread::trade {

Result<SubmittedOrder> SubmittedOrder::make(ClearedOrder order, CommitReceipt receipt) {
    const auto& submission = receipt.submission_;
    if (!submission || submission->intent != order.intent_.id()) {
        return fail(Errc::internal, "order " + order.intent_.id().to_string() +
                                        ": the receipt is not for its submission");
    }
    return SubmittedOrder(std::move(order.intent_), submission->order_id, submission->client_id);
}

}  // namespace wingspread::trade
