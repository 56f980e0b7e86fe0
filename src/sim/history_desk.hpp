#pragma once

#include "sim/floor.hpp"

#include <expected>
#include <optional>
#include <utility>

namespace wingspread::sim {

/// Answers questions about the past, from the market's own past.
class HistoryDesk {
  public:
    explicit HistoryDesk(Floor& floor) : floor_(floor) {}

    void on(Session& session, const tws::ReqHistoricalData& request, const Now& now);
    void on(Session& session, const tws::CancelHistoricalData& request);
    void on(Session& session, const tws::ReqRealTimeBars& request, const Now& now);
    void on(Session& session, const tws::CancelRealTimeBars& request);
    void on(Session& session, const tws::ReqHeadTimestamp& request);
    void on(Session& session, const tws::CancelHeadTimestamp& request);
    void forget(SessionId session);
    /// TWS has lost every subscription.
    void forget_all() { streams_.clear(); }

    void advance(const Now& now);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

  private:
    using Key = std::pair<SessionId, RequestId>;
    /// Bars that go on: five-second bars, or the last bar of a history that is kept up to date.
    struct Stream {
        const Instrument* instrument = nullptr;
        BarSource source = BarSource::trades;
        Duration step{};
        bool real_time = true;
        std::int32_t format_date = 1;
        MonotonicTime due{};
    };

    void send_bar(const Key& key, const Stream& stream);
    [[nodiscard]] tws::Bar wire_bar(const MarketBar& bar, BarSource source, Duration step,
                                    std::int32_t format_date) const;

    Floor& floor_;
    std::map<Key, Stream> streams_;
};

}  // namespace wingspread::sim
