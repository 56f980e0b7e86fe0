#pragma once

#include "core/id.hpp"
#include "core/rng.hpp"
#include "core/time.hpp"
#include "sim/books.hpp"
#include "sim/faults.hpp"
#include "sim/gateway_config.hpp"
#include "sim/market.hpp"
#include "sim/trouble.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wingspread::sim {

/// One accepted TCP connection; never reused in the life of a gateway.
using SessionId = Id<struct SessionIdTag>;

struct Send {
    SessionId session;
    std::string bytes;

    bool operator==(const Send&) const = default;
};
struct Close {
    SessionId session;

    bool operator==(const Close&) const = default;
};
/// What the shell has to do, in order.
using Action = std::variant<Send, Close>;

class GatewayState;

/// A simulated TWS, sans-I/O: bytes of many clients go in, bytes for them come out. It is the
/// oracle of the tests, written without knowledge of the engine: what its books say is true.
///
/// The same configuration, market, seed, books and calls give the same bytes.
class Gateway {
  public:
    Gateway(const GatewayConfig& config, std::unique_ptr<Market> market, Rng rng,
            Books restored = {});
    ~Gateway();
    Gateway(Gateway&&) noexcept;
    Gateway& operator=(Gateway&&) noexcept;

    /// A client has connected.
    SessionId open(const Now& now);
    /// Bytes as they came, cut anywhere. Ignored for a session that is closed.
    void receive(SessionId session, std::string_view bytes, const Now& now);
    /// The peer is gone; its orders stay.
    void peer_closed(SessionId session, const Now& now);
    /// Moves the market, sends what is due, fills what can trade.
    void advance(const Now& now);
    /// When `advance` has something to do; empty while nobody is connected and nothing works.
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;
    /// Something goes wrong from now on. Faults of connections, from `refuse` to `restart`, belong
    /// to `FaultyGateway` and change nothing here.
    void inject(const Fault& fault, const Now& now);
    /// TWS ends and begins again: every session is closed, the books stay as they are.
    void restart(const Now& now);
    /// Hands over what is to be sent and closed since the last call.
    [[nodiscard]] std::vector<Action> take_actions();

    [[nodiscard]] const Books& books() const;
    [[nodiscard]] const Market& market() const;
    /// TWS is connected to IBKR.
    [[nodiscard]] bool is_linked() const;
    /// How often clients have met the faults that were injected.
    [[nodiscard]] const FaultCounts& felt() const;
    /// Market-data lines in use, of all clients, and what the account has now.
    [[nodiscard]] std::size_t lines() const;
    [[nodiscard]] int line_limit() const;

  private:
    std::unique_ptr<GatewayState> state_;
};

}  // namespace wingspread::sim
