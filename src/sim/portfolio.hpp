#pragma once

#include "options/margin.hpp"
#include "sim/books.hpp"
#include "sim/market.hpp"

#include <optional>
#include <vector>

namespace wingspread::sim {

/// One trade in one instrument, signed: sold is negative.
struct Trade {
    const Instrument* instrument = nullptr;
    Quantity quantity{};
    Price price{};
    Money commission_usd{};
};

/// Books a trade into a position. Returns what it realised when it closed something; what it opened
/// beyond that starts a new cost.
std::optional<Money> book_trade(BookedPosition& position, const Trade& trade);
/// What the trade adds to cash.
Money cash_effect(const Trade& trade);

/// The account's figures at the market's prices.
struct AccountFigures {
    Money cash_usd{};
    Money stock_value_usd{};
    Money option_value_usd{};
    Money net_liquidation_usd{};
    Money equity_with_loan_usd{};  ///< cash and stock; options carry no loan
    Money unrealized_pnl_usd{};
    Money realized_pnl_usd{};
    options::MarginRequirement margin;

    [[nodiscard]] Money available_usd() const { return equity_with_loan_usd - margin.initial_usd; }
    [[nodiscard]] Money excess_usd() const { return equity_with_loan_usd - margin.maintenance_usd; }
};

AccountFigures account_figures(const Books& books, Market& market);
/// As if these trades had been done.
AccountFigures account_after(const Books& books, Market& market, const std::vector<Trade>& trades);

}  // namespace wingspread::sim
