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
#include <utility>
#include <variant>
#include <vector>

namespace wingspread::broker {

struct SweepSettings {
    std::size_t slots = 80;  ///< contracts that may be watched at once; at least 1
    /// Of them, how many may wait for their request to leave; at least 1. Few, so that a better
    /// ranking takes effect at once.
    std::size_t unsent = 8;
    Duration settle = std::chrono::milliseconds(1500);    ///< before one side alone is believed
    Duration deadline = std::chrono::milliseconds(5000);  ///< before silence is believed
};

/// Wishes for the lines of this sweep's holder.
struct Acquire {
    ConId conid;
    bool operator==(const Acquire&) const = default;
};
/// Its turn is over: the line stays only while nobody else needs it. Said again, the best last,
/// when the ranking changes.
struct Keep {
    ConId conid;
    bool quoted = true;  ///< or silent until its deadline
    bool operator==(const Keep&) const = default;
};
struct Release {
    ConId conid;
    bool operator==(const Release&) const = default;
};
using SweepAction = std::variant<Acquire, Keep, Release>;

struct SweepCoverage {
    std::size_t quoted = 0;   ///< both sides, or clearly one-sided
    std::size_t silent = 0;   ///< no word before the deadline
    std::size_t refused = 0;  ///< TWS does not deliver this contract
    std::size_t total = 0;
    bool finished = false;  ///< each contract has had its turn in this round
    bool operator==(const SweepCoverage&) const = default;
};

/// Reads many quotes over few lines: each contract, in the given order, has a line until its quote
/// is complete or its time is over. The line then stays, and the quote live, until another contract
/// needs the place: cancels cost messages, and the best-ranked are the last to give theirs.
class QuoteSweep {
  public:
    explicit QuoteSweep(SweepSettings settings);

    /// The contracts, most useful first; each counts once. Those that were wanted before keep what
    /// is known of them, and have another turn only in another round, and only without a live line;
    /// the others are released.
    std::vector<SweepAction> set_targets(std::span<const ConId> ranked, std::uint64_t round,
                                         Now now);
    /// The number of lines that this sweep may use has changed.
    std::vector<SweepAction> set_slots(std::size_t slots, Now now);
    /// How many of them may wait for their request to leave has changed.
    std::vector<SweepAction> set_unsent(std::size_t unsent, Now now);

    /// The request for a contract's line has left: its time runs.
    std::vector<SweepAction> on_line_opened(ConId conid, Now now);
    /// Its line was closed; until it is opened again, its time stands still.
    std::vector<SweepAction> on_line_closed(ConId conid, Now now);
    /// What was asked for has a line already, by another's lease: TWS will not state its quote
    /// again, so `quote` counts as it stands.
    std::vector<SweepAction> on_line_shared(ConId conid, const market::Quote& quote, Now now);
    /// `quote` as the tick has left it.
    std::vector<SweepAction> on_tick(ConId conid, const market::Tick& tick,
                                     const market::Quote& quote, Now now);
    /// Another sweep has this contract's line and has just had its turn: what it has read counts
    /// here too.
    std::vector<SweepAction> on_read_by_another(const Keep& kept, Now now);
    std::vector<SweepAction> on_refused(ConId conid, Now now);
    /// The connection is gone or TWS has forgotten the subscriptions: no quote counts any more,
    /// each contract has another turn.
    std::vector<SweepAction> on_data_lost(Now now);
    /// After a reconnection: what was refused may be delivered now.
    std::vector<SweepAction> retry_refused(Now now);
    std::vector<SweepAction> on_time(Now now);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

    [[nodiscard]] const SweepCoverage& coverage() const { return coverage_; }
    /// The age of the oldest quote among those that were read; a line keeps its quote young. Empty
    /// before the first.
    [[nodiscard]] std::optional<Duration> oldest(Now now) const;

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
        std::optional<MonotonicTime> unfed_since;  ///< of a quote that was read, without a line
    };

    [[nodiscard]] std::optional<MonotonicTime> turn_ends(const Target& target) const;
    [[nodiscard]] std::size_t& count_of(Outcome outcome);
    [[nodiscard]] std::size_t unsent() const;
    void start_round(std::uint64_t round);
    void say_whom_to_keep();
    void watch(ConId conid, Target& target);
    void unwatch(ConId conid, Target& target, Now now);
    /// Its quote has lost the line that kept it young.
    void starve(ConId conid, Target& target, Now now);
    bool make_room(Now now);
    void start_turn(ConId conid, Now now);
    void end_turn(ConId conid, Outcome outcome, Now now);
    void allow_turn(Target& target);
    void set_outcome(Target& target, Outcome outcome);
    void fill_slots(Now now);
    void forget_refreshed();
    std::vector<SweepAction> take_actions();

    SweepSettings settings_;
    std::uint64_t round_ = 0;
    std::unordered_map<ConId, Target> targets_;
    std::vector<ConId> ranked_;
    std::size_t next_ = 0;        ///< rank of the next contract to have its turn
    std::vector<ConId> watched_;  ///< in the order of asking
    std::deque<std::pair<MonotonicTime, ConId>> unfed_;  ///< quotes without a line, oldest first
    SweepCoverage coverage_;
    std::size_t unknown_ = 0;  ///< the rest of the coverage's total
    std::vector<SweepAction> actions_;
};

}  // namespace wingspread::broker
