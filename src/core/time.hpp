#pragma once

#include <chrono>

namespace wingspread {

using Duration = std::chrono::nanoseconds;

namespace detail {
/// Tags for time points; they have no now(), because only app/ reads a real clock.
struct MonotonicTag {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<MonotonicTag, duration>;
    static constexpr bool is_steady = true;
};
struct MarketTag {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<MarketTag, duration>;
    static constexpr bool is_steady = false;
};
}  // namespace detail

/// Never goes backward, means nothing outside this process: pacing and deadlines.
using MonotonicTime = std::chrono::time_point<detail::MonotonicTag, Duration>;
/// Wall clock in UTC: journal, logs, what is shown to people.
using UtcTime = std::chrono::sys_time<Duration>;
/// What time it is on the market, as an instant in UTC: days to expiry, trading hours, ages of
/// quotes. It is the wall clock, except in declared replay, where it follows the gateway.
using MarketTime = std::chrono::time_point<detail::MarketTag, Duration>;

/// A calendar day, on the exchange's calendar unless a name says otherwise.
using Date = std::chrono::year_month_day;

constexpr MarketTime to_market(UtcTime time) { return MarketTime{time.time_since_epoch()}; }
constexpr UtcTime to_utc(MarketTime time) { return UtcTime{time.time_since_epoch()}; }

/// The three times of one moment. Every event carries one, so that the same events give the same
/// effects.
struct Now {
    MonotonicTime monotonic{};
    UtcTime utc{};
    MarketTime market{};

    constexpr Now operator+(Duration step) const {
        return {monotonic + step, utc + step, market + step};
    }
    constexpr bool operator==(const Now&) const = default;
};

}  // namespace wingspread
