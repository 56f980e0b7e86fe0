#include "scan/list_changes.hpp"

#include "core/date.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace wingspread::scan {

namespace {

std::vector<std::string_view> changed_fields(const RankedSpread& before,
                                             const RankedSpread& after) {
    std::vector<std::string_view> changed;
    const auto compare = [&](std::string_view name, auto field) {
        if (!(before.*field == after.*field)) changed.push_back(name);
    };
    compare("dte", &RankedSpread::dte);
    compare("legs", &RankedSpread::legs);
    compare("natural", &RankedSpread::natural);
    compare("mid", &RankedSpread::mid);
    compare("width", &RankedSpread::width);
    compare("max_profit_usd", &RankedSpread::max_profit_usd);
    compare("max_loss_usd", &RankedSpread::max_loss_usd);
    compare("breakevens", &RankedSpread::breakevens);
    compare("return_on_risk", &RankedSpread::return_on_risk);
    compare("score", &RankedSpread::score);
    compare("pop", &RankedSpread::pop);
    compare("ev_usd", &RankedSpread::ev_usd);
    compare("delta", &RankedSpread::delta);
    compare("gamma", &RankedSpread::gamma);
    compare("theta", &RankedSpread::theta_per_day);
    compare("vega", &RankedSpread::vega_per_point);
    return changed;
}

}  // namespace

std::string identity(const RankedSpread& spread) {
    auto id = fmt::format("{}-{}-{}", options::to_string(spread.structure), spread.trading_class,
                          to_compact(spread.expiry));
    if (spread.back_expiry) id += "-" + to_compact(*spread.back_expiry);
    std::vector<const RankedLeg*> legs;
    for (const auto& leg : spread.legs) legs.push_back(&leg);
    std::ranges::sort(legs, [](const RankedLeg* a, const RankedLeg* b) {
        return std::tie(a->expiry, a->strike, a->right) < std::tie(b->expiry, b->strike, b->right);
    });
    for (const auto* leg : legs)
        id += fmt::format("-{}{}", leg->strike.to_string(), options::to_char(leg->right));
    std::erase(id, ' ');
    return id;
}

ListChanges changes_between(std::span<const RankedSpread> before,
                            std::span<const RankedSpread> after) {
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < before.size(); ++i) places.emplace(identity(before[i]), i);
    ListChanges changes;
    std::vector<bool> stays(before.size());
    for (std::size_t to = 0; to < after.size(); ++to) {
        const auto found = places.find(identity(after[to]));
        if (found == places.end()) {
            changes.entered.push_back({to});
            continue;
        }
        const auto from = found->second;
        stays[from] = true;
        auto changed = changed_fields(before[from], after[to]);
        if (from != to || !changed.empty())
            changes.stayed.push_back({from, to, std::move(changed)});
    }
    for (std::size_t from = 0; from < before.size(); ++from)
        if (!stays[from]) changes.left.push_back({from, identity(before[from])});
    return changes;
}

}  // namespace wingspread::scan
