#include "broker/contract_cache.hpp"

#include "options/calendar.hpp"

#include <utility>

namespace wingspread::broker {

namespace {

Date day_of(Now now) { return options::to_new_york(now.market).date; }

template <class Table, class Key>
auto* find_in(const Table& table, const Key& key) {
    const auto found = table.find(key);
    return found == table.end() ? nullptr : &found->second;
}

}  // namespace

void ContractCache::put(const ListedSymbol& symbol, Now now) {
    turn_to(day_of(now));
    symbols_.insert_or_assign(symbol.underlying.symbol, symbol);
}

void ContractCache::put(const ListingKey& key, ListedOptions listing, Now now) {
    turn_to(day_of(now));
    listings_.insert_or_assign(key, std::move(listing));
}

const ListedSymbol* ContractCache::find(const std::string& symbol, Now now) const {
    return day_of(now) == day_ ? find_in(symbols_, symbol) : nullptr;
}

const ListedOptions* ContractCache::find(const ListingKey& key, Now now) const {
    return day_of(now) == day_ ? find_in(listings_, key) : nullptr;
}

void ContractCache::turn_to(Date day) {
    if (day == day_) return;
    day_ = day;
    symbols_.clear();
    listings_.clear();
}

}  // namespace wingspread::broker
