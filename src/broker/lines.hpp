#pragma once

#include "broker/request_ids.hpp"
#include "core/id.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <variant>
#include <vector>

namespace wingspread::broker {

/// Whoever wants quotes: an order, a position, a scan's sweep. Drawn by the engine.
using LeaseHolder = Id<struct LeaseHolderTag, std::uint64_t>;

/// Who keeps a line when there are too few, most important first. A more important lease takes the
/// line of a less important one, never of an equal one.
enum class LinePriority : std::uint8_t { order, position, underlying, watch, sweep };

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
    Duration retry_after = std::chrono::seconds(60);  ///< per line that code 101 took from us
};

/// The market-data lines of one connection: about a hundred for thousands of contracts. A lease is
/// the wish of one holder for one contract; all leases of a contract share one line.
class Lines {
  public:
    Lines(LineLimits limits, RequestIds& ids);

    /// Wishes for a line; asking again changes the priority. Where the contract has a line already,
    /// or TWS has refused it, `update` has nothing to tell: see `is_open` and `refusal`.
    void acquire(LeaseHolder holder, ConId conid, LinePriority priority);
    void release(LeaseHolder holder, ConId conid);
    void release_all(LeaseHolder holder);

    /// TWS has no line left (code 101): fewer for now, the contract waits again.
    void on_limit_reached(RequestId id, Now now);
    /// TWS will not deliver this one; it is asked for again at the next connection only.
    void on_refused(RequestId id, Error why);
    /// A line has stopped to deliver (code 10182): it is opened anew.
    void on_interrupted(RequestId id);
    /// A line may have missed something: it is closed at TWS and opened anew.
    void renew(ConId conid);
    /// The connection is gone, or TWS has forgotten all subscriptions (1101): every line closes.
    void on_data_lost();
    /// Lines are opened only while the session allows it.
    void set_enabled(bool enabled);

    /// What has changed since the last call, closings first. Opens and closes as leases, limits and
    /// time demand; nothing changes but here.
    std::vector<LineChange> update(Now now);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

    /// The contract that a tick is about; empty for a line that was closed.
    [[nodiscard]] std::optional<ConId> find(RequestId id) const;
    [[nodiscard]] bool is_open(ConId conid) const;
    /// Why TWS refused this contract; null while it did not.
    [[nodiscard]] const Error* refusal(ConId conid) const;
    [[nodiscard]] std::size_t active() const { return by_request_.size(); }
    [[nodiscard]] std::size_t waiting() const;
    [[nodiscard]] std::size_t capacity() const { return capacity_; }

  private:
    struct Line {
        std::map<LeaseHolder, LinePriority> leases;
        std::uint64_t asked = 0;  ///< order of the first wish: earlier goes first
        std::optional<RequestId> open;
        std::optional<Error> refused;
    };
    struct Rank {
        LinePriority priority;
        bool waits;  ///< an open line is not taken for one of equal priority
        std::uint64_t asked;
        ConId conid;
        auto operator<=>(const Rank&) const = default;
    };

    static LinePriority priority_of(const Line& line);
    void drop_lease(std::map<ConId, Line>::iterator at, LeaseHolder holder);
    void close(ConId conid, Line& line, bool cancel);
    void open(ConId conid, Line& line);
    void regrow(Now now);
    [[nodiscard]] std::vector<Rank> deserving() const;

    LineLimits limits_;
    RequestIds* ids_;
    bool enabled_ = false;
    bool changed_ = false;
    std::size_t capacity_;
    std::optional<MonotonicTime> regrow_at_;
    std::uint64_t asked_ = 0;
    std::map<ConId, Line> lines_;
    std::unordered_map<RequestId, ConId> by_request_;
    std::vector<LineChange> closings_;
    std::vector<LineChange> openings_;
};

}  // namespace wingspread::broker
