#include "scan/describe.hpp"

#include "options/net_price.hpp"
#include "pricing/black76.hpp"
#include "scan/pop_zone.hpp"

#include <array>

namespace wingspread::scan {

namespace {

using options::Side;
using options::VerticalKind;

/// A leg's figures under the model, for one option on one share.
struct LegModel {
    double volatility;
    pricing::Greeks greeks;
};

LegModel value_leg(const ExpiryModel& model, options::Right right, Price strike) {
    const double k = strike.to_double();
    const double volatility = model.smile.volatility(k);
    return {volatility, pricing::black76(right, model.market, k, volatility)};
}

RankedLeg describe_leg(const market::ExpirySlice& slice, VerticalKind kind, std::size_t row,
                       Side side, const LegModel& value) {
    const auto right = options::right_of(kind);
    const auto& columns = slice.of(right);
    return {.side = side,
            .right = right,
            .strike = slice.strikes[row],
            .expiry = slice.terms.expiration,
            .conid = columns.conid[row],
            .bid = *columns.bid[row],
            .ask = *columns.ask[row],
            .iv = value.volatility,
            .delta = value.greeks.delta};
}

/// Best and worst case per share, by structure.
struct Extremes {
    Price profit;
    Price loss;
};

Extremes extremes_of(VerticalKind kind, Price width, Price net) {
    if (options::is_credit(kind)) return {-net, width + net};
    return {width - net, net};
}

void add_greeks(const LegModel& bought, const LegModel& sold, RankedSpread& spread) {
    const double m = spread.multiplier;
    const auto& b = bought.greeks;
    const auto& s = sold.greeks;
    spread.delta = m * (b.delta - s.delta);
    spread.gamma = m * (b.gamma - s.gamma);
    spread.theta_per_day = m * (b.theta_per_day - s.theta_per_day);
    spread.vega_per_point = m * (b.vega_per_point - s.vega_per_point);
}

void add_prices(PriceBasis basis, RankedSpread& spread) {
    const auto& bought = spread.legs[0];
    const auto& sold = spread.legs[1];
    const std::array quoted{
        options::QuotedLeg{Side::buy, bought.ratio, bought.bid, bought.ask},
        options::QuotedLeg{Side::sell, sold.ratio, sold.bid, sold.ask},
    };
    const auto prices = options::net_price(quoted);
    spread.natural = prices.natural;
    spread.mid = prices.mid;
    spread.width = (bought.strike - sold.strike).abs();
    const Price net = basis == PriceBasis::natural ? prices.natural : prices.mid;
    const auto [profit, loss] = extremes_of(spread.structure, spread.width, net);
    const auto multiplier = Quantity::from_int(spread.multiplier);
    spread.max_profit_usd = profit * multiplier;
    spread.max_loss_usd = loss * multiplier;
    spread.return_on_risk = static_cast<double>(profit.raw()) / static_cast<double>(loss.raw());
    spread.breakevens = {breakeven(spread.structure, bought.strike, sold.strike, net)};
}

}  // namespace

Price breakeven(VerticalKind kind, Price bought_strike, Price sold_strike, Price net) {
    const Price base = options::is_credit(kind) ? sold_strike : bought_strike;
    return options::buys_lower_strike(kind) ? base + net : base - net;
}

RankedSpread describe(const market::ExpirySlice& slice, const ExpiryModel& model, int dte,
                      const VerticalPlace& place, PriceBasis basis) {
    const auto right = options::right_of(place.kind);
    const auto bought = value_leg(model, right, slice.strikes[place.bought_row]);
    const auto sold = value_leg(model, right, slice.strikes[place.sold_row]);
    RankedSpread spread{.structure = place.kind,
                        .symbol = slice.terms.symbol,
                        .trading_class = slice.terms.trading_class,
                        .expiry = slice.terms.expiration,
                        .dte = dte,
                        .multiplier = slice.terms.multiplier};
    spread.legs = {describe_leg(slice, place.kind, place.bought_row, Side::buy, bought),
                   describe_leg(slice, place.kind, place.sold_row, Side::sell, sold)};
    add_prices(basis, spread);
    add_greeks(bought, sold, spread);
    const auto direction =
        options::buys_lower_strike(place.kind) ? Direction::bull : Direction::bear;
    spread.pop = probability_of_profit(model, direction, spread.breakevens[0].to_double());
    const Price net = basis == PriceBasis::natural ? spread.natural : spread.mid;
    spread.ev_usd = spread.multiplier * (bought.greeks.price - sold.greeks.price - net.to_double());
    return spread;
}

}  // namespace wingspread::scan
