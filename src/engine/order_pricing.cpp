#include "engine/order_pricing.hpp"

#include "trade/order_price.hpp"

#include <algorithm>

namespace wingspread::engine {

namespace {

Price share_of_way(Price from, Price to, int percent) {
    const auto way = static_cast<__int128>((to - from).raw()) * percent / 100;
    return from + Price::from_raw(static_cast<std::int64_t>(way));
}

Price wanted_price(const OrderRequest& request, const options::NetPrice& net) {
    switch (request.price_rule) {
        case PriceRule::given: return request.limit_price;
        case PriceRule::mid: return net.mid;
        case PriceRule::natural: return net.natural;
        case PriceRule::share: return share_of_way(net.mid, net.natural, request.share_pct);
    }
    return request.limit_price;
}

}  // namespace

Price dearest_option(std::span<const trade::OrderLeg> legs,
                     std::span<const trade::LegQuote> quotes) {
    Price dearest;
    for (const auto& leg : legs) {
        const auto quote = std::ranges::find(quotes, leg.conid(), &trade::LegQuote::conid);
        const bool whole = quote != quotes.end() && quote->bid && quote->ask;
        if (leg.option() == nullptr || !whole) continue;
        dearest = std::max(dearest, Price::from_raw((*quote->bid + *quote->ask).raw() / 2));
    }
    return dearest;
}

void set_price(const OrderRequest& request, const options::NetPrice& net, Price dearest_option,
               const trade::RiskLimits& limits, trade::OrderTerms& terms) {
    const Price wanted = wanted_price(request, net);
    terms.limit = request.price_rule == PriceRule::given
                      ? wanted
                      : trade::rounded_limit(terms, wanted).value_or(wanted);
    if (!request.ladder) return;
    const auto& ladder = *request.ladder;
    const auto scale = trade::price_scale(terms, dearest_option);
    const auto band = Price::from_raw(scale.raw() / 100) * limits.max_mid_deviation_pct;
    const auto furthest = std::min(net.natural, net.mid + band);
    const auto cap = ladder.cap.value_or(
        trade::worst_limit(terms, furthest).value_or(std::max(furthest, terms.limit)));
    terms.ladder = trade::LadderPlan{.steps = ladder.steps,
                                     .interval = ladder.interval,
                                     .cap = cap,
                                     .hold = ladder.hold,
                                     .at_end = ladder.at_end,
                                     .on_bad_quotes = ladder.on_bad_quotes};
}

void rest_at(Price price, bool stops, const trade::RiskLimits& limits, trade::OrderTerms& terms) {
    const auto& increments = trade::increments_of(terms);
    const auto rounded = [&](Price wanted) {
        return increments.round_less_aggressive(options::Side::buy, wanted);
    };
    terms.limit = rounded(price);
    terms.oca.emplace();
    if (!stops) return;
    terms.oca->trigger = terms.limit;
    terms.limit = rounded(terms.limit + trade::stop_slack(terms.limit, limits));
}

void hold_below(Price ceiling, trade::OrderTerms& terms) {
    const auto most =
        trade::increments_of(terms).round_less_aggressive(options::Side::buy, ceiling);
    terms.limit = std::min(terms.limit, most);
    if (terms.ladder) terms.ladder->cap = std::min(terms.ladder->cap, most);
}

}  // namespace wingspread::engine
