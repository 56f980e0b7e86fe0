#pragma once

#include "broker/request_ids.hpp"
#include "core/id.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

#include <compare>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace wingspread::broker {

/// Whoever wants quotes: an order, a position, a scan's sweep. Drawn by the engine.
using LeaseHolder = Id<struct LeaseHolderTag, std::uint64_t>;

/// Who keeps a line when there are too few, most important first. A more important lease takes the
/// line of a less important one, never of an equal one. `spare` has what it wanted and keeps the
/// line only while nobody else needs it.
enum class LinePriority : std::uint8_t { order, position, underlying, watch, sweep, spare };

/// An open line of an order being worked or an open position is never evicted.
constexpr bool is_pinned(LinePriority priority) { return priority <= LinePriority::position; }

/// A line was opened: ask TWS for the market data of this contract under this id.
struct LineOpened {
    ConId conid;
    RequestId id;
    bool operator==(const LineOpened&) const = default;
};
/// A line was closed: cancel it at TWS, when `cancel` says that TWS still knows it.
struct LineClosed {
    ConId conid;
    RequestId id;
    bool cancel = true;
    bool operator==(const LineClosed&) const = default;
};
using LineChange = std::variant<LineOpened, LineClosed>;

struct LineLimits {
    std::size_t max_lines = 90;
    /// After code 101: until one more line than TWS granted is tried, then two, four and so on;
    /// twice as long after each attempt that TWS refused.
    Duration retry_after = std::chrono::seconds(60);
    Duration longest_retry = std::chrono::minutes(16);
};

/// How the lines are used; counters since the start.
struct LineStatistics {
    std::size_t active = 0;
    std::size_t maximum = 0;   ///< as configured
    std::size_t capacity = 0;  ///< of these, how many may be used now
    /// How many were open when TWS refused one more (code 101); absent until it does, and once all
    /// have been used again without complaint.
    std::optional<std::size_t> learnt_limit;
    std::size_t waiting = 0;                     ///< contracts wanted and without a line
    std::optional<MonotonicTime> waiting_since;  ///< the longest of those for whom none was free
    std::uint64_t waits = 0;                     ///< contracts for which no line was free
    std::uint64_t evictions = 0;    ///< lines taken from a contract that was still wanted
    std::uint64_t shared_hits = 0;  ///< leases that found a line of another holder

    [[nodiscard]] double usage_percent() const {
        return maximum == 0 ? 0
                            : 100.0 * static_cast<double>(active) / static_cast<double>(maximum);
    }
    bool operator==(const LineStatistics&) const = default;
};

/// The market-data lines of one connection: about a hundred for thousands of contracts. A lease is
/// the wish of one holder for one contract; all leases of a contract share one line. Beyond the
/// limit contracts wait, the first to ask first; among equally important lines the least recently
/// used goes first.
class Lines {
  public:
    Lines(LineLimits limits, RequestIds& ids);

    /// Wishes for a line; asking again counts as use and may change the priority. Where the
    /// contract has a line already, or TWS has refused it, `update` has nothing to tell: see
    /// `is_open` and `refusal`.
    void acquire(LeaseHolder holder, ConId conid, LinePriority priority);
    void release(LeaseHolder holder, ConId conid);
    void release_all(LeaseHolder holder);

    /// TWS has no line left (code 101): fewer for now, the contract waits again. It may speak of a
    /// line that was given back before its word came.
    void on_limit_reached(RequestId id, Now now);
    /// TWS will not deliver this one: it is asked for again at the next connection, or once
    /// refusals are forgotten. `cancel`: TWS may still know the request.
    void on_refused(RequestId id, Error why, bool cancel = false);
    void forget_refusals();
    /// A line has stopped to deliver (code 10182): it is opened anew.
    void on_interrupted(RequestId id);
    /// A line may have missed something: it is closed at TWS and opened anew.
    void renew(ConId conid);
    /// The connection is gone, or TWS has forgotten all subscriptions (1101): every line closes.
    /// What was learnt of the limit stays, it is the account's.
    void on_data_lost();
    /// Lines are opened only while the session allows it.
    void set_enabled(bool enabled);

    /// What has changed since the last call, closings first. Opens and closes as leases, limits and
    /// time demand; nothing changes but here.
    std::vector<LineChange> update(Now now);
    /// `update` may have something to tell now.
    [[nodiscard]] bool has_changes() const { return (changed_ && enabled_) || !closings_.empty(); }
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const { return grows_at_; }

    /// The contract that a tick is about; empty for a line that was closed.
    [[nodiscard]] std::optional<ConId> find(RequestId id) const;
    [[nodiscard]] bool is_open(ConId conid) const;
    /// Why TWS refused this contract; null while it did not.
    [[nodiscard]] const Error* refusal(ConId conid) const;
    [[nodiscard]] std::size_t active() const { return by_request_.size(); }
    [[nodiscard]] std::size_t capacity() const { return capacity_; }
    /// Contracts, with a line or waiting, that are wanted at this priority or a higher one.
    [[nodiscard]] std::size_t wanted(LinePriority least) const;
    [[nodiscard]] LineStatistics statistics() const;

  private:
    struct Line {
        std::map<LeaseHolder, LinePriority> leases;
        std::uint64_t asked = 0;  ///< order of the first wish: earlier goes first
        std::uint64_t used = 0;   ///< order of the last wish
        std::optional<RequestId> open;
        std::size_t among = 0;  ///< open lines, this one included, when it was opened
        std::optional<MonotonicTime> waits_since;  ///< for want of a free line
        std::optional<Error> refused;
    };
    /// Who deserves a line sorts first.
    struct Rank {
        bool may_lose;  ///< all but open lines that are pinned
        LinePriority priority;
        bool waits;  ///< an open line is not taken for one of equal priority
        std::uint64_t order;
        ConId conid;
        auto operator<=>(const Rank&) const = default;
    };

    static LinePriority priority_of(const Line& line);
    static Rank rank_of(ConId conid, const Line& line);
    void drop_lease(std::map<ConId, Line>::iterator at, LeaseHolder holder);
    void close(ConId conid, Line& line, bool cancel);
    void open(ConId conid, Line& line);
    void learn_limit(std::size_t lines, Now now);
    [[nodiscard]] std::optional<std::size_t> asked_among(RequestId given_back) const;
    void assign(Now now);
    void grow(Now now);
    [[nodiscard]] std::vector<Rank> deserving() const;

    LineLimits limits_;
    RequestIds* ids_;
    bool enabled_ = false;
    bool changed_ = false;
    std::size_t capacity_;
    std::optional<std::size_t> learnt_limit_;
    std::optional<MonotonicTime> grows_at_;
    Duration retry_after_;
    std::size_t growth_ = 1;
    std::uint64_t wishes_ = 0;
    std::map<ConId, Line> lines_;
    std::unordered_map<RequestId, ConId> by_request_;
    /// Given back last, and among how many each was asked for: TWS may still refuse them.
    std::deque<std::pair<RequestId, std::size_t>> given_back_;
    std::vector<LineChange> closings_;
    std::vector<LineChange> openings_;
    std::uint64_t waits_ = 0;
    std::uint64_t evictions_ = 0;
    std::uint64_t shared_hits_ = 0;
};

}  // namespace wingspread::broker
