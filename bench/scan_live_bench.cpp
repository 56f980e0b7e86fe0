// Times what one quote costs a live scan, and what its list costs, beside a new scan of everything.

#include "core/rng.hpp"
#include "large_chain.hpp"
#include "scan/live_scan.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <vector>

namespace {

using namespace wingspread;
using namespace wingspread::bench;

struct Statement {
    market::ContractPlace leg;
    market::Quote quote;
};

/// Quotes a few cents off the chain's own, of any contracts that are quoted on both sides.
std::vector<Statement> statements(std::size_t count) {
    Rng rng(7);
    std::vector<Statement> all;
    while (all.size() < count) {
        const market::ContractPlace leg{
            static_cast<std::uint32_t>(rng.between(0, expirations - 1)),
            static_cast<std::uint32_t>(rng.between(0, strikes - 1)),
            rng.chance(0.5) ? options::Right::call : options::Right::put};
        const auto& columns = chain().slices[leg.slice]->of(leg.right);
        if (columns.usability[leg.row] != market::Usability::usable) continue;
        market::Quote quote;
        const auto cents = [&] { return Price::from_raw(rng.between(0, 5) * Price::scale / 100); };
        quote.bid = *columns.bid[leg.row] + cents();
        quote.ask = *columns.ask[leg.row] + cents();
        quote.open_interest = columns.open_interest[leg.row];
        if (*quote.bid <= *quote.ask) all.push_back({leg, quote});
    }
    return all;
}

void quote_of_a_live_scan(benchmark::State& state, const scan::Criteria& criteria) {
    auto live =
        scan::LiveScan::make(chain(), criteria, scan::fit_models(chain(), spot, criteria)).value();
    const auto said = statements(20'000);
    std::size_t next = 0;
    for (auto _ : state) {
        const auto& [leg, quote] = said[next];
        live->on_quote(leg, quote, market::Usability::usable);
        next = next + 1 < said.size() ? next + 1 : 0;
    }
    state.SetItemsProcessed(state.iterations());
}

/// A list each hundred quotes, searches of everything where they become necessary among them.
void list_of_a_live_scan(benchmark::State& state, const scan::Criteria& criteria) {
    auto live =
        scan::LiveScan::make(chain(), criteria, scan::fit_models(chain(), spot, criteria)).value();
    const auto said = statements(20'000);
    std::size_t next = 0;
    for (auto _ : state) {
        for (int i = 0; i < 100; ++i) {
            const auto& [leg, quote] = said[next];
            live->on_quote(leg, quote, market::Usability::usable);
            next = next + 1 < said.size() ? next + 1 : 0;
        }
        const auto ranked = live->ranked();
        if (!ranked) std::abort();
        benchmark::DoNotOptimize(ranked->data());
    }
    state.counters["searches"] = static_cast<double>(live->searches());
}

/// The peer: everything again for one quote.
void a_new_scan_instead(benchmark::State& state, const scan::Criteria& criteria) {
    const auto models = scan::fit_models(chain(), spot, criteria);
    for (auto _ : state) {
        const auto result =
            scan::scan_structures(chain(), criteria, models, scan::Counting::by_bounds);
        if (!result) std::abort();
    }
}

const scan::Criteria by_return{.top = 100};
const scan::Criteria by_expected_value{.sort = scan::SortKey::ev_on_risk, .top = 100};
const scan::Criteria by_probability{.sort = scan::SortKey::pop, .top = 100};
const scan::Criteria strangles{
    .kinds = {options::StructureKind::short_strangle}, .sort = scan::SortKey::credit, .top = 100};
const scan::Criteria condors{.kinds = {options::StructureKind::iron_condor}, .top = 100};

BENCHMARK_CAPTURE(quote_of_a_live_scan, verticals_by_return_on_risk, by_return);
BENCHMARK_CAPTURE(quote_of_a_live_scan, verticals_by_expected_value_on_risk, by_expected_value);
BENCHMARK_CAPTURE(quote_of_a_live_scan, verticals_by_probability, by_probability);
BENCHMARK_CAPTURE(quote_of_a_live_scan, strangles_by_credit, strangles);
BENCHMARK_CAPTURE(list_of_a_live_scan, verticals_by_return_on_risk, by_return)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(list_of_a_live_scan, verticals_by_expected_value_on_risk, by_expected_value)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(list_of_a_live_scan, iron_condors_by_return_on_risk, condors)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(a_new_scan_instead, verticals_by_return_on_risk, by_return)
    ->Unit(benchmark::kMillisecond);

}  // namespace
