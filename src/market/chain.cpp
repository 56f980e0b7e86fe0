#include "market/chain.hpp"

#include "core/date.hpp"

#include <algorithm>
#include <tuple>

namespace wingspread::market {

namespace {

auto slice_key(const SliceTerms& terms) {
    return std::tie(terms.expiration, terms.trading_class, terms.multiplier);
}

std::string describe(const options::OptionContract& contract) {
    return contract.trading_class + " " + to_iso(contract.expiration) + " " +
           contract.strike.to_string() + " " + options::to_char(contract.right);
}

void keep_earliest(std::optional<MarketTime>& earliest, std::optional<MarketTime> other) {
    if (other && (!earliest || *other < *earliest)) earliest = other;
}

}  // namespace

Result<void> Chain::add(const options::OptionContract& contract, InstrumentIndex index) {
    if (contract.symbol != underlying_.symbol)
        return bad_field("symbol", contract.symbol, underlying_.symbol);
    if (contract.strike <= Price{})
        return bad_field("strike", contract.strike.to_string(), "a price above zero");
    Slice& slice = slice_of(contract);
    auto row = std::ranges::lower_bound(slice.rows, contract.strike, {}, &Row::strike);
    if (row == slice.rows.end() || row->strike != contract.strike)
        row = slice.rows.insert(row, Row{.strike = contract.strike});
    auto& place = contract.right == options::Right::call ? row->call : row->put;
    if (place == index.value()) return {};
    if (place != not_listed)
        return fail(Errc::conflict, describe(contract) + ": two contracts with the same terms");
    place = index.value();
    slice.last.reset();
    places_.clear();
    ++contracts_;
    return {};
}

std::optional<ContractPlace> Chain::place_of(InstrumentIndex index) {
    if (places_.empty()) find_places();
    const auto found = places_.find(index.value());
    if (found == places_.end()) return std::nullopt;
    return found->second;
}

void Chain::find_places() {
    for (std::uint32_t i = 0; i < slices_.size(); ++i) {
        const auto& rows = slices_[i].rows;
        for (std::uint32_t row = 0; row < rows.size(); ++row) {
            if (rows[row].call != not_listed)
                places_[rows[row].call] = {i, row, options::Right::call};
            if (rows[row].put != not_listed) places_[rows[row].put] = {i, row, options::Right::put};
        }
    }
}

Chain::Slice& Chain::slice_of(const options::OptionContract& contract) {
    SliceTerms terms = terms_of(contract);
    const auto place = std::ranges::lower_bound(
        slices_, slice_key(terms), {}, [](const Slice& slice) { return slice_key(slice.terms); });
    if (place != slices_.end() && slice_key(place->terms) == slice_key(terms)) return *place;
    return *slices_.insert(place, Slice{.terms = std::move(terms)});
}

std::shared_ptr<const ChainSnapshot> Chain::snapshot(const QuoteBook& book,
                                                     std::optional<Price> spot, MarketTime as_of,
                                                     const UsabilityRules& rules) {
    auto snapshot = std::make_shared<ChainSnapshot>();
    snapshot->underlying = underlying_;
    snapshot->spot = spot;
    snapshot->dividends = dividends_;
    snapshot->as_of = as_of;
    snapshot->version = book.version();
    snapshot->slices.reserve(slices_.size());
    const bool same_rules = rules == last_rules_;
    for (auto& slice : slices_) {
        if (!same_rules || !is_current(slice, book, as_of))
            slice.last = copy(slice, book, as_of, rules);
        slice.last_version = book.version();
        snapshot->slices.push_back(slice.last);
    }
    last_rules_ = rules;
    return snapshot;
}

bool Chain::is_current(const Slice& slice, const QuoteBook& book, MarketTime as_of) {
    if (!slice.last) return false;
    if (slice.last->turns_stale_at && as_of >= *slice.last->turns_stale_at) return false;
    const auto changed = [&](std::uint32_t index) {
        return index != not_listed && book.version(InstrumentIndex(index)) > slice.last_version;
    };
    return std::ranges::none_of(
        slice.rows, [&](const Row& row) { return changed(row.call) || changed(row.put); });
}

std::shared_ptr<const ExpirySlice> Chain::copy(const Slice& slice, const QuoteBook& book,
                                               MarketTime as_of, const UsabilityRules& rules) {
    auto result = std::make_shared<ExpirySlice>();
    result->terms = slice.terms;
    result->strikes.reserve(slice.rows.size());
    result->calls.resize(slice.rows.size());
    result->puts.resize(slice.rows.size());
    const auto put_into = [&](OptionColumns& columns, std::size_t row, std::uint32_t place) {
        if (place == not_listed) return;
        const InstrumentIndex index(place);
        const Quote& quote = book.quote(index);
        const LineState& line = book.line(index);
        const Usability use = usability(quote, line, rules, as_of);
        columns.set(row, book.conid(index), quote, use);
        if (use == Usability::usable)
            keep_earliest(result->turns_stale_at, turns_stale_at(quote, line, rules));
    };
    for (std::size_t row = 0; row < slice.rows.size(); ++row) {
        result->strikes.push_back(slice.rows[row].strike);
        put_into(result->calls, row, slice.rows[row].call);
        put_into(result->puts, row, slice.rows[row].put);
    }
    return result;
}

}  // namespace wingspread::market
