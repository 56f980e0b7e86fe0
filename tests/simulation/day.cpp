#include "simulation/day.hpp"

#include "core/date.hpp"
#include "options/calendar.hpp"

#include <algorithm>

namespace wingspread::simulation {

using namespace std::chrono_literals;

namespace {

/// One thing that will happen, at its time.
struct Happening {
    MonotonicTime at;
    std::size_t number;  ///< decides between two at the same time
    std::function<void(World&)> what;
};

sim::FaultKind some_fault(Rng& rng) {
    while (true) {
        const auto kind = static_cast<sim::FaultKind>(
            rng.between(0, static_cast<std::int64_t>(sim::fault_count) - 1));
        // A restart has its own hour, and a farm comes up when it has been down.
        if (kind != sim::FaultKind::restart && kind != sim::FaultKind::farm_up) return kind;
    }
}

Date some_day(Rng& rng) {
    // Any day of 2026, the days on which clocks change among them.
    return add_days(*parse_date("2026-01-02"), static_cast<int>(rng.between(0, 360)));
}

/// People who halt and resume, click twice, and want too much at once.
void trade_in_earnest(const DaySettings& settings, const std::function<MonotonicTime()>& sometime,
                      Rng& rng, std::vector<Happening>& plan) {
    // Halted for a while, by somebody who may meet a restart in between.
    for (int i = 0; i < 2 * settings.days; ++i) {
        const auto from = sometime();
        plan.push_back({from, plan.size(), [](World& at) { at.turn_switch(true); }});
        if (rng.chance(0.5)) {
            plan.push_back({from + 1min, plan.size(), [](World& at) { at.crash(); }});
        }
        for (int k = 2; k < 8; ++k) {
            plan.push_back({from + k * 1min, plan.size(), [](World& at) { at.order(true); }});
        }
        plan.push_back({from + 10min, plan.size(), [](World& at) { at.turn_switch(false); }});
    }
    // Two clicks instead of one, and many of them.
    for (int i = 0; i < 3 * settings.days; ++i) {
        const auto from = sometime();
        plan.push_back({from, plan.size(), [](World& at) { at.order(true); }});
        plan.push_back({from + 5s, plan.size(), [](World& at) { at.repeat_order(false); }});
    }
    for (int i = 0; i < settings.days; ++i) {
        const auto from = sometime();
        for (int k = 0; k < 14; ++k) {
            plan.push_back({from + k * 1s, plan.size(), [](World& at) { at.order(true); }});
        }
    }
}

std::vector<Happening> plan(const DaySettings& settings, const World& world, Date first, Rng rng) {
    std::vector<Happening> plan;
    const auto start = world.now().monotonic;
    const auto length = Duration(24h) * settings.days;
    const auto sometime = [&] {
        return start +
               std::chrono::seconds(rng.between(
                   60, std::chrono::duration_cast<std::chrono::seconds>(length).count() - 1800));
    };
    const auto often = [&](int times, const std::function<void(World&)>& what) {
        for (int i = 0; i < times * settings.days; ++i)
            plan.push_back({sometime(), plan.size(), what});
    };
    often(4, [](World& at) { at.scan(); });
    often(6, [](World& at) { at.order(false); });
    often(8, [](World& at) { at.order(true); });
    often(6, [](World& at) { at.cancel(); });
    often(3, [](World& at) { at.crash(); });
    often(6, [](World& at) { at.crash_with_order(); });
    often(2, [](World& at) { at.order(true, 11); });
    often(3, [](World& at) { at.repeat_order(true); });
    trade_in_earnest(settings, sometime, rng, plan);
    for (int i = 0; i < settings.faults_per_day * settings.days; ++i) {
        const auto fault = some_fault(rng);
        const auto at = sometime();
        plan.push_back({at, plan.size(), [fault](World& then) { then.inject(fault); }});
        // Trouble is worst in the middle of something.
        if (!rng.chance(0.5)) continue;
        const auto before = at - std::chrono::milliseconds(rng.between(5, 3000));
        const bool scans = rng.chance(0.6);
        plan.push_back({before, plan.size(), [scans](World& then) {
                            if (scans) return then.scan();
                            then.order(true);
                        }});
    }
    for (int day = 0; day < settings.days; ++day) {
        const auto restart = options::from_new_york(add_days(first, day), 23h + 45min);
        const auto at = start + (to_utc(restart) - world.now().utc);
        plan.push_back({at, plan.size(),
                        [](World& world_then) { world_then.inject(sim::FaultKind::restart); }});
        // Somebody always wants to trade in the last minutes.
        for (int i = 1; i < 6; ++i) {
            plan.push_back({at - i * 45s, plan.size(), [](World& then) { then.order(true); }});
        }
    }
    std::ranges::sort(plan, {}, [](const Happening& one) { return std::pair(one.at, one.number); });
    return plan;
}

}  // namespace

DayResult live(const DaySettings& settings) {
    Rng rng(settings.seed);
    const Date first = some_day(rng);
    // Sometimes there are fewer lines than wishes for one order and one scan.
    const std::size_t lines = rng.chance(0.3) ? static_cast<std::size_t>(rng.between(2, 6)) : 20;
    World world({.seed = settings.seed, .first_day = first, .lines = lines});
    for (const auto& happening : plan(settings, world, first, rng.split("plan"))) {
        world.run_until(happening.at);
        if (world.violation()) break;
        happening.what(world);
    }
    world.run_until(world.now().monotonic + 30min);
    DayResult result{world.violation(), {}, world.totals(), world.trace_hash()};
    if (result.violation) result.log.assign(world.log().begin(), world.log().end());
    return result;
}

}  // namespace wingspread::simulation
