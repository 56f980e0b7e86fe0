#include "broker/chain_loader.hpp"

#include "broker/code_table.hpp"
#include "broker/translate_contracts.hpp"
#include "core/date.hpp"
#include "options/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <tuple>
#include <utility>

namespace wingspread::broker {

namespace {

using options::UnderlyingKind;

template <class Range, class Value, class Projection = std::identity>
bool contains(const Range& range, const Value& value, Projection projection = {}) {
    return std::ranges::find(range, value, projection) != std::ranges::end(range);
}

std::string describe(const ListingKey& key) {
    return fmt::format("{} options of class {} with last trading day {}", key.symbol,
                       key.trading_class, to_iso(key.last_trade_date));
}

/// Codes that say how a request ended; the others leave it running.
std::optional<Error> ending_of(const tws::ErrorMessage& message) {
    auto text = fmt::format("{} (code {})", message.text, message.code);
    switch (meaning_for_request(message.code)) {
        case OnRequest::absent: return Error{Errc::not_found, std::move(text)};
        case OnRequest::too_fast:
        case OnRequest::no_line:
        case OnRequest::interrupted: return Error{Errc::unavailable, std::move(text)};
        case OnRequest::failed:
        case OnRequest::data_taken:
        case OnRequest::no_data: return Error{Errc::refused, std::move(text)};
        case OnRequest::nothing:
        case OnRequest::notice:
        case OnRequest::delayed: return std::nullopt;
    }
    std::unreachable();
}

}  // namespace

ChainLoader::ChainLoader(ChainWish wish, ChainLoaderSettings settings, RequestIds& ids,
                         ContractCache& cache)
    : wish_(std::move(wish)), settings_(settings), cache_(&cache), requests_(ids) {
    kinds_ = {UnderlyingKind::stock, UnderlyingKind::index};
    if (is_known_index(wish_.symbol)) std::ranges::reverse(kinds_);
}

std::vector<Outbound> ChainLoader::start(Now now) {
    if (const ListedSymbol* const listed = cache_->find(wish_.symbol, now)) {
        chain_.underlying = listed->underlying;
        want_listings(*listed, now);
    } else {
        ask_underlying(now);
    }
    return take_outbound();
}

std::vector<Outbound> ChainLoader::on_answer(const tws::Answer& answer, Now now) {
    if (result_) return {};
    if (const auto* const data = std::get_if<tws::ContractData>(&answer)) on_contract(*data, now);
    if (const auto* const row = std::get_if<tws::SecDefOptParams>(&answer)) {
        on_parameters(*row, now);
    }
    if (const auto* const last = std::get_if<tws::ContractDataEnd>(&answer)) {
        on_end(last->req_id, now);
    }
    if (const auto* const last = std::get_if<tws::SecDefOptParamsEnd>(&answer)) {
        on_end(last->req_id, now);
    }
    if (const auto* const message = std::get_if<tws::ErrorMessage>(&answer))
        on_error(*message, now);
    return take_outbound();
}

std::vector<Outbound> ChainLoader::on_time(Now now) {
    if (result_) return {};
    for (auto& ended : requests_.take_expired(now)) {
        on_failed(std::move(ended.purpose), ended.error, true, now);
    }
    return take_outbound();
}

void ChainLoader::on_interrupted(std::string_view why) {
    if (result_) return;
    requests_.interrupt_all(why);
    listings_.clear();
    end(fail(Errc::interrupted,
             fmt::format("the chain of {} was being loaded when the connection was lost: {}",
                         wish_.symbol, why)));
}

std::optional<MonotonicTime> ChainLoader::next_wakeup() const { return requests_.next_wakeup(); }

void ChainLoader::ask(Step step, Now now) {
    const RequestId id = requests_.open(std::move(step), settings_.time_allowed, now);
    outbound_.push_back(question(id, *requests_.find(id)));
}

Outbound ChainLoader::question(RequestId id, const Step& step) const {
    if (const auto* const underlying = std::get_if<FindUnderlying>(&step)) {
        return underlying_details(id, wish_.symbol, underlying->kind);
    }
    if (const auto* const contracts = std::get_if<FindContracts>(&step)) {
        return option_details(id, chain_.underlying, contracts->key.trading_class,
                              contracts->key.last_trade_date);
    }
    return chain_parameters(id, chain_.underlying);
}

void ChainLoader::ask_underlying(Now now) {
    if (kinds_.empty()) {
        return end(fail(Errc::not_found, fmt::format("symbol: got \"{}\", expected a stock or an "
                                                     "index that trades in US dollars",
                                                     wish_.symbol)));
    }
    const UnderlyingKind kind = kinds_.front();
    kinds_.pop_front();
    ask(FindUnderlying{kind, 1, {}}, now);
}

void ChainLoader::ask_next_listings(Now now) {
    while (!listings_.empty() && requests_.size() < settings_.max_in_flight) {
        FindContracts next = std::move(listings_.front());
        listings_.pop_front();
        if (const ListedOptions* const known = cache_->find(next.key, now)) {
            ++done_;
            take(next.key, *known);
        } else {
            ask(std::move(next), now);
        }
    }
    end_when_done();
}

void ChainLoader::on_contract(const tws::ContractData& part, Now now) {
    Step* const step = requests_.find(part.req_id);
    if (step == nullptr) return;
    requests_.extend(part.req_id, settings_.time_allowed, now);
    if (auto* const underlying = std::get_if<FindUnderlying>(step)) {
        underlying->found.push_back(*part.details);
    }
    auto* const listing = std::get_if<FindContracts>(step);
    if (listing == nullptr) return;
    auto contract = to_option(*part.details);
    if (!contract) {
        ++chain_.unreadable;
        return;
    }
    const bool is_of_listing = contract->multiplier == standard_multiplier &&
                               contract->trading_class == listing->key.trading_class;
    if (!is_of_listing) return;
    if (!listing->market_rule_id) listing->market_rule_id = market_rule_id(*part.details);
    listing->found.push_back(std::move(*contract));
}

void ChainLoader::on_parameters(const tws::SecDefOptParams& part, Now now) {
    Step* const step = requests_.find(part.req_id);
    auto* const parameters = step ? std::get_if<FindParameters>(step) : nullptr;
    if (parameters == nullptr) return;
    requests_.extend(part.req_id, settings_.time_allowed, now);
    parameters->found.push_back(part);
}

void ChainLoader::on_end(RequestId id, Now now) {
    auto step = requests_.close(id);
    if (!step) return;
    std::visit([&](auto& finished) { finish(finished, now); }, *step);
}

void ChainLoader::on_error(const tws::ErrorMessage& message, Now now) {
    const auto error = ending_of(message);
    if (!error) return;
    auto step = requests_.close(RequestId(message.id));
    if (!step) return;
    if (error->code == Errc::not_found) return on_absent(*step, now);
    on_failed(std::move(*step), *error, error->code == Errc::unavailable, now);
}

void ChainLoader::on_failed(Step step, const Error& error, bool may_retry, Now now) {
    int& attempt = std::visit([](auto& any) -> int& { return any.attempt; }, step);
    if (may_retry && attempt < settings_.attempts) {
        ++attempt;
        std::visit([](auto& any) { any.found.clear(); }, step);
        return ask(std::move(step), now);
    }
    if (auto* const listing = std::get_if<FindContracts>(&step)) {
        ++done_;
        chain_.failures.push_back({std::move(listing->key), error});
        return ask_next_listings(now);
    }
    end(with_context(error, fmt::format("chain of {}", wish_.symbol)));
}

void ChainLoader::on_absent(const Step& step, Now now) {
    if (std::holds_alternative<FindUnderlying>(step)) return ask_underlying(now);
    if (const auto* const listing = std::get_if<FindContracts>(&step)) {
        cache_->put(listing->key, {}, now);
        ++done_;
        return ask_next_listings(now);
    }
    end(fail(Errc::not_found, fmt::format("{} has no listed options", wish_.symbol)));
}

void ChainLoader::finish(const FindUnderlying& step, Now now) {
    std::vector<options::Underlying> candidates;
    for (const auto& details : step.found) {
        const auto underlying = to_underlying(details);
        if (!underlying) return end(std::unexpected(underlying.error()));
        const bool is_wanted = underlying->symbol == wish_.symbol && underlying->currency == "USD";
        const bool is_known = contains(candidates, underlying->conid, &options::Underlying::conid);
        if (is_wanted && !is_known) candidates.push_back(*underlying);
    }
    if (candidates.empty()) return ask_underlying(now);
    if (candidates.size() > 1) {
        return end(fail(Errc::conflict, fmt::format("symbol {} names {} contracts, not one",
                                                    wish_.symbol, candidates.size())));
    }
    chain_.underlying = std::move(candidates.front());
    ask(FindParameters{}, now);
}

void ChainLoader::finish(const FindParameters& step, Now now) {
    const ListedSymbol listed{chain_.underlying, step.found};
    cache_->put(listed, now);
    want_listings(listed, now);
}

void ChainLoader::want_listings(const ListedSymbol& listed, Now now) {
    std::vector<ListingKey> keys;
    for (const auto& row : listed.parameters) {
        if (!wants_class(row)) continue;
        for (const Date day : row.expirations) {
            if (wants_listing(day)) keys.push_back({wish_.symbol, row.trading_class, day});
        }
    }
    std::ranges::sort(keys, {}, [](const ListingKey& key) {
        return std::tuple(key.last_trade_date, std::string_view(key.trading_class));
    });
    const auto repeated = std::ranges::unique(keys);
    keys.erase(repeated.begin(), repeated.end());
    for (auto& key : keys) listings_.push_back({std::move(key), 1, {}, {}});
    total_ = listings_.size();
    ask_next_listings(now);
}

void ChainLoader::finish(FindContracts& step, Now now) {
    ++done_;
    const ListedOptions listing{std::move(step.found), step.market_rule_id};
    take(step.key, listing);
    cache_->put(step.key, listing, now);
    ask_next_listings(now);
}

void ChainLoader::take(const ListingKey& key, const ListedOptions& listing) {
    const auto is_wanted = [&](const options::OptionContract& contract) {
        return contract.expiration >= wish_.from && contract.expiration <= wish_.to;
    };
    std::ranges::copy_if(listing.contracts, std::back_inserter(chain_.contracts), is_wanted);
    if (!listing.market_rule_id) return;
    if (contains(chain_.rules, key.trading_class, &LoadedChain::ClassRule::trading_class)) return;
    chain_.rules.push_back({key.trading_class, *listing.market_rule_id});
}

bool ChainLoader::wants_class(const tws::SecDefOptParams& row) const {
    if (row.exchange != "SMART" || row.multiplier != Quantity::from_int(standard_multiplier)) {
        return false;
    }
    if (!wish_.trading_classes.empty()) {
        return contains(wish_.trading_classes, row.trading_class);
    }
    return chain_.underlying.kind == UnderlyingKind::index ||
           row.trading_class == options::own_class(wish_.symbol);
}

bool ChainLoader::wants_listing(Date last_trade_date) const {
    if (last_trade_date > wish_.to) return false;
    if (last_trade_date >= wish_.from) return true;
    // AM-settled index options expire on the trading day after their last one.
    return chain_.underlying.kind == UnderlyingKind::index &&
           options::next_trading_day(last_trade_date) >= wish_.from;
}

void ChainLoader::end_when_done() {
    if (requests_.size() > 0 || !listings_.empty()) return;
    if (chain_.contracts.empty()) {
        if (!chain_.failures.empty()) {
            const auto& first = chain_.failures.front();
            return end(with_context(first.error, describe(first.listing)));
        }
        return end(
            fail(Errc::not_found, fmt::format("{} has no options that expire from {} to {}",
                                              wish_.symbol, to_iso(wish_.from), to_iso(wish_.to))));
    }
    std::ranges::sort(chain_.contracts, {}, [](const options::OptionContract& contract) {
        return std::tuple(contract.expiration, std::string_view(contract.trading_class),
                          contract.strike, contract.right, contract.conid);
    });
    const auto repeated =
        std::ranges::unique(chain_.contracts, {}, &options::OptionContract::conid);
    chain_.contracts.erase(repeated.begin(), repeated.end());
    std::ranges::sort(chain_.rules, {}, &LoadedChain::ClassRule::trading_class);
    end(std::move(chain_));
}

void ChainLoader::end(Result<LoadedChain> result) {
    if (!result_) result_ = std::move(result);
}

std::vector<Outbound> ChainLoader::take_outbound() { return std::exchange(outbound_, {}); }

}  // namespace wingspread::broker
