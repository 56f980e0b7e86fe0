#pragma once

#include "broker/admission.hpp"
#include "broker/pacer.hpp"
#include "broker/request_ids.hpp"
#include "broker/session.hpp"
#include "core/planted.hpp"
#include "engine/trade_messages.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wingspread::engine {

struct LinkSettings {
    broker::SessionSettings session;
    broker::PacerLimits pacing{.burst = 5};
    broker::AdmissionSettings admission;
};

struct LinkCounters {
    std::uint64_t messages_sent = 0;
    std::uint64_t messages_received = 0;
    std::uint64_t throttle_events = 0;  ///< times that messages began to wait for their turn
};

/// The session and the one queue in front of its wire. All that is said to TWS goes through `send`.
class Link {
  public:
    Link(LinkSettings settings, Rng rng)
        : session_(settings.session, rng),
          pacer_(settings.pacing),
          admission_(settings.admission) {}

    void send(broker::Outbound message, TradeEffects& effects);
    /// Moves what may go into `effects`; gives back the session's changes of state for the owner
    /// to act on, in their order.
    std::vector<broker::StateChanged> pump(const Now& now, TradeEffects& effects);
    /// Market-data requests that `pump` has sent since the last call.
    [[nodiscard]] std::vector<RequestId> take_sent_lines() {
        return std::exchange(sent_lines_, {});
    }
    /// Of messages that had not been sent when the connection was lost, none has reached TWS.
    void on_connection_lost() {
        if (!planted(Mistake::old_messages_sent)) pacer_.take_back_all();
        pacer_.reset();
    }
    void on_rate_exceeded(const Now& now) { pacer_.on_rate_exceeded(now); }
    /// Takes back what opens this request, if it still waits.
    bool withdraw(RequestId id) { return pacer_.withdraw(id); }
    /// Counts the answer, and lets go what waited for it.
    void on_received(const tws::Answer& answer);

    /// What one more request of that class would meet.
    [[nodiscard]] broker::Admission admit(broker::Priority priority, const Now& now) const {
        return admission_.admit(priority, pacer_.queued(), static_cast<double>(pacer_.limit()),
                                now);
    }
    [[nodiscard]] broker::CircuitBreaker& breaker(broker::Priority priority) {
        return admission_.breaker(priority);
    }

    [[nodiscard]] broker::Session& session() { return session_; }
    [[nodiscard]] const broker::Session& session() const { return session_; }
    [[nodiscard]] broker::RequestIds& ids() { return ids_; }
    [[nodiscard]] const LinkCounters& counters() const { return counters_; }
    [[nodiscard]] std::size_t queued() const { return pacer_.queued(); }
    /// Messages that were ever given to `send`, and those of them that wait no more.
    [[nodiscard]] std::uint64_t accepted() const { return accepted_; }
    [[nodiscard]] std::uint64_t settled() const { return accepted_ - pacer_.queued(); }
    [[nodiscard]] bool throttling() const { return throttling_since_.has_value(); }
    [[nodiscard]] std::optional<UtcTime> throttling_since() const { return throttling_since_; }
    [[nodiscard]] const broker::Pacer& pacer() const { return pacer_; }
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

  private:
    void send_ready(const Now& now, TradeEffects& effects);

    broker::Session session_;
    broker::Pacer pacer_;
    broker::AdmissionControl admission_;
    broker::RequestIds ids_;
    LinkCounters counters_;
    std::uint64_t accepted_ = 0;
    std::vector<RequestId> sent_lines_;
    std::optional<UtcTime> throttling_since_;
};

/// The earlier of two optional moments.
std::optional<MonotonicTime> earlier(std::optional<MonotonicTime> a,
                                     std::optional<MonotonicTime> b);

}  // namespace wingspread::engine
