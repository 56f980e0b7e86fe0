/// wingspread-kill: the engine is killed at every place where an order can be lost or sent twice,
/// and started again against the same gateway, over real sockets.
#include "core/rng.hpp"
#include "crash/lane.hpp"

#include <fmt/format.h>

#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <thread>

namespace {

using namespace wingspread;
using crash::Lane;

constexpr std::string_view usage =
    "wingspread-kill SHIPPED CRASHING [--kills N] [--lanes N] [--seed N] [--label TEXT]\n"
    "Kills the program CRASHING N times, at every label in turn, against gateways of the program\n"
    "SHIPPED, and compares its books with theirs after each start. --label tries one place only.\n";

constexpr std::size_t fewest_labels = 40;

struct Options {
    crash::Programs programs;
    std::size_t kills = 300;
    std::size_t lanes = 4;
    std::uint64_t seed = 1;
    std::string label;
};

template <class Int>
bool read(std::string_view text, Int& into) {
    const auto result = std::from_chars(text.data(), text.data() + text.size(), into);
    return result.ec == std::errc{} && result.ptr == text.data() + text.size() && into > 0;
}

bool read_options(int argc, char** argv, Options& options) {
    if (argc < 3) return false;
    options.programs = {argv[1], argv[2]};
    for (int i = 3; i + 1 < argc; i += 2) {
        const std::string_view name = argv[i];
        const std::string_view value = argv[i + 1];
        if (name == "--label") options.label = value;
        const bool good = name == "--label" || (name == "--kills" && read(value, options.kills)) ||
                          (name == "--lanes" && read(value, options.lanes)) ||
                          (name == "--seed" && read(value, options.seed));
        if (!good) return false;
    }
    return argc % 2 == 1;
}

struct Death {
    std::string label;
    int nth = 1;
};

/// Each label as often as every other, at its first, a middle and its last passing.
std::deque<Death> plan(const std::map<std::string, int>& labels, const Options& options) {
    Rng rng(options.seed);
    std::deque<Death> deaths;
    while (deaths.size() < options.kills) {
        const auto before = deaths.size();
        for (const auto& [label, times] : labels) {
            if (!options.label.empty() && options.label != label) continue;
            deaths.push_back({label, static_cast<int>(rng.between(1, std::min(times, 4)))});
        }
        if (deaths.size() == before) break;
    }
    for (std::size_t i = deaths.size(); i > 1; --i) {
        std::swap(
            deaths[i - 1],
            deaths[static_cast<std::size_t>(rng.between(0, static_cast<std::int64_t>(i) - 1))]);
    }
    deaths.resize(std::min(deaths.size(), options.kills));
    return deaths;
}

/// What all lanes share.
struct Campaign {
    std::mutex mutex;
    std::deque<Death> left;
    std::map<std::string, int> deaths;  ///< by label
    std::size_t in_peace = 0;
    std::size_t orders = 0;
    std::size_t resolved = 0;
    std::string problem;

    std::optional<Death> next() {
        const std::lock_guard lock(mutex);
        if (left.empty() || !problem.empty()) return std::nullopt;
        const auto death = left.front();
        left.pop_front();
        return death;
    }
    void note(const Death& death, Lane::Outcome outcome, const Lane& lane) {
        const std::lock_guard lock(mutex);
        if (outcome == Lane::Outcome::died) ++deaths[death.label];
        if (outcome == Lane::Outcome::not_reached) ++in_peace;
        if (outcome == Lane::Outcome::wrong && problem.empty()) {
            problem = fmt::format("at \"{}\", time {}: {}", death.label, death.nth, lane.problem());
        }
    }
};

void run_lane(Lane& lane, Campaign& campaign) {
    while (const auto death = campaign.next()) {
        campaign.note(*death, lane.live(death->label, death->nth), lane);
    }
    const bool good = !campaign.problem.empty() || lane.end_in_peace();
    const std::lock_guard lock(campaign.mutex);
    campaign.orders += lane.orders();
    campaign.resolved += lane.resolved();
    if (!good) campaign.problem = lane.problem();
}

int report(const Campaign& campaign, const Options& options) {
    std::size_t kills = 0;
    for (const auto& [label, times] : campaign.deaths) {
        kills += static_cast<std::size_t>(times);
        fmt::print("  {:>3} {}\n", times, label);
    }
    fmt::print(
        "{} kills at {} labels, {} lives ended before their label came; {} orders confirmed, "
        "{} in doubt and resolved\n",
        kills, campaign.deaths.size(), campaign.in_peace, campaign.orders, campaign.resolved);
    if (!campaign.problem.empty()) {
        fmt::print("FAILED {}\n", campaign.problem);
        return 1;
    }
    if (options.label.empty() && campaign.deaths.size() < fewest_labels) {
        fmt::print("too few labels were reached: expected {} at least\n", fewest_labels);
        return 1;
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    if (!read_options(argc, argv, options)) {
        std::fputs(usage.data(), stderr);
        return 2;
    }
    std::string folder = std::filesystem::temp_directory_path() / "wingspread-kill-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr) return 1;
    std::deque<Lane> lanes;
    for (std::size_t i = 0; i < options.lanes; ++i) {
        lanes.emplace_back(options.programs, std::filesystem::path(folder) / std::to_string(i),
                           options.seed * 100 + i);
    }
    Campaign campaign;
    std::vector<std::thread> preparing;
    std::vector<std::optional<std::string>> problems(lanes.size());
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        preparing.emplace_back([&, i] { problems[i] = lanes[i].prepare(); });
    }
    for (auto& thread : preparing) thread.join();
    for (const auto& problem : problems) {
        if (problem) campaign.problem = *problem;
    }
    if (campaign.problem.empty()) campaign.left = plan(lanes.front().labels(), options);
    std::vector<std::thread> threads;
    for (auto& lane : lanes) threads.emplace_back([&] { run_lane(lane, campaign); });
    for (auto& thread : threads) thread.join();
    const int status = report(campaign, options);
    lanes.clear();
    if (status == 0) {
        std::filesystem::remove_all(folder);
    } else {
        fmt::print("what was left is in {}\n", folder);
    }
    return status;
}
