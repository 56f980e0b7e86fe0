#pragma once

#include "core/id.hpp"
#include "core/result.hpp"
#include "tws/codec.hpp"
#include "tws/message.hpp"

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace wingspread::broker {

/// Who goes first on the wire, most urgent first.
enum class Priority : std::uint8_t {
    cancel,
    order,
    reconcile,
    account,
    contract,
    market_data,
    history,
};
inline constexpr std::size_t priority_count = 7;
std::string_view to_string(Priority priority);

/// What its kind of message is worth.
Priority priority_of(const tws::Request& request);

/// A message on its way to TWS. An order can only come from the encoders of translate_orders.hpp,
/// which ask for the proof that it may be sent; anything else is free.
class Outbound {
  public:
    template <class Message>
        requires(!std::same_as<Message, tws::PlaceOrder> && !std::same_as<Message, tws::Request>)
    static Outbound query(Message message) {
        return Outbound(tws::Request(std::move(message)));
    }

    [[nodiscard]] const tws::Request& request() const { return request_; }
    [[nodiscard]] Priority priority() const { return priority_; }
    /// Of the data request that it opens or cancels; empty for others.
    [[nodiscard]] std::optional<RequestId> request_id() const;
    /// It ends what an earlier one has asked for.
    [[nodiscard]] bool is_cancel() const;
    /// Of the order that it places, changes or cancels; empty for others.
    [[nodiscard]] std::optional<OrderId> order_id() const;

    bool operator==(const Outbound&) const = default;

  private:
    friend class OrderEncoder;
    explicit Outbound(tws::Request request)
        : request_(std::move(request)), priority_(priority_of(request_)) {}

    tws::Request request_;
    Priority priority_;
};

/// Appends the message's frame as a gateway of that version reads it. Errors as `tws::encode`.
Result<void> encode(const Outbound& message, tws::ServerVersion version, std::string& out);
/// "place_order", for logs.
std::string_view name_of(const Outbound& message);

}  // namespace wingspread::broker
