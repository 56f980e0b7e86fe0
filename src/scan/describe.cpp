#include "scan/describe.hpp"

#include "options/net_price.hpp"
#include "options/structure_value.hpp"
#include "pricing/black76.hpp"
#include "pricing/probability.hpp"
#include "scan/two_expirations.hpp"

#include <algorithm>

namespace wingspread::scan {

namespace {

using options::Side;
using options::Structure;

/// What one structure is made of, leg by leg in the order of its roles.
struct Parts {
    Structure structure;
    std::vector<RankedLeg> legs;
    std::vector<pricing::Greeks> greeks;
};

Parts parts_of(const ValuedSlice& front, const ValuedSlice* back, const StructurePlace& place) {
    const auto& far = back != nullptr ? back->slice : front.slice;
    Parts parts{*make_structure(front.slice, far, place), {}, {}};
    const auto& roles = options::form_of(place.kind).roles;
    for (std::size_t i = 0; i < roles.size(); ++i) {
        const auto& leg = parts.structure.legs()[i];
        const auto& [slice, model, time] = roles[i].back ? *back : front;
        const auto& columns = slice.of(leg.contract.right);
        const auto row = place.rows[i];
        const double strike = leg.contract.strike.to_double();
        const double volatility = model.smile.volatility(strike);
        parts.greeks.push_back(
            pricing::black76(leg.contract.right, model.market, strike, volatility));
        parts.legs.push_back({.side = leg.side,
                              .ratio = leg.ratio,
                              .right = leg.contract.right,
                              .strike = leg.contract.strike,
                              .expiry = leg.contract.expiration,
                              .conid = columns.conid[row],
                              .bid = *columns.bid[row],
                              .ask = *columns.ask[row],
                              .iv = volatility,
                              .delta = parts.greeks.back().delta});
    }
    return parts;
}

void add_prices(RankedSpread& spread) {
    std::vector<options::QuotedLeg> quoted;
    for (const auto& leg : spread.legs) quoted.push_back({leg.side, leg.ratio, leg.bid, leg.ask});
    const auto prices = options::net_price(quoted);
    spread.natural = prices.natural;
    spread.mid = prices.mid;
}

/// Sums of the legs, and the expected profit, which is one more.
void add_sums(const Parts& parts, Price net, RankedSpread& spread) {
    const double m = spread.multiplier;
    double value = 0;
    for (std::size_t i = 0; i < parts.legs.size(); ++i) {
        const auto& leg = parts.legs[i];
        const auto& greeks = parts.greeks[i];
        const double count = options::sign(leg.side) * leg.ratio;
        value += count * greeks.price;
        spread.delta += count * greeks.delta;
        spread.gamma += count * greeks.gamma;
        spread.theta_per_day += count * greeks.theta_per_day;
        spread.vega_per_point += count * greeks.vega_per_point;
    }
    spread.delta *= m;
    spread.gamma *= m;
    spread.theta_per_day *= m;
    spread.vega_per_point *= m;
    spread.ev_usd = m * (value - net.to_double());
}

void add_extremes(const Structure& structure, Price net, RankedSpread& spread) {
    spread.width = options::width(structure);
    spread.max_profit_usd = options::max_profit_usd(structure, net).amount_usd();
    spread.max_loss_usd = options::max_loss_usd(structure, net).amount_usd();
}

/// Breakevens and the probability of a profit; of two expirations also the best case.
void add_outcome(const ValuedSlice& front, const ValuedSlice* back, const Structure& structure,
                 Price net, RankedSpread& spread) {
    const auto& model = front.model;
    if (back != nullptr) {
        const auto outcome = outcome_at_front(structure, model, back->model, net);
        spread.breakevens = outcome.breakevens;
        spread.max_profit_usd = outcome.max_profit_usd;
        spread.pop = outcome.pop;
        return;
    }
    const auto payoff = *options::Payoff::of(structure, net);
    spread.breakevens = payoff.breakevens();
    spread.pop = pricing::probability_of_profit(model.market, model.smile, payoff);
}

}  // namespace

Result<Structure> make_structure(const market::ExpirySlice& front, const market::ExpirySlice& back,
                                 const StructurePlace& place) {
    const auto& form = options::form_of(place.kind);
    std::vector<options::OptionContract> contracts;
    options::StructureParts parts;
    for (std::size_t i = 0; i < form.roles.size(); ++i) {
        const auto& role = form.roles[i];
        contracts.push_back((role.back ? back : front).contract(place.rows[i], role.right));
        if (role.ratio == options::RoleRatio::more) parts.ratio = scanned_ratio;
    }
    return Structure::make(place.kind, std::move(contracts), parts);
}

RankedSpread describe(const ValuedSlice& front, const ValuedSlice* back,
                      const StructurePlace& place, PriceBasis basis) {
    auto parts = parts_of(front, back, place);
    const auto& terms = front.slice.terms;
    if (options::to_vertical_kind(place.kind) && parts.legs.front().side == Side::sell) {
        std::ranges::reverse(parts.legs);
        std::ranges::reverse(parts.greeks);
    }
    RankedSpread spread{.structure = place.kind,
                        .symbol = terms.symbol,
                        .trading_class = terms.trading_class,
                        .expiry = terms.expiration,
                        .dte = front.time.dte,
                        .multiplier = terms.multiplier,
                        .legs = parts.legs};
    if (back != nullptr) spread.back_expiry = back->slice.terms.expiration;
    add_prices(spread);
    const Price net = basis == PriceBasis::natural ? spread.natural : spread.mid;
    add_sums(parts, net, spread);
    add_extremes(parts.structure, net, spread);
    add_outcome(front, back, parts.structure, net, spread);
    if (spread.max_profit_usd && spread.max_loss_usd && *spread.max_loss_usd > Money{})
        spread.return_on_risk = static_cast<double>(spread.max_profit_usd->raw()) /
                                static_cast<double>(spread.max_loss_usd->raw());
    return spread;
}

}  // namespace wingspread::scan
