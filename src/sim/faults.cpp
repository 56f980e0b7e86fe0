#include "sim/faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace wingspread::sim {
namespace {

using namespace std::chrono;

using K = FaultKind;

constexpr std::array forms{
    FaultForm{K::refuse, "refuse", "for TIME", 0, 0,
              "nobody listens: connections are refused, those that stand are closed"},
    FaultForm{K::mute, "mute", "for TIME", 0, 0,
              "connections are accepted and nothing is said; one that has lost bytes in that time "
              "stays silent until the client gives it up"},
    FaultForm{K::cut, "cut", "after BYTES", 1, 1'000'000'000,
              "the connection that the gateway speaks to next is closed after so many more bytes, "
              "in the middle of a message or not"},
    FaultForm{K::half_open, "half_open", "", 0, 0,
              "the connections that stand carry nothing more, in either direction, and are never "
              "closed; new ones work"},
    FaultForm{K::slow, "slow", "by DELAY for TIME", 0, 0, "what the gateway says arrives late"},
    FaultForm{K::restart, "restart", "for TIME", 0, 0,
              "TWS closes every connection, stays away, and comes back: orders, executions and "
              "positions persist, subscriptions and untransmitted orders do not"},
    FaultForm{K::duplicate_client_id, "duplicate_client_id", "N", 1, 1'000,
              "the next N handshakes end with code 326, as if another program used the client id"},
    FaultForm{K::ids_roll_back, "ids_roll_back", "by N", 1, 1'000'000,
              "nextValidId is lower than before, for every client"},
    FaultForm{K::not_connected_at_start, "not_connected_at_start", "for TIME", 0, 0,
              "the next client that connects finds a TWS that is not connected to IBKR: code 2110, "
              "then 1102 and the farms' notices"},
    FaultForm{K::link_lost, "link_lost", "N data_lost|data_kept after TIME", 0, 1'000,
              "TWS loses IBKR: code 1100 N times, no data, no word about orders; after the time "
              "1101 (every subscription is forgotten) or 1102"},
    FaultForm{K::farm_down, "farm_down", "FARM", 0, 0,
              "code 2103, 2105 or 2157: what that farm delivers stops until farm_up"},
    FaultForm{K::farm_up, "farm_up", "FARM", 0, 0, "code 2104, 2106 or 2158: it is back"},
    FaultForm{K::pacing_breach, "pacing_breach", "N", 1, 1'000,
              "the next N messages are answered with code 100 and not looked at, as if the rate "
              "had been exceeded; the third breach disconnects"},
    FaultForm{K::line_limit, "line_limit", "N for TIME", 0, 100'000,
              "the account has N market-data lines: further requests get code 101, lines above "
              "the limit are kept"},
    FaultForm{K::delayed_data, "delayed_data", "for TIME", 0, 0,
              "every line, running or new, gets code 10167, type 3 and delayed ticks"},
    FaultForm{K::competing_session, "competing_session", "for TIME", 0, 0,
              "another session takes the market data: code 10197 on every line and no ticks, until "
              "it ends"},
};
static_assert(forms.size() == fault_count);
static_assert([] {
    for (std::size_t i = 0; i < forms.size(); ++i)
        if (forms[i].kind != static_cast<FaultKind>(i)) return false;
    return true;
}());

constexpr std::array<std::string_view, all_farms.size()> farm_names{"usfarm", "usopt", "ushmds",
                                                                    "secdefnj"};

struct DurationUnit {
    std::string_view name;
    milliseconds length;
};
constexpr std::array duration_units{DurationUnit{"h", 1h}, DurationUnit{"m", 1min},
                                    DurationUnit{"s", 1s}, DurationUnit{"ms", 1ms}};

std::string duration_text(Duration duration) {
    for (const DurationUnit& unit : duration_units)
        if (duration.count() != 0 && duration % unit.length == Duration{})
            return fmt::format("{}{}", duration / unit.length, unit.name);
    return "0s";
}

const FaultForm& form_of(FaultKind kind) { return forms[static_cast<std::size_t>(kind)]; }

/// Takes the next word off a line; empty at its end.
std::string_view take_word(std::string_view& rest) {
    constexpr std::string_view blanks = " \t\r";
    rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
    const std::string_view word = rest.substr(0, rest.find_first_of(blanks));
    rest.remove_prefix(word.size());
    return word;
}

std::string argument_text(std::string_view slot, const Fault& fault) {
    if (slot == "N" || slot == "BYTES") return std::to_string(fault.number);
    if (slot == "TIME") return duration_text(fault.lasts);
    if (slot == "DELAY") return duration_text(fault.delay);
    if (slot == "FARM") return std::string(to_string(fault.farm));
    if (slot == "data_lost|data_kept") return fault.data_lost ? "data_lost" : "data_kept";
    return std::string(slot);
}

}  // namespace

void FaultPlan::add(const PlannedFault& planned) {
    faults.insert(std::ranges::upper_bound(faults, planned.at, {}, &PlannedFault::at), planned);
}

std::span<const FaultForm> fault_forms() { return forms; }

