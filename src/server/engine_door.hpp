#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "engine/api.hpp"
#include "trade/kill_switch.hpp"
#include "trade/order_machine.hpp"

#include <functional>
#include <memory>
#include <string>

namespace wingspread::engine {
struct Ranking;      // engine/ranking.hpp
struct ScanRequest;  // engine/ranking.hpp
}  // namespace wingspread::engine

namespace wingspread::server {

struct Snapshot;  // server/snapshot.hpp

/// Called once, from any thread.
template <class T>
using Answer = std::function<void(Result<T>)>;

/// The server's only way to the engine: a snapshot to read, commands with a deadline. The
/// implementation queues commands for the engine's thread and answers `unavailable` at once when
/// the queue is full. A command that was not begun within `patience` must be dropped, not carried
/// out late: answer `timeout`.
class EngineDoor {
  public:
    virtual ~EngineDoor() = default;

    /// The newest state; never null. May be called from any thread.
    [[nodiscard]] virtual std::shared_ptr<const Snapshot> snapshot() const = 0;

    /// The engine's thread has moved within the last seconds.
    [[nodiscard]] virtual bool alive() const = 0;

    /// Answers when every contract has had its turn, or `patience` is over with what is known then.
    virtual void scan(engine::ScanRequest request, Duration patience,
                      Answer<std::shared_ptr<const engine::Ranking>> answer) = 0;
    virtual void preview(engine::OrderRequest request, Duration patience,
                         Answer<engine::PreviewView> answer) = 0;
    /// Answers once the order is journalled and on its way (its fate is in the snapshots), or
    /// `refused` with the failed checks.
    virtual void place(engine::OrderRequest request, Duration patience,
                       Answer<engine::OrderView> answer) = 0;
    /// `id` is `OrderView::id`. Answers once the cancellation is on its way; `not_found`, or
    /// `conflict` for an order that has ended.
    virtual void cancel(std::string account, std::string id, Duration patience,
                        Answer<engine::OrderView> answer) = 0;
    /// A person says how an order in doubt ended. Answers once that is durable; `not_found`, or
    /// `conflict` for an order that is not in doubt.
    virtual void resolve(std::string account, std::string id, trade::OrderState ended,
                         std::string reason, Duration patience,
                         Answer<engine::OrderView> answer) = 0;
    /// A person takes the broker's word for what is held of `underlying`. Answers once that is
    /// durable; `conflict` when nothing differs there.
    virtual void adopt(std::string account, std::string underlying, std::string reason,
                       Duration patience, Answer<engine::AdoptionView> answer) = 0;
    /// Compares the books with the broker's. Answers once it has told all, `unavailable` without a
    /// connection, `interrupted` when it is lost.
    virtual void compare_books(std::string account, Duration patience,
                               Answer<engine::ReconciliationView> answer) = 0;
    /// Attaches an exit to an order. Answers once that is durable; `not_found`, or `refused` while
    /// trading is halted.
    virtual void add_exit(std::string account, std::string order, trade::ExitRules rules,
                          Duration patience, Answer<engine::ExitView> answer) = 0;
    /// A close of it that is under way goes on.
    virtual void remove_exit(std::string account, std::string id, Duration patience,
                             Answer<engine::ExitView> answer) = 0;
    /// A person turns the kill switch. Answers once the change is durable.
    virtual void turn_switch(std::string account, trade::TradingState to, std::string reason,
                             Duration patience, Answer<engine::TradingView> answer) = 0;
    /// A person arms live trading for `length`, with the words of trade::arming_words, or ends that
    /// with a length of zero. Answers once that is durable.
    virtual void arm_live(std::string account, std::string words, Duration length,
                          Duration patience, Answer<engine::TradingView> answer) = 0;
};

}  // namespace wingspread::server
