// How soon a scan over few market-data lines knows the best spreads of a large chain: 2,192
// recorded contracts of GOOG, frozen, cold start, in virtual time. Our order of asking beside the
// naive one, expiry by expiry, on the same machines in the same run. The CPU time is that of the
// simulation; the counters are the figures.
//
//     bench_sweep [--data DIR]    else WINGSPREAD_TEST_DATA; docs/api/subscription-limits.md

#include "sweep_run.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace wingspread;
using namespace wingspread::bench;

constexpr std::uint64_t seeds = 5;
/// For "not within the run".
constexpr double never_s = 120;

/// Everything quoted at once.
std::shared_ptr<const market::ChainSnapshot> full_chain(const FrozenMarket& market) {
    KnownChain known(market);
    auto& book = known.book();
    for (const auto& [conid, quote] : market.quotes) {
        using enum market::TickKind;
        const auto index = book.add(conid);
        book.lease(index);
        book.set_data_type(index, market::DataType::live);
        if (quote.bid) book.apply(index, {bid, quote.bid, quote.bid_size, false, market.at});
        if (quote.ask) book.apply(index, {ask, quote.ask, quote.ask_size, false, market.at});
    }
    return known.snapshot();
}

/// The worst of several seeds.
SweepOutcome worst(const FrozenMarket& market, SweepTask task, const std::set<std::string>& truth,
                   std::uint64_t runs) {
    SweepOutcome result{.at_20_s = truth.size(), .at_60_s = truth.size()};
    result.seconds_to_18 = result.seconds_to_20 = result.seconds_to_all_read = 0;
    const auto later = [](std::optional<double>& a, std::optional<double> b) {
        a = std::max(a.value_or(never_s), b.value_or(never_s));
    };
    for (task.seed = 1; task.seed <= runs; ++task.seed) {
        const auto outcome = run_sweep(market, task, truth);
        result.at_20_s = std::min(result.at_20_s, outcome.at_20_s);
        result.at_60_s = std::min(result.at_60_s, outcome.at_60_s);
        later(result.seconds_to_18, outcome.seconds_to_18);
        later(result.seconds_to_20, outcome.seconds_to_20);
        later(result.seconds_to_all_read, outcome.seconds_to_all_read);
        result.breaches += outcome.breaches;
        result.most_lines = std::max(result.most_lines, outcome.most_lines);
    }
    return result;
}

void sweep(benchmark::State& state, const FrozenMarket& market,
           const market::ChainSnapshot& everything, SweepTask task) {
    const auto truth = best(everything, task.look, task.sort);
    if (truth.size() != 20) return state.SkipWithError("the recording does not hold 20 spreads");
    std::array<SweepOutcome, 3> outcomes;
    for (auto _ : state) {
        for (const auto order : {Order::interest, Order::naive_in_days, Order::naive}) {
            task.order = order;
            outcomes[static_cast<std::size_t>(order)] =
                worst(market, task, truth, order == Order::interest ? seeds : 1);
        }
    }
    const auto& [ours, naive, naive_in_days] = outcomes;
    for (const auto& outcome : outcomes) {
        if (outcome.breaches > 0) return state.SkipWithError("a limit of the account was broken");
    }
    auto& counters = state.counters;
    counters["of_20_at_20s"] = static_cast<double>(ours.at_20_s);
    counters["of_20_at_60s"] = static_cast<double>(ours.at_60_s);
    counters["s_to_18"] = *ours.seconds_to_18;
    counters["s_to_20"] = *ours.seconds_to_20;
    counters["s_to_all_read"] = *ours.seconds_to_all_read;
    counters["naive_of_20_at_20s"] = static_cast<double>(naive.at_20_s);
    counters["naive_of_20_at_60s"] = static_cast<double>(naive.at_60_s);
    counters["naive_s_to_18"] = *naive.seconds_to_18;
    counters["naive_s_to_20"] = *naive.seconds_to_20;
    counters["naive_in_days_s_to_18"] = *naive_in_days.seconds_to_18;
    counters["naive_in_days_s_to_20"] = *naive_in_days.seconds_to_20;
}

std::string_view name_of(Look look) {
    switch (look) {
        case Look::bull_puts: return "bull_puts";
        case Look::bear_calls: return "bear_calls";
        case Look::iron_condors: return "iron_condors";
    }
    return "";
}

/// The folder of recordings, or empty; takes its option out of the arguments.
std::string data_folder(int& count, char** arguments) {
    const char* from_environment = std::getenv("WINGSPREAD_TEST_DATA");
    std::string folder = from_environment == nullptr ? "" : from_environment;
    int kept = 1;
    for (int i = 1; i < count; ++i) {
        if (std::string_view(arguments[i]) == "--data" && i + 1 < count) {
            folder = arguments[++i];
        } else {
            arguments[kept++] = arguments[i];
        }
    }
    count = kept;
    return folder;
}

void register_all(const FrozenMarket& market, const market::ChainSnapshot& everything) {
    constexpr std::array accounts{AccountLimits{100, 50}, AccountLimits{90, 45}};
    constexpr std::array sorts{scan::SortKey::return_on_risk, scan::SortKey::ev_usd};
    for (const auto& limits : accounts) {
        for (const auto look : {Look::bull_puts, Look::bear_calls, Look::iron_condors}) {
            for (const auto sort : sorts) {
                const auto name =
                    fmt::format("sweep/{}_lines_{}_per_s/{}/{}", limits.lines,
                                limits.messages_per_second, name_of(look), scan::to_string(sort));
                const SweepTask task{.limits = limits, .look = look, .sort = sort};
                benchmark::RegisterBenchmark(name.c_str(),
                                             [&market, &everything, task](benchmark::State& state) {
                                                 sweep(state, market, everything, task);
                                             })
                    ->Iterations(1)
                    ->Repetitions(2)
                    ->Unit(benchmark::kMillisecond);
            }
        }
    }
}

}  // namespace

int main(int count, char** arguments) {
    const std::string folder = data_folder(count, arguments);
    benchmark::Initialize(&count, arguments);
    if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 2;
    const auto market = load_goog(folder);
    std::shared_ptr<const market::ChainSnapshot> everything;
    if (market) {
        everything = full_chain(*market);
        register_all(*market, *everything);
    } else {
        benchmark::RegisterBenchmark("sweep", [](benchmark::State& state) {
            state.SkipWithError("skipped: --data and WINGSPREAD_TEST_DATA name no recordings");
        });
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
