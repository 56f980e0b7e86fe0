#include "sim/quotes.hpp"

#include <algorithm>
#include <limits>

namespace wingspread::sim {

int shares_per_price(const Universe& universe, std::span<const BookedLeg> legs) {
    for (const BookedLeg& leg : legs) {
        const Instrument* instrument = universe.find(leg.conid);
        if (instrument && instrument->kind == InstrumentKind::option)
            return instrument->option.multiplier;
    }
    return 1;
}

std::vector<LegMarket> leg_markets(Market& market, std::span<const BookedLeg> legs,
                                   bool sell_unit) {
    const int shares = shares_per_price(market.universe(), legs);
    std::vector<LegMarket> markets;
    for (const BookedLeg& leg : legs) {
        LegMarket& one = markets.emplace_back();
        one.buy = leg.buy != sell_unit;
        one.ratio = leg.ratio;
        const Instrument* instrument = market.universe().find(leg.conid);
        if (!instrument) continue;
        const MarketQuote quote = market.quote(*instrument);
        one.bid = quote.bid;
        one.ask = quote.ask;
        if (instrument->kind == InstrumentKind::stock) one.ratio = leg.ratio / shares;
    }
    return markets;
}

MarketQuote combo_quote(Market& market, std::span<const BookedLeg> legs) {
    MarketQuote combo;
    const auto sides = unit_market(leg_markets(market, legs));
    if (!sides) return combo;
    combo.bid = sides->bid;
    combo.ask = sides->ask;
    combo.bid_size = combo.ask_size = std::numeric_limits<std::int64_t>::max();
    for (const BookedLeg& leg : legs) {
        const MarketQuote quote = market.quote(*market.universe().find(leg.conid));
        const std::int64_t at_bid = leg.buy ? quote.bid_size : quote.ask_size;
        const std::int64_t at_ask = leg.buy ? quote.ask_size : quote.bid_size;
        combo.bid_size = std::min(combo.bid_size, at_bid / leg.ratio);
        combo.ask_size = std::min(combo.ask_size, at_ask / leg.ratio);
    }
    // A size of 0 would clear the side; the thinnest leg still shows one unit.
    combo.bid_size = std::max<std::int64_t>(combo.bid_size, 1);
    combo.ask_size = std::max<std::int64_t>(combo.ask_size, 1);
    return combo;
}

Price mark_price(Market& market, const Instrument& instrument) {
    const MarketQuote quote = market.quote(instrument);
    if (quote.bid && quote.ask) return Price::from_raw((quote.bid->raw() + quote.ask->raw()) / 2);
    if (quote.ask && instrument.kind == InstrumentKind::option)
        return Price::from_raw(quote.ask->raw() / 2);
    for (const auto& price : {quote.last, quote.bid, quote.close})
        if (price) return *price;
    return Price{};
}

std::optional<ModelValues> values_at_price(const std::optional<ModelValues>& model,
                                           const std::optional<Price>& price) {
    if (!model || !price || model->vega < 1e-4) return std::nullopt;
    ModelValues values = *model;
    values.implied_vol += 0.01 * (price->to_double() - values.price) / values.vega;
    if (values.implied_vol <= 0) return std::nullopt;
    values.price = price->to_double();
    return values;
}

int multiplier_of(const Instrument& instrument) {
    return instrument.kind == InstrumentKind::option ? instrument.option.multiplier : 1;
}

}  // namespace wingspread::sim
