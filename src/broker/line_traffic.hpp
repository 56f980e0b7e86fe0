#pragma once

#include "core/id.hpp"
#include "core/time.hpp"

#include <deque>
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

    [[nodiscard]] std::vector<RequestId> asked(const Now& now) const { return of(asked_, now); }
    [[nodiscard]] std::vector<RequestId> cancelled(const Now& now) const {
        return of(cancelled_, now);
    }

  private:
    using Messages = std::deque<std::pair<MonotonicTime, RequestId>>;

    static void remember(Messages& messages, RequestId id, const Now& now);
    static std::vector<RequestId> of(const Messages& messages, const Now& now);

    Messages asked_;
    Messages cancelled_;
};

}  // namespace wingspread::broker
