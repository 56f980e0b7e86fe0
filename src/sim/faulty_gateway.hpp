#pragma once

#include "sim/gateway.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace wingspread::sim {

/// A gateway to which things happen: it runs a plan of faults, and stands between the gateway and
/// its clients' connections, where bytes are late, lost or cut. Sans-I/O, with the gateway's own
/// doors; without faults every byte passes as it is.
class FaultyGateway {
  public:
    /// The plan's times count from `start`.
    FaultyGateway(Gateway gateway, const FaultPlan& plan, const Now& start);

    /// A client connects; empty when it is refused.
    [[nodiscard]] std::optional<SessionId> open(const Now& now);
    void receive(SessionId session, std::string_view bytes, const Now& now);
    void peer_closed(SessionId session, const Now& now);
    /// Begins what is due of the plan, sends and fills what is due of the gateway.
    void advance(const Now& now);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;
    [[nodiscard]] std::vector<Action> take_actions();

    /// Something more goes wrong, `at` after now.
    void schedule(const PlannedFault& planned, const Now& now);
    /// Nobody listens: a connection would be refused.
    [[nodiscard]] bool refuses() const { return refused_until_.has_value(); }
    /// The connection stands, has lost nothing, and nothing on it is late.
    [[nodiscard]] bool is_clear(SessionId session) const;
    /// Faults that have begun since the last call, for a log.
    [[nodiscard]] std::vector<Fault> take_begun();
    /// How many have begun, and how often a client has met one: an answer or a notice that it
    /// brought, a connection refused or closed, bytes lost or late.
    [[nodiscard]] const FaultCounts& begun() const { return begun_counts_; }
    [[nodiscard]] FaultCounts felt() const;
    [[nodiscard]] const Gateway& gateway() const { return gateway_; }

  private:
    /// The way of one connection's bytes.
    struct Wire {
        bool dead = false;      ///< it has lost bytes: what follows would have no meaning
        std::deque<Send> late;  ///< in their order
        std::deque<MonotonicTime> due;
        bool closes = false;  ///< after what is late
    };
    struct Due {
        MonotonicTime at;
        Fault fault;
    };

    void begin(const Fault& fault, const Now& now);
    void close_all(FaultKind why, const Now& now);
    void silence(Wire& wire, FaultKind why);
    /// Passes on what the gateway has to say.
    void collect(const Now& now);
    void pass(Send send, const Now& now);
    /// Shortens what is said next to where the connection is cut; true when that is here.
    bool cuts(Send& send);
    void send_late(const Now& now);
    void meets(FaultKind kind) { ++felt_[static_cast<std::size_t>(kind)]; }

    Gateway gateway_;
    std::deque<Due> plan_;
    std::map<SessionId, Wire> wires_;
    std::vector<Action> actions_;
    std::vector<Fault> begun_;
    FaultCounts begun_counts_{};
    FaultCounts felt_{};

    std::optional<MonotonicTime> refused_until_;
    FaultKind refused_by_ = FaultKind::refuse;
    MonotonicTime mute_until_ = MonotonicTime::min();
    MonotonicTime slow_until_ = MonotonicTime::min();
    Duration slow_by_{};
    std::optional<std::int64_t> cut_after_;
    std::optional<SessionId> cut_session_;
};

}  // namespace wingspread::sim
