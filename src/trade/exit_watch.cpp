#include "trade/exit_watch.hpp"

#include <algorithm>

namespace wingspread::trade {

ExitAction ExitWatch::look(const ExitLook& look, const Now& now) {
    const auto rule = due(look, now);
    if (look.close_works || now.monotonic < not_before_) return ExitWait{};
    // What waits for more than is held would open something.
    if (look.resting.any() && look.units < *look.resting.units) return ExitRecall{};
    if (look.units < 1) return ExitWait{};
    if (!rule) return rest(look, now);
    if (look.entry_works) return ExitCancelEntry{};
    if (look.resting.any()) {
        if (is_left_to_broker(*rule, look, now)) return ExitWait{};
        return ExitRecall{};
    }
    ExitClose close{*rule, look.units, {}};
    if (*rule == ExitRule::take_profit) {
        close.cap = profit_price(*plan_.rules.take_profit, look.entry);
    }
    return close;
}

/// One after the other, and none anew while one of them works: the others are watched from here.
ExitAction ExitWatch::rest(const ExitLook& look, const Now& now) const {
    const auto& rules = plan_.rules;
    const bool may = rules.at_broker && !look.entry_works && !has_given_up_resting() &&
                     now.monotonic >= rest_not_before_;
    if (!may || (look.resting.any() && *look.resting.units != look.units)) return ExitWait{};
    if (rules.take_profit && !look.resting.holds(ExitRule::take_profit)) {
        return ExitRest{ExitRule::take_profit, look.units,
                        profit_price(*rules.take_profit, look.entry)};
    }
    if (rules.stop && !look.resting.holds(ExitRule::stop)) {
        return ExitRest{ExitRule::stop, look.units, stop_price(*rules.stop, look.entry)};
    }
    return ExitWait{};
}

/// A ladder could not ask for more than the target that waits there; a stop's limit may be passed.
bool ExitWatch::is_left_to_broker(ExitRule rule, const ExitLook& look, const Now& now) const {
    if (!look.resting.holds(rule)) return false;
    if (rule == ExitRule::take_profit) return true;
    return rule == ExitRule::stop && now.monotonic - *beyond_stop_since_ < broker_patience;
}

void ExitWatch::on_failed(const Now& now, Duration pause) {
    constexpr int most_doublings = 8;
    const auto factor = 1 << std::min(failures_, most_doublings);
    ++failures_;
    not_before_ = now.monotonic + std::max(pause, std::min(pause * factor, longest_pause));
}

void ExitWatch::on_rest_failed(const Now& now, Duration pause) {
    ++rest_failures_;
    rest_not_before_ = now.monotonic + pause;
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
