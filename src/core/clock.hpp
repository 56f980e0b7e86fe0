#pragma once

#include "core/time.hpp"

namespace wingspread {

/// Where times come from: the machine in app/, a hand-driven counter in tests and simulations.
class Clock {
  public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Now now() const = 0;
};

/// Stands still until told to move.
class VirtualClock final : public Clock {
  public:
    explicit VirtualClock(Now start) : now_(start) {}
    [[nodiscard]] Now now() const override { return now_; }
    void advance(Duration step) { now_ = now_ + step; }

  private:
    Now now_;
};

}  // namespace wingspread
