#pragma once

#include "core/decimal.hpp"
#include "core/time.hpp"
#include "trade/book.hpp"

#include <optional>
#include <string>
#include <vector>

namespace wingspread::trade {

/// How well one order was executed, against the market that it was decided on. Prices are net per
/// share from the buyer's side.
struct ExecutionReport {
    std::string id;  ///< of the intent
    std::string account;
    Date day{};  ///< of the decision, in New York
    std::string description;
    OrderAction action = OrderAction::open;
    OrderState state = OrderState::intended;
    Quantity quantity;
    Quantity filled;
    Price decision_mid;
    Price decision_natural;
    std::optional<Price> fill;  ///< average; this and the next three are absent without a fill
    std::optional<Money> slippage_usd;  ///< paid beyond mid, for all that was filled
    /// Of the way from mid to natural: 0 filled at mid, 1 at natural, negative better than mid.
    /// Absent also where the decision saw no spread.
    std::optional<double> slippage_share;
    std::optional<Money> fees_usd;         ///< commissions reported so far
    std::optional<Duration> time_to_fill;  ///< from submission to the last unit; else absent
    int ladder_step = 0;                   ///< reached; 0 without a ladder, or at its first limit
    UtcTime created{};

    bool operator==(const ExecutionReport&) const = default;
};

ExecutionReport report_of(const Book& book, const BookedOrder& order);
/// Of every order that was sent, oldest first.
std::vector<ExecutionReport> execution_reports(const Book& book);

/// What a list of them comes to.
struct ReportTotals {
    int orders = 0;
    int filled = 0;  ///< wholly or in part
    Money slippage_usd;
    Money fees_usd;
};
ReportTotals totals_of(const std::vector<ExecutionReport>& reports);

}  // namespace wingspread::trade
