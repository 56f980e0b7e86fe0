#pragma once

#include "market/chain_snapshot.hpp"
#include "pricing/black76.hpp"

#include <chrono>
#include <cmath>
#include <memory>

/// A synthetic chain of 36,000 contracts: 45 expirations, 400 strikes, both rights.
namespace wingspread::bench {

inline constexpr double spot = 5'000;
inline constexpr int expirations = 45;
inline constexpr int strikes = 400;

inline const MarketTime now{std::chrono::sys_days{Date{std::chrono::year{2026},
                                                       std::chrono::November, std::chrono::day{23}}}
                                .time_since_epoch() +
                            std::chrono::hours{17}};

/// Rounded to cents, outward, with a range that grows with the price.
inline void quote(market::OptionColumns& columns, std::size_t row, double value) {
    const double half = 0.02 + 0.01 * value;
    const double bid = std::floor((value - half) * 100) / 100;
    market::Quote quote;
    if (bid > 0) quote.bid = Price::from_double(bid);
    quote.ask = Price::from_double(std::ceil((value + half) * 100) / 100);
    quote.open_interest = Quantity::from_int(static_cast<std::int64_t>(row * 7 % 1'000));
    columns.set(row, ConId(static_cast<std::int64_t>(row) + 1), quote,
                market::usability(quote, market::recorded_line, {}, now));
}

inline std::shared_ptr<const market::ExpirySlice> make_slice(int index) {
    auto slice = std::make_shared<market::ExpirySlice>();
    const Date today{std::chrono::year{2026}, std::chrono::November, std::chrono::day{23}};
    slice->terms.symbol = "SPX";
    slice->terms.trading_class = "SPXW";
    slice->terms.expiration = std::chrono::sys_days{today} + std::chrono::days{4 + 7 * index};
    slice->terms.style = options::ExerciseStyle::european;
    const double years = (4 + 7 * index) / 365.0;
    const auto market = pricing::market_from_rates(spot, years, 0.04, 0.012);
    slice->calls.resize(strikes);
    slice->puts.resize(strikes);
    for (int i = 0; i < strikes; ++i) {
        const double strike = 3'000 + 10 * i;
        const auto row = static_cast<std::size_t>(i);
        const double moneyness = std::log(strike / market.forward) / std::sqrt(years);
        const double volatility = 0.15 - 0.06 * std::tanh(moneyness) +
                                  0.02 * moneyness * moneyness / (1 + moneyness * moneyness);
        slice->strikes.push_back(*Price::from_double(strike));
        quote(slice->calls, row,
              pricing::black76_price(options::Right::call, market, strike, volatility));
        quote(slice->puts, row,
              pricing::black76_price(options::Right::put, market, strike, volatility));
    }
    return slice;
}

/// Made once.
inline const market::ChainSnapshot& chain() {
    static const market::ChainSnapshot snapshot = [] {
        market::ChainSnapshot result;
        result.underlying.symbol = "SPX";
        result.spot = Price::from_double(spot);
        result.as_of = now;
        for (int i = 0; i < expirations; ++i) result.slices.push_back(make_slice(i));
        return result;
    }();
    return snapshot;
}

}  // namespace wingspread::bench
