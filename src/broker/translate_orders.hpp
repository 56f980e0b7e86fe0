#pragma once

#include "broker/outbound.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "trade/approved.hpp"
#include "trade/execution.hpp"
#include "trade/order_events.hpp"
#include "trade/reprice.hpp"
#include "tws/answers.hpp"

#include <optional>

namespace wingspread::broker {

/// The only maker of order messages; each asks for the proof that it may be made. An order is a BUY
/// of a guaranteed SMART combo, legs with their true sides, at a signed net limit price; or, of one
/// leg, a BUY or SELL of that option at a positive price.
class OrderEncoder {
  public:
    /// A live order. It is used up, so that nobody sends it twice.
    static Outbound place(trade::SubmittedOrder order);
    /// A change of a working order's limit. TWS rewrites the legs of a combination and compares a
    /// change with what it has written (105), so the contract is the one that it has stated.
    static Outbound reprice(trade::SubmittedReprice order, const tws::Contract& stated);
    /// A question about margin and commission, under an order id of its own; nothing is traded. An
    /// order with a ladder is asked about at its worst price.
    static Outbound what_if(const trade::ApprovedOrder& order, OrderId id);
};

Outbound cancel_order(OrderId id);

/// One event of one order, and by which names the broker spoke of it.
struct OrderNews {
    trade::OrderAddress order;
    trade::OrderEvent event;

    bool operator==(const OrderNews&) const = default;
};

/// The limit that an openOrder states for this order, net and from the buyer's side; empty when it
/// has none or states other legs than the order's.
std::optional<Price> stated_limit(const tws::OpenOrder& message, const trade::OrderIntent& intent);

OrderNews to_order_news(const tws::OpenOrder& message);
OrderNews to_order_news(const tws::OrderStatus& message);
OrderNews to_order_news(const tws::CompletedOrder& message);
/// A code that came with an order's id, for an order of this client. Empty when the id is none of
/// an order; a code that is not listed gives an event that changes nothing.
std::optional<OrderNews> to_order_news(const tws::ErrorMessage& message, ClientId client_id);

/// Errc::protocol, naming the field, when the row cannot be booked. A time that cannot be read does
/// not lose a fill: it is then the epoch, and so the same whenever the row is sent again.
Result<trade::Execution> to_execution(const tws::ExecDetails& message);
Result<trade::Commission> to_commission(const tws::CommissionReport& message);

/// The answer to a what-if. Empty for the openOrder without figures that may come before it.
std::optional<trade::WhatIf> to_what_if(const tws::OpenOrder& message);

/// What a contract field of an order, execution or position names.
Result<trade::Instrument> to_instrument(const tws::Contract& contract);

}  // namespace wingspread::broker
