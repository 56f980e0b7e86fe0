#include "trade/limits.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <set>
#include <variant>

namespace wingspread::trade {

namespace {

using Field = std::variant<int RiskLimits::*, Money RiskLimits::*, Duration RiskLimits::*>;

struct Row {
    std::string_view key;
    Field field;
};

const std::array<Row, 17> rows{{
    {"max_quantity", &RiskLimits::max_quantity},
    {"max_loss_per_order_usd", &RiskLimits::max_loss_per_order_usd},
    {"max_open_risk_usd", &RiskLimits::max_open_risk_usd},
    {"max_risk_per_underlying_usd", &RiskLimits::max_risk_per_underlying_usd},
    {"max_risk_per_expiry_usd", &RiskLimits::max_risk_per_expiry_usd},
    {"max_day_loss_usd", &RiskLimits::max_day_loss_usd},
    {"min_time_to_expiry_seconds", &RiskLimits::min_time_to_expiry},
    {"min_days_to_ex_dividend", &RiskLimits::min_days_to_ex_dividend},
    {"min_short_time_value_usd", &RiskLimits::min_short_time_value_usd},
    {"max_rejects_in_a_row", &RiskLimits::max_rejects_in_a_row},
    {"max_clock_skew_seconds", &RiskLimits::max_clock_skew},
    {"max_mid_deviation_pct", &RiskLimits::max_mid_deviation_pct},
    {"max_decision_age_seconds", &RiskLimits::max_decision_age},
    {"duplicate_window_seconds", &RiskLimits::duplicate_window},
    {"max_orders_per_minute", &RiskLimits::max_orders_per_minute},
    {"max_orders_per_day", &RiskLimits::max_orders_per_day},
    {"max_margin_pct", &RiskLimits::max_margin_pct},
}};

Result<int> parse_count(std::string_view key, const std::string& text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 1) {
        return bad_field(key, text, "a whole number above 0");
    }
    return value;
}

Result<void> assign(RiskLimits& limits, const Row& row, const std::string& text) {
    if (const auto* money = std::get_if<Money RiskLimits::*>(&row.field)) {
        const auto amount = Money::parse_exact(text);
        if (!amount || *amount <= Money{}) {
            return bad_field(row.key, text, "an amount of US dollars above 0");
        }
        limits.*(*money) = *amount;
        return {};
    }
    const auto count = parse_count(row.key, text);
    if (!count) return std::unexpected(count.error());
    if (const auto* duration = std::get_if<Duration RiskLimits::*>(&row.field)) {
        limits.*(*duration) = std::chrono::seconds{*count};
    } else {
        limits.*std::get<int RiskLimits::*>(row.field) = *count;
    }
    return {};
}

constexpr std::string_view undefined_quantity = "undefined_risk_max_quantity";
constexpr std::string_view undefined_stress = "undefined_risk_stress_pct";

Result<std::optional<UndefinedRiskLimits>> parse_undefined_risk(
    const std::map<std::string, std::string>& section) {
    const auto quantity = section.find(std::string(undefined_quantity));
    const auto stress = section.find(std::string(undefined_stress));
    const bool has_quantity = quantity != section.end();
    const bool has_stress = stress != section.end();
    if (has_quantity != has_stress) {
        return fail(Errc::invalid_argument,
                    fmt::format("{}: missing; undefined risk needs it beside {}",
                                has_stress ? undefined_quantity : undefined_stress,
                                has_stress ? undefined_stress : undefined_quantity));
    }
    if (!has_quantity) return std::optional<UndefinedRiskLimits>{};
    const auto most = parse_count(undefined_quantity, quantity->second);
    if (!most) return std::unexpected(most.error());
    const auto percent = parse_count(undefined_stress, stress->second);
    if (!percent) return std::unexpected(percent.error());
    if (*percent > 100) return bad_field(undefined_stress, stress->second, "1 to 100");
    return UndefinedRiskLimits{*most, *percent};
}

}  // namespace

RiskLimits paper_limits() {
    return {.max_quantity = 10,
            .max_loss_per_order_usd = Money::from_int(10'000),
            .max_open_risk_usd = Money::from_int(50'000),
            .max_risk_per_underlying_usd = Money::from_int(40'000),
            .max_risk_per_expiry_usd = Money::from_int(40'000),
            .max_day_loss_usd = Money::from_int(10'000),
            .min_time_to_expiry = std::chrono::minutes{30},
            .min_days_to_ex_dividend = 5,
            .min_short_time_value_usd = Money::from_raw(5'000'000),
            .max_rejects_in_a_row = 3,
            .max_clock_skew = std::chrono::seconds{10},
            .max_mid_deviation_pct = 25,
            .max_decision_age = std::chrono::seconds{60},
            .duplicate_window = std::chrono::seconds{60},
            .max_orders_per_minute = 10,
            .max_orders_per_day = 200,
            .max_margin_pct = 50};
}

Result<RiskLimits> parse_limits(const std::map<std::string, std::string>& section) {
    RiskLimits limits;
    std::set<std::string_view> known;
    for (const auto& row : rows) {
        known.insert(row.key);
        const auto entry = section.find(std::string(row.key));
        if (entry == section.end()) {
            return fail(Errc::invalid_argument,
                        fmt::format("{}: missing; every limit must be stated", row.key));
        }
        if (auto assigned = assign(limits, row, entry->second); !assigned) {
            return std::unexpected(std::move(assigned.error()));
        }
    }
    auto undefined = parse_undefined_risk(section);
    if (!undefined) return std::unexpected(std::move(undefined.error()));
    limits.undefined_risk = *undefined;
    known.insert({undefined_quantity, undefined_stress});
    for (const auto& [key, value] : section) {
        if (!known.contains(key)) {
            return fail(Errc::invalid_argument, fmt::format("{}: no such limit", key));
        }
    }
    return limits;
}

}  // namespace wingspread::trade
