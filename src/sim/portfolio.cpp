#include "sim/portfolio.hpp"

#include "sim/quotes.hpp"

namespace wingspread::sim {
namespace {

Money value_of(Price price, Quantity quantity, int multiplier) {
    return price * quantity * multiplier;
}

/// The part of `whole` that `part` of `total` stands for.
Money share_of(Money whole, Quantity part, Quantity total) {
    return Money::from_raw(
        static_cast<std::int64_t>(static_cast<__int128>(whole.raw()) * part.raw() / total.raw()));
}

bool same_side(Quantity a, Quantity b) { return (a < Quantity{}) == (b < Quantity{}); }

options::MarginPosition margin_position(Market& market, const Instrument& instrument,
                                        Quantity quantity, Price mark) {
    options::MarginPosition position;
    position.is_option = instrument.kind == InstrumentKind::option;
    position.symbol = instrument.symbol;
    position.quantity = quantity;
    position.mark = mark;
    if (position.is_option) {
        const Instrument* underlying = market.universe().find(instrument.underlying);
        position.option = instrument.option;
        position.underlying_price = mark_price(market, *underlying);
        position.broad_index = underlying->kind == InstrumentKind::index;
    }
    return position;
}

}  // namespace

Money cash_effect(const Trade& trade) {
    const int multiplier = multiplier_of(*trade.instrument);
    return -value_of(trade.price, trade.quantity, multiplier) - trade.commission_usd;
}

std::optional<Money> book_trade(BookedPosition& position, const Trade& trade) {
    const Money outlay = -cash_effect(trade);
    position.symbol = trade.instrument->symbol;
    position.local_symbol = trade.instrument->local_symbol;
    if (position.quantity.is_zero() || same_side(position.quantity, trade.quantity)) {
        position.quantity += trade.quantity;
        position.cost_usd += outlay;
        return std::nullopt;
    }
    const Quantity closed = trade.quantity.abs() < position.quantity.abs()
                                ? trade.quantity.abs()
                                : position.quantity.abs();
    const Money cost = share_of(position.cost_usd, closed, position.quantity.abs());
    const Money closing_outlay = share_of(outlay, closed, trade.quantity.abs());
    const Money realized = -closing_outlay - cost;
    position.quantity += trade.quantity;
    position.cost_usd -= cost;
    if (closed < trade.quantity.abs()) position.cost_usd = outlay - closing_outlay;
    position.realized_pnl_usd += realized;
    return realized;
}

AccountFigures account_figures(const Books& books, Market& market) {
    AccountFigures figures;
    figures.cash_usd = books.cash_usd;
    std::vector<options::MarginPosition> held;
    for (const auto& [conid, position] : books.positions) {
        figures.realized_pnl_usd += position.realized_pnl_usd;
        const Instrument* instrument = market.universe().find(conid);
        if (!instrument || position.quantity.is_zero()) continue;
        const Price mark = mark_price(market, *instrument);
        const Money value = value_of(mark, position.quantity, multiplier_of(*instrument));
        const bool option = instrument->kind == InstrumentKind::option;
        (option ? figures.option_value_usd : figures.stock_value_usd) += value;
        figures.unrealized_pnl_usd += value - position.cost_usd;
        held.push_back(margin_position(market, *instrument, position.quantity, mark));
    }
    figures.equity_with_loan_usd = figures.cash_usd + figures.stock_value_usd;
    figures.net_liquidation_usd = figures.equity_with_loan_usd + figures.option_value_usd;
    figures.margin = options::margin_requirement(held);
    return figures;
}

AccountFigures account_after(const Books& books, Market& market, const std::vector<Trade>& trades) {
    Books after;
    after.cash_usd = books.cash_usd;
    after.positions = books.positions;
    for (const Trade& trade : trades) {
        book_trade(after.positions[trade.instrument->conid], trade);
        after.cash_usd += cash_effect(trade);
    }
    return account_figures(after, market);
}

}  // namespace wingspread::sim
