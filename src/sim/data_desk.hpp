#pragma once

#include "sim/floor.hpp"

#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace wingspread::sim {

/// Streams market data: lines, snapshots and their limits.
class DataDesk {
  public:
    explicit DataDesk(Floor& floor) : floor_(floor) {}

    void on(Session& session, const tws::ReqMktData& request, const Now& now);
    void on(Session& session, const tws::CancelMktData& request);
    void on(Session& session, const tws::ReqMarketDataType& request);
    void forget(SessionId session);
    /// TWS has lost every subscription.
    void forget_all() { lines_.clear(); }
    /// Every line gets delayed data from now on.
    void delay_all();
    /// Another session has the data: every line is told so.
    void tell_all_taken();
    /// The lines begin anew, as after a request.
    void begin_again(const Now& now);
    [[nodiscard]] std::size_t lines() const { return lines_.size(); }

    void advance(const Now& now);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

  private:
    using Key = std::pair<SessionId, RequestId>;

    /// One market-data request in force.
    struct Line {
        const Instrument* instrument = nullptr;  ///< null for a combination
        std::vector<BookedLeg> legs;
        std::set<int> generic_ticks;
        std::optional<MonotonicTime> ends;  ///< of a snapshot
        MonotonicTime due{};
        bool started = false;
        bool delayed = false;
        MarketQuote sent;
        double sent_underlying = 0;  ///< at which the last option computations were made
    };

    [[nodiscard]] MarketQuote quote_of(const Line& line);
    [[nodiscard]] Duration sampling(const Line& line) const;
    void sample(const Key& key, Line& line);
    bool is_entitled(const Session& session, std::int32_t id, Line& line);
    /// Whether the account's entitlement gives that session delayed data.
    [[nodiscard]] bool wants_delayed(const Session& session) const;
    /// Nothing comes on that line: its data do not reach TWS, or go elsewhere.
    [[nodiscard]] bool is_silent(const Line& line) const;
    void delay(const Key& key, Line& line);
    void tell_taken(const Key& key);
    void start(const Session& session, RequestId id, const Line& line);
    void send_generic(const Session& session, RequestId id, const Line& line,
                      const MarketQuote& quote);
    void send_underlying_figures(const Session& session, RequestId id, const Line& line);
    void send_computations(const Session& session, RequestId id, Line& line,
                           const MarketQuote& quote);

    Floor& floor_;
    std::map<Key, Line> lines_;
};

}  // namespace wingspread::sim
