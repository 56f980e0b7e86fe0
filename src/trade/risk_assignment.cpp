#include "core/date.hpp"
#include "options/calendar.hpp"
#include "trade/risk_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wingspread::trade::detail {

namespace {

/// What exercising it now would bring its holder, per share; below zero out of the money.
Price exercise_value(const options::OptionContract& option, Price spot) {
    return option.right == options::Right::call ? spot - option.strike : option.strike - spot;
}

std::optional<Price> ask_of(const CheckInput& in, ConId conid) {
    if (!in.context.quotes) return std::nullopt;
    const auto found = std::ranges::find(*in.context.quotes, conid, &LegQuote::conid);
    return found == in.context.quotes->end() ? std::nullopt : found->ask;
}

std::optional<Refusal> unknown_of(RiskCheck check, std::string_view what,
                                  const options::OptionContract& option) {
    return unknown(check, fmt::format("{} of {}", what, option.symbol));
}

/// A dividend that a sold call may come to owe.
struct Coming {
    Date ex_date;
    int days = 0;
    std::optional<Price> amount;
};

/// In the money a holder may exercise for the dividend. Near below it takes less than the
/// dividend's worth of a rise, and once the time value is below it too, little to make them.
std::optional<Refusal> owes(const CheckInput& in, const options::OptionContract& option,
                            const Coming& dividend) {
    constexpr auto check = RiskCheck::ex_dividend;
    const auto& spot = in.context.underlying->spot;
    if (!spot) return unknown_of(check, "the price", option);
    const auto value = exercise_value(option, *spot);
    std::string why = "in the money";
    if (value <= Price{}) {
        if (!dividend.amount) return unknown_of(check, "the next dividend's amount", option);
        if (-value >= *dividend.amount) return std::nullopt;
        const auto ask = ask_of(in, option.conid);
        if (!ask) return unknown(check, fmt::format("the ask of {}", options::osi_symbol(option)));
        if (*ask >= *dividend.amount) return std::nullopt;
        why = fmt::format("near the money at a time value of {}", ask->to_string());
    }
    const auto amount = dividend.amount ? dividend.amount->to_string() : "of unknown amount";
    const auto days = in.limits.min_days_to_ex_dividend;
    return refusal(check, fmt::format("{} days", dividend.days), fmt::format("{} days", days),
                   fmt::format("{} goes ex dividend ({}) on {}, in {} days, and {} would be sold "
                               "{}: whoever is assigned owes the dividend. Nothing like that is "
                               "opened within {} days",
                               option.symbol, amount, to_iso(dividend.ex_date), dividend.days,
                               options::osi_symbol(option), why, days));
}

/// Calls are exercised for a dividend at the latest the day before the ex-date; on it, it is over.
std::optional<Refusal> call_before_dividend(const CheckInput& in,
                                            const options::OptionContract& option) {
    constexpr auto check = RiskCheck::ex_dividend;
    if (option.right != options::Right::call) return std::nullopt;
    if (!in.context.underlying) return unknown_of(check, "the market", option);
    const auto& underlying = *in.context.underlying;
    if (underlying.kind == options::UnderlyingKind::index) return std::nullopt;
    if (!underlying.dividends) return unknown_of(check, "the dividends", option);
    if (underlying.dividends->pays_none()) return std::nullopt;
    const auto today = options::to_new_york(in.context.now.market).date;
    const auto& ex_date = underlying.dividends->next_ex_date;
    if (!ex_date || *ex_date < today) return unknown_of(check, "the next ex-date", option);
    const int days = days_between(today, *ex_date);
    const bool concerns =
        days > 0 && days <= in.limits.min_days_to_ex_dividend && *ex_date <= option.expiration;
    if (!concerns) return std::nullopt;
    return owes(in, option, {*ex_date, days, underlying.dividends->next_amount});
}

/// A holder who could sell for little more than exercising brings may as well exercise.
std::optional<Refusal> worn_out(const CheckInput& in, const options::OptionContract& option) {
    constexpr auto check = RiskCheck::assignment;
    if (!in.context.underlying || !in.context.underlying->spot) {
        return unknown_of(check, "the price", option);
    }
    const auto value = exercise_value(option, *in.context.underlying->spot);
    if (value <= Price{}) return std::nullopt;
    const auto ask = ask_of(in, option.conid);
    if (!ask) return unknown(check, fmt::format("the ask of {}", options::osi_symbol(option)));
    const auto time_value = *ask - value;
    const auto least = Price::from_raw(in.limits.min_short_time_value_usd.raw());
    if (time_value >= least) return std::nullopt;
    return refusal(check, time_value.to_string(), least.to_string(),
                   fmt::format("{} would be sold {} in the money, where {} of its ask is time "
                               "value: with less than {} assignment is likely at any time",
                               options::osi_symbol(option), value.to_string(),
                               time_value.to_string(), least.to_string()));
}

template <auto objects>
std::optional<Refusal> of_any_leg(const CheckInput& in) {
    for (const auto& option : assignable_options(in.intent.terms())) {
        if (auto objection = objects(in, option)) return objection;
    }
    return std::nullopt;
}

constexpr std::array<Check, 2> assignment_checklist{of_any_leg<call_before_dividend>,
                                                    of_any_leg<worn_out>};

}  // namespace

std::span<const Check> assignment_checks() { return assignment_checklist; }

}  // namespace wingspread::trade::detail
