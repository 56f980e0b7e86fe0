#pragma once

#include "core/id.hpp"
#include "core/time.hpp"
#include "market/quote.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <unordered_map>
#include <variant>
#include <vector>

namespace wingspread::broker {

struct SweepSettings {
    std::size_t slots = 80;  ///< contracts that may be watched at once; at least 1
    /// The best contracts keep their line once they have it; fewer than `slots`.
    std::size_t pinned = 0;
    Duration settle = std::chrono::milliseconds(1500);    ///< before one side alone is believed
    Duration deadline = std::chrono::milliseconds(5000);  ///< before silence is believed
    bool repeat = false;                                  ///< begin again after the last one
};

/// Wishes for the lines of this sweep's holder.
struct Acquire {
    ConId conid;
    bool operator==(const Acquire&) const = default;
};
struct Release {
    ConId conid;
    bool operator==(const Release&) const = default;
};
using SweepAction = std::variant<Acquire, Release>;

struct SweepCoverage {
    std::size_t quoted = 0;   ///< both sides, or clearly one-sided
    std::size_t silent = 0;   ///< no word before the deadline
    std::size_t refused = 0;  ///< TWS does not deliver this contract
    std::size_t total = 0;
    bool finished = false;  ///< each contract has had its turn
    bool operator==(const SweepCoverage&) const = default;
};

/// Reads many quotes over few lines: each contract, in the given order, has a line until its quote
/// is complete or its time is over, then the next one gets it.
class QuoteSweep {
  public:
    explicit QuoteSweep(SweepSettings settings);

    /// The contracts, most useful first; each counts once. Those that were wanted before keep what
    /// is known of them; the others are released.
    std::vector<SweepAction> set_targets(std::span<const ConId> ranked, Now now);
    /// The number of lines that this sweep may use has changed.
    std::vector<SweepAction> set_slots(std::size_t slots, Now now);

    /// The request for a contract's line has left, or its line was closed: its time runs between.
    void on_line_opened(ConId conid, Now now);
    void on_line_closed(ConId conid);
    /// What was asked for has a line already, by another's lease: TWS will not state its quote
    /// again, so `quote` counts as it stands.
    std::vector<SweepAction> on_line_shared(ConId conid, const market::Quote& quote, Now now);
    /// `quote` as the tick has left it.
    std::vector<SweepAction> on_tick(ConId conid, const market::Tick& tick,
                                     const market::Quote& quote, Now now);
    std::vector<SweepAction> on_refused(ConId conid, Now now);
    /// After a reconnection: what was refused may be delivered now.
    std::vector<SweepAction> retry_refused(Now now);
    std::vector<SweepAction> on_time(Now now);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

    [[nodiscard]] const SweepCoverage& coverage() const { return coverage_; }

  private:
    enum class Outcome : std::uint8_t { unknown, quoted, silent, refused };
    struct Target {
        std::size_t rank = 0;
        Outcome outcome = Outcome::unknown;
        bool had_turn = false;  ///< in this round
        bool watched = false;
        bool bid_spoken = false;  ///< in this turn, also to say that there is none
        bool ask_spoken = false;
        std::optional<MonotonicTime> opened;
    };

    [[nodiscard]] std::optional<MonotonicTime> turn_ends(const Target& target) const;
    [[nodiscard]] bool keeps_line(const Target& target) const;
    [[nodiscard]] std::size_t& count_of(Outcome outcome);
    void watch(ConId conid, Target& target);
    void unwatch(ConId conid, Target& target);
    void end_turn(ConId conid, Outcome outcome);
    void set_outcome(Target& target, Outcome outcome);
    void reassign_lines();
    void fill_slots();
    bool begin_next_round();
    std::vector<SweepAction> take_actions();

    SweepSettings settings_;
    std::unordered_map<ConId, Target> targets_;
    std::vector<ConId> ranked_;
    std::size_t next_ = 0;        ///< rank of the next contract to have its turn
    std::vector<ConId> watched_;  ///< in the order of asking
    SweepCoverage coverage_;
    std::size_t unknown_ = 0;  ///< the rest of the coverage's total
    std::vector<SweepAction> actions_;
};

}  // namespace wingspread::broker
