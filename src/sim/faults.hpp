#pragma once

#include "core/result.hpp"
#include "core/rng.hpp"
#include "core/time.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::sim {

/// What can go wrong with a TWS. The first ones concern connections and bytes, the others what the
/// gateway says.
enum class FaultKind : std::uint8_t {
    refuse,
    mute,
    cut,
    half_open,
    slow,
    restart,
    duplicate_client_id,
    ids_roll_back,
    not_connected_at_start,
    link_lost,
    farm_down,
    farm_up,
    pacing_breach,
    line_limit,
    delayed_data,
    competing_session,
    count,
};
inline constexpr std::size_t fault_count = static_cast<std::size_t>(FaultKind::count);

/// IBKR's servers for one kind of data, whose connections TWS reports one by one.
enum class Farm : std::uint8_t { usfarm, usopt, ushmds, secdefnj };
inline constexpr std::array all_farms{Farm::usfarm, Farm::usopt, Farm::ushmds, Farm::secdefnj};

/// One fault with its arguments; which of them mean something says the form of its kind.
struct Fault {
    FaultKind kind{};
    std::int64_t number = 0;  ///< BYTES or N
    Duration lasts{};         ///< TIME
    Duration delay{};         ///< DELAY
    bool data_lost = false;
    Farm farm{};

    bool operator==(const Fault&) const = default;
};
struct PlannedFault {
    Duration at{};  ///< since the plan began
    Fault fault;

    bool operator==(const PlannedFault&) const = default;
};
/// What goes wrong when, in the order of the times.
struct FaultPlan {
    std::vector<PlannedFault> faults;

    /// Behind those of the same time.
    void add(const PlannedFault& planned);

    bool operator==(const FaultPlan&) const = default;
};

/// How a kind is written, and what it does.
struct FaultForm {
    FaultKind kind;
    std::string_view name;
    /// Words after the name. In capitals stands what is to be filled in: TIME and DELAY as "30s"
    /// (ms, s, m, h), N and BYTES as a number, FARM as a name; "a|b" is a choice.
    std::string_view arguments;
    std::int64_t least;  ///< of N or BYTES
    std::int64_t most;
    std::string_view help;
};
/// One row for each kind, in the order of the kinds.
std::span<const FaultForm> fault_forms();

std::string_view to_string(FaultKind kind);
std::string_view to_string(Farm farm);
/// As it is written in a plan, such as "link_lost 3 data_lost after 20s".
std::string to_string(const Fault& fault);
/// One line for each fault; `parse_plan` reads it back.
std::string to_string(const FaultPlan& plan);

/// Reads lines such as "at 30s link_lost 3 data_lost after 20s", in any order; empty lines and what
/// follows a '#' are ignored. The error names the line, the word, and what was expected.
Result<FaultPlan> parse_plan(std::string_view text);

/// A fault of that kind with arguments drawn from `rng`, and what ends it where it has no end of
/// its own. `farm_up` is drawn as the pair that it belongs to.
std::vector<PlannedFault> draw_fault(FaultKind kind, Duration at, Rng& rng);
/// That many faults of kinds drawn at random, ten seconds to three minutes apart.
FaultPlan draw_plan(std::size_t faults, Rng rng);

}  // namespace wingspread::sim
