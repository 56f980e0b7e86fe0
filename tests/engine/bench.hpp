#pragma once

#include "engine/puppet.hpp"
#include "engine/trade_core.hpp"
#include "store/memory_journal.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::engine_test {

/// 2026-11-18 11:00 in New York, a Wednesday.
Now first_moment();
/// Simulated, paper limits, client id 1.
engine::TradeConfig usual_config();

/// A trade core and a puppet on one wire without a delay, under a clock that the test moves.
class Bench {
  public:
    explicit Bench(engine::TradeConfig config = usual_config());

    /// Starts the link and opens it whenever the core asks for it.
    void start();
    /// Started and ready.
    void make_ready();
    void step(const engine::TradeEvent& event);
    /// Lets time pass, waking the core whenever it asks.
    void pass(Duration span);
    /// What the gateway says unasked.
    void tell(const tws::Answer& answer);
    void tell_error(std::int32_t id, std::int32_t code);
    /// The connection breaks; the core may open another at once.
    void cut();

    void place(const engine::OrderRequest& request);
    void preview(const engine::OrderRequest& request);
    void cancel(const std::string& order);
    /// The combo and both of its legs, as a real gateway tells them, and the end of the order.
    void fill(const tws::PlaceOrder& order);
    void tell_status(const tws::PlaceOrder& order, tws::OrderStatusCode status, int filled);

    /// The last answer to `place` or `cancel`.
    [[nodiscard]] const Result<engine::OrderView>& order_answer() const {
        return order_answers.back();
    }
    [[nodiscard]] const Result<engine::PreviewView>& preview_answer() const {
        return preview_answers.back();
    }
    [[nodiscard]] bool is_ready() const { return core->health().connected; }
    [[nodiscard]] bool has_logged(std::string_view part) const;
    /// Of orders that were filled.
    [[nodiscard]] std::uint64_t executions_counted() const;

    Puppet puppet;
    Now now = first_moment();
    std::shared_ptr<store::MemoryDisk> disk = std::make_shared<store::MemoryDisk>();
    /// Called while the journal is being written, after the commit of each record.
    std::function<void(const trade::JournalRecord&)> after_commit;
    std::unique_ptr<engine::TradeCore> core;
    std::vector<Result<engine::OrderView>> order_answers;
    std::vector<Result<engine::PreviewView>> preview_answers;
    std::vector<Result<engine::AdoptionView>> adoption_answers;
    std::vector<Result<engine::ReconciliationView>> comparison_answers;
    std::vector<Result<engine::TradingView>> switch_answers;
    std::vector<Result<engine::ExitView>> exit_answers;
    std::vector<engine::ToScan> news;  ///< for the scan core
    std::vector<std::string> log;
    bool listens = true;  ///< otherwise each attempt to connect is refused
    int refused = 0;      ///< attempts
    int closed = 0;       ///< sockets that the core has closed itself

  private:
    void perform(const engine::TradeEffect& effect);

    std::uint64_t next_command_ = 1;
    bool open_wanted_ = false;
    std::string to_core_;
};

/// Buys the 68 put and sells the 70 put, one unit at the natural price.
engine::OrderRequest bull_put();

}  // namespace wingspread::engine_test
