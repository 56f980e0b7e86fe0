#pragma once

#include "core/decimal.hpp"
#include "core/id.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "options/contract.hpp"
#include "options/spread.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wingspread::trade {

/// `combo` is TWS's BAG: it is ordered and reported, but never held.
enum class InstrumentKind : std::uint8_t { option, stock, combo, other };
inline constexpr std::array all_instrument_kinds{InstrumentKind::option, InstrumentKind::stock,
                                                 InstrumentKind::combo, InstrumentKind::other};
std::string_view to_string(InstrumentKind kind);  ///< "option", "stock", "combo", "other"
Result<InstrumentKind> parse_instrument_kind(std::string_view text);

/// What was traded or is held, as far as the broker's rows say.
struct Instrument {
    ConId conid{};
    InstrumentKind kind = InstrumentKind::other;
    std::string security_type;  ///< the broker's word: "OPT", "STK", "BAG", …
    std::string symbol;
    int multiplier = 1;
    std::optional<options::Right> right;
    std::optional<Price> strike;
    std::optional<Date> expiration;  ///< the day it settles, where known; else the last trade date

    bool operator==(const Instrument&) const = default;
};

Instrument instrument_of(const options::OptionContract& contract);

/// By which names the broker spoke of an order. What a message does not carry is 0 or empty:
/// order status has no orderRef, errors have only the order id.
struct OrderAddress {
    OrderId order_id{};
    ClientId client_id{};
    PermId perm_id{};
    std::string order_ref;

    bool operator==(const OrderAddress&) const = default;
};

/// One execution row. A combo's fill gives one row for the combo and one or more for each leg.
struct Execution {
    std::string execution_id;
    OrderAddress order;
    std::string account;
    Instrument instrument;
    options::Side side = options::Side::buy;
    Quantity quantity;             ///< above zero; contracts, shares or combo units
    Price price;                   ///< per share; a combo's may be negative
    Quantity cumulative_quantity;  ///< of the order and instrument, this row included
    UtcTime time{};                ///< by the broker's clock
    bool liquidation = false;      ///< forced by the broker

    bool operator==(const Execution&) const = default;
};

struct Commission {
    std::string execution_id;
    Money amount;
    std::string currency = "USD";
    std::optional<Money> realized_pnl;  ///< absent for trades that open

    bool operator==(const Commission&) const = default;
};

}  // namespace wingspread::trade
