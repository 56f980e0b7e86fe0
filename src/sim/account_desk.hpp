#pragma once

#include "sim/floor.hpp"
#include "sim/portfolio.hpp"

#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace wingspread::sim {

/// Tells what the account holds and is worth.
class AccountDesk {
  public:
    explicit AccountDesk(Floor& floor);

    void on(Session& session, const tws::ReqPositions& request);
    void on(Session& session, const tws::CancelPositions& request);
    void on(Session& session, const tws::ReqAccountUpdates& request, const Now& now);
    void on(Session& session, const tws::ReqAccountSummary& request, const Now& now);
    void on(Session& session, const tws::CancelAccountSummary& request);
    void on(Session& session, const tws::ReqPnl& request, const Now& now);
    void on(Session& session, const tws::CancelPnl& request);
    void on(Session& session, const tws::ReqPnlSingle& request, const Now& now);
    void on(Session& session, const tws::CancelPnlSingle& request);
    void forget(SessionId session);
    /// TWS has lost every subscription.
    void forget_all();

    void positions_changed(const std::set<ConId>& instruments, const Now& now);
    void advance(const Now& now);
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

  private:
    using Key = std::pair<SessionId, RequestId>;
    struct Summary {
        std::set<std::string> tags;
        MonotonicTime due{};
    };
    struct ProfitLine {
        std::optional<ConId> conid;  ///< none for the whole account
        MonotonicTime due{};
        std::string sent;  ///< what was said last, to stay silent while nothing changes
    };

    void send_position(const Session& session, ConId conid, const BookedPosition& position);
    void send_portfolio(const Session& session, ConId conid, const BookedPosition& position);
    void send_account(const Session& session);
    void send_summary(const Key& key, const Summary& summary);
    void send_profit(const Key& key, ProfitLine& line);
    [[nodiscard]] std::optional<tws::Contract> contract_of(ConId conid,
                                                           const BookedPosition& position) const;

    Floor& floor_;
    std::set<SessionId> position_listeners_;
    std::map<SessionId, MonotonicTime> account_updates_;  ///< when the next is due
    std::map<Key, Summary> summaries_;
    std::map<Key, ProfitLine> profits_;
    Money value_at_start_;  ///< when the gateway was started: what daily profit counts from
};

/// Tags and values as TWS words them, sorted by tag.
std::vector<std::pair<std::string, std::string>> account_values(const AccountFigures& figures,
                                                                AccountKind kind);

}  // namespace wingspread::sim
