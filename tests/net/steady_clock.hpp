#pragma once

#include "core/clock.hpp"

#include <chrono>

namespace wingspread::net {

/// The machine's own clock: sockets are real, so their deadlines are too.
class SteadyClock final : public Clock {
  public:
    [[nodiscard]] Now now() const override {
        const auto utc = std::chrono::system_clock::now();
        Now now;
        now.monotonic = MonotonicTime{std::chrono::steady_clock::now().time_since_epoch()};
        now.utc = UtcTime{utc.time_since_epoch()};
        now.market = to_market(now.utc);
        return now;
    }
};

}  // namespace wingspread::net
