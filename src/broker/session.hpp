#pragma once

#include "core/id.hpp"
#include "core/rng.hpp"
#include "core/time.hpp"
#include "tws/codec.hpp"
#include "tws/frame.hpp"
#include "tws/handshake.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wingspread::broker {

enum class SessionState : std::uint8_t {
    disconnected,  ///< by our own will
    connecting,    ///< the socket is being opened
    handshaking,   ///< until version, next order id and accounts are known
    syncing,       ///< usable for questions; no order may be placed before the books agree
    ready,
    degraded,  ///< the socket stands, but TWS has lost IBKR: no order, no trust in data
    down,      ///< lost; the next attempt has its time
    failed,    ///< will not get better by trying again
};
/// "DISCONNECTED", …
std::string_view to_string(SessionState state);

/// What moves a session from one state to another.
enum class SessionTrigger : std::uint8_t {
    start,
    stop,
    opened,         ///< the socket is open
    identified,     ///< version, accounts and next order id are known
    synced,         ///< the engine's books agree with the broker's
    link_lost,      ///< TWS lost IBKR (1100, 2110)
    link_restored,  ///< (1101, 1102)
    lost,           ///< socket closed, timeout, broken stream
    retry,          ///< the pause is over
    hopeless,       ///< wrong peer, wrong version
};

/// The one table of transitions: empty where the trigger means nothing in that state.
std::optional<SessionState> next_state(SessionState state, SessionTrigger trigger);

struct SessionStatus {
    SessionState state = SessionState::disconnected;
    std::string reason = "not started";  ///< for people
    Now since{};
};

struct SessionSettings {
    ClientId client_id;
    tws::VersionRange versions;
    Duration open_deadline = std::chrono::seconds(10);
    Duration handshake_deadline = std::chrono::seconds(15);
    Duration silence = std::chrono::seconds(30);  ///< before the probe (WATCHDOG_TIMEOUT)
    Duration probe_deadline = std::chrono::seconds(10);
    Duration first_pause = std::chrono::seconds(1);
    Duration longest_pause = std::chrono::seconds(60);
};

struct OpenSocket {
    bool operator==(const OpenSocket&) const = default;
};
struct SendBytes {
    std::string bytes;
    bool operator==(const SendBytes&) const = default;
};
/// Nothing more will be read from or written to this socket; its end need not be reported.
struct CloseSocket {
    bool operator==(const CloseSocket&) const = default;
};
/// Also from syncing to syncing, when what was read so far must be read again.
struct StateChanged {
    SessionState from{};
    SessionState to{};
    std::string reason;
    bool subscriptions_lost = false;  ///< everything must be asked for again
    bool operator==(const StateChanged&) const = default;
};
using SessionAction = std::variant<OpenSocket, SendBytes, CloseSocket, StateChanged>;

/// One connection to TWS or IB Gateway, from the first byte to the back-off after its end. It cuts
/// and decodes what arrives, watches that the peer lives, and knows what state it is all in. It
/// opens no socket: the caller performs its actions, in their order, after each call.
class Session {
  public:
    Session(SessionSettings settings, Rng rng);

    void start(Now now);
    void stop(std::string reason, Now now);
    void on_opened(Now now);
    void on_open_failed(std::string reason, Now now);
    /// Takes the bytes in; call `next_answer` then until it is null.
    void on_bytes(std::string_view bytes, Now now);
    void on_closed(std::string reason, Now now);
    /// To be called at `next_wakeup`; earlier calls change nothing.
    void on_time(Now now);
    /// What was learnt from the gateway rules it out, as a wrong account: a person must act.
    void fail(std::string reason, Now now);
    /// The reason that people read, of the state as it is.
    void explain(std::string reason) { status_.reason = std::move(reason); }
    /// The engine's books agree with the broker's: from syncing to ready.
    void on_synced(Now now);

    /// The next message, which the session itself has already understood; null when there is none.
    /// Valid until the next call. A message that cannot be read ends the connection.
    const tws::Answer* next_answer(Now now);
    std::vector<SessionAction> take_actions();
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

    [[nodiscard]] const SessionStatus& status() const { return status_; }
    [[nodiscard]] SessionState state() const { return status_.state; }
    /// Questions may be asked: syncing, ready or degraded.
    [[nodiscard]] bool is_up() const;
    /// Known while up.
    [[nodiscard]] std::optional<tws::ServerVersion> version() const { return version_; }
    [[nodiscard]] OrderId next_valid_id() const { return next_valid_id_; }
    [[nodiscard]] std::span<const std::string> accounts() const { return accounts_; }
    [[nodiscard]] const std::string& connection_time() const { return connection_time_; }
    /// Times that a connection stood and was lost.
    [[nodiscard]] std::uint64_t losses() const { return losses_; }

  private:
    enum class Socket : std::uint8_t { open, gone };
    static constexpr std::size_t first_bytes_kept = 64;

    bool move(SessionTrigger trigger, std::string reason, Now now, bool subscriptions_lost = false);
    void open(Now now);
    void lose(std::string reason, Now now, Socket socket);
    void give_up(std::string reason, Now now);
    void break_off(const Error& error, Now now);
    void forget_connection();
    void read_greeting(std::string_view payload, Now now);
    void send(const tws::Request& message);
    void observe(const tws::Answer& answer, Now now);
    void observe_notice(const tws::ErrorMessage& message, Now now);
    void on_link_lost(std::string reason, bool until_farm, Now now);
    void on_link_restored(std::string reason, bool subscriptions_lost, Now now);
    void identify_when_complete(Now now);
    void expect_more(Now now);
    void probe(Now now);
    [[nodiscard]] Duration next_pause();

    SessionSettings settings_;
    Rng rng_;
    SessionStatus status_;
    std::vector<SessionAction> actions_;
    std::optional<MonotonicTime> deadline_;

    // Of the present connection.
    tws::FrameReader frames_;
    std::string first_bytes_;  ///< as the peer sent them, for a reason that helps
    tws::Answer answer_;
    std::optional<tws::ServerVersion> version_;
    std::string connection_time_;
    OrderId next_valid_id_{};
    std::vector<std::string> accounts_;
    bool ibkr_link_ = true;
    bool awaits_farm_ = false;  ///< 2110: also a working data farm shows that the link is back
    bool probing_ = false;

    Duration pause_;
    std::uint64_t losses_ = 0;
};

}  // namespace wingspread::broker
