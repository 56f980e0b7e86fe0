#pragma once

#include "engine/scan_core.hpp"
#include "engine/trade_core.hpp"
#include "sim/gateway.hpp"
#include "simulation/network.hpp"
#include "simulation/wire_watch.hpp"
#include "store/memory_journal.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wingspread::simulation {

enum class Fault : std::uint8_t {
    refuse,       ///< nobody listens for a while
    mute,         ///< connections are accepted and nothing is said
    cut,          ///< after some byte
    half_open,    ///< silence without an end
    slow,         ///< every byte takes long
    link_kept,    ///< 1100, then 1102
    link_lost,    ///< 1100, maybe several times, then 1101
    link_silent,  ///< 1101 or 1102 alone
    restart,      ///< TWS goes away and comes back, with its books and without subscriptions
    count,
};
inline constexpr std::size_t fault_count = static_cast<std::size_t>(Fault::count);
std::string_view to_string(Fault fault);

struct WorldSettings {
    std::uint64_t seed = 1;
    Date first_day{};        ///< begins at 08:00 New York time
    std::size_t lines = 20;  ///< fewer than a chain needs
    std::size_t rate = 45;
};

/// What a run has done, so that an empty run cannot pass for a good one.
struct WorldTotals {
    std::array<std::uint64_t, fault_count> faults{};
    std::uint64_t reconnects = 0;
    std::uint64_t requests = 0;  ///< messages to the gateway
    std::uint64_t commands = 0;  ///< scans, previews, orders and cancels that people asked for
    std::uint64_t fills = 0;
    std::uint64_t announcements = 0;
    std::uint64_t events = 0;

    WorldTotals& operator+=(const WorldTotals& other);
};

/// Engine, wire and gateway under virtual time, with everything that must always hold checked after
/// every event. The first violation ends the run.
class World {
  public:
    explicit World(WorldSettings settings);

    /// Lets time pass until `end` or a violation.
    void run_until(MonotonicTime end);
    void inject(Fault fault);
    void scan();
    void order(bool place);
    void cancel();

    [[nodiscard]] const Now& now() const { return now_; }
    [[nodiscard]] Rng& rng() { return rng_; }
    [[nodiscard]] engine::Health health() const { return trade_->health(); }
    /// Everything is as it should be now: ready, and nothing under way.
    [[nodiscard]] bool is_quiet() const;
    void check_at_rest();
    [[nodiscard]] const std::optional<std::string>& violation() const { return violation_; }
    [[nodiscard]] WorldTotals totals() const;
    [[nodiscard]] std::uint64_t trace_hash() const { return trace_; }
    /// The last lines of the log, for a person who looks at a failure.
    [[nodiscard]] const std::deque<std::string>& log() const { return log_; }

  private:
    struct Asked {
        std::string what;
        Duration ready_time{};  ///< with a ready link since it was asked
    };

    void advance(MonotonicTime end);
    void open_connections();
    void carry_bytes();
    void close_gateway_side();
    void wake();
    void step(const engine::TradeEvent& event);
    void step(const engine::ScanEvent& event);
    void perform(const engine::TradeEffect& effect);
    void perform(const engine::ScanEffect& effect);
    void collect_gateway();
    void deliver(std::string_view bytes);
    void watch(const tws::Answer& answer);
    void say(int code, std::string text);
    void check();
    void check_state(const std::string& before, const std::string& after);
    void check_waiting(Duration passed);
    void check_healing();
    void check_orders(const std::string& state);
    void violate(std::string what);
    void note(std::string_view what);
    template <class Kind>
    void answered(std::map<std::uint64_t, Asked>& asked, Kind id) {
        if (asked.erase(static_cast<std::uint64_t>(id.value())) == 0) {
            violate("answered twice, or never asked");
        }
    }

    WorldSettings settings_;
    Rng rng_;
    Now now_;
    Network network_;
    WireWatch wire_;
    std::shared_ptr<store::MemoryDisk> disk_ = std::make_shared<store::MemoryDisk>();
    std::unique_ptr<sim::Gateway> gateway_;
    engine::ScanCore scan_;
    std::unique_ptr<engine::TradeCore> trade_;
    std::optional<sim::SessionId> session_;
    tws::FrameReader gateway_frames_;
    bool gateway_greeted_ = false;
    tws::FrameReader watched_;
    bool greeting_seen_ = false;
    std::deque<engine::ToTrade> wishes_;

    // TWS's own link to IBKR
    bool ibkr_link_ = true;
    bool subscriptions_lost_ = false;  ///< what the link's return will say
    std::optional<MonotonicTime> link_back_at_;

    std::map<std::uint64_t, Asked> scans_;
    std::map<std::uint64_t, Asked> commands_;
    std::shared_ptr<const engine::Ranking> ranking_;
    std::optional<MonotonicTime> live_again_at_;
    std::uint64_t next_id_ = 1;
    std::optional<MonotonicTime> ready_since_;
    MonotonicTime healthy_since_{};  ///< nothing has been wrong with wire and gateway since then
    MonotonicTime checked_at_{};
    MonotonicTime rested_at_{};
    bool gap_told_ = false;
    broker::MaintenanceCalendar calendar_;
    std::map<std::string, OrderId> references_;

    std::optional<std::string> violation_;
    WorldTotals totals_;
    std::deque<std::string> log_;
    std::uint64_t trace_ = 0xcbf29ce484222325ULL;
};

}  // namespace wingspread::simulation
