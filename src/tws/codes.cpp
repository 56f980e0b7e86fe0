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

namespace {

struct TickName {
    TickType type;
    std::string_view name;
};

constexpr TickName tick_names[] = {
    {TickType::bid_size, "bid_size"},
    {TickType::bid, "bid"},
    {TickType::ask, "ask"},
    {TickType::ask_size, "ask_size"},
    {TickType::last, "last"},
    {TickType::last_size, "last_size"},
    {TickType::high, "high"},
    {TickType::low, "low"},
    {TickType::volume, "volume"},
    {TickType::close, "close"},
    {TickType::bid_option, "bid_option"},
    {TickType::ask_option, "ask_option"},
    {TickType::last_option, "last_option"},
    {TickType::model_option, "model_option"},
    {TickType::open, "open"},
    {TickType::option_historical_volatility, "option_historical_volatility"},
    {TickType::option_implied_volatility, "option_implied_volatility"},
    {TickType::option_call_open_interest, "option_call_open_interest"},
    {TickType::option_put_open_interest, "option_put_open_interest"},
    {TickType::option_call_volume, "option_call_volume"},
    {TickType::option_put_volume, "option_put_volume"},
    {TickType::bid_exchange, "bid_exchange"},
    {TickType::ask_exchange, "ask_exchange"},
    {TickType::auction_volume, "auction_volume"},
    {TickType::auction_price, "auction_price"},
    {TickType::auction_imbalance, "auction_imbalance"},
    {TickType::mark_price, "mark_price"},
    {TickType::last_timestamp, "last_timestamp"},
    {TickType::shortable, "shortable"},
    {TickType::rt_volume, "rt_volume"},
    {TickType::halted, "halted"},
    {TickType::trade_count, "trade_count"},
    {TickType::trade_rate, "trade_rate"},
    {TickType::volume_rate, "volume_rate"},
    {TickType::last_rth_trade, "last_rth_trade"},
    {TickType::rt_historical_volatility, "rt_historical_volatility"},
    {TickType::ib_dividends, "ib_dividends"},
    {TickType::regulatory_imbalance, "regulatory_imbalance"},
    {TickType::delayed_bid, "delayed_bid"},
    {TickType::delayed_ask, "delayed_ask"},
    {TickType::delayed_last, "delayed_last"},
    {TickType::delayed_bid_size, "delayed_bid_size"},
    {TickType::delayed_ask_size, "delayed_ask_size"},
    {TickType::delayed_last_size, "delayed_last_size"},
    {TickType::delayed_high, "delayed_high"},
    {TickType::delayed_low, "delayed_low"},
    {TickType::delayed_volume, "delayed_volume"},
    {TickType::delayed_close, "delayed_close"},
    {TickType::delayed_open, "delayed_open"},
    {TickType::rt_trade_volume, "rt_trade_volume"},
    {TickType::creditman_mark_price, "creditman_mark_price"},
    {TickType::creditman_slow_mark_price, "creditman_slow_mark_price"},
    {TickType::delayed_bid_option, "delayed_bid_option"},
    {TickType::delayed_ask_option, "delayed_ask_option"},
    {TickType::delayed_last_option, "delayed_last_option"},
    {TickType::delayed_model_option, "delayed_model_option"},
    {TickType::last_exchange, "last_exchange"},
    {TickType::last_regulatory_time, "last_regulatory_time"},
    {TickType::futures_open_interest, "futures_open_interest"},
    {TickType::average_option_volume, "average_option_volume"},
    {TickType::delayed_last_timestamp, "delayed_last_timestamp"},
    {TickType::shortable_shares, "shortable_shares"},
    {TickType::delayed_halted, "delayed_halted"},
    {TickType::etf_nav_close, "etf_nav_close"},
    {TickType::etf_nav_prior_close, "etf_nav_prior_close"},
    {TickType::etf_nav_bid, "etf_nav_bid"},
    {TickType::etf_nav_ask, "etf_nav_ask"},
    {TickType::etf_nav_last, "etf_nav_last"},
    {TickType::etf_nav_frozen_last, "etf_nav_frozen_last"},
    {TickType::etf_nav_high, "etf_nav_high"},
    {TickType::etf_nav_low, "etf_nav_low"},
    {TickType::estimated_ipo_midpoint, "estimated_ipo_midpoint"},
    {TickType::final_ipo_price, "final_ipo_price"},
};

}  // namespace

std::string_view to_string(TickType type) {
    for (const TickName& tick : tick_names) {
        if (tick.type == type) return tick.name;
    }
    return {};
}

}  // namespace wingspread::tws
