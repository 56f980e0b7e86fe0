#pragma once

#include "sim/account_desk.hpp"
#include "sim/contract_desk.hpp"
#include "sim/data_desk.hpp"
#include "sim/floor.hpp"
#include "sim/history_desk.hpp"
#include "sim/order_desk.hpp"

#include <array>

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
    void inject(const Fault& fault, const Now& now);
    /// The same gateway after it has ended and begun again.
    static std::unique_ptr<GatewayState> restarted(GatewayState&& before);
    [[nodiscard]] std::size_t lines() const { return data_.lines(); }

    Floor floor;

  private:
    void greet(Session& session, std::string_view bytes, const Now& now);
    void read_frames(SessionId id, const Now& now);
    void hand_over(Session& session, const tws::Request& request, const Now& now);
    void on_payload(Session& session, std::string_view payload, const Now& now);
    /// False when the message breaks the rate and is not to be looked at.
    bool admit(Session& session, const Now& now);
    void refuse_for_rate(Session& session, const Now& now);
    void tell_positions(const Now& now);
    void close(SessionId id);
    void drop(SessionId id);
    [[nodiscard]] bool is_open(SessionId id) const { return floor.sessions.contains(id); }

    // Requests that concern no desk
    void on(Session& session, const tws::UnknownRequest& request);
    void on(Session& session, const tws::StartApi& request, const Now& now);
    void on(Session& session, const tws::ReqManagedAccounts& request);
    void on(Session& session, const tws::ReqCurrentTime& request);
    void on(Session& session, const tws::SetServerLogLevel& request);

    // What goes wrong
    void refuse_handshakes(const Fault& fault, const Now& now);
    void roll_ids_back(const Fault& fault, const Now& now);
    void be_away_at_start(const Fault& fault, const Now& now);
    void lose_link(const Fault& fault, const Now& now);
    void break_farm(const Fault& fault, const Now& now);
    void mend_farm(const Fault& fault, const Now& now);
    void refuse_messages(const Fault& fault, const Now& now);
    void limit_lines(const Fault& fault, const Now& now);
    void delay_data(const Fault& fault, const Now& now);
    void take_data(const Fault& fault, const Now& now);
    using BeginFault = void (GatewayState::*)(const Fault& fault, const Now& now);
    /// By kind; null for faults of connections.
    static const std::array<BeginFault, fault_count> fault_beginnings;
    void end_due_faults(const Now& now);
    [[nodiscard]] std::optional<MonotonicTime> next_fault_step() const;
    void go_without_link(MonotonicTime back_at);
    void tell_loss(const Now& now);
    void restore_link(const Now& now);
    void tell_all(FaultKind kind, int code, const std::string& text);
    void tell_farm(const Session& session, Farm farm);
    /// The request needs a part of IBKR that cannot be reached: it waits, fails, or is lost.
    bool is_beyond_reach(Session& session, const tws::Request& request);

    ContractDesk contracts_;
    DataDesk data_;
    OrderDesk orders_;
    AccountDesk account_;
    HistoryDesk history_;
    std::int64_t next_session_ = 1;
    std::set<ConId> changed_positions_;  ///< and not told yet
    /// What to do with orders, sent while TWS was cut off from IBKR.
    std::vector<std::pair<Session, tws::Request>> held_requests_;
};

}  // namespace wingspread::sim
