#include "broker/session.hpp"

#include <array>
#include <utility>

namespace wingspread::broker {

namespace {

using S = SessionState;
using T = SessionTrigger;

struct Row {
    SessionState from;
    SessionTrigger trigger;
    SessionState to;
};

// `stop` ends every state and stands below.
constexpr std::array table{
    Row{S::disconnected, T::start, S::connecting},
    Row{S::failed, T::start, S::connecting},
    Row{S::down, T::start, S::connecting},  // a person does not want to wait

    Row{S::connecting, T::opened, S::handshaking},
    Row{S::connecting, T::lost, S::down},

    Row{S::handshaking, T::identified, S::syncing},
    Row{S::handshaking, T::lost, S::down},
    Row{S::handshaking, T::hopeless, S::failed},

    Row{S::syncing, T::synced, S::ready},
    Row{S::syncing, T::link_lost, S::degraded},
    Row{S::syncing, T::link_restored, S::syncing},  // what was read before may be old: again
    Row{S::syncing, T::lost, S::down},
    Row{S::syncing, T::hopeless, S::failed},

    Row{S::ready, T::link_lost, S::degraded},
    Row{S::ready, T::link_restored, S::syncing},  // the loss itself was not announced
    Row{S::ready, T::lost, S::down},
    Row{S::ready, T::hopeless, S::failed},

    Row{S::degraded, T::link_restored, S::syncing},
    Row{S::degraded, T::lost, S::down},
    Row{S::degraded, T::hopeless, S::failed},

    Row{S::down, T::retry, S::connecting},
};

}  // namespace

std::string_view to_string(SessionState state) {
    switch (state) {
        case S::disconnected: return "DISCONNECTED";
        case S::connecting: return "CONNECTING";
        case S::handshaking: return "HANDSHAKING";
        case S::syncing: return "SYNCING";
        case S::ready: return "READY";
        case S::degraded: return "DEGRADED";
        case S::down: return "DOWN";
        case S::failed: return "FAILED";
    }
    std::unreachable();
}

std::optional<SessionState> next_state(SessionState state, SessionTrigger trigger) {
    if (trigger == T::stop && state != S::disconnected) return S::disconnected;
    for (const Row& row : table) {
        if (row.from == state && row.trigger == trigger) return row.to;
    }
    return std::nullopt;
}

}  // namespace wingspread::broker