std::string_view to_string(FaultKind kind) { return form_of(kind).name; }

std::string_view to_string(Farm farm) { return farm_names[static_cast<std::size_t>(farm)]; }

std::string to_string(const Fault& fault) {
    std::string text(to_string(fault.kind));
    std::string_view slots = form_of(fault.kind).arguments;
    for (auto slot = take_word(slots); !slot.empty(); slot = take_word(slots))
        text += " " + argument_text(slot, fault);
    return text;
}

std::string to_string(const FaultPlan& plan) {
    std::string text;
    for (const auto& [at, fault] : plan.faults)
        text += fmt::format("at {} {}\n", duration_text(at), to_string(fault));
    return text;
}

namespace {

/// Reads one line of a plan.
class PlanLine {
  public:
    PlanLine(std::string_view line, std::size_t number) : rest_(line), number_(number) {}

    Result<PlannedFault> read() {
        PlannedFault planned;
        if (auto at = literal("at"); !at) return std::unexpected(at.error());
        if (auto time = read_duration(planned.at); !time) return std::unexpected(time.error());
        const std::string_view name = take_word(rest_);
        const auto* const form = std::ranges::find(forms, name, &FaultForm::name);
        if (form == forms.end()) return expected(name, "a fault, as " + all_names());
        planned.fault.kind = form->kind;
        std::string_view slots = form->arguments;
        for (auto slot = take_word(slots); !slot.empty(); slot = take_word(slots))
            if (auto good = argument(slot, *form, planned.fault); !good)
                return std::unexpected(good.error());
        if (const auto more = take_word(rest_); !more.empty())
            return expected(more, "the end of the line");
        return planned;
    }

  private:
    static std::string all_names() {
        std::string names;
        for (const FaultForm& form : forms)
            names += fmt::format("{}{}", names.empty() ? "" : ", ", form.name);
        return names;
    }

    [[nodiscard]] std::unexpected<Error> expected(std::string_view word,
                                                  std::string_view what) const {
        return bad_field(fmt::format("line {}", number_), word, what);
    }

    Result<void> literal(std::string_view wanted) {
        const std::string_view word = take_word(rest_);
        if (word != wanted) return expected(word, fmt::format("\"{}\"", wanted));
        return {};
    }

    Result<void> argument(std::string_view slot, const FaultForm& form, Fault& fault) {
        if (slot == "N" || slot == "BYTES") return read_number(form, fault.number);
        if (slot == "TIME") return read_duration(fault.lasts);
        if (slot == "DELAY") return read_duration(fault.delay);
        if (slot == "FARM") return read_farm(fault.farm);
        if (slot == "data_lost|data_kept") return read_outcome(fault.data_lost);
        return literal(slot);
    }

    Result<void> read_number(const FaultForm& form, std::int64_t& number) {
        const std::string_view word = take_word(rest_);
        const auto value = digits(word);
        if (!value || *value < form.least || *value > form.most)
            return expected(word, fmt::format("a number from {} to {}", form.least, form.most));
        number = *value;
        return {};
    }

    Result<void> read_duration(Duration& duration) {
        const std::string_view word = take_word(rest_);
        const std::size_t end = std::min(word.find_first_not_of("0123456789"), word.size());
        const auto value = digits(word.substr(0, end));
        const auto* const unit =
            std::ranges::find(duration_units, word.substr(end), &DurationUnit::name);
        constexpr auto longest = hours(24 * 365);
        if (!value || unit == duration_units.end() || *value > longest / unit->length)
            return expected(word, "a time as 500ms, 30s, 5m or 2h");
        duration = *value * unit->length;
        return {};
    }

    Result<void> read_farm(Farm& farm) {
        const std::string_view word = take_word(rest_);
        const auto* const found = std::ranges::find(farm_names, word);
        if (found == farm_names.end())
            return expected(word, fmt::format("a farm, {}", fmt::join(farm_names, ", ")));
        farm = static_cast<Farm>(found - farm_names.begin());
        return {};
    }

    Result<void> read_outcome(bool& data_lost) {
        const std::string_view word = take_word(rest_);
        data_lost = word == "data_lost";
        if (!data_lost && word != "data_kept") return expected(word, "data_lost or data_kept");
        return {};
    }

    static std::optional<std::int64_t> digits(std::string_view word) {
        constexpr std::size_t longest = 12;
        if (word.empty() || word.size() > longest) return std::nullopt;
        std::int64_t value = 0;
        for (const char c : word) {
            if (c < '0' || c > '9') return std::nullopt;
            value = value * 10 + (c - '0');
        }
        return value;
    }

    std::string_view rest_;
    std::size_t number_;
};

}  // namespace

Result<FaultPlan> parse_plan(std::string_view text) {
    FaultPlan plan;
    for (std::size_t number = 1; !text.empty(); ++number) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        line = line.substr(0, line.find('#'));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        auto planned = PlanLine(line, number).read();
        if (!planned) return std::unexpected(planned.error());
        plan.add(*planned);
    }
    return plan;
}

}  // namespace wingspread::sim
