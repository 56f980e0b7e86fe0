#pragma once

#include "core/id.hpp"
#include "core/time.hpp"

#include <deque>
#include <set>
#include <utility>
#include <vector>

namespace wingspread::broker {

/// What was said to TWS about lines a moment ago. TWS throws messages away without naming them
/// (code 100), and what crosses a 1101 on the wire counts, although all before it is forgotten.
class LineTraffic {
  public:
    /// For so long a message may be on its way, or have been among those thrown away: TWS's word of
    /// it may be seconds late on a slow line.
    static constexpr Duration memory = std::chrono::seconds(8);

    void on_asked(RequestId id, const Now& now) { remember(asked_, id, now); }
    void on_cancelled(RequestId id, const Now& now) { remember(cancelled_, id, now); }
    void on_connection_lost();

    /// TWS has thrown messages away: those of a moment ago may be among them.
    void doubt(const Now& now);
    /// What has to be said again, each once.
    struct Doubtful {
        std::set<RequestId> asked;
        std::set<RequestId> cancelled;
    };
    Doubtful take_doubtful();
    /// TWS may answer a cancel that was said again that it knows no such line (code 300).
    [[nodiscard]] bool is_cancelled_again(RequestId id) const { return again_.contains(id); }

    [[nodiscard]] std::vector<RequestId> asked(const Now& now) const { return of(asked_, now); }

  private:
    using Messages = std::deque<std::pair<MonotonicTime, RequestId>>;

    static void remember(Messages& messages, RequestId id, const Now& now);
    static std::vector<RequestId> of(const Messages& messages, const Now& now);

    Messages asked_;
    Messages cancelled_;
    Doubtful doubtful_;
    std::set<RequestId> again_;  ///< on this connection
};

}  // namespace wingspread::broker
