#include "options/time_zone.hpp"

#include <date/tz.h>

#include <exception>
#include <string>

namespace wingspread::options {

Result<UtcTime> from_zone(std::string_view zone, Date date, Duration since_midnight) {
    try {
        const auto days = std::chrono::sys_days{date}.time_since_epoch();
        const date::local_time<Duration> local{days + since_midnight};
        return date::locate_zone(std::string(zone))->to_sys(local, date::choose::earliest);
    } catch (const std::exception& error) {
        return fail(Errc::not_found, "time zone " + std::string(zone) + ": " + error.what());
    }
}

}  // namespace wingspread::options
