#include "broker/translate_quotes.hpp"

#include "core/date.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace wingspread::broker {

namespace {

std::optional<market::TickKind> price_kind(tws::TickType type) {
    using enum tws::TickType;
    if (type == bid || type == delayed_bid) return market::TickKind::bid;
    if (type == ask || type == delayed_ask) return market::TickKind::ask;
    if (type == last || type == delayed_last) return market::TickKind::last;
    return std::nullopt;
}

std::optional<market::TickKind> size_kind(tws::TickType type) {
    using enum tws::TickType;
    if (type == bid_size || type == delayed_bid_size) return market::TickKind::bid_size;
    if (type == ask_size || type == delayed_ask_size) return market::TickKind::ask_size;
    if (type == last_size || type == delayed_last_size) return market::TickKind::last_size;
    if (type == volume || type == delayed_volume) return market::TickKind::volume;
    return std::nullopt;
}

/// Which right's open interest a tick carries.
std::optional<options::Right> open_interest_of(tws::TickType type) {
    if (type == tws::TickType::option_call_open_interest) return options::Right::call;
    if (type == tws::TickType::option_put_open_interest) return options::Right::put;
    return std::nullopt;
}

// The numbers of TWS's generic ticks that an option's line asks for beside its quote.
constexpr std::string_view open_interest_ticks = "101";
// TWS refuses it for anything but shares.
constexpr std::string_view dividend_ticks = "456";

std::unexpected<Error> bad_dividends(std::string_view field, std::string_view text,
                                     std::string_view expected) {
    return fail(Errc::protocol,
                fmt::format("tick 59, {}: got \"{}\", expected {}", field, text, expected));
}

/// Fields between commas, when there are just so many.
template <std::size_t count>
std::optional<std::array<std::string_view, count>> fields_of(std::string_view text) {
    std::array<std::string_view, count> fields;
    for (std::size_t i = 0; i < count; ++i) {
        const auto comma = text.find(',');
        const bool last = i + 1 == count;
        if (last != (comma == std::string_view::npos)) return std::nullopt;
        fields.at(i) = text.substr(0, comma);
        if (!last) text.remove_prefix(comma + 1);
    }
    return fields;
}

Result<std::optional<Price>> amount(std::string_view field, std::string_view text) {
    if (text.empty()) return std::nullopt;
    const auto value = Price::parse(text);
    if (!value || *value < Price{}) return bad_dividends(field, text, "an amount from 0 up");
    return *value;
}

Outbound request_of(RequestId id, ConId conid, const std::string& exchange,
                    std::string_view generic_ticks) {
    tws::ReqMktData request;
    request.req_id = id;
    request.contract.con_id = conid;
    request.contract.exchange = exchange;
    request.generic_ticks = generic_ticks;
    return Outbound::query(std::move(request));
}

}  // namespace

std::optional<market::Tick> to_tick(const tws::TickPrice& message, MarketTime time) {
    const auto kind = price_kind(message.tick_type);
    if (!kind) return std::nullopt;
    return market::Tick{*kind, message.price, message.size, message.attributes.pre_open, time};
}

std::optional<market::Tick> to_tick(const tws::TickSize& message,
                                    std::optional<options::Right> right, MarketTime time) {
    auto kind = size_kind(message.tick_type);
    if (const auto of = open_interest_of(message.tick_type); of && of == right) {
        kind = market::TickKind::open_interest;
    }
    if (!kind) return std::nullopt;
    return market::Tick{*kind, std::nullopt, message.size, false, time};
}

market::DataType to_data_type(tws::MarketDataKind kind) {
    switch (kind) {
        case tws::MarketDataKind::real_time: return market::DataType::live;
        case tws::MarketDataKind::frozen: return market::DataType::frozen;
        case tws::MarketDataKind::delayed: return market::DataType::delayed;
        case tws::MarketDataKind::delayed_frozen: return market::DataType::delayed_frozen;
    }
    return market::DataType::unknown;  // a number that the protocol did not have when we learnt it
}

std::optional<market::HaltState> to_halt(const tws::TickGeneric& message) {
    if (message.tick_type != tws::TickType::halted &&
        message.tick_type != tws::TickType::delayed_halted) {
        return std::nullopt;
    }
    if (message.value == 0.0) return market::HaltState::trading;
    if (message.value == 1.0) return market::HaltState::regulatory;
    if (message.value == 2.0) return market::HaltState::volatility;
    return market::HaltState::unknown;
}

std::optional<Result<market::Dividends>> to_dividends(const tws::TickString& message) {
    if (message.tick_type != tws::TickType::ib_dividends) return std::nullopt;
    const auto fields = fields_of<4>(message.value);
    if (!fields) return bad_dividends("dividends", message.value, "four fields");
    const auto past_year = amount("past year", fields->at(0));
    if (!past_year) return std::unexpected(past_year.error());
    const auto next_year = amount("next year", fields->at(1));
    if (!next_year) return std::unexpected(next_year.error());
    const auto next_amount = amount("next amount", fields->at(3));
    if (!next_amount) return std::unexpected(next_amount.error());
    market::Dividends dividends{*past_year, *next_year, std::nullopt, *next_amount};
    if (const auto text = fields->at(2); !text.empty()) {
        const auto date = parse_date(text);
        if (!date) return bad_dividends("next ex-date", text, "a date as 20261210");
        dividends.next_ex_date = *date;
    }
    return dividends;
}

Outbound market_data(RequestId id, const options::OptionContract& contract) {
    return request_of(id, contract.conid, contract.exchange, open_interest_ticks);
}

Outbound market_data(RequestId id, const options::Underlying& underlying) {
    const bool is_share = underlying.kind == options::UnderlyingKind::stock;
    return request_of(id, underlying.conid, underlying.exchange, is_share ? dividend_ticks : "");
}

Outbound market_data(RequestId id, ConId held) { return request_of(id, held, "SMART", ""); }

Outbound cancel_market_data(RequestId id) { return Outbound::query(tws::CancelMktData{id}); }

Outbound market_data_type(tws::MarketDataKind kind) {
    return Outbound::query(tws::ReqMarketDataType{kind});
}

}  // namespace wingspread::broker
