#pragma once

#include "core/rng.hpp"
#include "core/time.hpp"

#include <optional>
#include <string>
#include <variant>

/// Pattern: a machine without I/O. It is told what happened and when, it answers with what is to be
/// done, and it says when it wants to be asked again. It owns no socket, no timer and no clock.
namespace wingspread::templates {

/// Where the machine is. What is to be done next is another type, and never stored.
enum class LinkState { idle, opening, up, waiting };

struct Open {
    bool operator==(const Open&) const = default;
};
struct Report {
    std::string text;
    bool operator==(const Report&) const = default;
};
using LinkAction = std::variant<Open, Report>;

struct LinkTimes {
    Duration open_deadline = std::chrono::seconds(5);
    Duration first_pause = std::chrono::seconds(1);
    Duration longest_pause = std::chrono::seconds(60);
};

/// Keeps a connection open: tries, waits twice as long after each failure, with jitter so that many
/// clients do not return at once.
class Link {
  public:
    Link(LinkTimes times, Rng rng) : times_(times), rng_(rng), pause_(times.first_pause) {}

    std::optional<LinkAction> on_start(Now now);
    std::optional<LinkAction> on_opened(Now now);
    std::optional<LinkAction> on_closed(std::string reason, Now now);
    /// To be called at `next_wakeup`; earlier calls change nothing.
    std::optional<LinkAction> on_time(Now now);

    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const { return deadline_; }
    [[nodiscard]] LinkState state() const { return state_; }

  private:
    LinkAction try_again(Now now);

    LinkTimes times_;
    Rng rng_;
    LinkState state_ = LinkState::idle;
    Duration pause_;
    std::optional<MonotonicTime> deadline_;
};

}  // namespace wingspread::templates
