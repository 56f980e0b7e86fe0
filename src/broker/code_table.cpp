#include "broker/code_table.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace wingspread::broker {

namespace {

using C = CodeClass;
using O = trade::OrderErrorClass;
using R = OnRequest;
using L = OnConnection;

// Sources: IBKR's published message codes; behaviour recorded by independent clients where the
// publication is silent or wrong. Only the codes that are known to be sure are `confirmed_reject`:
// whoever takes another one for an end may believe an order dead that fills later.
constexpr std::array rows{
    // Pacing, ids, order construction
    CodeRow{100, C::pacing, O::unknown, R::too_fast, L::too_fast, "message rate exceeded"},
    CodeRow{101, C::market_data, O::unknown, R::no_line, L::nothing, "no market-data line free"},
    CodeRow{102, C::request, O::unknown, R::failed, L::nothing, "request id in use"},
    CodeRow{103, C::reject, O::possible_reject, R::failed, L::nothing, "order id already used"},
    CodeRow{104, C::verdict, O::cancel_verdict, R::nothing, L::nothing, "order already filled"},
    CodeRow{105, C::verdict, O::cancel_verdict, R::nothing, L::nothing,
            "change does not match the original order"},
    CodeRow{106, C::reject, O::confirmed_reject, R::nothing, L::nothing, "cannot transmit order"},
    CodeRow{107, C::reject, O::confirmed_reject, R::nothing, L::nothing, "order is incomplete"},
    CodeRow{109, C::reject, O::confirmed_reject, R::nothing, L::nothing,
            "price outside TWS's percentage precaution"},
    CodeRow{110, C::reject, O::confirmed_reject, R::nothing, L::nothing,
            "price off the minimum increment"},
    CodeRow{133, C::reject, O::possible_reject, R::nothing, L::nothing, "submitting failed"},
    CodeRow{134, C::verdict, O::cancel_verdict, R::nothing, L::nothing, "changing failed"},
    CodeRow{135, C::verdict, O::cancel_verdict, R::nothing, L::nothing, "no such order id"},
    CodeRow{161, C::verdict, O::cancel_verdict, R::nothing, L::nothing,
            "order cannot be cancelled in its state"},
    CodeRow{162, C::request, O::unknown, R::failed, L::nothing, "history service refused"},
    CodeRow{163, C::reject, O::confirmed_reject, R::nothing, L::nothing,
            "price violates TWS's percentage precaution"},
    CodeRow{164, C::reject, O::possible_reject, R::nothing, L::nothing,
            "TWS's precautions need a market price"},
    CodeRow{165, C::notice, O::warning, R::notice, L::nothing, "history service notice"},
    CodeRow{166, C::request, O::unknown, R::failed, L::nothing, "no history, contract expired"},

    // Contracts and verdicts on orders
    CodeRow{200, C::request, O::confirmed_reject, R::absent, L::nothing,
            "no such contract, or not only one"},
    CodeRow{201, C::reject, O::confirmed_reject, R::nothing, L::nothing, "order rejected"},
    CodeRow{202, C::ended, O::ended, R::nothing, L::nothing, "order cancelled"},
    CodeRow{203, C::reject, O::confirmed_reject, R::nothing, L::nothing,
            "security not allowed for this account"},
    CodeRow{300, C::notice, O::unknown, R::notice, L::nothing, "nothing to cancel under this id"},
    CodeRow{309, C::market_data, O::unknown, R::failed, L::nothing, "too many depth requests"},
    CodeRow{312, C::reject, O::confirmed_reject, R::failed, L::nothing, "combo details invalid"},
    CodeRow{313, C::reject, O::confirmed_reject, R::failed, L::nothing, "combo leg invalid"},
    CodeRow{314, C::reject, O::confirmed_reject, R::failed, L::nothing, "combo without legs"},
    CodeRow{315, C::reject, O::confirmed_reject, R::failed, L::nothing,
            "stock legs need SMART routing"},
    CodeRow{317, C::market_data, O::unknown, R::notice, L::nothing, "depth book was reset"},
    CodeRow{320, C::request, O::possible_reject, R::failed, L::nothing, "error reading request"},
    CodeRow{321, C::request, O::possible_reject, R::failed, L::nothing, "error validating request"},
    CodeRow{322, C::request, O::possible_reject, R::failed, L::nothing, "error processing request"},
    CodeRow{326, C::connection, O::unknown, R::nothing, L::client_id_in_use, "client id in use"},
    CodeRow{327, C::request, O::unknown, R::failed, L::nothing,
            "only client 0 may bind orders placed by hand"},
    CodeRow{329, C::verdict, O::cancel_verdict, R::nothing, L::nothing,
            "order cannot change to that type"},
    CodeRow{354, C::market_data, O::unknown, R::no_data, L::nothing, "market data not subscribed"},
    CodeRow{355, C::reject, O::possible_reject, R::nothing, L::nothing, "size against a rule"},
    CodeRow{356, C::reject, O::possible_reject, R::nothing, L::nothing,
            "SMART combos take no OCA group"},
    CodeRow{358, C::reject, O::possible_reject, R::nothing, L::nothing,
            "SMART combos take no child orders"},
    CodeRow{359, C::reject, O::possible_reject, R::nothing, L::nothing,
            "SMART combos take only OCA type 3"},
    CodeRow{360, C::reject, O::possible_reject, R::nothing, L::nothing,
            "no what-if for this SMART combo"},
    CodeRow{366, C::notice, O::unknown, R::notice, L::nothing, "unknown history request"},
    CodeRow{382, C::reject, O::confirmed_reject, R::nothing, L::nothing,
            "price violates TWS's tick precaution"},
    CodeRow{383, C::reject, O::confirmed_reject, R::nothing, L::nothing,
            "size violates TWS's size precaution"},
    CodeRow{388, C::reject, O::confirmed_reject, R::nothing, L::nothing, "size below the minimum"},
    CodeRow{399, C::notice, O::warning, R::notice, L::nothing, "message about an order that lives"},
    CodeRow{404, C::notice, O::warning, R::nothing, L::nothing, "held while shares are located"},
    CodeRow{413, C::reject, O::possible_reject, R::nothing, L::nothing,
            "a what-if must be transmitted"},
    CodeRow{414, C::request, O::unknown, R::failed, L::nothing, "snapshot with generic ticks"},
    CodeRow{420, C::pacing, O::unknown, R::too_fast, L::nothing, "real-time query too fast"},
    CodeRow{434, C::reject, O::confirmed_reject, R::nothing, L::nothing, "order size is zero"},
    CodeRow{460, C::reject, O::confirmed_reject, R::nothing, L::nothing, "no trading permission"},
    CodeRow{481, C::notice, O::warning, R::nothing, L::nothing, "order size was reduced"},

    // The client's side of a connection
    CodeRow{501, C::connection, O::unknown, R::nothing, L::nothing, "already connected"},
    CodeRow{502, C::connection, O::unknown, R::nothing, L::broken, "cannot connect"},
    CodeRow{503, C::connection, O::unknown, R::nothing, L::unusable, "TWS is out of date"},
    CodeRow{504, C::connection, O::unknown, R::nothing, L::broken, "not connected"},
    CodeRow{506, C::connection, O::unknown, R::nothing, L::broken, "unsupported version"},
    CodeRow{507, C::connection, O::unknown, R::nothing, L::broken, "bad message length"},
    CodeRow{508, C::connection, O::unknown, R::nothing, L::broken, "bad message"},

    // TWS's link to IBKR
    CodeRow{1100, C::connection, O::unknown, R::nothing, L::link_lost, "TWS has lost IBKR"},
    CodeRow{1101, C::connection, O::unknown, R::nothing, L::restored_data_lost,
            "link to IBKR restored, subscriptions lost"},
    CodeRow{1102, C::connection, O::unknown, R::nothing, L::restored_data_kept,
            "link to IBKR restored, subscriptions kept"},
    CodeRow{1300, C::connection, O::unknown, R::nothing, L::port_changed, "API port changed"},

    // Notices
    CodeRow{2100, C::notice, O::unknown, R::notice, L::nothing, "account subscription replaced"},
    CodeRow{2101, C::notice, O::unknown, R::failed, L::nothing, "account subscription refused"},
    CodeRow{2102, C::verdict, O::cancel_verdict, R::nothing, L::nothing,
            "order is still being processed"},
    CodeRow{2103, C::market_data, O::unknown, R::notice, L::farm_broken, "market data farm broken"},
    CodeRow{2104, C::notice, O::unknown, R::notice, L::farm_ok, "market data farm ok"},
    CodeRow{2105, C::market_data, O::unknown, R::notice, L::farm_broken, "history farm broken"},
    CodeRow{2106, C::notice, O::unknown, R::notice, L::farm_ok, "history farm ok"},
    CodeRow{2107, C::notice, O::unknown, R::notice, L::nothing, "history farm idle until needed"},
    CodeRow{2108, C::notice, O::unknown, R::notice, L::nothing,
            "market data farm idle until needed"},
    CodeRow{2109, C::notice, O::warning, R::nothing, L::nothing, "outsideRth ignored"},
    CodeRow{2110, C::connection, O::unknown, R::nothing, L::link_absent,
            "TWS is not connected to IBKR"},
    CodeRow{2119, C::notice, O::unknown, R::notice, L::nothing, "market data farm is connecting"},
    CodeRow{2157, C::market_data, O::unknown, R::notice, L::farm_broken, "definitions farm broken"},
    CodeRow{2158, C::notice, O::unknown, R::notice, L::farm_ok, "definitions farm ok"},
    CodeRow{2161, C::notice, O::warning, R::nothing, L::nothing, "limit price capped by IBKR"},

    // Newer codes
    CodeRow{10002, C::reject, O::possible_reject, R::nothing, L::nothing,
            "non-guaranteed legs invalid"},
    CodeRow{10006, C::reject, O::possible_reject, R::nothing, L::nothing, "parent order not found"},
    CodeRow{10011, C::reject, O::possible_reject, R::nothing, L::nothing, "combo currency invalid"},
    CodeRow{10043, C::reject, O::confirmed_reject, R::nothing, L::nothing,
            "NonGuaranteed missing or invalid"},
    CodeRow{10058, C::reject, O::confirmed_reject, R::nothing, L::nothing,
            "no per-leg prices on this combo"},
    CodeRow{10089, C::notice, O::unknown, R::delayed, L::nothing, "not subscribed, delayed data"},
    CodeRow{10090, C::notice, O::unknown, R::notice, L::nothing, "part of the data not subscribed"},
    CodeRow{10147, C::verdict, O::cancel_verdict, R::nothing, L::nothing,
            "order to cancel not found"},
    CodeRow{10148, C::verdict, O::cancel_verdict, R::nothing, L::nothing, "cannot cancel order"},
    CodeRow{10167, C::notice, O::unknown, R::delayed, L::nothing, "not subscribed, delayed data"},
    CodeRow{10168, C::market_data, O::unknown, R::no_data, L::nothing,
            "not subscribed, delayed data not enabled"},
    CodeRow{10182, C::market_data, O::unknown, R::interrupted, L::nothing, "live updates failed"},
    CodeRow{10186, C::market_data, O::unknown, R::no_data, L::nothing,
            "not subscribed, delayed data not enabled"},
    CodeRow{10197, C::market_data, O::unknown, R::data_taken, L::nothing,
            "another live session has the data"},
    CodeRow{10225, C::market_data, O::unknown, R::interrupted, L::nothing,
            "bars stopped by a cancelled trade"},
    CodeRow{10268, C::reject, O::possible_reject, R::nothing, L::nothing,
            "eTradeOnly is not supported"},
    CodeRow{10269, C::reject, O::possible_reject, R::nothing, L::nothing,
            "firmQuoteOnly is not supported"},
    CodeRow{10270, C::reject, O::possible_reject, R::nothing, L::nothing,
            "nbboPriceCap is not supported"},
    CodeRow{10326, C::verdict, O::cancel_verdict, R::nothing, L::nothing,
            "OCA group cannot be changed"},
    CodeRow{10327, C::verdict, O::cancel_verdict, R::nothing, L::nothing,
            "OCA type cannot be changed"},
    CodeRow{10341, C::verdict, O::cancel_verdict, R::nothing, L::nothing,
            "parent order cannot be changed"},
    CodeRow{10349, C::notice, O::warning, R::nothing, L::nothing,
            "time in force changed by preset"},
};
static_assert(std::ranges::is_sorted(rows, {}, &CodeRow::code));

}  // namespace

