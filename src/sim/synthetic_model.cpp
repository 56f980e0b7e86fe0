#include "sim/synthetic_model.hpp"

#include "core/date.hpp"
#include "options/calendar.hpp"
#include "pricing/binomial.hpp"
#include "pricing/black76.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace wingspread::sim {
namespace {

using namespace std::chrono;

constexpr auto spot_step = 250ms;
constexpr int tree_steps = 101;

MarketTime floored(MarketTime time, Duration step) {
    return MarketTime{time.time_since_epoch() - time.time_since_epoch() % step};
}

/// Cash dividends with an ex-date in (from, to], a quarter apart, on the tenth or the trading day
/// after it.
std::vector<pricing::Dividend> dividends(const SyntheticProfile& profile, MarketTime from,
                                         MarketTime to) {
    std::vector<pricing::Dividend> found;
    if (profile.dividend <= 0) return found;
    const Date first = options::to_new_york(from).date;
    year_month month{first.year(), first.month()};
    for (;; month += months{1}) {
        const Date tenth{month.year(), month.month(), day{10}};
        if (options::from_new_york(tenth, 0h) > to) break;
        const int in_year = static_cast<int>(unsigned{month.month()}) - profile.dividend_month;
        if (in_year % 3 != 0) continue;
        const Date ex = options::is_trading_day(tenth) ? tenth : options::next_trading_day(tenth);
        const MarketTime when = options::from_new_york(ex, 9h + 30min);
        if (when > from && when <= to)
            found.push_back({options::years_to(from, when), profile.dividend});
    }
    return found;
}

}  // namespace

struct SyntheticModel::Terms {
    double spot = 0;
    double years = 0;
    double forward = 0;
    double pv_dividend = 0;
    double volatility = 0;
    std::vector<pricing::Dividend> dividends;
};

SyntheticModel::SyntheticModel(const SyntheticProfile& profile, std::uint64_t seed, Hours hours)
    : profile_(profile),
      hours_(hours),
      market_path_(mix(seed, hash_text("market"))),
      own_path_(mix(seed, hash_text(profile.symbol))),
      volatility_path_(mix(seed, hash_text("volatility"))) {}

MarketTime SyntheticModel::effective(MarketTime time) const {
    if (hours_ == Hours::always) return floored(time, spot_step);
    const Date date = options::to_new_york(time).date;
    const auto today = options::regular_session(options::UnderlyingKind::stock, date);
    if (today && time >= today->open) return floored(std::min(time, today->close), spot_step);
    const Date before = options::previous_trading_day(date);
    return options::regular_session(options::UnderlyingKind::stock, before)->close;
}

double SyntheticModel::spot(MarketTime time) const {
    const MarketTime moment = effective(time);
    const double share = profile_.market_share;
    const double path =
        share * market_path_.at(moment) + std::sqrt(1 - share * share) * own_path_.at(moment);
    return profile_.spot * std::exp(profile_.volatility * path);
}

Surface SyntheticModel::surface(MarketTime time) const {
    const double fall = -std::log(spot(time) / profile_.spot);
    const double level = 0.5 * volatility_path_.at(effective(time));
    SurfaceShape shape = profile_.surface;
    shape.spot_volatility *= std::clamp(std::exp(3.0 * fall + level), 0.5, 2.5);
    shape.long_volatility *= std::clamp(std::exp(1.0 * fall + 0.3 * level), 0.7, 1.6);
    return Surface(shape);
}

std::optional<SyntheticModel::Terms> SyntheticModel::terms(const options::OptionContract& option,
                                                           MarketTime time) const {
    const MarketTime settles = options::expiry_instant(option);
    if (time >= settles) return std::nullopt;
    Terms terms;
    terms.spot = spot(time);
    terms.years = options::years_to(time, settles);
    terms.dividends = dividends(profile_, time, settles);
    for (const pricing::Dividend& dividend : terms.dividends)
        terms.pv_dividend += dividend.amount * std::exp(-synthetic_rate_per_year * dividend.years);
    terms.forward = (terms.spot - terms.pv_dividend) *
                    std::exp((synthetic_rate_per_year - profile_.dividend_yield) * terms.years);
    terms.volatility =
        surface(time).volatility(std::log(option.strike.to_double() / terms.forward), terms.years);
    return terms;
}

/// Early exercise is worth something for puts, and for calls with a dividend to come; everything
/// else is priced in closed form.
double SyntheticModel::value(const options::OptionContract& option, const Terms& terms, double spot,
                             double years, double volatility) const {
    const double rate = synthetic_rate_per_year;
    const double strike = option.strike.to_double();
    const bool early = option.style == options::ExerciseStyle::american &&
                       (option.right == options::Right::put || !terms.dividends.empty());
    if (early)
        return pricing::binomial_price(option.right, {spot, years, rate, 0, terms.dividends},
                                       strike, volatility, tree_steps, pricing::Kernel::scalar);
    const pricing::ExpiryMarket market{
        spot, (spot - terms.pv_dividend) * std::exp((rate - profile_.dividend_yield) * years),
        std::exp(-rate * years), years};
    return pricing::black76_price(option.right, market, strike, volatility);
}

std::optional<double> SyntheticModel::fair_value(const options::OptionContract& option,
                                                 MarketTime time) const {
    const auto t = terms(option, time);
    if (!t) return std::nullopt;
    return value(option, *t, t->spot, t->years, t->volatility);
}

std::optional<ModelValues> SyntheticModel::model(const options::OptionContract& option,
                                                 MarketTime time) const {
    const auto t = terms(option, time);
    if (!t) return std::nullopt;
    const double shift = 0.002 * t->spot;
    const double point = 0.01;
    const double day = std::min(1.0 / 365.0, 0.5 * t->years);
    const auto at = [&](double spot_shift, double passed, double more) {
        return value(option, *t, t->spot + spot_shift, t->years - passed, t->volatility + more);
    };
    ModelValues values;
    values.price = at(0, 0, 0);
    const double up = at(shift, 0, 0);
    const double down = at(-shift, 0, 0);
    values.delta = (up - down) / (2 * shift);
    values.gamma = (up - 2 * values.price + down) / (shift * shift);
    values.vega = at(0, 0, point) - values.price;
    values.theta = (at(0, day, 0) - values.price) / (day * 365.0);
    values.implied_vol = t->volatility;
    values.pv_dividend = t->pv_dividend;
    values.underlying_price = t->spot;
    return values;
}

std::optional<Date> SyntheticModel::next_dividend(MarketTime time) const {
    const auto coming = dividends(profile_, time, time + days{120});
    if (coming.empty()) return std::nullopt;
    const auto wait = duration<double, std::ratio<365 * 86'400>>(coming.front().years);
    return options::to_new_york(time + duration_cast<Duration>(wait) + 1min).date;
}

double SyntheticModel::standard_moneyness(const options::OptionContract& option,
                                          MarketTime time) const {
    const auto t = terms(option, time);
    if (!t) return 0;
    return std::log(option.strike.to_double() / t->forward) / (t->volatility * std::sqrt(t->years));
}

}  // namespace wingspread::sim
