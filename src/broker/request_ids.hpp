#pragma once

#include "core/id.hpp"
#include "trade/order_ids.hpp"

#include <cstdint>

namespace wingspread::broker {

/// TWS draws request ids and order ids from one number space, and a message code names only the
/// number. So ours are disjoint: requests from here on, orders below.
inline constexpr std::int32_t first_request_id = trade::OrderIds::end.value();

/// What a number in a message can name. System notices carry -1.
enum class IdKind : std::uint8_t { none, order, request };
constexpr IdKind kind_of(std::int32_t id) {
    if (id >= first_request_id) return IdKind::request;
    return id > 0 ? IdKind::order : IdKind::none;
}

/// Numbers the requests of one connection; none is used twice.
class RequestIds {
  public:
    RequestId next() { return RequestId(next_++); }

  private:
    std::int32_t next_ = first_request_id;
};

}  // namespace wingspread::broker
