#include "sweep_market.hpp"

#include "data/replay.hpp"
#include "options/calendar.hpp"
#include "scan/structure_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace wingspread::bench {

namespace {

constexpr std::size_t listed = 20;
/// Enough for all verticals that pass the filter.
constexpr std::size_t all_verticals = 100'000;

std::string name_of(const scan::RankedSpread& spread) {
    return fmt::format("{}{:02}{:02} {} {}/{}", static_cast<int>(spread.expiry.year()),
                       static_cast<unsigned>(spread.expiry.month()),
                       static_cast<unsigned>(spread.expiry.day()),
                       options::to_string(spread.structure), spread.legs[0].strike.to_double(),
                       spread.legs[1].strike.to_double());
}

struct Condor {
    double key;
    const scan::RankedSpread* put;
    const scan::RankedSpread* call;
};

double key_of(const scan::RankedSpread& put, const scan::RankedSpread& call, scan::SortKey sort) {
    if (sort == scan::SortKey::ev_usd) return put.ev_usd + call.ev_usd;
    const double credit = -(put.natural + call.natural).to_double();
    const double risk = std::max(*put.width, *call.width).to_double() - credit;
    return credit / risk;
}

std::set<std::string> best_condors(const std::vector<scan::RankedSpread>& verticals,
                                   scan::SortKey sort) {
    std::vector<Condor> condors;
    for (const auto& put : verticals) {
        if (put.structure != options::StructureKind::bull_put) continue;
        for (const auto& call : verticals) {
            if (call.structure != options::StructureKind::bear_call) continue;
            if (call.expiry != put.expiry || call.legs[1].strike < put.legs[1].strike) continue;
            condors.push_back({key_of(put, call, sort), &put, &call});
        }
    }
    const auto last =
        condors.begin() + static_cast<std::ptrdiff_t>(std::min(listed, condors.size()));
    std::partial_sort(condors.begin(), last, condors.end(), [](const Condor& a, const Condor& b) {
        if (a.key != b.key) return a.key > b.key;
        return std::pair(name_of(*a.put), name_of(*a.call)) <
               std::pair(name_of(*b.put), name_of(*b.call));
    });
    std::set<std::string> names;
    for (auto at = condors.begin(); at != last; ++at) {
        names.insert(name_of(*at->put) + " " + name_of(*at->call));
    }
    return names;
}

}  // namespace

Result<FrozenMarket> load_goog(const std::string& dir) {
    const Date day{std::chrono::year{2015}, std::chrono::December, std::chrono::day{24}};
    auto loaded = data::load_chain_day(dir, "GOOG", day);
    if (!loaded) return std::unexpected(loaded.error());
    FrozenMarket market;
    market.at = options::from_new_york(day, std::chrono::hours{12});
    data::DayReplay replay(*loaded);
    replay.advance_to(market.at);
    market.underlying = loaded->underlying;
    market.underlying.conid = ConId(1);
    market.quotes.emplace(market.underlying.conid, replay.underlying());
    for (std::uint32_t i = 0; i < loaded->contracts.size(); ++i) {
        auto contract = loaded->contracts[i];
        contract.conid = ConId(std::int64_t{i} + 2);
        market.quotes.emplace(contract.conid, replay.quote(i));
        market.contracts.push_back(std::move(contract));
    }
    return market;
}

KnownChain::KnownChain(const FrozenMarket& market)
    : chain_(market.underlying), underlying_(market.underlying.conid), at_(market.at) {
    book_.add(underlying_);
    for (const auto& contract : market.contracts) {
        if (!chain_.add(contract, book_.add(contract.conid))) std::abort();
    }
}

std::shared_ptr<const market::ChainSnapshot> KnownChain::snapshot() {
    const auto spot = market::spot(book_.quote(*book_.find(underlying_)));
    return chain_.snapshot(book_, spot, at_, {std::chrono::minutes(5), false});
}

scan::Criteria usual_criteria(Look look, scan::SortKey sort) {
    scan::StructureSet kinds;
    if (look != Look::bear_calls) kinds.add(options::StructureKind::bull_put);
    if (look != Look::bull_puts) kinds.add(options::StructureKind::bear_call);
    return {.kinds = kinds,
            .min_dte = 20,
            .max_dte = 60,
            .min_short_delta = 0.15,
            .max_short_delta = 0.35,
            .rate_per_year = 0.04,
            .sort = sort,
            .top = listed};
}

std::set<std::string> best(const market::ChainSnapshot& chain, Look look, scan::SortKey sort) {
    auto criteria = usual_criteria(look, sort);
    if (look == Look::iron_condors) criteria.top = all_verticals;
    const auto result = scan::scan_structures(chain, criteria);
    if (!result) return {};
    if (look == Look::iron_condors) return best_condors(result->ranked, sort);
    std::set<std::string> names;
    for (const auto& spread : result->ranked) names.insert(name_of(spread));
    return names;
}

}  // namespace wingspread::bench
