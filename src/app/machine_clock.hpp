#pragma once

#include "core/clock.hpp"

namespace wingspread::app {

/// The only place of the program that reads the machine's clocks.
class MachineClock final : public Clock {
  public:
    /// Market time is the wall clock; a core that follows a replaying gateway shifts it itself.
    [[nodiscard]] Now now() const override;
};

}  // namespace wingspread::app
