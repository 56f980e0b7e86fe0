#include "sim/universe.hpp"

#include <algorithm>
#include <tuple>

namespace wingspread::sim {

std::size_t Universe::add_product(Product product) {
    products_.push_back(std::move(product));
    return products_.size() - 1;
}

void Universe::add(Instrument instrument) { instruments_.push_back(std::move(instrument)); }

void Universe::add_rule(int id, std::vector<PriceIncrement> rows) { rules_[id] = std::move(rows); }

void Universe::finish() {
    const auto chain_order = [](const Instrument* a, const Instrument* b) {
        const auto key = [](const options::OptionContract& o) {
            return std::tuple(std::string_view(o.trading_class), o.expiration, o.strike, o.right);
        };
        return key(a->option) < key(b->option);
    };
    for (std::size_t i = 0; i < instruments_.size(); ++i) {
        const Instrument& instrument = instruments_[i];
        by_conid_.emplace(instrument.conid, i);
        if (instrument.kind == InstrumentKind::option)
            chains_[instrument.underlying].push_back(&instrument);
        else
            underlyings_.emplace(instrument.symbol, i);
    }
    for (auto& [conid, chain] : chains_) std::ranges::sort(chain, chain_order);
}

const Instrument* Universe::find(ConId conid) const {
    const auto it = by_conid_.find(conid);
    return it == by_conid_.end() ? nullptr : &instruments_[it->second];
}

const Instrument* Universe::underlying(std::string_view symbol) const {
    const auto it = underlyings_.find(symbol);
    return it == underlyings_.end() ? nullptr : &instruments_[it->second];
}

std::span<const Instrument* const> Universe::options_on(ConId underlying) const {
    const auto it = chains_.find(underlying);
    if (it == chains_.end()) return {};
    return it->second;
}

const std::vector<PriceIncrement>* Universe::rule(int id) const {
    const auto it = rules_.find(id);
    return it == rules_.end() ? nullptr : &it->second;
}

Price Universe::increment(const Instrument& instrument, Price price) const {
    const Product& product = product_of(instrument);
    const auto* rows = rule(product.market_rule);
    if (!rows) return product.min_tick;
    Price found = product.min_tick;
    for (const PriceIncrement& row : *rows)
        if (row.low_edge <= price.abs()) found = row.increment;
    return found;
}

}  // namespace wingspread::sim
