#pragma once

#include "broker/maintenance.hpp"
#include "broker/session.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace wingspread::broker {

struct LaunchHook {
    std::string command;  ///< what the user configured (IBC, systemctl, docker); empty: none
    Duration after = std::chrono::minutes(2);      ///< of an absence that is not expected
    Duration interval = std::chrono::minutes(10);  ///< between two runs of it
};

struct SupervisorSettings {
    MaintenanceCalendar maintenance;
    LaunchHook launch;
};

/// Maintenance is ahead: no order may be sent any more.
struct MaintenanceAnnounced {
    MaintenancePeriod period;
    bool operator==(const MaintenanceAnnounced&) const = default;
};
/// It is over, or the link is back after it.
struct MaintenanceEnded {
    MaintenancePeriod period;
    bool operator==(const MaintenanceEnded&) const = default;
};
/// Run the user's command, once.
struct LaunchGateway {
    std::string command;
    bool operator==(const LaunchGateway&) const = default;
};
/// From the loss to everything being as before, and how long each step of it took.
struct Recovered {
    std::optional<MaintenanceKind> expected;  ///< empty: nobody knew that it would be lost
    Duration away{};                          ///< until a handshake was complete
    int attempts = 0;                         ///< connections tried
    Duration books{};                         ///< until orders and positions agreed
    Duration subscriptions{};                 ///< until everything was asked for again
    bool operator==(const Recovered&) const = default;
};
/// One line for people.
std::string describe(const Recovered& recovered);

using SupervisorAction =
    std::variant<MaintenanceAnnounced, MaintenanceEnded, LaunchGateway, Recovered>;

/// Watches the session over days: what is expected, how long a recovery took, and when the gateway
/// has been away for so long that it should be started. It opens and closes nothing itself.
class Supervisor {
  public:
    explicit Supervisor(const SupervisorSettings& settings) : settings_(settings) {}

    void on_state(const StateChanged& change, const Now& now);
    /// Nothing waits for its turn on the wire; means something while the session is ready.
    void on_all_sent(const Now& now);
    void on_time(const Now& now);
    std::vector<SupervisorAction> take_actions() { return std::exchange(actions_, {}); }
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

    /// Announced or under way.
    [[nodiscard]] const std::optional<MaintenancePeriod>& maintenance() const { return period_; }
    /// Time without a ready link since the start, a present absence included.
    [[nodiscard]] Duration gap(const Now& now) const;
    [[nodiscard]] std::uint64_t launches() const { return launches_; }

  private:
    enum class Step : std::uint8_t { whole, away, books, subscriptions };

    void on_away(const Now& now);
    void end_maintenance();
    void look_at_calendar(const Now& now);

    SupervisorSettings settings_;
    std::vector<SupervisorAction> actions_;
    std::optional<MaintenancePeriod> period_;
    bool was_away_in_period_ = false;
    std::optional<UtcTime> done_;  ///< end of the last period that has ended early

    Step step_ = Step::whole;
    bool has_been_ready_ = false;
    Recovered recovery_;
    MonotonicTime lost_at_{};
    MonotonicTime step_at_{};
    std::optional<MonotonicTime> launch_at_;
    MonotonicTime look_at_ = MonotonicTime::min();  ///< at the calendar again
    Duration gap_{};
    std::uint64_t launches_ = 0;
};

}  // namespace wingspread::broker
