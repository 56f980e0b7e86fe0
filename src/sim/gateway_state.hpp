#pragma once

#include "sim/account_desk.hpp"
#include "sim/contract_desk.hpp"
#include "sim/data_desk.hpp"
#include "sim/floor.hpp"
#include "sim/history_desk.hpp"
#include "sim/order_desk.hpp"

namespace wingspread::sim {

/// The gateway's inside: sessions, and the desk that each request belongs to.
class GatewayState {
  public:
    GatewayState(const GatewayConfig& config, std::unique_ptr<Market> market, Rng rng,
                 Books restored);

    SessionId open(const Now& now);
    void receive(SessionId id, std::string_view bytes, const Now& now);
    void peer_closed(SessionId id);
    void advance(const Now& now);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

    Floor floor;

  private:
    void greet(Session& session, std::string_view bytes, const Now& now);
    void read_frames(SessionId id, const Now& now);
    void on_payload(Session& session, std::string_view payload, const Now& now);
    /// False when the message breaks the rate and is not to be looked at.
    bool admit(Session& session, const Now& now);
    void close(SessionId id);
    void drop(SessionId id);
    [[nodiscard]] bool is_open(SessionId id) const { return floor.sessions.contains(id); }

    // Requests that concern no desk
    void on(Session& session, const tws::UnknownRequest& request);
    void on(Session& session, const tws::StartApi& request);
    void on(Session& session, const tws::ReqManagedAccounts& request);
    void on(Session& session, const tws::ReqCurrentTime& request);
    void on(Session& session, const tws::SetServerLogLevel& request);

    ContractDesk contracts_;
    DataDesk data_;
    OrderDesk orders_;
    AccountDesk account_;
    HistoryDesk history_;
    std::int64_t next_session_ = 1;
};

}  // namespace wingspread::sim
