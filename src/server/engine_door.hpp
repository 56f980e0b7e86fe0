#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "server/api_types.hpp"

#include <functional>
#include <memory>
#include <string>

namespace wingspread::server {

struct ScanRequest;  // server/ranking.hpp

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

    virtual void scan(ScanRequest request, Duration patience,
                      Answer<std::shared_ptr<const Ranking>> answer) = 0;
    virtual void preview(std::string account, OrderRequest request, Duration patience,
                         Answer<PreviewView> answer) = 0;
    /// Answers once the order is journalled and on its way (its fate is in the snapshots), or
    /// `refused` with the failed checks.
    virtual void place(std::string account, OrderRequest request, Duration patience,
                       Answer<OrderView> answer) = 0;
    /// `id` is `OrderView::id`. Answers once the cancellation is on its way; `not_found`, or
    /// `conflict` for an order that has ended.
    virtual void cancel(std::string account, std::string id, Duration patience,
                        Answer<OrderView> answer) = 0;
};

}  // namespace wingspread::server
