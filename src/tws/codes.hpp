#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wingspread::tws {

/// A word of the wire that we act upon: one of `E`, or a text that nobody has told us about, which
/// is kept as it came. `E` has the members `none` (an empty field) and `unknown`.
template <class E>
class Coded {
  public:
    Coded() = default;
    Coded(E value) : value_(value) {}
    /// Reads a word of the wire; a text that is not in the table gives `E::unknown`.
    static Coded from_text(std::string_view text);

    [[nodiscard]] E value() const { return value_; }
    [[nodiscard]] bool is_known() const { return value_ != E::unknown; }
    /// As it stands on the wire.
    [[nodiscard]] std::string_view text() const;

    friend bool operator==(const Coded& a, const Coded& b) {
        return a.value_ == b.value_ && (a.is_known() || a.raw_ == b.raw_);
    }
    friend bool operator==(const Coded& a, E b) { return a.value_ == b; }

  private:
    E value_ = E::none;
    std::string raw_;  ///< kept when it is not the first spelling of `value_`
};

/// Side of an order or a combo leg.
enum class Action : std::uint8_t { none, buy, sell, sell_short, sell_long, unknown };
/// Kind of instrument.
enum class SecType : std::uint8_t {
    none,
    stock,
    option,
    future,
    future_option,
    index,
    combo,
    cash,
    cfd,
    bond,
    fund,
    warrant,
    structured,
    commodity,
    crypto,
    news,
    continuous_future,
    unknown
};
enum class Right : std::uint8_t { none, call, put, unknown };
enum class Tif : std::uint8_t { none, day, gtc, ioc, gtd, opg, fok, dtc, gtx, unknown };
enum class OrderType : std::uint8_t {
    none,
    market,
    limit,
    stop,
    stop_limit,
    market_to_limit,
    market_on_close,
    limit_on_close,
    trail,
    trail_limit,
    relative,
    mid_price,
    volatility,
    pegged_to_benchmark,
    pegged_best,
    pegged_mid,
    unknown
};
/// Where an order stands in its life, as TWS reports it (tws "order status values").
enum class OrderStatusCode : std::uint8_t {
    none,
    api_pending,
    pending_submit,
    pending_cancel,
    presubmitted,
    submitted,
    api_cancelled,
    cancelled,
    filled,
    inactive,
    unknown
};
/// Side of an execution.
enum class ExecutionSide : std::uint8_t { none, bought, sold, unknown };

extern template class Coded<Action>;
extern template class Coded<SecType>;
extern template class Coded<Right>;
extern template class Coded<Tif>;
extern template class Coded<OrderType>;
extern template class Coded<OrderStatusCode>;
extern template class Coded<ExecutionSide>;

/// What a tick says, by its number on the wire. Numbers without a name here are kept as they came:
/// the type holds every int, and `is_known` tells them apart.
enum class TickType : std::int32_t {
    bid_size = 0,
    bid = 1,
    ask = 2,
    ask_size = 3,
    last = 4,
    last_size = 5,
    high = 6,
    low = 7,
    volume = 8,
    close = 9,
    bid_option = 10,
    ask_option = 11,
    last_option = 12,
    model_option = 13,
    open = 14,
    option_historical_volatility = 23,
    option_implied_volatility = 24,
    option_call_open_interest = 27,
    option_put_open_interest = 28,
    option_call_volume = 29,
    option_put_volume = 30,
    bid_exchange = 32,
    ask_exchange = 33,
    auction_volume = 34,
    auction_price = 35,
    auction_imbalance = 36,
    mark_price = 37,
    last_timestamp = 45,
    shortable = 46,
    rt_volume = 48,
    halted = 49,
    trade_count = 54,
    trade_rate = 55,
    volume_rate = 56,
    last_rth_trade = 57,
    rt_historical_volatility = 58,
    ib_dividends = 59,
    regulatory_imbalance = 61,
    delayed_bid = 66,
    delayed_ask = 67,
    delayed_last = 68,
    delayed_bid_size = 69,
    delayed_ask_size = 70,
    delayed_last_size = 71,
    delayed_high = 72,
    delayed_low = 73,
    delayed_volume = 74,
    delayed_close = 75,
    delayed_open = 76,
    rt_trade_volume = 77,
    creditman_mark_price = 78,
    creditman_slow_mark_price = 79,
    delayed_bid_option = 80,
    delayed_ask_option = 81,
    delayed_last_option = 82,
    delayed_model_option = 83,
    last_exchange = 84,
    last_regulatory_time = 85,
    futures_open_interest = 86,
    average_option_volume = 87,
    delayed_last_timestamp = 88,
    shortable_shares = 89,
    delayed_halted = 90,
    etf_nav_close = 92,
    etf_nav_prior_close = 93,
    etf_nav_bid = 94,
    etf_nav_ask = 95,
    etf_nav_last = 96,
    etf_nav_frozen_last = 97,
    etf_nav_high = 98,
    etf_nav_low = 99,
    estimated_ipo_midpoint = 101,
    final_ipo_price = 102
};
/// The TWS name of a tick type in snake case, empty when it has none here.
std::string_view to_string(TickType type);
[[nodiscard]] inline bool is_known(TickType type) { return !to_string(type).empty(); }

/// Where market data come from; other numbers are kept as they came.
enum class MarketDataKind : std::int32_t {
    real_time = 1,
    frozen = 2,
    delayed = 3,
    delayed_frozen = 4
};

}  // namespace wingspread::tws