std::string_view to_string(CodeClass code_class) {
    switch (code_class) {
        case CodeClass::connection: return "connection";
        case CodeClass::market_data: return "market_data";
        case CodeClass::request: return "request";
        case CodeClass::reject: return "reject";
        case CodeClass::ended: return "ended";
        case CodeClass::verdict: return "verdict";
        case CodeClass::notice: return "notice";
        case CodeClass::pacing: return "pacing";
        case CodeClass::unlisted: return "unlisted";
    }
    std::unreachable();
}

std::span<const CodeRow> code_table() { return rows; }

const CodeRow* find_code(int code) {
    const auto* const found = std::ranges::lower_bound(rows, code, {}, &CodeRow::code);
    return found != rows.end() && found->code == code ? found : nullptr;
}

CodeClass class_of(int code) {
    const CodeRow* const row = find_code(code);
    return row ? row->code_class : CodeClass::unlisted;
}

trade::OrderErrorClass meaning_for_order(int code) {
    const CodeRow* const row = find_code(code);
    return row ? row->order : trade::OrderErrorClass::unknown;
}

OnRequest meaning_for_request(int code) {
    const CodeRow* const row = find_code(code);
    return row ? row->request : OnRequest::nothing;
}

OnConnection meaning_for_connection(int code) {
    const CodeRow* const row = find_code(code);
    return row ? row->connection : OnConnection::nothing;
}

bool says_read_only(const tws::ErrorMessage& error) {
    return error.code == 321 && error.text.find("Read-Only") != error.text.npos;
}

}  // namespace wingspread::broker
