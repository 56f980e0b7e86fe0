#include "options/calendar.hpp"

#include <date/tz.h>

#include <exception>

namespace wingspread::options {

namespace {

/// Ends the program without a time zone database, as `require_new_york` warns.
const date::time_zone& new_york() noexcept {
    static const date::time_zone* const zone = date::locate_zone("America/New_York");
    return *zone;
}

}  // namespace

Result<void> require_new_york() {
    try {
        static_cast<void>(date::locate_zone("America/New_York"));
    } catch (const std::exception& error) {
        return fail(Errc::unavailable, std::string("time zone America/New_York: ") + error.what() +
                                           "; install the tzdata package");
    }
    return {};
}

NewYorkTime to_new_york(MarketTime time) {
    const auto utc = to_utc(time);
    const auto local = utc.time_since_epoch() + new_york().get_info(utc).offset;
    const auto midnight = std::chrono::floor<std::chrono::days>(local);
    return {Date{std::chrono::sys_days{midnight}}, local - midnight};
}

MarketTime from_new_york(Date date, Duration since_midnight) {
    const auto days = std::chrono::sys_days{date}.time_since_epoch();
    const date::local_time<Duration> local{days + since_midnight};
    return to_market(new_york().to_sys(local, date::choose::earliest));
}

}  // namespace wingspread::options
