#include "sim/matching.hpp"

#include "sim/price_grid.hpp"

#include <algorithm>
#include <cmath>

namespace wingspread::sim {

std::optional<UnitMarket> unit_market(std::span<const LegMarket> legs) {
    UnitMarket market;
    for (const LegMarket& leg : legs) {
        const bool unusable = leg.buy ? !leg.ask : !leg.bid || !leg.ask;
        if (unusable || (leg.bid && leg.ask && *leg.bid > *leg.ask)) return std::nullopt;
        const Price bid = leg.bid.value_or(Price{});
        market.ask += (leg.buy ? *leg.ask : -bid) * leg.ratio;
        market.bid += (leg.buy ? bid : -*leg.ask) * leg.ratio;
    }
    return market;
}

std::optional<Price> fill_price(const UnitMarket& market, const Terms& terms) {
    if (!terms.limit) return terms.buy ? market.ask : market.bid;
    const double half = 0.5 * (market.ask - market.bid).to_double();
    const double mid = 0.5 * (market.ask + market.bid).to_double();
    if (terms.buy) {
        const Price asked = ceil_to(to_price(mid + terms.edge * half), terms.increment);
        const Price price = std::min(asked, market.ask);
        return price <= *terms.limit ? std::optional{price} : std::nullopt;
    }
    const Price offered = floor_to(to_price(mid - terms.edge * half), terms.increment);
    const Price price = std::max(offered, market.bid);
    return price >= *terms.limit ? std::optional{price} : std::nullopt;
}

std::vector<Price> leg_prices(std::span<const LegMarket> legs, Price unit_price) {
    const auto market = unit_market(legs);
    std::vector<Price> prices;
    if (!market) return prices;
    const double range = (market->ask - market->bid).to_double();
    const double from_ask = range > 0 ? (market->ask - unit_price).to_double() / range : 0.0;
    Price remainder = unit_price;
    for (const LegMarket& leg : legs) {
        const Price bid = leg.bid.value_or(Price{});
        const double width = (*leg.ask - bid).to_double();
        const double price =
            leg.buy ? leg.ask->to_double() - from_ask * width : bid.to_double() + from_ask * width;
        prices.push_back(nearest(to_price(price), cent));
        remainder -= (leg.buy ? prices.back() : -prices.back()) * leg.ratio;
    }
    for (std::size_t i = 0; i < legs.size(); ++i) {
        if (legs[i].ratio != 1) continue;
        const Price mended = legs[i].buy ? prices[i] + remainder : prices[i] - remainder;
        if (mended < Price{}) continue;
        prices[i] = mended;
        break;
    }
    return prices;
}

}  // namespace wingspread::sim
