#include "trade/exit_watch.hpp"

namespace wingspread::trade {

ExitAction ExitWatch::look(const ExitLook& look, const Now& now) {
    const auto rule = due(look, now);
    if (!rule || look.units < 1 || look.close_works || now.monotonic < not_before_) {
        return ExitWait{};
    }
    if (look.entry_works) return ExitCancelEntry{};
    ExitClose close{*rule, look.units, {}};
    if (*rule == ExitRule::take_profit) {
        close.cap = profit_price(*plan_.rules.take_profit, look.entry);
    }
    return close;
}

/// What must not wait goes first: a stop is closed at any price, a target only at its own.
std::optional<ExitRule> ExitWatch::due(const ExitLook& look, const Now& now) {
    const auto& rules = plan_.rules;
    if (is_stopped(look, now)) return ExitRule::stop;
    if (rules.at && now.market >= *rules.at) return ExitRule::at_time;
    if (rules.days_left && look.days_left <= *rules.days_left) return ExitRule::days_left;
    const bool reached = rules.take_profit && look.market &&
                         look.market->mid <= profit_price(*rules.take_profit, look.entry);
    return reached ? std::optional(ExitRule::take_profit) : std::nullopt;
}

bool ExitWatch::is_stopped(const ExitLook& look, const Now& now) {
    const bool beyond = plan_.rules.stop && look.market &&
                        look.market->mid >= stop_price(*plan_.rules.stop, look.entry);
    if (!beyond) {
        beyond_stop_since_.reset();
        return false;
    }
    if (!beyond_stop_since_) beyond_stop_since_ = now.monotonic;
    return now.monotonic - *beyond_stop_since_ >= stop_patience;
}

}  // namespace wingspread::trade
