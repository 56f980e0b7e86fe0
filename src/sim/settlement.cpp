#include "sim/settlement.hpp"

#include "core/date.hpp"
#include "options/calendar.hpp"
#include "sim/portfolio.hpp"

#include <algorithm>
#include <optional>

namespace wingspread::sim {
namespace {

using namespace std::chrono;

/// What a contract that is no longer listed was, from its OSI symbol. Only SPX settles in the
/// morning among the classes that are ever listed here.
std::optional<Instrument> from_osi(ConId conid, const BookedPosition& position) {
    constexpr std::size_t length = 21;
    const std::string& osi = position.local_symbol;
    if (osi.size() != length) return std::nullopt;
    const auto date = parse_date("20" + osi.substr(6, 6));
    const auto strike = Price::parse(osi.substr(13, 5) + "." + osi.substr(18, 3));
    if (!date || !strike || (osi[12] != 'C' && osi[12] != 'P')) return std::nullopt;
    Instrument instrument;
    instrument.conid = conid;
    instrument.kind = InstrumentKind::option;
    instrument.symbol = position.symbol;
    instrument.local_symbol = osi;
    options::OptionContract& option = instrument.option;
    option.trading_class = osi.substr(0, osi.find(' '));
    option.expiration = *date;
    option.strike = *strike;
    option.right = osi[12] == 'C' ? options::Right::call : options::Right::put;
    option.settlement =
        option.trading_class == "SPX" ? options::Settlement::am : options::Settlement::pm;
    return instrument;
}

std::optional<Price> price_at(Market& market, const Instrument& underlying, MarketTime time) {
    const auto bars = market.bars(underlying, time - 1min, time, 1min, BarSource::trades);
    return bars.empty() ? std::nullopt : std::optional{bars.back().close};
}

void move(Books& books, const Trade& trade, std::set<ConId>& changed) {
    book_trade(books.positions[trade.instrument->conid], trade);
    books.cash_usd += cash_effect(trade);
    changed.insert(trade.instrument->conid);
}

void settle(Books& books, const Instrument& option, const Instrument& underlying, Price spot,
            std::set<ConId>& changed) {
    const options::OptionContract& contract = option.option;
    const bool call = contract.right == options::Right::call;
    const Price inside = std::max(call ? spot - contract.strike : contract.strike - spot, Price{});
    const Quantity held = books.positions[option.conid].quantity;
    const bool cash_settled = underlying.kind == InstrumentKind::index;
    move(books, {&option, -held, cash_settled ? inside : Price{}, {}}, changed);
    if (cash_settled || inside.is_zero()) return;
    const Quantity shares = held * contract.multiplier;
    move(books, {&underlying, call ? shares : -shares, contract.strike, {}}, changed);
}

}  // namespace

std::set<ConId> settle_expired(Books& books, Market& market) {
    std::vector<Instrument> due;
    for (const auto& [conid, position] : books.positions) {
        if (position.quantity.is_zero()) continue;
        const Instrument* listed = market.universe().find(conid);
        const auto option = listed ? std::optional{*listed} : from_osi(conid, position);
        if (option && option->kind == InstrumentKind::option &&
            options::expiry_instant(option->option) <= market.time())
            due.push_back(*option);
    }
    std::set<ConId> changed;
    for (const Instrument& option : due) {
        const Instrument* underlying = market.universe().underlying(option.symbol);
        if (!underlying) continue;
        const auto spot = price_at(market, *underlying, options::expiry_instant(option.option));
        if (spot) settle(books, option, *underlying, *spot, changed);
    }
    return changed;
}

}  // namespace wingspread::sim
