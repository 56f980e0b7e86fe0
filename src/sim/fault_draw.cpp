#include "sim/faults.hpp"

#include <array>

/// Faults drawn from a seed.
namespace wingspread::sim {
namespace {

using namespace std::chrono;

/// What an argument is drawn from, both ends included.
struct DrawnRange {
    std::int64_t least;
    std::int64_t most;
};
struct DrawnFault {
    FaultKind kind;
    DrawnRange number;
    DrawnRange seconds;  ///< that it lasts
};
using K = FaultKind;
constexpr std::array draws{
    DrawnFault{K::refuse, {0, 0}, {5, 400}},
    DrawnFault{K::mute, {0, 0}, {5, 300}},
    DrawnFault{K::cut, {1, 2000}, {0, 0}},
    DrawnFault{K::half_open, {0, 0}, {0, 0}},
    DrawnFault{K::slow, {0, 0}, {5, 120}},
    DrawnFault{K::restart, {0, 0}, {30, 300}},
    DrawnFault{K::duplicate_client_id, {1, 4}, {0, 0}},
    DrawnFault{K::ids_roll_back, {1, 20}, {0, 0}},
    DrawnFault{K::not_connected_at_start, {0, 0}, {1, 300}},
    DrawnFault{K::link_lost, {0, 4}, {0, 600}},
    DrawnFault{K::farm_down, {0, 0}, {10, 600}},
    DrawnFault{K::farm_up, {0, 0}, {10, 600}},
    DrawnFault{K::pacing_breach, {1, 5}, {0, 0}},
    DrawnFault{K::line_limit, {2, 60}, {30, 1800}},
    DrawnFault{K::delayed_data, {0, 0}, {10, 900}},
    DrawnFault{K::competing_session, {0, 0}, {10, 900}},
};
static_assert(draws.size() == fault_count);

}  // namespace

std::vector<PlannedFault> draw_fault(FaultKind kind, Duration at, Rng& rng) {
    const DrawnFault& from = draws[static_cast<std::size_t>(kind)];
    // A value is drawn for every argument, so that the draws after it do not depend on the kind.
    Fault fault{.kind = kind};
    fault.number = rng.between(from.number.least, from.number.most);
    fault.lasts = seconds(rng.between(from.seconds.least, from.seconds.most));
    const Duration delay = milliseconds(rng.between(200, 4000));
    const bool data_lost = rng.chance(0.5);
    const auto farm =
        static_cast<Farm>(rng.between(0, static_cast<std::int64_t>(all_farms.size()) - 1));
    if (kind == K::slow) fault.delay = delay;
    if (kind == K::link_lost) fault.data_lost = data_lost;
    // Without a word about the loss its return comes as a surprise.
    if (kind == K::link_lost && fault.number == 0) fault.lasts = {};
    if (kind != K::farm_down && kind != K::farm_up) return {{at, fault}};
    return {{at, {.kind = K::farm_down, .farm = farm}},
            {at + fault.lasts, {.kind = K::farm_up, .farm = farm}}};
}

FaultPlan draw_plan(std::size_t faults, Rng rng) {
    FaultPlan plan;
    Duration at{};
    for (std::size_t i = 0; i < faults; ++i) {
        at += seconds(rng.between(10, 180));
        const auto kind =
            static_cast<FaultKind>(rng.between(0, static_cast<std::int64_t>(fault_count) - 1));
        for (const PlannedFault& drawn : draw_fault(kind, at, rng)) plan.add(drawn);
    }
    return plan;
}

}  // namespace wingspread::sim
