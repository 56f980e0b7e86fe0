#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wingspread::broker {

/// Why the link may be gone although nothing is wrong.
enum class MaintenanceKind : std::uint8_t {
    daily_restart,  ///< TWS restarts itself, at the time that is set in it
    weekly_login,   ///< its tokens end, and a person must log in again
    server_reset,   ///< IBKR's own servers; fills are reported late
};
/// "daily restart", …
std::string_view to_string(MaintenanceKind kind);

/// A period that recurs by the wall clock of a zone.
struct RecurringPeriod {
    MaintenanceKind kind = MaintenanceKind::daily_restart;
    std::string zone;     ///< as IANA names it
    std::bitset<7> days;  ///< on which it begins, Sunday first
    Duration begins{};    ///< since midnight
    Duration lasts{};     ///< until when an absence is expected
    bool operator==(const RecurringPeriod&) const = default;
};
std::bitset<7> every_day();

/// "23:45", on every day. Errc::invalid_argument names what was expected.
Result<RecurringPeriod> parse_daily_restart(std::string_view time, std::string_view zone,
                                            Duration lasts);
/// "Sun 01:00".
Result<RecurringPeriod> parse_weekly_login(std::string_view day_and_time, std::string_view zone,
                                           Duration lasts);
/// "Sun-Fri 00:15-01:45 America/New_York; Fri 23:00-03:00 America/New_York": windows, each with its
/// days, times and zone; one that ends before it begins ends on the next day.
Result<std::vector<RecurringPeriod>> parse_reset_windows(std::string_view text);

struct MaintenancePlan {
    std::vector<RecurringPeriod> periods;
    Duration notice = std::chrono::minutes(5);  ///< from the announcement to the beginning
};

struct MaintenancePeriod {
    MaintenanceKind kind{};
    UtcTime announced{};
    UtcTime begins{};
    UtcTime ends{};
    bool operator==(const MaintenancePeriod&) const = default;
};

/// "daily restart from 2026-11-19T04:45:00Z to 05:00:00Z".
std::string describe(const MaintenancePeriod& period);

/// Says when maintenance is due. An hour that a zone repeats means its first pass, an hour that it
/// leaves out its end.
class MaintenanceCalendar {
  public:
    MaintenanceCalendar() = default;
    /// Errc::not_found for a zone that the machine does not know.
    static Result<MaintenanceCalendar> make(MaintenancePlan plan);

    /// Announced and not yet over; the one that ends last where several overlap.
    [[nodiscard]] std::optional<MaintenancePeriod> current(UtcTime time) const;
    /// The next one to be announced after `time`; empty when nothing is planned.
    [[nodiscard]] std::optional<MaintenancePeriod> next(UtcTime time) const;

  private:
    explicit MaintenanceCalendar(MaintenancePlan plan) : plan_(std::move(plan)) {}
    /// Those that begin from the day before `time` to the eighth day after it.
    [[nodiscard]] std::vector<MaintenancePeriod> near(UtcTime time) const;

    MaintenancePlan plan_;
};

}  // namespace wingspread::broker
