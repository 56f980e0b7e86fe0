#include "app/machine_clock.hpp"

namespace wingspread::app {

Now MachineClock::now() const {
    const auto steady = std::chrono::steady_clock::now().time_since_epoch();
    const auto utc = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    return {MonotonicTime{steady}, utc, to_market(utc)};
}

}  // namespace wingspread::app
