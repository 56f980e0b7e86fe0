#include "app/watch.hpp"

#include "app/output.hpp"
#include "core/date.hpp"
#include "options/calendar.hpp"
#include "scan/list_changes.hpp"
#include "server/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace wingspread::app {

namespace {

constexpr std::string_view clear_screen = "\x1b[H\x1b[J";
/// Of the screen: the title, the table's head and a line for the cursor.
constexpr std::size_t rows_beside_list = 3;
constexpr std::size_t least_rows = 3;

std::string title(const engine::Ranking& ranking) {
    const auto at = options::to_new_york(ranking.as_of);
    const std::chrono::hh_mm_ss time(
        std::chrono::duration_cast<std::chrono::seconds>(at.since_midnight));
    const auto& coverage = ranking.coverage;
    const auto age = ranking.computed_at - ranking.models_at;
    return fmt::format(
        "{} {}  {} {:02}:{:02}:{:02} New York  list {}  {} of {} contracts quoted  models {} s "
        "old\n",
        ranking.request.symbol, ranking.spot ? ranking.spot->to_string() : "-", to_iso(at.date),
        time.hours().count(), time.minutes().count(), time.seconds().count(), ranking.seq,
        coverage.quoted, coverage.total,
        std::chrono::duration_cast<std::chrono::seconds>(age).count());
}

std::string row_text(const scan::RankedSpread& row) {
    return fmt::format("{}  natural {} mid {} pop {:.1f}% ev {:.2f}{}", scan::identity(row),
                       row.natural.to_string(), row.mid.to_string(), row.pop * 100, row.ev_usd,
                       row.score ? fmt::format(" score {:.1f}", *row.score) : "");
}

std::string lines(const engine::Ranking& ranking) {
    const auto& changes = ranking.changes;
    const auto& rows = ranking.result.ranked;
    std::string text = title(ranking);
    auto out = std::back_inserter(text);
    for (const auto& left : changes.left)
        fmt::format_to(out, "- {:>4}  {}\n", left.from + 1, left.spread);
    for (const auto& entered : changes.entered)
        fmt::format_to(out, "+ {:>4}  {}\n", entered.to + 1, row_text(rows[entered.to]));
    for (const auto& stayed : changes.stayed) {
        const auto was = stayed.from == stayed.to ? "" : fmt::format("  (was {})", stayed.from + 1);
        fmt::format_to(out, "~ {:>4}  {}{}\n", stayed.to + 1, row_text(rows[stayed.to]), was);
    }
    return text;
}

}  // namespace

std::string watch_text(const engine::Ranking& ranking, WatchForm form, bool first,
                       std::size_t screen_rows, bool colour) {
    switch (form) {
        case WatchForm::screen: {
            auto shown = ranking.result;
            const auto room =
                std::max(screen_rows, rows_beside_list + least_rows) - rows_beside_list;
            if (shown.ranked.size() > room) shown.ranked.resize(room);
            return fmt::format("{}{}{}", clear_screen, title(ranking),
                               ranking_table(shown, colour));
        }
        case WatchForm::lines:
            if (first) return title(ranking) + ranking_table(ranking.result, colour);
            return ranking.changes.is_empty() ? "" : lines(ranking);
        case WatchForm::json: {
            if (!first && ranking.changes.is_empty()) return "";
            server::JsonWriter json;
            first ? write(json, ranking) : write_changes(json, ranking);
            return json.take() + "\n";
        }
    }
    return {};
}

}  // namespace wingspread::app
