#include "trade/roll.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wingspread::trade {

namespace {

/// Empty when nothing speaks against one combination.
std::string reason_for_two(const options::Structure& from, const options::Structure& to,
                           const std::vector<OrderLeg>& closing,
                           const std::vector<OrderLeg>& opening) {
    if (from.symbol() != to.symbol() || from.trading_class() != to.trading_class() ||
        from.multiplier() != to.multiplier()) {
        return fmt::format("{} x {} and {} x {} are different classes", from.trading_class(),
                           from.multiplier(), to.trading_class(), to.multiplier());
    }
    if (from.shares() || to.shares()) return "shares stand beside the options";
    if (closing.size() + opening.size() > max_combo_legs) {
        return fmt::format("{} legs are more than the {} of one combination",
                           closing.size() + opening.size(), max_combo_legs);
    }
    for (const auto& leg : closing) {
        if (std::ranges::count(opening, leg.conid(), &OrderLeg::conid) == 0) continue;
        return fmt::format("{} is in both structures", leg.name());
    }
    return {};
}

}  // namespace

RollPlan plan_roll(const options::Structure& from, const options::Structure& to) {
    auto closing = opposite(legs_as_held(from));
    auto opening = legs_as_held(to);
    auto reason = reason_for_two(from, to, closing, opening);
    if (!reason.empty()) {
        return RollInTwo{std::move(closing), std::move(opening), std::move(reason)};
    }
    closing.insert(closing.end(), opening.begin(), opening.end());
    return RollAtOnce{std::move(closing)};
}

}  // namespace wingspread::trade
