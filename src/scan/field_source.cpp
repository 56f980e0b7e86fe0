#include "scan/field_source.hpp"

#include "options/margin.hpp"
#include "pricing/probability.hpp"
#include "scan/program.hpp"

#include <algorithm>
#include <cmath>

namespace wingspread::scan {

namespace {

using options::Right;

/// Position of a slice in the chain; its end when it is not there.
std::size_t slice_index(const market::ChainSnapshot& chain, Date expiry,
                        std::string_view trading_class) {
    const auto found = std::ranges::find_if(chain.slices, [&](const auto& slice) {
        return slice->terms.expiration == expiry && slice->terms.trading_class == trading_class;
    });
    return static_cast<std::size_t>(found - chain.slices.begin());
}

const ExpiryModel* model_at(const FieldContext& context, std::size_t index) {
    if (index >= context.models->size()) return nullptr;
    const auto& model = (*context.models)[index];
    return model ? &*model : nullptr;
}

Price intrinsic_price(Right right, Price strike, Price at) {
    return std::max(right == Right::call ? at - strike : strike - at, Price{});
}

/// Volatility times root of time at a level: what one sigma is there.
double deviation_at(const ExpiryModel& model, double level) {
    return model.smile.volatility(level) * std::sqrt(model.market.years);
}

}  // namespace

double intrinsic(Right right, double strike, double spot) {
    return std::max(right == Right::call ? spot - strike : strike - spot, 0.0);
}

std::optional<double> VolatilityHistory::rank() const {
    if (past.empty()) return std::nullopt;
    const auto [least, greatest] = std::ranges::minmax(past);
    if (!(greatest > least)) return std::nullopt;
    return (now - least) / (greatest - least);
}

std::optional<double> VolatilityHistory::percentile() const {
    if (past.empty()) return std::nullopt;
    const auto below = std::ranges::count_if(past, [&](double value) { return value < now; });
    return static_cast<double>(below) / static_cast<double>(past.size());
}

double FieldSource::Leg::count() const { return options::sign(leg->side) * leg->ratio; }
double FieldSource::Leg::mid() const { return (leg->bid.to_double() + leg->ask.to_double()) / 2; }
double FieldSource::Leg::bid_ask() const { return (leg->ask - leg->bid).to_double(); }

FieldContext field_context(const market::ChainSnapshot& chain, const ChainModels& models,
                           PriceBasis basis) {
    FieldContext context;
    context.chain = &chain;
    context.models = &models;
    context.basis = basis;
    context.dividends = chain.dividends;
    return context;
}

FieldSource::FieldSource(const RankedSpread& spread, const FieldContext& context)
    : spread_(spread), context_(context) {
    const auto index = slice_index(*context.chain, spread.expiry, spread.trading_class);
    if (index < context.chain->slices.size()) front_ = context.chain->slices[index].get();
    model_ = model_at(context, index);
    for (const auto& leg : spread.legs)
        if (leg_count_ < legs_.size()) add_leg(leg);
}

void FieldSource::add_leg(const RankedLeg& ranked) {
    Leg leg{.leg = &ranked, .columns = nullptr, .row = 0, .model = model_};
    const market::ExpirySlice* slice = front_;
    if (ranked.expiry != spread_.expiry) {
        const auto index = slice_index(*context_.chain, ranked.expiry, spread_.trading_class);
        slice =
            index < context_.chain->slices.size() ? context_.chain->slices[index].get() : nullptr;
        leg.model = model_at(context_, index);
    }
    if (slice != nullptr) {
        const auto found = std::ranges::lower_bound(slice->strikes, ranked.strike);
        if (found != slice->strikes.end() && *found == ranked.strike) {
            leg.columns = &slice->of(ranked.right);
            leg.row = static_cast<std::size_t>(found - slice->strikes.begin());
        }
    }
    legs_[leg_count_++] = leg;
}

double FieldSource::spot() const {
    return context_.chain->spot ? context_.chain->spot->to_double() : missing_value;
}

Price FieldSource::net() const {
    return context_.basis == PriceBasis::natural ? spread_.natural : spread_.mid;
}

double FieldSource::width() const {
    return spread_.width ? spread_.width->to_double() : missing_value;
}

double FieldSource::bid_ask() const {
    double sum = 0;
    for (const auto& leg : legs()) sum += leg.leg->ratio * leg.bid_ask();
    return sum;
}

Price FieldSource::profit_at(Price at) const {
    Price value = -net();
    for (const auto& leg : spread_.legs)
        value += options::sign(leg.side) * leg.ratio * intrinsic_price(leg.right, leg.strike, at);
    return value;
}

double FieldSource::probability_of(Extreme extreme) const {
    if (!one_expiry() || model_ == nullptr) return missing_value;
    const int sign = extreme == Extreme::best ? 1 : -1;
    int top_slope = 0;
    std::vector<Price> knots{Price{}};
    for (const auto& leg : spread_.legs) {
        knots.push_back(leg.strike);
        if (leg.right == Right::call) top_slope += options::sign(leg.side) * leg.ratio;
    }
    if (sign * top_slope > 0) return missing_value;
    std::ranges::sort(knots);
    knots.erase(std::ranges::unique(knots).begin(), knots.end());
    std::vector<Price> profits;
    for (const auto knot : knots) profits.push_back(sign * profit_at(knot));
    const Price most = std::ranges::max(profits);
    const auto& [market, smile] = *model_;
    double sum = 0;
    for (std::size_t i = 0; i + 1 < knots.size(); ++i)
        if (profits[i] == most && profits[i + 1] == most)
            sum += pricing::probability_between(market, smile, knots[i].to_double(),
                                                knots[i + 1].to_double());
    if (top_slope == 0 && profits.back() == most)
        sum += pricing::probability_above(market, smile, knots.back().to_double());
    return sum;
}

FieldSource::Cushion FieldSource::cushion() const {
    const double at = spot();
    if (!one_expiry() || spread_.breakevens.empty() || !context_.chain->spot)
        return {missing_value, missing_value};
    const auto distance = [&](Price breakeven) { return std::abs(breakeven.to_double() - at); };
    const double breakeven = std::ranges::min(spread_.breakevens, {}, distance).to_double();
    const double sign = profit_at(*context_.chain->spot) > Price{} ? 1 : -1;
    Cushion cushion{sign * std::abs(breakeven - at) / at, missing_value};
    if (model_ != nullptr && breakeven > 0)
        cushion.sigmas =
            sign * std::abs(std::log(breakeven / at)) / deviation_at(*model_, breakeven);
    return cushion;
}

double FieldSource::margin_usd() const {
    if (!context_.chain->spot) return missing_value;
    std::vector<options::MarginPosition> positions;
    for (const auto& leg : spread_.legs) {
        options::MarginPosition position;
        position.is_option = true;
        position.symbol = spread_.symbol;
        position.option.symbol = spread_.symbol;
        position.option.expiration = leg.expiry;
        position.option.strike = leg.strike;
        position.option.right = leg.right;
        position.option.multiplier = spread_.multiplier;
        position.quantity = Quantity::from_int(options::sign(leg.side) * leg.ratio);
        position.mark = Price::from_raw((leg.bid.raw() + leg.ask.raw()) / 2);
        position.underlying_price = *context_.chain->spot;
        position.broad_index = context_.chain->underlying.kind == options::UnderlyingKind::index;
        positions.push_back(position);
    }
    return options::margin_requirement(positions).initial_usd.to_double() +
           net().to_double() * spread_.multiplier;
}

double FieldSource::commission_usd() const {
    Money one_way{};
    for (const auto& leg : spread_.legs)
        one_way += options::option_commission(context_.commissions,
                                              Price::from_raw((leg.bid.raw() + leg.ask.raw()) / 2),
                                              Quantity::from_int(leg.ratio));
    const Money charged = std::max(one_way, context_.commissions.option_minimum_per_order_usd);
    return 2 * charged.to_double();
}

double FieldSource::assignment_risk() const {
    if (front_ == nullptr || model_ == nullptr || !context_.chain->spot) return missing_value;
    if (front_->terms.style == options::ExerciseStyle::european) return 0;
    bool unknown = false;
    for (const auto& leg : legs()) {
        const double inside = intrinsic(leg.leg->right, leg.strike(), spot());
        if (!leg.sold() || inside <= 0) continue;
        if (leg.model == nullptr) return missing_value;
        const double time_value = leg.leg->ask.to_double() - inside;
        if (leg.leg->right == Right::put) {
            if (time_value < leg.strike() * (1 - leg.model->market.discount)) return 1;
            continue;
        }
        const auto& dividends = context_.dividends;
        if (time_value <= 0) return 1;
        if (dividends && dividends->pays_none()) continue;
        if (!dividends || !dividends->next_ex_date) {
            unknown = true;
        } else if (*dividends->next_ex_date <= leg.leg->expiry) {
            if (!dividends->next_amount) {
                unknown = true;
            } else if (time_value < dividends->next_amount->to_double()) {
                return 1;
            }
        }
    }
    return unknown ? missing_value : 0;
}

}  // namespace wingspread::scan
