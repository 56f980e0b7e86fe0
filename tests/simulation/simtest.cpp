/// wingspread-simtest: days of engine and gateway under virtual time, from seeds.
#include "core/planted.hpp"
#include "simulation/day.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <map>
#include <string_view>

namespace {

using namespace wingspread;
using simulation::DaySettings;

constexpr std::string_view usage =
    "wingspread-simtest [--seed N] [--seeds COUNT] [--days D] [--faults PER_DAY] [--mistake NAME]\n"
    "                   [--bite]\n"
    "Lives through D days of each of COUNT seeds from N on. A violation prints its seed and the "
    "log\n"
    "before it, and ends with status 1; the same seed replays it. --mistake plants a known bug, "
    "and\n"
    "--bite plants each in turn and fails unless every one is caught.\n";

struct Options {
    std::uint64_t seed = 1;
    std::uint64_t seeds = 1;
    int days = 1;
    int faults = 24;
    Mistake mistake = Mistake::none;
    bool bite = false;
};

constexpr std::array<std::string_view, static_cast<std::size_t>(Mistake::count)> mistake_names{
    "none",
    "lines_not_reopened",
    "rate_not_kept",
    "one_line_too_many",
    "waiter_forgotten",
    "order_request_forgotten",
    "ready_before_sync",
    "silence_trusted",
    "no_second_try",
    "old_messages_sent",
    "gap_not_told",
    "restart_not_expected",
    "id_reused",
    "quantity_unchecked",
    "duplicate_unchecked",
    "doubt_ignored",
    "order_rate_unchecked",
    "switch_ignored",
    "bag_and_legs_counted",
    "bags_held",
    "fill_counted_twice",
    "late_fill_dropped",
    "client_id_forgotten",
    "doubt_never_ends",
    "append_not_synced",
    "switch_not_kept",
    "missed_fills_unheard",
    "intent_left_open",
    "completed_unheard",
};

template <class Int>
bool read(std::string_view text, Int& into) {
    const auto end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, into);
    return result.ec == std::errc{} && result.ptr == end && into > 0;
}

bool read_mistake(std::string_view text, Mistake& into) {
    for (std::size_t i = 0; i < mistake_names.size(); ++i) {
        if (mistake_names[i] != text) continue;
        into = static_cast<Mistake>(i);
        return true;
    }
    return false;
}

bool read_options(int argc, char** argv, Options& options) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        if (name == "--bite") {
            options.bite = true;
            continue;
        }
        if (i + 1 == argc) return false;
        const std::string_view value = argv[++i];
        const bool good = (name == "--seed" && read(value, options.seed)) ||
                          (name == "--seeds" && read(value, options.seeds)) ||
                          (name == "--days" && read(value, options.days)) ||
                          (name == "--faults" && read(value, options.faults)) ||
                          (name == "--mistake" && read_mistake(value, options.mistake));
        if (!good) return false;
    }
    return true;
}

void print_totals(const simulation::WorldTotals& totals, std::uint64_t days) {
    std::string faults;
    for (std::size_t i = 0; i < sim::fault_count; ++i) {
        faults += fmt::format(" {} {} (met {} times)", totals.faults[i],
                              to_string(static_cast<sim::FaultKind>(i)), totals.felt[i]);
    }
    fmt::print(
        "{} days: {} events, {} commands, {} messages sent, {} orders, {} executions, {} steps of "
        "ladders, {} closes by exits, {} crashes, {} reconnects, {} restarts announced; "
        "faults:{}\n",
        days, totals.events, totals.commands, totals.requests, totals.orders, totals.fills,
        totals.steps, totals.closes, totals.crashes, totals.reconnects, totals.announcements,
        faults);
}

/// A run in which little happened proves little.
bool is_enough(const simulation::WorldTotals& totals, std::uint64_t days) {
    bool enough = true;
    const auto demand = [&](std::string_view what, std::uint64_t got, std::uint64_t least) {
        if (got >= least) return;
        fmt::print("too few {}: {}, expected {} at least\n", what, got, least);
        enough = false;
    };
    if (days < 20) return true;  // chance rules over few days
    for (std::size_t i = 0; i < sim::fault_count; ++i) {
        const std::string name(to_string(static_cast<sim::FaultKind>(i)));
        demand(name, totals.faults[i], days);
        demand("encounters with " + name, totals.felt[i], days / 2);
    }
    demand("reconnects", totals.reconnects, 5 * days);
    demand("messages", totals.requests, 500 * days);
    demand("commands", totals.commands, 25 * days);
    demand("executions", totals.fills, 3 * days);
    demand("steps of ladders", totals.steps, days);
    demand("closes by exits", totals.closes, days / 5);
    demand("crashes", totals.crashes, 4 * days);
    demand("orders", totals.orders, 3 * days);
    demand("announcements", totals.announcements, days);
    return enough;
}

int run_seeds(const Options& options) {
    simulation::WorldTotals totals;
    for (std::uint64_t i = 0; i < options.seeds; ++i) {
        const auto seed = options.seed + i;
        const auto result = simulation::live({seed, options.days, options.faults});
        totals += result.totals;
        if (!result.violation) continue;
        for (const auto& line : result.log) fmt::print("  {}\n", line);
        fmt::print("seed {}: {}\nreplay: wingspread-simtest --seed {} --days {} --faults {}\n",
                   seed, *result.violation, seed, options.days, options.faults);
        return 1;
    }
    const auto days = options.seeds * static_cast<std::uint64_t>(options.days);
    print_totals(totals, days);
    return is_enough(totals, days) ? 0 : 1;
}

int run_bites(const Options& options) {
    int missed = 0;
    for (std::size_t i = 1; i < mistake_names.size(); ++i) {
        planted_mistake = static_cast<Mistake>(i);
        std::optional<std::string> caught;
        std::uint64_t seed = options.seed;
        for (; seed < options.seed + options.seeds && !caught; ++seed) {
            caught = simulation::live({seed, options.days, options.faults}).violation;
        }
        missed += caught ? 0 : 1;
        fmt::print("{:<26} {}\n", mistake_names[i],
                   caught ? fmt::format("seed {}: {}", seed - 1, *caught)
                          : fmt::format("NOT CAUGHT by {} seeds", options.seeds));
    }
    return missed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    if (!read_options(argc, argv, options)) {
        fmt::print(stderr, "{}", usage);
        return 2;
    }
    planted_mistake = options.mistake;
    return options.bite ? run_bites(options) : run_seeds(options);
}
