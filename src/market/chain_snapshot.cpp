#include "market/chain_snapshot.hpp"

#include <algorithm>

namespace wingspread::market {

SliceTerms terms_of(const options::OptionContract& contract) {
    return {contract.symbol,          contract.trading_class, contract.expiration,
            contract.last_trade_date, contract.multiplier,    contract.style,
            contract.settlement,      contract.exchange,      contract.currency};
}

void OptionColumns::resize(std::size_t rows) {
    listed.resize(rows);
    conid.resize(rows);
    bid.resize(rows);
    ask.resize(rows);
    bid_size.resize(rows);
    ask_size.resize(rows);
    volume.resize(rows);
    open_interest.resize(rows);
    usability.resize(rows, Usability::unquoted);
}

void OptionColumns::set(std::size_t row, ConId id, const Quote& quote, Usability use) {
    listed[row] = 1;
    conid[row] = id;
    bid[row] = quote.bid;
    ask[row] = quote.ask;
    bid_size[row] = quote.bid_size;
    ask_size[row] = quote.ask_size;
    volume[row] = quote.volume;
    open_interest[row] = quote.open_interest;
    usability[row] = use;
}

options::OptionContract ExpirySlice::contract(std::size_t row, options::Right right) const {
    return {.conid = of(right).conid[row],
            .symbol = terms.symbol,
            .trading_class = terms.trading_class,
            .expiration = terms.expiration,
            .last_trade_date = terms.last_trade_date,
            .strike = strikes[row],
            .right = right,
            .multiplier = terms.multiplier,
            .style = terms.style,
            .settlement = terms.settlement,
            .exchange = terms.exchange,
            .currency = terms.currency};
}

std::size_t ExpirySlice::contracts() const {
    const auto listed_in = [](const OptionColumns& columns) {
        return static_cast<std::size_t>(std::ranges::count(columns.listed, 1));
    };
    return listed_in(calls) + listed_in(puts);
}

std::size_t ChainSnapshot::contracts() const {
    std::size_t total = 0;
    for (const auto& slice : slices) total += slice->contracts();
    return total;
}

const ExpirySlice* ChainSnapshot::find(Date expiration, std::string_view trading_class) const {
    const ExpirySlice* found = nullptr;
    for (const auto& slice : slices) {
        if (slice->terms.expiration != expiration) continue;
        if (slice->terms.trading_class == trading_class) return slice.get();
        if (!trading_class.empty()) continue;
        if (found != nullptr) return nullptr;
        found = slice.get();
    }
    return found;
}

}  // namespace wingspread::market
