#include "tws/codes.hpp"

#include <array>
#include <iterator>

namespace wingspread::tws {

namespace {

template <class E>
struct Spelling {
    E value;
    std::string_view text;
};

// The first spelling of a value is the one that we write; the others are read as well.
template <class E>
constexpr auto spellings = nullptr;

template <>
constexpr Spelling<Action> spellings<Action>[] = {
    {Action::none, ""},           {Action::buy, "BUY"},
    {Action::sell, "SELL"},       {Action::sell_short, "SSHORT"},
    {Action::sell_long, "SLONG"},
};

template <>
constexpr Spelling<SecType> spellings<SecType>[] = {
    {SecType::none, ""},
    {SecType::stock, "STK"},
    {SecType::option, "OPT"},
    {SecType::future, "FUT"},
    {SecType::future_option, "FOP"},
    {SecType::index, "IND"},
    {SecType::combo, "BAG"},
    {SecType::cash, "CASH"},
    {SecType::cfd, "CFD"},
    {SecType::bond, "BOND"},
    {SecType::fund, "FUND"},
    {SecType::warrant, "WAR"},
    {SecType::structured, "IOPT"},
    {SecType::commodity, "CMDTY"},
    {SecType::crypto, "CRYPTO"},
    {SecType::news, "NEWS"},
    {SecType::continuous_future, "CONTFUT"},
};

// TWS writes "0" or "?" where an instrument has no right.
template <>
constexpr Spelling<Right> spellings<Right>[] = {
    {Right::none, ""},   {Right::call, "C"}, {Right::put, "P"},  {Right::call, "CALL"},
    {Right::put, "PUT"}, {Right::none, "0"}, {Right::none, "?"},
};

template <>
constexpr Spelling<Tif> spellings<Tif>[] = {
    {Tif::none, ""},   {Tif::day, "DAY"}, {Tif::gtc, "GTC"}, {Tif::ioc, "IOC"}, {Tif::gtd, "GTD"},
    {Tif::opg, "OPG"}, {Tif::fok, "FOK"}, {Tif::dtc, "DTC"}, {Tif::gtx, "GTX"},
};

template <>
constexpr Spelling<OrderType> spellings<OrderType>[] = {
    {OrderType::none, ""},
    {OrderType::market, "MKT"},
    {OrderType::limit, "LMT"},
    {OrderType::stop, "STP"},
    {OrderType::stop_limit, "STP LMT"},
    {OrderType::stop_limit, "STPLMT"},
    {OrderType::market_to_limit, "MTL"},
    {OrderType::market_on_close, "MOC"},
    {OrderType::limit_on_close, "LOC"},
    {OrderType::trail, "TRAIL"},
    {OrderType::trail_limit, "TRAIL LIMIT"},
    {OrderType::relative, "REL"},
    {OrderType::mid_price, "MIDPRICE"},
    {OrderType::volatility, "VOL"},
    {OrderType::pegged_to_benchmark, "PEG BENCH"},
    {OrderType::pegged_to_benchmark, "PEGBENCH"},
    {OrderType::pegged_best, "PEG BEST"},
    {OrderType::pegged_best, "PEGBEST"},
    {OrderType::pegged_mid, "PEG MID"},
    {OrderType::pegged_mid, "PEGMID"},
};

template <>
constexpr Spelling<OrderStatusCode> spellings<OrderStatusCode>[] = {
    {OrderStatusCode::none, ""},
    {OrderStatusCode::api_pending, "ApiPending"},
    {OrderStatusCode::pending_submit, "PendingSubmit"},
    {OrderStatusCode::pending_cancel, "PendingCancel"},
    {OrderStatusCode::presubmitted, "PreSubmitted"},
    {OrderStatusCode::submitted, "Submitted"},
    {OrderStatusCode::api_cancelled, "ApiCancelled"},
    {OrderStatusCode::cancelled, "Cancelled"},
    {OrderStatusCode::filled, "Filled"},
    {OrderStatusCode::inactive, "Inactive"},
};

template <>
constexpr Spelling<ExecutionSide> spellings<ExecutionSide>[] = {
    {ExecutionSide::none, ""},
    {ExecutionSide::bought, "BOT"},
    {ExecutionSide::sold, "SLD"},
};

template <class E>
std::string_view first_spelling(E value) {
    for (const auto& spelling : spellings<E>) {
        if (spelling.value == value) return spelling.text;
    }
    return {};
}

}  // namespace

template <class E>
Coded<E> Coded<E>::from_text(std::string_view text) {
    Coded coded;
    coded.value_ = E::unknown;
    for (const auto& spelling : spellings<E>) {
        if (spelling.text != text) continue;
        coded.value_ = spelling.value;
        break;
    }
    if (!coded.is_known() || first_spelling(coded.value_) != text) coded.raw_ = text;
    return coded;
}

template <class E>
std::string_view Coded<E>::text() const {
    return raw_.empty() ? first_spelling(value_) : std::string_view(raw_);
}

template class Coded<Action>;
template class Coded<SecType>;
template class Coded<Right>;
template class Coded<Tif>;
template class Coded<OrderType>;
template class Coded<OrderStatusCode>;
template class Coded<ExecutionSide>;

std::string_view to_string(TickType type) {
    switch (type) {
        case TickType::bid_size: return "bid_size";
        case TickType::bid: return "bid";
        case TickType::ask: return "ask";
        case TickType::ask_size: return "ask_size";
        case TickType::last: return "last";
        case TickType::last_size: return "last_size";
        case TickType::high: return "high";
        case TickType::low: return "low";
        case TickType::volume: return "volume";
        case TickType::close: return "close";
        case TickType::bid_option: return "bid_option";
        case TickType::ask_option: return "ask_option";
        case TickType::last_option: return "last_option";
        case TickType::model_option: return "model_option";
        case TickType::open: return "open";
        case TickType::option_historical_volatility: return "option_historical_volatility";
        case TickType::option_implied_volatility: return "option_implied_volatility";
        case TickType::option_call_open_interest: return "option_call_open_interest";
        case TickType::option_put_open_interest: return "option_put_open_interest";
        case TickType::option_call_volume: return "option_call_volume";
        case TickType::option_put_volume: return "option_put_volume";
        case TickType::bid_exchange: return "bid_exchange";
        case TickType::ask_exchange: return "ask_exchange";
        case TickType::auction_volume: return "auction_volume";
        case TickType::auction_price: return "auction_price";
        case TickType::auction_imbalance: return "auction_imbalance";
        case TickType::mark_price: return "mark_price";
        case TickType::last_timestamp: return "last_timestamp";
        case TickType::shortable: return "shortable";
        case TickType::rt_volume: return "rt_volume";
        case TickType::halted: return "halted";
        case TickType::trade_count: return "trade_count";
        case TickType::trade_rate: return "trade_rate";
        case TickType::volume_rate: return "volume_rate";
        case TickType::last_rth_trade: return "last_rth_trade";
        case TickType::rt_historical_volatility: return "rt_historical_volatility";
        case TickType::ib_dividends: return "ib_dividends";
        case TickType::regulatory_imbalance: return "regulatory_imbalance";
        case TickType::delayed_bid: return "delayed_bid";
        case TickType::delayed_ask: return "delayed_ask";
        case TickType::delayed_last: return "delayed_last";
        case TickType::delayed_bid_size: return "delayed_bid_size";
        case TickType::delayed_ask_size: return "delayed_ask_size";
        case TickType::delayed_last_size: return "delayed_last_size";
        case TickType::delayed_high: return "delayed_high";
        case TickType::delayed_low: return "delayed_low";
        case TickType::delayed_volume: return "delayed_volume";
        case TickType::delayed_close: return "delayed_close";
        case TickType::delayed_open: return "delayed_open";
        case TickType::rt_trade_volume: return "rt_trade_volume";
        case TickType::creditman_mark_price: return "creditman_mark_price";
        case TickType::creditman_slow_mark_price: return "creditman_slow_mark_price";
        case TickType::delayed_bid_option: return "delayed_bid_option";
        case TickType::delayed_ask_option: return "delayed_ask_option";
        case TickType::delayed_last_option: return "delayed_last_option";
        case TickType::delayed_model_option: return "delayed_model_option";
        case TickType::last_exchange: return "last_exchange";
        case TickType::last_regulatory_time: return "last_regulatory_time";
        case TickType::futures_open_interest: return "futures_open_interest";
        case TickType::average_option_volume: return "average_option_volume";
        case TickType::delayed_last_timestamp: return "delayed_last_timestamp";
        case TickType::shortable_shares: return "shortable_shares";
        case TickType::delayed_halted: return "delayed_halted";
        case TickType::etf_nav_close: return "etf_nav_close";
        case TickType::etf_nav_prior_close: return "etf_nav_prior_close";
        case TickType::etf_nav_bid: return "etf_nav_bid";
        case TickType::etf_nav_ask: return "etf_nav_ask";
        case TickType::etf_nav_last: return "etf_nav_last";
        case TickType::etf_nav_frozen_last: return "etf_nav_frozen_last";
        case TickType::etf_nav_high: return "etf_nav_high";
        case TickType::etf_nav_low: return "etf_nav_low";
        case TickType::estimated_ipo_midpoint: return "estimated_ipo_midpoint";
        case TickType::final_ipo_price: return "final_ipo_price";
    }
    return {};
}

}  // namespace wingspread::tws
