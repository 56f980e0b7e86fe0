#pragma once

#include "app/config.hpp"
#include "engine/api.hpp"
#include "server/http.hpp"
#include "trade/execution_report.hpp"

#include <string>
#include <vector>

namespace wingspread::app {

/// The running `serve`, as the commands that go through it see it. Errors say how to start one.
class ServeClient {
  public:
    explicit ServeClient(const Config& config) : config_(config) {}

    Result<engine::Health> health() const;
    Result<engine::OrderView> place(const engine::OrderRequest& request) const;
    Result<engine::OrderView> order(const std::string& account, const std::string& id) const;
    Result<engine::OrderView> cancel(const std::string& account, const std::string& id) const;
    Result<std::vector<engine::OrderView>> orders(const std::string& account) const;
    Result<std::vector<engine::PositionView>> positions(const std::string& account) const;
    /// `outcome`: "filled", "cancelled", "rejected" or "never-arrived".
    Result<engine::OrderView> resolve(const std::string& account, const std::string& id,
                                      const std::string& outcome, const std::string& reason) const;
    Result<engine::ReconciliationView> reconcile(const std::string& account) const;
    Result<engine::AdoptionView> adopt(const std::string& account, const std::string& underlying,
                                       const std::string& reason) const;
    /// Of one day, "2026-11-23", or of all when that is empty.
    Result<std::vector<trade::ExecutionReport>> execution_reports(const std::string& account,
                                                                  const std::string& day) const;
    Result<std::vector<engine::ExitView>> exits(const std::string& account) const;
    Result<engine::ExitView> add_exit(const std::string& account, const std::string& order,
                                      const trade::ExitRules& rules) const;
    Result<engine::ExitView> remove_exit(const std::string& account, const std::string& id) const;
    /// With no minutes the arming ends.
    Result<engine::TradingView> arm_live(const std::string& account, const std::string& words,
                                         int minutes) const;
    Result<engine::TradingView> turn_switch(const std::string& account, const std::string& state,
                                            const std::string& reason) const;
    /// The account that the running engine trades; fails while none is known.
    Result<std::string> account() const;

  private:
    Result<std::string> exchange(server::Method method, const std::string& target,
                                 std::string body = {}) const;

    const Config& config_;
};

}  // namespace wingspread::app
