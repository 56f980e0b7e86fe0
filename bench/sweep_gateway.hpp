#pragma once

#include "core/rng.hpp"
#include "core/time.hpp"
#include "sweep_market.hpp"
#include "tws/codec.hpp"
#include "tws/frame.hpp"
#include "tws/handshake.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace wingspread::bench {

/// An account's limits, as the far side enforces them.
struct AccountLimits {
    std::size_t lines = 100;
    std::size_t messages_per_second = 50;
};

/// The far side of a connection, of few words: greets, and tells each market-data line its frozen
/// quote once, 150 to 800 ms after it was asked for. What breaks a limit is counted.
class FrozenGateway {
  public:
    FrozenGateway(const FrozenMarket& market, AccountLimits limits, Rng rng)
        : market_(market), limits_(limits), rng_(rng) {}

    void receive(std::string_view bytes, MonotonicTime now);
    [[nodiscard]] std::optional<MonotonicTime> next() const;
    /// What has arrived at the client by then.
    std::string take(MonotonicTime now);

    [[nodiscard]] std::uint64_t messages() const { return messages_; }
    [[nodiscard]] std::size_t most_lines() const { return most_lines_; }
    [[nodiscard]] std::uint64_t breaches() const { return breaches_; }

  private:
    void on(const tws::Request& request, MonotonicTime now);
    void open(RequestId id, ConId conid, MonotonicTime now);
    void count(MonotonicTime now);
    void say(const tws::Answer& answer, MonotonicTime due);
    void say_quote(RequestId id, const market::Quote& quote, MonotonicTime due);
    void say_side(RequestId id, tws::TickType type, const std::optional<Price>& price,
                  const std::optional<Quantity>& size, MonotonicTime due);

    const FrozenMarket& market_;
    AccountLimits limits_;
    Rng rng_;
    tws::ClientGreetingReader greeting_;
    bool greeted_ = false;
    tws::FrameReader frames_;
    std::map<RequestId, ConId> lines_;
    struct Word {
        std::string bytes;
        std::optional<RequestId> line;  ///< said only while it is open
    };
    std::multimap<MonotonicTime, Word> words_;
    std::deque<MonotonicTime> window_;  ///< of the last second's messages
    std::uint64_t messages_ = 0;
    std::size_t most_lines_ = 0;
    std::uint64_t breaches_ = 0;
};

}  // namespace wingspread::bench
