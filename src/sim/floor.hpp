#pragma once

#include "core/id.hpp"
#include "core/time.hpp"
#include "sim/gateway.hpp"
#include "sim/trouble.hpp"
#include "tws/frame.hpp"
#include "tws/handshake.hpp"
#include "tws/message.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace wingspread::sim {

/// One client's connection.
struct Session {
    enum class Stage { greeting, waiting_for_start, running };

    SessionId id;
    Stage stage = Stage::greeting;
    tws::ClientGreetingReader greeting;
    tws::FrameReader frames;
    tws::ServerVersion version{};
    ClientId client{};
    tws::MarketDataKind data_kind = tws::MarketDataKind::real_time;
    std::deque<MonotonicTime> recent;  ///< messages of the last second
    int strikes = 0;                   ///< breaches of the message rate
    MonotonicTime last_strike{};

    [[nodiscard]] bool running() const { return stage == Stage::running; }
};

/// A code of TWS and its text: why something is refused.
struct Refusal {
    int code = 0;
    std::string text;

    bool operator==(const Refusal&) const = default;
};

/// What the shell has to do, in order; neighbouring sends to one session become one.
class Outbox {
  public:
    void send(const Session& session, const tws::Answer& answer);
    void send_raw(SessionId session, std::string_view bytes);
    void close(SessionId session);
    std::vector<Action> take();
    /// While held, what is sent waits for `release`.
    void hold(bool held) { held_ = held; }
    void release();
    void forget(SessionId session);

  private:
    std::string& open_send(SessionId session);

    std::vector<Action> actions_;
    std::vector<Send> waiting_;
    bool held_ = false;
};

/// What all desks share.
struct Floor {
    GatewayConfig config;
    std::unique_ptr<Market> market;
    Rng rng;
    Books books;
    Outbox out;
    std::map<SessionId, Session> sessions;
    Trouble trouble;
    std::optional<Books> known;  ///< by TWS, while it is cut off from IBKR

    /// What TWS can tell of orders, executions, positions and money.
    [[nodiscard]] const Books& known_books() const { return known ? *known : books; }
    /// What comes from that farm reaches TWS.
    [[nodiscard]] bool is_reachable(Farm farm) const {
        return trouble.link_up && !trouble.broken_farms.contains(farm);
    }
    [[nodiscard]] int market_data_lines() const {
        return trouble.market_data_lines.value_or(config.market_data_lines);
    }
    [[nodiscard]] const Universe& universe() const { return market->universe(); }
    /// The running session of that client, if any.
    [[nodiscard]] Session* session_of(ClientId client);
    /// The gateway's own clock, in milliseconds since the epoch.
    [[nodiscard]] std::int64_t time_ms() const;
    void error(const Session& session, std::int32_t id, int code, std::string text);
    void refuse(const Session& session, std::int32_t id, const Refusal& refusal);
};

/// "20251219 10:31:02 US/Eastern".
std::string new_york_stamp(MarketTime time);
std::string new_york_date(MarketTime time);  ///< "20251219"

}  // namespace wingspread::sim
