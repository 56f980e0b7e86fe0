#include "trade/exit_plan.hpp"

#include "trade/enum_text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

namespace wingspread::trade {

namespace {

constexpr int most_percent = 100'000;

Price part_of(Price price, int percent) {
    const auto size = static_cast<__int128>(std::abs(price.raw())) * percent / 100;
    return Price::from_raw(static_cast<std::int64_t>(size));
}

Result<void> check_level(std::string_view name, const std::optional<ExitLevel>& level) {
    if (!level) return {};
    const bool one = level->percent.has_value() != level->price.has_value();
    const bool sane = !level->percent || (*level->percent >= 1 && *level->percent <= most_percent);
    if (one && sane) return {};
    return bad_field(name, to_string(*level), "a percentage of the entry or a net price");
}

}  // namespace

Result<ExitLevel> parse_exit_level(std::string_view text) {
    if (!text.ends_with('%')) {
        const auto price = Price::parse_exact(text);
        if (price) return ExitLevel{std::nullopt, *price};
        return bad_field("exit level", text, "a percentage as 50%, or a net price as 0.35");
    }
    int percent = 0;
    const auto* const end = text.data() + text.size() - 1;
    const auto [rest, error] = std::from_chars(text.data(), end, percent);
    if (error == std::errc{} && rest == end && percent >= 1 && percent <= most_percent) {
        return ExitLevel{percent, std::nullopt};
    }
    return bad_field("exit level", text, fmt::format("1% to {}%", most_percent));
}

std::string to_string(const ExitLevel& level) {
    if (level.percent) return fmt::format("{}%", *level.percent);
    return level.price ? level.price->to_string() : "none";
}

std::string_view to_string(ExitRule rule) {
    switch (rule) {
        case ExitRule::take_profit: return "take_profit";
        case ExitRule::stop: return "stop";
        case ExitRule::days_left: return "days_left";
        case ExitRule::at_time: return "at_time";
    }
    return "";
}

Result<ExitRule> parse_exit_rule(std::string_view text) {
    return parse_enum("exit rule", all_exit_rules, text);
}

Result<void> check(const ExitRules& rules) {
    if (!rules.take_profit && !rules.stop && !rules.days_left && !rules.at) {
        return bad_field("exit", "none", "a profit target, a stop, days left or a time");
    }
    if (auto fine = check_level("take profit", rules.take_profit); !fine) return fine;
    if (auto fine = check_level("stop", rules.stop); !fine) return fine;
    if (rules.days_left && *rules.days_left < 0) {
        return bad_field("days left", fmt::to_string(*rules.days_left), "0 or more");
    }
    if (rules.at_broker && !rules.take_profit && !rules.stop) {
        return bad_field("at broker", "true", "a profit target or a stop that can wait there");
    }
    return {};
}

Result<void> check(const ExitRules& rules, options::StructureKind closes) {
    if (auto fine = check(rules); !fine) return fine;
    const auto& form = options::form_of(closes);
    if (!rules.at_broker || (form.roles.size() == 1 && !form.shares)) return {};
    return bad_field("at broker", "true",
                     fmt::format("a single option: TWS takes no one-cancels-all group for a {}",
                                 options::to_string(closes)));
}

Price profit_price(const ExitLevel& level, Price entry) {
    return level.price ? *level.price : -entry - part_of(entry, level.percent.value_or(0));
}

Price stop_price(const ExitLevel& level, Price entry) {
    return level.price ? *level.price : -entry + part_of(entry, level.percent.value_or(0));
}

}  // namespace wingspread::trade
