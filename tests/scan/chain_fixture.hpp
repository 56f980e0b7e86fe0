#pragma once

#include "core/date.hpp"
#include "core/rng.hpp"
#include "market/chain_snapshot.hpp"
#include "options/calendar.hpp"
#include "pricing/black76.hpp"
#include "scan/structure_set.hpp"

#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace wingspread::scan {

/// Every kind that a scan can look for.
inline StructureSet every_kind() {
    StructureSet every;
    for (const auto& form : options::structure_forms())
        if (!form.shares) every.add(form.kind);
    return every;
}

inline Price price(double value) { return *Price::from_double(value); }
inline Price price(std::string_view text) { return *Price::parse(text); }

inline void set_quote(market::OptionColumns& columns, std::size_t row, std::optional<Price> bid,
                      std::optional<Price> ask, std::optional<std::int64_t> open_interest = {}) {
    market::Quote quote;
    quote.bid = bid;
    quote.ask = ask;
    if (open_interest) quote.open_interest = Quantity::from_int(*open_interest);
    const auto use = market::usability(quote, market::recorded_line, {}, MarketTime{});
    columns.set(row, ConId(static_cast<std::int64_t>(row) + 1), quote, use);
}

/// A slice with these strikes and nothing quoted yet.
inline market::ExpirySlice empty_slice(Date expiration, const std::vector<double>& strikes,
                                       const std::string& symbol = "TEST") {
    market::ExpirySlice slice;
    slice.terms.symbol = slice.terms.trading_class = symbol;
    slice.terms.expiration = slice.terms.last_trade_date = expiration;
    for (const double strike : strikes) slice.strikes.push_back(price(strike));
    slice.calls.resize(strikes.size());
    slice.puts.resize(strikes.size());
    return slice;
}

/// Quotes every strike around its Black-76 value, `half` below and above; nothing is rounded but to
/// 1e-8, so that a model read off the mids is the one that made them.
inline void quote_model(market::ExpirySlice& slice, const pricing::ExpiryMarket& market,
                        const std::function<double(double)>& volatility, double half) {
    for (std::size_t row = 0; row < slice.strikes.size(); ++row) {
        const double strike = slice.strikes[row].to_double();
        for (const auto right : {options::Right::call, options::Right::put}) {
            auto& columns = right == options::Right::call ? slice.calls : slice.puts;
            const double value = pricing::black76_price(right, market, strike, volatility(strike));
            std::optional<Price> bid;
            if (value > half) bid = price(value - half);
            set_quote(columns, row, bid, price(value + half), 100);
        }
    }
}

inline std::vector<double> strikes_between(double low, double high, double step) {
    std::vector<double> strikes;
    for (double strike = low; strike <= high + step / 2; strike += step) strikes.push_back(strike);
    return strikes;
}

inline market::ChainSnapshot chain_of(std::vector<market::ExpirySlice> slices, double spot,
                                      MarketTime as_of) {
    market::ChainSnapshot chain;
    chain.underlying.symbol = "TEST";
    chain.spot = price(spot);
    chain.as_of = as_of;
    for (auto& slice : slices)
        chain.slices.push_back(std::make_shared<const market::ExpirySlice>(std::move(slice)));
    return chain;
}

/// 30 days to the afternoon of 18 December 2026, to the second.
inline const Date december{std::chrono::year{2026}, std::chrono::December, std::chrono::day{18}};
inline const Date january{std::chrono::year{2027}, std::chrono::January, std::chrono::day{15}};
inline MarketTime thirty_days_before_december() {
    return options::expiry_instant(december, options::Settlement::pm) - std::chrono::hours{24 * 30};
}

/// A chain as a market shows it: cents, gaps, one-sided and crossed quotes, odd strikes, unknown
/// open interest, calls and puts that are not both listed.
inline market::ChainSnapshot rough_chain(std::uint64_t seed) {
    Rng rng(seed);
    const MarketTime as_of = thirty_days_before_december();
    std::vector<market::ExpirySlice> slices;
    for (const Date expiration : {december, january}) {
        const double years =
            options::years_to(as_of, options::expiry_instant(expiration, options::Settlement::pm));
        const auto market = pricing::market_from_rates(100, years, 0.04, 0.01);
        auto slice = empty_slice(expiration, strikes_between(70, 130, 2.5));
        for (std::size_t row = 0; row < slice.strikes.size(); ++row) {
            const double strike = slice.strikes[row].to_double();
            const double volatility = 0.22 - 0.15 * std::log(strike / market.forward);
            for (const auto right : {options::Right::call, options::Right::put}) {
                if (rng.chance(0.05)) continue;
                auto& columns = right == options::Right::call ? slice.calls : slice.puts;
                const double value = pricing::black76_price(right, market, strike, volatility);
                const double half = 0.02 + 0.02 * value * rng.uniform();
                const double bid = std::floor((value - half) * 100) / 100;
                const double ask = std::ceil((value + half) * 100) / 100;
                const bool crossed = rng.chance(0.03);
                const bool has_bid = bid > 0 && !rng.chance(0.05);
                std::optional<std::int64_t> interest;
                if (!rng.chance(0.1)) interest = rng.between(0, 500);
                set_quote(columns, row,
                          has_bid ? std::optional{price(crossed ? ask + 0.05 : bid)} : std::nullopt,
                          rng.chance(0.03) ? std::nullopt : std::optional{price(ask)}, interest);
            }
        }
        slices.push_back(std::move(slice));
    }
    return chain_of(std::move(slices), 100, as_of);
}

}  // namespace wingspread::scan
