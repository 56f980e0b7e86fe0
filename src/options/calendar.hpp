#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "options/contract.hpp"

#include <optional>

namespace wingspread::options {

/// How the US option exchanges trade on a day; the rules hold from 2000 on.
enum class TradingDay : std::uint8_t { closed, half, full };

/// Weekends, the exchanges' holidays with their observed rules, and the one-off closures.
TradingDay trading_day(Date date);
bool is_trading_day(Date date);
/// The nearest trading day strictly after or before.
Date next_trading_day(Date date);
Date previous_trading_day(Date date);

/// A moment as New York's clocks show it.
struct NewYorkTime {
    Date date;
    Duration since_midnight{};

    bool operator==(const NewYorkTime&) const = default;
};

/// Fails (unavailable) on a machine without the time zone database; to be asked once at start-up,
/// because without it the conversions below end the program.
Result<void> require_new_york();
NewYorkTime to_new_york(MarketTime time);
/// The hour that spring skips maps to the moment of the change, the one that autumn repeats to its
/// first pass.
MarketTime from_new_york(Date date, Duration since_midnight);

/// Regular trading, from its first moment to just before its last.
struct Session {
    MarketTime open;
    MarketTime close;

    [[nodiscard]] constexpr bool contains(MarketTime time) const {
        return open <= time && time < close;
    }
    bool operator==(const Session&) const = default;
};

/// Regular hours of options on a stock or ETF (09:30 to 16:00, 13:00 on half days) or on an index
/// (a quarter of an hour longer). Empty when the exchanges are closed.
std::optional<Session> regular_session(UnderlyingKind kind, Date date);
/// As `regular_session`, for one contract: nothing after its last trading day, and a PM-settled
/// index option ends at 16:00 (13:00) on the day it expires.
std::optional<Session> trading_session(const OptionContract& contract, UnderlyingKind kind,
                                       Date date);

/// When the settlement price is taken: AM 09:30, PM 16:00 (13:00 on half days). A date on which the
/// exchanges are closed, as the Saturdays of before 2015, settles on the trading day before, at its
/// close.
MarketTime expiry_instant(Date expiration, Settlement settlement);
MarketTime expiry_instant(const OptionContract& contract);

/// Days to expiration as traders count them: whole calendar days, 0 on the day itself, negative
/// afterwards.
int dte(Date today, Date expiration);
/// Calendar time, Actual/365 fixed; negative when `to` is earlier. The time of every option model
/// here.
double years_to(MarketTime from, MarketTime to);
/// Equity sessions from one moment to another, begun ones by the share that is left of them (a half
/// day is one session). 0 when `to` is not later.
double trading_days_to(MarketTime from, MarketTime to);
/// Trading time as a share of a year of 252 sessions: closed hours count nothing. Volatilities
/// quoted in it are not those of `years_to`.
double trading_years_to(MarketTime from, MarketTime to);

}  // namespace wingspread::options
