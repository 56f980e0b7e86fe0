// Times scans over a synthetic chain of 36,000 contracts: 45 expirations, 400 strikes,
// both rights, 14.4 million directed spreads, 0.33 billion iron condors with wings up to 10
// strikes.

#include "large_chain.hpp"
#include "scan/expiry_model.hpp"
#include "scan/interest.hpp"
#include "scan/structure_scan.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace {

using namespace wingspread;
using namespace wingspread::bench;

void verticals(benchmark::State& state, const scan::Criteria& criteria) {
    const auto& snapshot = chain();
    std::uint64_t spreads = 0;
    std::uint64_t qualified = 0;
    for (auto _ : state) {
        const auto result = scan::scan_structures(snapshot, criteria);
        if (!result) std::abort();
        spreads += result->counts.enumerated;
        qualified = result->counts.qualified;
    }
    state.counters["spreads/s"] =
        benchmark::Counter(static_cast<double>(spreads), benchmark::Counter::kIsRate);
    state.counters["qualified"] = static_cast<double>(qualified);
}

/// With the models at hand, as a live scan has them.
void verticals_with_models(benchmark::State& state, const scan::Criteria& criteria,
                           scan::Counting counting) {
    const auto models = scan::fit_models(chain(), spot, criteria);
    std::uint64_t spreads = 0;
    for (auto _ : state) {
        const auto result = scan::scan_structures(chain(), criteria, models, counting);
        if (!result) std::abort();
        spreads += result->counts.enumerated;
    }
    state.counters["spreads/s"] =
        benchmark::Counter(static_cast<double>(spreads), benchmark::Counter::kIsRate);
}

/// Any structures, with the models at hand.
void structures(benchmark::State& state, const scan::Criteria& criteria) {
    const auto models = scan::fit_models(chain(), spot, criteria);
    std::uint64_t spreads = 0;
    std::uint64_t unseen = 0;
    for (auto _ : state) {
        const auto result = scan::scan_structures(chain(), criteria, models);
        if (!result) std::abort();
        spreads += result->counts.enumerated;
        unseen += result->counts.ruled_out;
    }
    state.counters["spreads/s"] =
        benchmark::Counter(static_cast<double>(spreads), benchmark::Counter::kIsRate);
    state.counters["unseen"] = static_cast<double>(unseen) / static_cast<double>(spreads);
}

/// What a plain compiled loop over the same columns takes for all iron condors with wings up to ten
/// strikes, by return on risk at natural, without filters, probabilities or counts.
void plain_loop_of_iron_condors(benchmark::State& state) {
    struct Slice {
        std::vector<double> put_bid, put_ask, call_bid, call_ask;
    };
    std::vector<Slice> slices;
    for (const auto& slice : chain().slices) {
        auto& columns = slices.emplace_back();
        const auto copy = [](const auto& from, std::vector<double>& to) {
            for (const auto& price : from) to.push_back(price ? price->to_double() : std::nan(""));
        };
        copy(slice->puts.bid, columns.put_bid);
        copy(slice->puts.ask, columns.put_ask);
        copy(slice->calls.bid, columns.call_bid);
        copy(slice->calls.ask, columns.call_ask);
    }
    for (auto _ : state) {
        std::vector<double> best(100, -1);  // a heap, the worst in front
        const auto worst_first = [](double a, double b) { return a > b; };
        for (const auto& s : slices) {
            for (int a = 0; a < strikes; ++a)
                for (int b = a + 1; b <= std::min(a + 10, strikes - 1); ++b)
                    for (int c = b + 1; c < strikes; ++c)
                        for (int d = c + 1; d <= std::min(c + 10, strikes - 1); ++d) {
                            const double credit =
                                s.put_bid[b] - s.put_ask[a] + s.call_bid[c] - s.call_ask[d];
                            const double loss = 10.0 * std::max(b - a, d - c) - credit;
                            if (!(credit > 0 && loss > 0) || credit <= best.front() * loss)
                                continue;
                            std::pop_heap(best.begin(), best.end(), worst_first);
                            best.back() = credit / loss;
                            std::push_heap(best.begin(), best.end(), worst_first);
                        }
        }
        benchmark::DoNotOptimize(best);
    }
}

/// Part of every scan below: forward, discount and smile of each expiration.
void models_of_all_expiries(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(scan::fit_models(chain(), spot, {}));
}

/// What deserves a market-data line, with everything quoted: the most that it can cost.
void interest(benchmark::State& state, const scan::Criteria& criteria) {
    for (auto _ : state) benchmark::DoNotOptimize(scan::rank_interest(chain(), criteria));
}

const scan::Criteria usual_credits{
    .kinds = {options::StructureKind::bull_put, options::StructureKind::bear_call},
    .min_dte = 20,
    .max_dte = 60,
    .min_short_delta = 0.1,
    .max_short_delta = 0.35,
    .max_width = Price::from_int(100),
    .min_pop = 0.6,
    .top = 100};

BENCHMARK_CAPTURE(verticals_with_models, all_counted, {.top = 100}, scan::Counting::full)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(verticals_with_models, by_return_on_risk, {.top = 100}, scan::Counting::by_bounds)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(verticals_with_models, by_expected_value_on_risk,
                  {.sort = scan::SortKey::ev_on_risk, .top = 100}, scan::Counting::by_bounds)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(verticals_with_models, by_probability, {.sort = scan::SortKey::pop, .top = 100},
                  scan::Counting::by_bounds)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(verticals_with_models, probability_at_least_70_percent,
                  {.min_pop = 0.7, .top = 100}, scan::Counting::by_bounds)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(models_of_all_expiries)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(verticals, by_return_on_risk, {.top = 100})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(verticals, by_expected_value_on_risk,
                  {.sort = scan::SortKey::ev_on_risk, .top = 100})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(verticals, by_probability, {.sort = scan::SortKey::pop, .top = 100})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(verticals, probability_at_least_70_percent, {.min_pop = 0.7, .top = 100})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(structures, iron_condors_by_return_on_risk,
                  {.kinds = {options::StructureKind::iron_condor}, .top = 100})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(structures, iron_condors_by_expected_value_on_risk,
                  {.kinds = {options::StructureKind::iron_condor},
                   .sort = scan::SortKey::ev_on_risk,
                   .top = 100})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(structures, iron_condors_probability_at_least_70_percent,
                  {.kinds = {options::StructureKind::iron_condor}, .min_pop = 0.7, .top = 100})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(structures, call_condors_by_return_on_risk,
                  {.kinds = {options::StructureKind::long_call_condor}, .top = 100})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(structures, call_butterflies_by_expected_value_on_risk,
                  {.kinds = {options::StructureKind::long_call_butterfly,
                             options::StructureKind::long_call_broken_wing},
                   .sort = scan::SortKey::ev_on_risk,
                   .top = 100})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(structures, strangles_by_credit,
                  {.kinds = {options::StructureKind::short_strangle},
                   .sort = scan::SortKey::credit,
                   .top = 100})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(structures, calendars_by_expected_value,
                  {.kinds = {options::StructureKind::long_call_calendar},
                   .sort = scan::SortKey::ev_usd,
                   .top = 100})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(plain_loop_of_iron_condors)->Unit(benchmark::kMillisecond)->Iterations(3);
BENCHMARK_CAPTURE(interest, of_everything, {.top = 100})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(interest, of_a_usual_credit_scan, usual_credits)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(verticals, usual_credit_scan, usual_credits)->Unit(benchmark::kMillisecond);

}  // namespace
