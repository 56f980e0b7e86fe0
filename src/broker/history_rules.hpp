#pragma once

#include "core/id.hpp"
#include "core/time.hpp"
#include "tws/message.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <set>
#include <string>

namespace wingspread::broker {

/// IBKR's rules for historical data. They hold for bars of 30 seconds and less; for larger bars
/// TWS slows by itself, and only the number of open requests is ours to watch.
struct HistoryLimits {
    Duration same_after = std::chrono::seconds(15);  ///< an identical request
    std::size_t per_contract = 5;                    ///< of one contract, exchange and tick type …
    Duration contract_window = std::chrono::seconds(2);  ///< … in this time ("six or more" breach)
    std::size_t in_window = 60;                          ///< of all; BID_ASK counts twice
    Duration window = std::chrono::minutes(10);
    std::size_t open = 50;
};

/// Says when a request for history may leave.
class HistoryRules {
  public:
    explicit HistoryRules(HistoryLimits limits = {}) : limits_(limits) {}

    /// Empty: at once. `MonotonicTime::max()`: not before an open request has ended.
    [[nodiscard]] std::optional<MonotonicTime> free_at(const tws::ReqHistoricalData& request) const;
    void note_sent(const tws::ReqHistoricalData& request, MonotonicTime at);
    /// Answered, failed or cancelled.
    void note_ended(RequestId id) { open_.erase(id); }
    /// Nothing is open on a new connection; what was sent before it still counts.
    void on_connection_lost() { open_.clear(); }
    [[nodiscard]] std::size_t open() const { return open_.size(); }

  private:
    struct Sent {
        MonotonicTime at;
        std::string contract;  ///< with exchange and tick type
        std::string whole;
        std::size_t weight = 1;
    };

    HistoryLimits limits_;
    std::deque<Sent> sent_;  ///< of small bars, as far back as they matter, oldest first
    std::set<RequestId> open_;
};

}  // namespace wingspread::broker
