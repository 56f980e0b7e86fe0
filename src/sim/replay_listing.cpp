#include "sim/replay_listing.hpp"

#include "sim/price_grid.hpp"
#include "sim/synthetic_listing.hpp"

#include <algorithm>
#include <array>

namespace wingspread::sim {
namespace {

using options::UnderlyingKind;

/// The first of these rules that every recorded quote fits: 0.05 and 0.10, penny class, cents.
int market_rule(const data::ChainDay& day) {
    const auto fits = [&](Price below_three, Price above) {
        const auto good = [&](const std::optional<data::Bar>& side) {
            return !side ||
                   is_multiple(side->close, side->close < Price::from_int(3) ? below_three : above);
        };
        return std::ranges::all_of(
            day.quotes, [&](const data::QuoteRow& row) { return good(row.bid) && good(row.ask); });
    };
    if (fits(5 * cent, 10 * cent)) return 67;
    if (fits(cent, 5 * cent)) return 32;
    return 109;
}

Product underlying_product(const data::ChainDay& day) {
    const bool index = day.underlying.kind == UnderlyingKind::index;
    Product product;
    product.kind = index ? InstrumentKind::index : InstrumentKind::stock;
    product.symbol = product.trading_class = product.long_name = day.underlying.symbol;
    product.primary_exchange = index ? "CBOE" : "NASDAQ";
    if (!index) product.exchanges = {"SMART"};
    product.exchanges.push_back(product.primary_exchange);
    product.market_rule = 26;
    product.min_tick = cent;
    product.stock_type = index ? "" : "COMMON";
    product.late_close = index;
    return product;
}

Product option_product(const data::ChainDay& day, const std::string& trading_class, int rule) {
    const bool index = day.underlying.kind == UnderlyingKind::index;
    Product product;
    product.kind = InstrumentKind::option;
    product.symbol = product.long_name = day.underlying.symbol;
    product.trading_class = trading_class;
    product.exchanges = option_exchanges(day.underlying.kind);
    product.market_rule = rule;
    product.min_tick = rule == 67 ? 5 * cent : cent;
    product.late_close = index;
    product.penny_combos = !index;
    return product;
}

}  // namespace

Universe list_replay(const data::ChainDay& day) {
    Universe universe;
    add_market_rules(universe);
    std::map<ConId, int> taken;
    const auto next_id = [&](const std::string& symbol) {
        const ConId id = option_conid(symbol, taken);
        taken[id] = 1;
        return id;
    };
    Instrument underlying;
    underlying.conid = next_id(day.underlying.symbol);
    underlying.product = universe.add_product(underlying_product(day));
    underlying.kind = universe.products().front().kind;
    underlying.symbol = underlying.local_symbol = day.underlying.symbol;
    const ConId underlying_id = underlying.conid;
    universe.add(std::move(underlying));

    const int rule = market_rule(day);
    std::map<std::string, std::size_t> classes;
    for (const options::OptionContract& contract : day.contracts) {
        const auto known = classes.find(contract.trading_class);
        const std::size_t product =
            known != classes.end()
                ? known->second
                : universe.add_product(option_product(day, contract.trading_class, rule));
        classes[contract.trading_class] = product;
        Instrument option;
        option.kind = InstrumentKind::option;
        option.product = product;
        option.symbol = day.underlying.symbol;
        option.underlying = underlying_id;
        option.option = contract;
        option.local_symbol = options::osi_symbol(contract);
        option.conid = option.option.conid = next_id(option.local_symbol);
        universe.add(std::move(option));
    }
    universe.finish();
    return universe;
}

}  // namespace wingspread::sim
