#include "market/quote_book.hpp"

namespace wingspread::market {

InstrumentIndex QuoteBook::add(ConId conid) {
    const InstrumentIndex next(static_cast<std::uint32_t>(quotes_.size()));
    if (conid != ConId{}) {
        const auto [entry, is_new] = by_conid_.try_emplace(conid, next);
        if (!is_new) return entry->second;
    }
    conids_.push_back(conid);
    quotes_.emplace_back();
    lines_.emplace_back();
    versions_.push_back(0);
    return next;
}

std::optional<InstrumentIndex> QuoteBook::find(ConId conid) const {
    const auto entry = by_conid_.find(conid);
    if (entry == by_conid_.end()) return std::nullopt;
    return entry->second;
}

Usability QuoteBook::usability(InstrumentIndex index, const UsabilityRules& rules,
                               MarketTime now) const {
    return market::usability(quote(index), line(index), rules, now);
}

void QuoteBook::apply(InstrumentIndex index, const Tick& tick) {
    market::apply(quotes_[index.value()], tick);
    touch(index);
}

void QuoteBook::lease(InstrumentIndex index) {
    lines_[index.value()] = LineState{.leased = true};
    touch(index);
}

void QuoteBook::release(InstrumentIndex index) {
    lines_[index.value()].leased = false;
    touch(index);
}

void QuoteBook::set_data_type(InstrumentIndex index, DataType type) {
    lines_[index.value()].data_type = type;
    touch(index);
}

void QuoteBook::set_halt(InstrumentIndex index, HaltState halt) {
    lines_[index.value()].halt = halt;
    touch(index);
}

void QuoteBook::mark_gap() {
    ++version_;
    for (auto& quote : quotes_) quote.bid_before_gap = quote.ask_before_gap = true;
    for (auto& version : versions_) version = version_;
}

}  // namespace wingspread::market
