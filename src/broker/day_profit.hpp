#pragma once

#include "broker/outbound.hpp"
#include "broker/request_ids.hpp"
#include "core/decimal.hpp"
#include "tws/message.hpp"

#include <optional>
#include <string>
#include <vector>

namespace wingspread::broker {

/// The account's profit and loss of the day as TWS computes it, realized and not, in the account's
/// currency. Its day turns when TWS is set to turn it, by default at midnight of the exchange.
class DayProfit {
  public:
    explicit DayProfit(RequestIds& ids) : ids_(&ids) {}

    /// Subscribes, anew where a subscription may not have outlived a gap. What is known stays until
    /// TWS has spoken again.
    std::vector<Outbound> ask(const std::string& account);
    void on_answer(const tws::Answer& answer);
    /// After a lost link: nothing is known.
    void on_link_lost();

    /// Absent until TWS has told it.
    [[nodiscard]] std::optional<Money> daily_usd() const { return daily_; }

  private:
    RequestIds* ids_;
    std::optional<RequestId> subscription_;
    std::optional<Money> daily_;
};

}  // namespace wingspread::broker
