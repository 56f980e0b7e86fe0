#pragma once

#include "app/config.hpp"
#include "app/launch.hpp"
#include "engine/scan_core.hpp"
#include "engine/trade_core.hpp"
#include "net/loop.hpp"
#include "net/tcp_client.hpp"
#include "server/engine_door.hpp"
#include "server/snapshot.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace wingspread::app {

struct HostConfig {
    engine::TradeConfig trade;
    GatewayAddress gateway;
    std::optional<engine::ScanRequest> live;  ///< ranked for as long as the host runs
    double fallback_rate_per_year = 0.04;     ///< for scans that state none
    std::string memory_file;                  ///< what outlives the program; empty: nothing does
    std::string halt_file;                    ///< while it exists, trading is halted; empty: none
    std::optional<MarketTime> market_start;   ///< of a gateway that replays: until it says more
};

/// Runs both cores on one thread: carries bytes between the trade core and its socket, messages
/// between the cores, time to both, and commands in from any thread through the door.
class EngineHost final : public server::EngineDoor {
  public:
    using ProgressListener = std::function<void(const engine::SweepProgress&)>;
    using RankingListener = std::function<void(Result<std::shared_ptr<const engine::Ranking>>)>;

    EngineHost(HostConfig config, engine::JournalOpener journal, const Clock& clock, Rng rng);
    ~EngineHost() override;

    void start();
    /// Closes the link and ends the thread; commands under way are answered `interrupted`.
    void stop();
    /// Called on the engine's thread; set before `start`.
    void on_progress(ProgressListener listener) { progress_ = std::move(listener); }
    /// The same for each ranking of the live scan, and for each of its failures; it begins again by
    /// itself after one.
    void on_live_ranking(RankingListener listener) { ranking_listener_ = std::move(listener); }

    /// Calls back once, on the engine's thread: when the gateway is ready, or when `patience` (from
    /// `start` on) is over.
    void when_ready(Duration patience, std::function<void(Result<void>)> listener);

    [[nodiscard]] std::shared_ptr<const server::Snapshot> snapshot() const override;
    [[nodiscard]] bool alive() const override;
    void scan(engine::ScanRequest request, Duration patience,
              server::Answer<std::shared_ptr<const engine::Ranking>> answer) override;
    void preview(engine::OrderRequest request, Duration patience,
                 server::Answer<engine::PreviewView> answer) override;
    void place(engine::OrderRequest request, Duration patience,
               server::Answer<engine::OrderView> answer) override;
    void cancel(std::string account, std::string id, Duration patience,
                server::Answer<engine::OrderView> answer) override;
    void resolve(std::string account, std::string id, trade::OrderState ended, std::string reason,
                 Duration patience, server::Answer<engine::OrderView> answer) override;
    void adopt(std::string account, std::string underlying, std::string reason, Duration patience,
               server::Answer<engine::AdoptionView> answer) override;
    void compare_books(std::string account, Duration patience,
                       server::Answer<engine::ReconciliationView> answer) override;
    void add_exit(std::string account, std::string order, trade::ExitRules rules, Duration patience,
                  server::Answer<engine::ExitView> answer) override;
    void remove_exit(std::string account, std::string id, Duration patience,
                     server::Answer<engine::ExitView> answer) override;
    void turn_switch(std::string account, trade::TradingState to, std::string reason,
                     Duration patience, server::Answer<engine::TradingView> answer) override;
    void arm_live(std::string account, std::string words, Duration length, Duration patience,
                  server::Answer<engine::TradingView> answer) override;
    /// Halts trading, from any thread and without an answer: a signal.
    void halt(std::string reason);

  private:
    struct ScanJob {
        server::Answer<std::shared_ptr<const engine::Ranking>> answer;
        engine::ScanRequest request;
        MonotonicTime deadline;
        bool started = false;
    };

    /// Queues work for the engine's thread, with the error to answer if it cannot be begun in time.
    void enqueue(Duration patience, std::function<void(const Now&)> work,
                 std::function<void(Error)> refuse);
    [[nodiscard]] Now now() const;
    void on_trade(const engine::TradeEvent& event);
    void on_scan(const engine::ScanEvent& event);
    void perform(engine::TradeEffect effect);
    void perform(engine::ScanEffect effect);
    void perform_connect();
    void send(std::string_view bytes);
    void begin_scans(const Now& now);
    void tell_readiness(const Now& now);
    void arm();
    void on_timer();
    void publish();
    void recall();
    void remember();
    void look_for_halt_file();
    [[nodiscard]] bool halt_file_exists() const;

    HostConfig config_;
    const Clock& clock_;
    net::Loop loop_;
    net::TcpClient socket_;
    net::Timer wake_;
    net::Timer publisher_;
    engine::TradeCore trade_;
    engine::ScanCore scan_;
    std::optional<MarketTime> market_time_;
    std::uint64_t next_id_ = 1;
    Launcher launcher_;
    std::map<engine::CommandId, server::Answer<engine::PreviewView>> previews_;
    std::map<engine::CommandId, server::Answer<engine::OrderView>> orders_;
    std::map<engine::CommandId, server::Answer<engine::AdoptionView>> adoptions_;
    std::map<engine::CommandId, server::Answer<engine::ReconciliationView>> comparisons_;
    std::map<engine::CommandId, server::Answer<engine::ExitView>> exits_;
    std::map<engine::CommandId, server::Answer<engine::TradingView>> switches_;
    std::map<engine::ScanTicket, ScanJob> scans_;
    std::optional<engine::ScanTicket> live_ticket_;
    std::shared_ptr<const engine::Ranking> live_ranking_;
    ProgressListener progress_;
    RankingListener ranking_listener_;
    std::function<void(Result<void>)> ready_listener_;
    MonotonicTime ready_deadline_{};
    std::atomic<std::shared_ptr<const server::Snapshot>> snapshot_;
    std::optional<std::uint64_t> published_revision_;
    std::atomic<int> queued_{0};
    std::atomic<MonotonicTime> published_at_{};
    MonotonicTime armed_for_{};
    MonotonicTime remember_at_ = MonotonicTime::min();
    DurationHistogram loop_lag_{{0.0001, 0.001, 0.01, 0.05, 0.1, 0.5, 1, 5}};
    std::thread thread_;
};

}  // namespace wingspread::app
