#include "app/commands.hpp"
#include "app/csv.hpp"
#include "app/serve_client.hpp"
#include "core/date.hpp"
#include "server/json_report.hpp"

#include <fmt/format.h>

#include <map>

namespace wingspread::app {

namespace {

using Reports = std::vector<trade::ExecutionReport>;

template <class T>
std::string or_empty(const std::optional<T>& value) {
    return value ? value->to_string() : "";
}

std::string share_text(const trade::ExecutionReport& report, std::string_view none) {
    return report.slippage_share ? fmt::format("{:.0f}%", *report.slippage_share * 100)
                                 : std::string(none);
}

std::string seconds_text(const trade::ExecutionReport& report, std::string_view none) {
    if (!report.time_to_fill) return std::string(none);
    return fmt::format("{:.1f}", std::chrono::duration<double>(*report.time_to_fill).count());
}

void print_csv(const Reports& reports) {
    fmt::print(
        "day,order,description,action,state,quantity,filled,decision_mid,decision_natural,fill,"
        "slippage_usd,slippage_share,time_to_fill_seconds,ladder_step,fees_usd\n");
    for (const auto& report : reports) {
        fmt::print("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", to_iso(report.day), report.id,
                   csv_text(report.description), trade::to_string(report.action),
                   trade::to_string(report.state), report.quantity.to_string(),
                   report.filled.to_string(), report.decision_mid.to_string(),
                   report.decision_natural.to_string(), or_empty(report.fill),
                   or_empty(report.slippage_usd),
                   report.slippage_share ? fmt::format("{:.4f}", *report.slippage_share) : "",
                   seconds_text(report, ""), report.ladder_step, or_empty(report.fees_usd));
    }
}

void print_day(Date day, const Reports& reports) {
    fmt::print("{}\n  {:<44} {:<9} {:>6} {:>8} {:>8} {:>8} {:>9} {:>5} {:>7} {:>4} {:>8}\n",
               to_iso(day), "order", "state", "filled", "mid", "natural", "fill", "slip USD",
               "slip", "seconds", "step", "fees USD");
    for (const auto& report : reports) {
        fmt::print("  {:<44} {:<9} {:>6} {:>8} {:>8} {:>8} {:>9} {:>5} {:>7} {:>4} {:>8}\n",
                   fmt::format("{} {}", trade::to_string(report.action), report.description),
                   trade::to_string(report.state), report.filled.to_string(),
                   report.decision_mid.to_string(), report.decision_natural.to_string(),
                   or_empty(report.fill), or_empty(report.slippage_usd), share_text(report, ""),
                   seconds_text(report, ""), report.ladder_step, or_empty(report.fees_usd));
    }
    const auto totals = trade::totals_of(reports);
    fmt::print("  {} orders, {} with a fill; slippage {} USD, fees {} USD\n", totals.orders,
               totals.filled, totals.slippage_usd.to_string(), totals.fees_usd.to_string());
}

void print_table(const Reports& reports) {
    std::map<Date, Reports> by_day;
    for (const auto& report : reports) by_day[report.day].push_back(report);
    for (const auto& [day, of_day] : by_day) print_day(day, of_day);
    if (reports.empty()) fmt::print("no orders were sent\n");
}

}  // namespace

int run_report(const Context& context, const std::string& day, bool csv) {
    if (!day.empty()) {
        if (const auto parsed = parse_date(day); !parsed) {
            return report(with_context(parsed.error(), "--day").error());
        }
    }
    const ServeClient serve(context.config);
    const auto account = serve.account();
    if (!account) return report(account.error());
    const auto reports = serve.execution_reports(*account, day);
    if (!reports) return report(reports.error());
    if (context.json) {
        fmt::print("{}\n", server::report_to_json(*reports));
    } else if (csv) {
        print_csv(*reports);
    } else {
        print_table(*reports);
    }
    return exit_ok;
}

}  // namespace wingspread::app
