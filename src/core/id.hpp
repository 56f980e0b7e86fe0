#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace wingspread {

/// An integer identity that cannot be mistaken for another kind of identity.
template <class Tag, class Rep = std::int64_t>
class Id {
  public:
    using rep = Rep;

    constexpr Id() = default;
    constexpr explicit Id(Rep value) : value_(value) {}
    [[nodiscard]] constexpr Rep value() const { return value_; }
    constexpr auto operator<=>(const Id&) const = default;

  private:
    Rep value_{};
};

/// IBKR's contract id: never changes, never reused. 0 means that none is known.
using ConId = Id<struct ConIdTag>;
/// Number of a data request on one connection. TWS draws it from the same space as order ids.
using RequestId = Id<struct RequestIdTag, std::int32_t>;
/// Number of an order, unique inside one client id.
using OrderId = Id<struct OrderIdTag, std::int32_t>;
/// The account-wide identity of an order; 0 until IBKR has acknowledged it.
using PermId = Id<struct PermIdTag>;
/// Which API client of a gateway this connection is.
using ClientId = Id<struct ClientIdTag, std::int32_t>;

}  // namespace wingspread

template <class Tag, class Rep>
struct std::hash<wingspread::Id<Tag, Rep>> {
    std::size_t operator()(wingspread::Id<Tag, Rep> id) const noexcept {
        return std::hash<Rep>{}(id.value());
    }
};
