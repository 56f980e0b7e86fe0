#include "scan/field_values.hpp"

#include "options/calendar.hpp"
#include "pricing/probability.hpp"
#include "scan/program.hpp"

#include <algorithm>
#include <cmath>

namespace wingspread::scan::field_values {

namespace {

using options::Right;
using options::Side;
using Leg = FieldSource::Leg;

Date today(const FieldSource& c) { return options::to_new_york(c.context().chain->as_of).date; }

/// Whether an event falls between today and the nearer expiration; one that is past says nothing.
double inside(const FieldSource& c, const std::optional<Date>& day) {
    if (!day || *day < today(c)) return missing_value;
    return *day <= c.spread().expiry ? 1 : 0;
}

}  // namespace

double per(double numerator, double denominator) {
    return denominator > 0 ? numerator / denominator : missing_value;
}

double usd(const std::optional<Money>& amount) {
    return amount ? amount->to_double() : missing_value;
}

double greatest_of_sold(const FieldSource& c, double (*figure)(const FieldSource&, const Leg&)) {
    double greatest = missing_value;
    for (const auto& leg : c.legs()) {
        if (!leg.sold()) continue;
        const double value = figure(c, leg);
        if (std::isnan(value)) return missing_value;
        greatest = std::isnan(greatest) ? value : std::max(greatest, value);
    }
    return greatest;
}

double least_of_sold(const FieldSource& c, double (*figure)(const FieldSource&, const Leg&)) {
    double least = missing_value;
    for (const auto& leg : c.legs()) {
        if (!leg.sold()) continue;
        const double value = figure(c, leg);
        if (std::isnan(value)) return missing_value;
        least = std::isnan(least) ? value : std::min(least, value);
    }
    return least;
}

double short_delta(const FieldSource& /*c*/, const Leg& leg) { return std::abs(leg.leg->delta); }

double probability_in_the_money(const FieldSource& /*c*/, const Leg& leg) {
    if (leg.model == nullptr) return missing_value;
    const double above =
        pricing::probability_above(leg.model->market, leg.model->smile, leg.strike());
    return leg.leg->right == Right::call ? above : 1 - above;
}

double moneyness(const FieldSource& c, const Leg& leg) {
    const double distance = leg.strike() - c.spot();
    return (leg.leg->right == Right::call ? distance : -distance) / c.spot();
}

double sigma_distance(const FieldSource& /*c*/, const Leg& leg) {
    if (leg.model == nullptr) return missing_value;
    const auto& [market, smile] = *leg.model;
    const double deviation = smile.volatility(leg.strike()) * std::sqrt(market.years);
    const double sigmas = std::log(leg.strike() / market.forward) / deviation;
    return leg.leg->right == Right::call ? sigmas : -sigmas;
}

double extrinsic(const FieldSource& c, const Leg& leg) {
    return leg.mid() - intrinsic(leg.leg->right, leg.strike(), c.spot());
}

double mean_iv(const FieldSource& c, Side side) {
    double sum = 0;
    int count = 0;
    for (const auto& leg : c.legs()) {
        if (leg.leg->side != side) continue;
        sum += leg.leg->ratio * leg.leg->iv;
        count += leg.leg->ratio;
    }
    return per(sum, count);
}

double edge_usd(const FieldSource& c) {
    return c.spread().ev_usd + (c.net() - c.spread().mid).to_double() * c.spread().multiplier;
}

double profit_if_flat_usd(const FieldSource& c) {
    const auto& spot = c.context().chain->spot;
    if (!spot || !c.one_expiry()) return missing_value;
    return c.profit_at(*spot).to_double() * c.spread().multiplier;
}

WingWidths wings(const FieldSource& c) {
    std::vector<Price> strikes;
    for (const auto& leg : c.spread().legs) strikes.push_back(leg.strike);
    std::ranges::sort(strikes);
    strikes.erase(std::ranges::unique(strikes).begin(), strikes.end());
    const auto n = strikes.size();
    if (n < 3 || !c.one_expiry()) return {missing_value, missing_value};
    return {(strikes[1] - strikes[0]).to_double(), (strikes[n - 1] - strikes[n - 2]).to_double()};
}

double weakest(const FieldSource& c,
               std::vector<std::optional<Quantity>> market::OptionColumns::* column) {
    double least = missing_value;
    for (const auto& leg : c.legs()) {
        if (leg.columns == nullptr) return missing_value;
        const auto& quantity = (leg.columns->*column)[leg.row];
        if (!quantity) return missing_value;
        const double value = quantity->to_double();
        least = std::isnan(least) ? value : std::min(least, value);
    }
    return least;
}

double size(const FieldSource& c) {
    double least = missing_value;
    for (const auto& leg : c.legs()) {
        if (leg.columns == nullptr) return missing_value;
        const auto& quantity =
            (leg.sold() ? leg.columns->bid_size : leg.columns->ask_size)[leg.row];
        if (!quantity) return missing_value;
        const double units = std::floor(quantity->to_double() / leg.leg->ratio);
        least = std::isnan(least) ? units : std::min(least, units);
    }
    return least;
}

double widest_leg(const FieldSource& c) {
    double widest = 0;
    for (const auto& leg : c.legs()) widest = std::max(widest, leg.bid_ask());
    return widest;
}

double widest_leg_on_mid(const FieldSource& c) {
    double widest = 0;
    for (const auto& leg : c.legs()) widest = std::max(widest, leg.bid_ask() / leg.mid());
    return widest;
}

double ex_dividend_inside(const FieldSource& c) {
    const auto& dividends = c.context().dividends;
    if (!dividends) return missing_value;
    if (dividends->pays_none()) return 0;
    return inside(c, dividends->next_ex_date);
}

double earnings_inside(const FieldSource& c) { return inside(c, c.context().next_earnings); }

double held_legs(const FieldSource& c, bool opposite) {
    const auto& held = c.context().held;
    if (!held) return missing_value;
    double count = 0;
    for (const auto& leg : c.spread().legs) {
        const int wanted = options::sign(leg.side) * (opposite ? -1 : 1);
        count += std::ranges::any_of(*held, [&](const HeldOption& option) {
            return option.trading_class == c.spread().trading_class &&
                   option.expiry == leg.expiry && option.right == leg.right &&
                   option.strike == leg.strike && option.contracts * wanted > 0;
        });
    }
    return count;
}

double at_the_money_iv(const FieldSource& c) {
    return c.model() == nullptr ? missing_value
                                : c.model()->smile.volatility(c.model()->market.forward);
}

double expected_move(const FieldSource& c) {
    if (c.model() == nullptr) return missing_value;
    return c.spot() * at_the_money_iv(c) * std::sqrt(c.model()->market.years);
}

double back_dte(const FieldSource& c) {
    if (!c.spread().back_expiry) return missing_value;
    return options::dte(today(c), *c.spread().back_expiry);
}

}  // namespace wingspread::scan::field_values
