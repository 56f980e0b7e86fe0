#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <optional>

namespace wingspread::experiments {

/// Sends a numbered ping, waits for its echo, tries again after a time-out: the smallest machine
/// without I/O that has everything, a deadline, a retry and a peer that may stay silent.
class Pinger {
  public:
    using Ping = std::uint32_t;

    Pinger(int wanted, Duration timeout) : wanted_(wanted), timeout_(timeout) {}

    /// What to send now, if anything; call it at the start and after every other call.
    std::optional<Ping> take_ping(Now now) {
        if (done() || waiting_) return std::nullopt;
        waiting_ = true;
        deadline_ = now.monotonic + timeout_;
        ++sent_;
        return ++number_;
    }
    /// Echoes of pings that were given up are ignored.
    void on_echo(Ping ping) {
        if (!waiting_ || ping != number_) return;
        waiting_ = false;
        ++answered_;
    }
    void on_time(Now now) {
        if (waiting_ && now.monotonic >= deadline_) waiting_ = false;
    }

    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const {
        return waiting_ ? std::optional{deadline_} : std::nullopt;
    }
    [[nodiscard]] bool done() const { return answered_ == wanted_; }
    [[nodiscard]] int sent() const { return sent_; }

  private:
    int wanted_;
    Duration timeout_;
    bool waiting_ = false;
    MonotonicTime deadline_{};
    Ping number_ = 0;
    int sent_ = 0;
    int answered_ = 0;
};

}  // namespace wingspread::experiments
