#pragma once

#include "core/time.hpp"
#include "tws/message.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace wingspread::broker {

struct DataSupplySettings {
    /// After another session took the data: before they are asked for again, then twice as long.
    Duration first_retry = std::chrono::minutes(1);
    Duration longest_retry = std::chrono::minutes(15);
};

/// Why quotes may stand still although the link is up: farms of IBKR that TWS has lost (codes 2103
/// and 2104), and another live session of the same user that has the data (code 10197).
class DataSupply {
  public:
    enum class Farm : std::uint8_t { no_news, broken, mended };

    explicit DataSupply(DataSupplySettings settings = {})
        : settings_(settings), pause_(settings.first_retry) {}

    /// Of market-data farms only; the notice names its farm after the last colon.
    Farm on_notice(const tws::ErrorMessage& message, const Now& now);
    /// How long the farm was away that has come back last.
    [[nodiscard]] Duration last_absence() const { return last_absence_; }
    /// A line was refused with code 10197. True when that begins an episode, or goes on with it
    /// after it was tried again.
    bool on_taken(const Now& now);
    void on_tick();
    /// True when the data should be asked for again now.
    bool on_time(const Now& now);
    /// TWS, or its session with IBKR, is a new one.
    void on_connection_lost();

    /// Until the next attempt no line should be asked for.
    [[nodiscard]] bool is_taken() const { return retry_at_.has_value(); }
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const { return retry_at_; }
    /// What is wrong, for people; empty when nothing is.
    [[nodiscard]] std::string problem() const;

  private:
    DataSupplySettings settings_;
    std::map<std::string, MonotonicTime> broken_farms_;  ///< since when
    Duration last_absence_{};
    std::optional<UtcTime> taken_since_;
    std::optional<MonotonicTime> retry_at_;
    Duration pause_;
};

}  // namespace wingspread::broker
