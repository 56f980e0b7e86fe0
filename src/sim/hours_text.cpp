#include "sim/hours_text.hpp"

#include "core/date.hpp"
#include "options/calendar.hpp"

#include <fmt/format.h>

namespace wingspread::sim {
namespace {

using namespace std::chrono;

std::string stamp(MarketTime time) {
    const options::NewYorkTime local = options::to_new_york(time);
    const hh_mm_ss clock{floor<minutes>(local.since_midnight)};
    return fmt::format("{}:{:02}{:02}", to_compact(local.date), clock.hours().count(),
                       clock.minutes().count());
}

}  // namespace

std::string hours_text(Hours hours, bool late_close, MarketTime now) {
    const auto kind = late_close ? options::UnderlyingKind::index : options::UnderlyingKind::stock;
    std::string text;
    Date day = options::to_new_york(now).date;
    for (int i = 0; i < 6; ++i, day = add_days(day, 1)) {
        if (!text.empty()) text += ';';
        const std::string date = to_compact(day);
        if (hours == Hours::always) {
            text += fmt::format("{}:0000-{}:2359", date, date);
        } else if (const auto session = options::regular_session(kind, day)) {
            text += fmt::format("{}-{}", stamp(session->open), stamp(session->close));
        } else {
            text += date + ":CLOSED";
        }
    }
    return text;
}

}  // namespace wingspread::sim
