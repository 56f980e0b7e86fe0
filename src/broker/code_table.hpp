#pragma once

#include "trade/order_events.hpp"
#include "tws/message.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace wingspread::broker {

/// What kind of message a TWS code announces. An `error` callback is a message bus and no sign of
/// failure, and the number's range says nothing about its grade.
enum class CodeClass : std::uint8_t {
    connection,   ///< the socket, the session or TWS's own link to IBKR
    market_data,  ///< a line or a data farm
    request,      ///< a data request has failed
    reject,       ///< an order was not accepted
    ended,        ///< an order has ended, as confirmation
    verdict,      ///< the answer to a cancel or a modification
    notice,       ///< for the log and the screen
    pacing,       ///< too many or too fast
    unlisted,     ///< not in the table: logged, changes nothing
};
inline constexpr std::size_t code_class_count = 9;
std::string_view to_string(CodeClass code_class);

/// What a code means for the data request whose id it carries.
enum class OnRequest : std::uint8_t {
    nothing,
    notice,       ///< the answer still comes
    failed,       ///< there will be no answer
    absent,       ///< no such contract: do not ask for it again today
    too_fast,     ///< failed by pacing: may be asked again later
    no_line,      ///< no market-data line is free
    no_data,      ///< the account may not see these data
    data_taken,   ///< another live session of the user has them
    delayed,      ///< data come, delayed
    interrupted,  ///< a running subscription has ended: ask for it again
};

/// What a code means for the connection.
enum class OnConnection : std::uint8_t {
    nothing,
    client_id_in_use,
    too_fast,            ///< message rate exceeded: the third time TWS hangs up
    broken,              ///< drop the socket and reconnect
    unusable,            ///< this TWS and we cannot talk: do not retry
    link_lost,           ///< TWS has lost IBKR; the socket stays
    link_absent,         ///< TWS is not connected to IBKR and keeps trying
    restored_data_lost,  ///< link back, subscriptions gone
    restored_data_kept,  ///< link back, subscriptions alive
    port_changed,
    farm_ok,
    farm_broken,  ///< the named data farm: its data are stale
};

struct CodeRow {
    int code;
    CodeClass code_class;
    /// For the order whose id it carries. Refusals hold for an order that TWS has not acknowledged;
    /// for one that works they speak of a change and leave it as it was.
    trade::OrderErrorClass order;
    OnRequest request;
    OnConnection connection;
    std::string_view meaning;
};

/// Every code that we know, rising. Source: IBKR's message code table and recorded behaviour, as
/// docs list them; a code means one thing for an order and another for a request.
std::span<const CodeRow> code_table();
/// The row of a code; empty when it is unlisted.
const CodeRow* find_code(int code);

CodeClass class_of(int code);
/// Unlisted codes are `unknown`, and `nothing` for requests and the connection.
trade::OrderErrorClass meaning_for_order(int code);
OnRequest meaning_for_request(int code);
OnConnection meaning_for_connection(int code);

/// Code 321 stands for many things; only its words tell that TWS refuses whatever concerns orders.
bool says_read_only(const tws::ErrorMessage& error);

}  // namespace wingspread::broker
