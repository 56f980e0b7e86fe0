#include "trade/order_ids.hpp"

#include "core/planted.hpp"

#include <algorithm>

namespace wingspread::trade {

void OrderIds::observe(OrderId used) {
    if (used < end) highest_ = std::max(highest_, used);
}

void OrderIds::observe_next_valid(OrderId next) {
    if (next.value() < 1) return;
    next_valid_known_ = true;
    observe(OrderId{next.value() - 1});
}

Result<OrderId> OrderIds::reserve() {
    if (!next_valid_known_) {
        return fail(Errc::unavailable, "order ids: the gateway has not stated its next one yet");
    }
    const OrderId next{highest_.value() + 1};
    if (next >= end) return fail(Errc::internal, "order ids: all numbers have been used");
    if (!planted(Mistake::id_reused)) highest_ = next;
    return next;
}

}  // namespace wingspread::trade
