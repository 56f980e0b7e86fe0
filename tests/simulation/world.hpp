#pragma once

#include "engine/scan_core.hpp"
#include "engine/trade_core.hpp"
#include "sim/faulty_gateway.hpp"
#include "simulation/network.hpp"
#include "simulation/wire_watch.hpp"
#include "store/memory_journal.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wingspread::simulation {

struct WorldSettings {
    std::uint64_t seed = 1;
    Date first_day{};        ///< begins at 08:00 New York time
    std::size_t lines = 20;  ///< fewer than a chain needs
    std::size_t rate = 45;
};

/// What a run has done, so that an empty run cannot pass for a good one.
struct WorldTotals {
    sim::FaultCounts faults{};
    sim::FaultCounts felt{};  ///< how often the engine met one
    std::uint64_t reconnects = 0;
    std::uint64_t requests = 0;  ///< messages to the gateway
    std::uint64_t commands = 0;  ///< scans, previews, orders and cancels that people asked for
    std::uint64_t fills = 0;
    std::uint64_t steps = 0;   ///< of ladders, as they crossed the wire
    std::uint64_t closes = 0;  ///< by exits, with a fill
    std::uint64_t crashes = 0;
    std::uint64_t orders = 0;  ///< sent to the gateway
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
    void inject(sim::FaultKind kind);
    void scan();
    /// `quantity` units of a spread of the last ranking.
    void order(bool place, int quantity = 1);
    /// The last order again, as somebody who has not seen its answer sends it.
    void repeat_order(bool with_its_id);
    void cancel();
    void turn_switch(bool halt);
    /// The program dies and is started again: now, or in the middle of an order's way.
    void crash();
    void crash_with_order();

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
    void end_connection();
    void wake();
    void step(const engine::TradeEvent& event);
    void step(const engine::ScanEvent& event);
    void perform(const engine::TradeEffect& effect);
    void perform(const engine::ScanEffect& effect);
    void collect_gateway();
    void deliver(std::string_view bytes);
    void watch(const tws::Answer& answer);
    void check();
    void check_state(const std::string& before, const std::string& after);
    void check_waiting(Duration passed);
    void check_healing();
    void check_new_lines();
    void check_order(const tws::PlaceOrder& placed, const std::string& state);
    void check_orders(const std::string& state);
    void check_change(const tws::PlaceOrder& changed);
    void check_exits();
    void work(engine::OrderRequest& request);
    void check_risk(const tws::PlaceOrder& placed);
    void check_halted(const std::string& reference);
    void check_durable(const tws::PlaceOrder& placed);
    void check_books();
    void check_book_of(const engine::OrderView& ours, const sim::BookedOrder* theirs);
    /// Whether the program dies with these bytes; they may reach the gateway all the same.
    bool dies_with(std::string_view bytes);
    void start_engine();
    void place(const engine::OrderRequest& request);
    void violate(std::string what);
    void note(std::string_view what);
    [[nodiscard]] std::uint64_t felt_of(sim::FaultKind kind) const {
        return gateway_->felt()[static_cast<std::size_t>(kind)];
    }
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
    std::unique_ptr<sim::FaultyGateway> gateway_;
    std::unique_ptr<engine::ScanCore> scan_;
    std::unique_ptr<engine::TradeCore> trade_;
    std::optional<sim::SessionId> session_;
    tws::FrameReader watched_;
    bool greeting_seen_ = false;
    std::deque<engine::ToTrade> wishes_;

    std::map<std::uint64_t, Asked> scans_;
    std::map<std::uint64_t, Asked> commands_;
    std::shared_ptr<const engine::Ranking> ranking_;
    std::optional<MonotonicTime> live_again_at_;
    std::uint64_t next_id_ = 1;
    std::uint64_t next_client_order_ = 1;
    std::optional<MonotonicTime> ready_since_;
    MonotonicTime healthy_since_{};  ///< nothing has been wrong with wire and gateway since then
    MonotonicTime fed_since_{};      ///< nothing has kept market data away since then
    MonotonicTime checked_at_{};
    MonotonicTime rested_at_{};
    bool gap_told_ = false;
    broker::MaintenanceCalendar calendar_;
    std::map<std::string, OrderId> references_;
    std::map<OrderId, std::string> order_ids_;
    std::map<OrderId, Price> limits_;  ///< first sent, net from the buyer's side
    struct Sent {
        UtcTime at{};
        std::string reference;
        std::vector<std::pair<ConId, std::string>> legs;
    };
    std::deque<Sent> sent_;  ///< of the last minute
    std::optional<engine::OrderRequest> last_request_;
    std::optional<UtcTime> halted_since_;  ///< a person has been told so
    /// In the middle of the next order, preview or cancel; after it, the gateway has it.
    enum class Death : std::uint8_t {
        none,
        before_order,
        after_order,
        after_preview,
        after_cancel
    };
    Death death_ = Death::none;
    bool dies_now_ = false;
    std::map<std::string, MonotonicTime> in_doubt_since_;
    std::uint64_t lives_ = 0;
    std::uint64_t earlier_reconnects_ = 0;
    sim::FaultCounts felt_{};  ///< at the last look

    std::optional<std::string> violation_;
    WorldTotals totals_;
    std::deque<std::string> log_;
    std::uint64_t trace_ = 0xcbf29ce484222325ULL;
};

}  // namespace wingspread::simulation
