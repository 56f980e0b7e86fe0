#include "app/csv.hpp"

#include "core/date.hpp"

#include <fmt/format.h>

#include <array>

namespace wingspread::app {

namespace {

using scan::RankedSpread;

template <class Amount>
std::string or_nothing(const std::optional<Amount>& amount) {
    return amount ? amount->to_string() : "";
}

std::string legs_of(const RankedSpread& row) {
    std::string text;
    for (const auto& leg : row.legs) {
        text += fmt::format(
            "{}{}{} {}{} {}", text.empty() ? "" : "; ", leg.side == options::Side::buy ? '+' : '-',
            leg.ratio, leg.strike.to_string(), options::to_char(leg.right), to_iso(leg.expiry));
    }
    return csv_text(text);
}

std::string breakevens_of(const RankedSpread& row) {
    std::string text;
    for (const auto price : row.breakevens) text += (text.empty() ? "" : "; ") + price.to_string();
    return csv_text(text);
}

struct Column {
    std::string_view name;
    std::string (*cell)(const RankedSpread&);
};

constexpr std::array<Column, 22> columns{{
    {"structure", [](const RankedSpread& row) { return std::string(to_string(row.structure)); }},
    {"symbol", [](const RankedSpread& row) { return csv_text(row.symbol); }},
    {"trading_class", [](const RankedSpread& row) { return csv_text(row.trading_class); }},
    {"expiry", [](const RankedSpread& row) { return to_iso(row.expiry); }},
    {"back_expiry",
     [](const RankedSpread& row) { return row.back_expiry ? to_iso(*row.back_expiry) : ""; }},
    {"dte", [](const RankedSpread& row) { return std::to_string(row.dte); }},
    {"legs", legs_of},
    {"natural", [](const RankedSpread& row) { return row.natural.to_string(); }},
    {"mid", [](const RankedSpread& row) { return row.mid.to_string(); }},
    {"width", [](const RankedSpread& row) { return or_nothing(row.width); }},
    {"max_profit_usd", [](const RankedSpread& row) { return or_nothing(row.max_profit_usd); }},
    {"max_loss_usd", [](const RankedSpread& row) { return or_nothing(row.max_loss_usd); }},
    {"breakevens", breakevens_of},
    {"return_on_risk",
     [](const RankedSpread& row) {
         return row.return_on_risk ? fmt::format("{}", *row.return_on_risk) : "";
     }},
    {"score",
     [](const RankedSpread& row) { return row.score ? fmt::format("{}", *row.score) : ""; }},
    {"pop", [](const RankedSpread& row) { return fmt::format("{}", row.pop); }},
    {"ev_usd", [](const RankedSpread& row) { return fmt::format("{}", row.ev_usd); }},
    {"delta", [](const RankedSpread& row) { return fmt::format("{}", row.delta); }},
    {"gamma", [](const RankedSpread& row) { return fmt::format("{}", row.gamma); }},
    {"theta", [](const RankedSpread& row) { return fmt::format("{}", row.theta_per_day); }},
    {"vega", [](const RankedSpread& row) { return fmt::format("{}", row.vega_per_point); }},
    {"multiplier", [](const RankedSpread& row) { return std::to_string(row.multiplier); }},
}};

}  // namespace

std::string csv_text(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
}

std::string ranking_csv(std::span<const RankedSpread> ranked) {
    std::string text;
    for (const auto& column : columns) text += (text.empty() ? "" : ",") + std::string(column.name);
    text += '\n';
    for (const auto& row : ranked) {
        for (std::size_t i = 0; i < columns.size(); ++i)
            text += (i == 0 ? "" : ",") + columns[i].cell(row);
        text += '\n';
    }
    return text;
}

}  // namespace wingspread::app
