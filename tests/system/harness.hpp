#pragma once

#include "engine/scan_core.hpp"
#include "engine/trade_core.hpp"
#include "sim/gateway.hpp"
#include "store/memory_journal.hpp"
#include "trade/limits.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wingspread::system_test {

/// What has reached each side over one connection.
struct Conversation {
    std::string to_engine;
    std::string to_gateway;
};

/// Where the first connection breaks: once so many bytes have reached that side.
struct CutPoint {
    std::string Conversation::* side = nullptr;
    std::size_t bytes = 0;
};

/// The whole system in one thread under virtual time: both cores, the simulated gateway and a
/// journal in memory, joined by byte queues with a delay. No socket, no thread, no clock. The same
/// seed gives the same run, and the trace hash says so.
class Harness {
  public:
    explicit Harness(std::uint64_t seed, std::vector<std::string> symbols = {"KO"});
    Harness(std::uint64_t seed, const sim::GatewayConfig& gateway,
            std::unique_ptr<sim::Market> market,
            const trade::RiskLimits& limits = trade::paper_limits());
    /// When every run begins.
    static Now first_moment();

    void start();
    /// Lets `span` of virtual time pass, event by event.
    void run(Duration span);
    /// As `run`, until the condition holds; false when the time is over first.
    template <class Condition>
    bool run_until(Duration limit, Condition condition) {
        const auto end = now_.monotonic + limit;
        while (now_.monotonic < end) {
            if (condition()) return true;
            advance(end);
        }
        return condition();
    }

    void scan(const engine::ScanRequest& request);
    void place(const engine::OrderRequest& request);
    void preview(const engine::OrderRequest& request);
    void cancel(const std::string& order);
    void add_exit(const std::string& order, const trade::ExitRules& rules);
    void turn_switch(trade::TradingState to, trade::Authority by = trade::Authority::person);
    /// The program dies and starts again on the same journal; the gateway lives on.
    void restart();
    /// The same, under other limits from then on.
    void restart(const trade::RiskLimits& limits);
    /// Breaks the connection: bytes under way are lost, both sides see it closed.
    void cut();
    /// Breaks the first connection by itself, and that one only.
    void cut_at(CutPoint point) { cut_point_ = point; }

    [[nodiscard]] const Now& now() const { return now_; }
    [[nodiscard]] engine::TradeCore& trade() { return *trade_; }
    [[nodiscard]] const sim::Gateway& gateway() const { return *gateway_; }
    /// One for each connection that was opened.
    [[nodiscard]] const std::vector<Conversation>& conversations() const { return conversations_; }
    /// Of every byte that crossed the wire, every answer and log line, in order, with its time.
    [[nodiscard]] std::uint64_t trace_hash() const { return trace_; }

    std::shared_ptr<const engine::Ranking> ranking;  ///< the last final one
    std::optional<Error> scan_error;
    std::vector<Result<engine::OrderView>> order_answers;
    std::vector<Result<engine::PreviewView>> preview_answers;
    std::vector<Result<engine::ExitView>> exit_answers;

  private:
    struct Transit {
        MonotonicTime due;
        std::string bytes;
    };

    void advance(MonotonicTime end);
    void deliver();
    void deliver_to_gateway(std::string_view bytes);
    void deliver_to_engine(std::string_view bytes);
    /// Notes what reaches a side of the present connection; less than came when it breaks there.
    std::string_view carried(std::string Conversation::* side, std::string_view bytes);
    [[nodiscard]] bool is_cut_due() const;
    void step(const engine::TradeEvent& event);
    void step(const engine::ScanEvent& event);
    void perform(const engine::TradeEffect& effect);
    void perform(const engine::ScanEffect& effect);
    void collect_gateway();
    void note(std::string_view what);

    [[nodiscard]] std::unique_ptr<engine::TradeCore> make_core();

    trade::RiskLimits limits_;
    Rng rng_;
    int starts_ = 0;
    Now now_;
    std::shared_ptr<store::MemoryDisk> disk_ = std::make_shared<store::MemoryDisk>();
    std::unique_ptr<sim::Gateway> gateway_;
    std::unique_ptr<engine::TradeCore> trade_;
    engine::ScanCore scan_;
    std::optional<sim::SessionId> session_;
    std::vector<Conversation> conversations_;
    CutPoint cut_point_;
    bool opening_ = false;
    std::deque<Transit> to_gateway_;
    std::deque<Transit> to_engine_;
    std::deque<engine::ToTrade> wishes_;
    std::uint64_t next_id_ = 1;
    std::uint64_t trace_ = 0xcbf29ce484222325ULL;
};

}  // namespace wingspread::system_test
