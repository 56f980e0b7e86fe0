#include "scan/interest.hpp"

#include "options/calendar.hpp"
#include "scan/expiry_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

namespace wingspread::scan {

namespace {

using options::OptionContract;
using options::Right;

constexpr std::size_t strikes_for_forward = 3;
/// Only orders contracts, so it need not be right: that of a quiet stock.
constexpr double nominal_volatility = 0.25;
/// How far out of the money, in deviations, spreads are still looked for when no delta is asked.
constexpr double usual_reach = 2.0;

/// Why a line is worth having, most useful first.
enum class Use : std::uint8_t { forward, spread, smile };

/// Contracts sort by this, lowest first.
struct Rank {
    Use use;
    double distance;  ///< in deviations, from where spreads are wanted
    double nearness;  ///< of strike and spot, in deviations
    std::size_t index;

    bool operator<(const Rank& other) const {
        return std::tie(use, distance, nearness, index) <
               std::tie(other.use, other.distance, other.nearness, other.index);
    }
};

/// About the normal quantile of `probability` >= 0.5, to 0.0005: Abramowitz and Stegun 26.2.23.
double upper_quantile(double probability) {
    const double tail = std::max(1 - probability, 1e-9);
    const double t = std::sqrt(-2 * std::log(tail));
    return t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                   (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}

/// How many deviations out of the money an absolute delta lies; in the money is negative.
double deviations_of(double delta) {
    return delta <= 0.5 ? upper_quantile(1 - delta) : -upper_quantile(delta);
}

/// Where the sold legs of the wanted spreads lie, in deviations out of the money.
struct Band {
    double near;
    double far;

    [[nodiscard]] double distance(double deviations) const {
        return std::max({near - deviations, deviations - far, 0.0});
    }
};

Band wanted_band(const Criteria& criteria) {
    return {criteria.max_short_delta ? deviations_of(*criteria.max_short_delta) : -usual_reach,
            criteria.min_short_delta ? deviations_of(*criteria.min_short_delta) : usual_reach};
}

bool uses(const Criteria& criteria, Right right) {
    return std::ranges::any_of(options::all_vertical_kinds, [&](options::VerticalKind kind) {
        return options::right_of(kind) == right && criteria.wants(kind);
    });
}

/// What contracts of one expiration and class share.
struct Expiry {
    bool wanted;
    double deviation;             ///< of ln(strike/spot) at the nominal volatility
    std::vector<double> nearest;  ///< distances of the strikes around the spot
};

using ExpiryKey = std::tuple<Date, std::string_view, int>;

ExpiryKey key_of(const OptionContract& contract) {
    return {contract.expiration, contract.trading_class, contract.multiplier};
}

Expiry make_expiry(const OptionContract& contract, const Criteria& criteria, Date today,
                   MarketTime now) {
    const int dte = options::dte(today, contract.expiration);
    const double years = options::years_to(now, options::expiry_instant(contract));
    return {years > 0 && is_wanted_dte(criteria, dte),
            nominal_volatility * std::sqrt(std::max(years, 0.0)),
            {}};
}

double moneyness(const OptionContract& contract, Price spot) {
    return std::log(contract.strike.to_double() / spot.to_double());
}

/// Leaves only as many distances as strikes are needed for a forward.
void keep_nearest(std::vector<double>& distances) {
    std::ranges::sort(distances);
    const auto repeated = std::ranges::unique(distances);
    distances.erase(repeated.begin(), repeated.end());
    if (distances.size() > strikes_for_forward) distances.resize(strikes_for_forward);
}

Rank rank_of(const OptionContract& contract, const Expiry& expiry, const Criteria& criteria,
             const Band& band, Price spot, std::size_t index) {
    const double log_distance = moneyness(contract, spot);
    const double deviations = log_distance / expiry.deviation;
    const double nearness = std::abs(deviations);
    const double out = contract.right == Right::call ? deviations : -deviations;
    if (std::abs(log_distance) <= expiry.nearest.back()) return {Use::forward, 0, nearness, index};
    if (uses(criteria, contract.right)) return {Use::spread, band.distance(out), nearness, index};
    return {Use::smile, out >= 0 ? 0 : std::numeric_limits<double>::infinity(), nearness, index};
}

}  // namespace

std::vector<std::size_t> rank_interest(std::span<const OptionContract> contracts, Price spot,
                                       const Criteria& criteria, MarketTime now) {
    if (spot <= Price{}) return {};
    const Date today = options::to_new_york(now).date;
    std::map<ExpiryKey, Expiry> expiries;
    for (const auto& contract : contracts) {
        auto [place, is_new] = expiries.try_emplace(key_of(contract));
        if (is_new) place->second = make_expiry(contract, criteria, today, now);
        place->second.nearest.push_back(std::abs(moneyness(contract, spot)));
    }
    for (auto& [key, expiry] : expiries) keep_nearest(expiry.nearest);
    const Band band = wanted_band(criteria);
    std::vector<Rank> ranks;
    for (std::size_t i = 0; i < contracts.size(); ++i) {
        const auto& expiry = expiries.at(key_of(contracts[i]));
        if (!expiry.wanted) continue;
        const Rank rank = rank_of(contracts[i], expiry, criteria, band, spot, i);
        if (std::isfinite(rank.distance)) ranks.push_back(rank);
    }
    std::sort(ranks.begin(), ranks.end());
    std::vector<std::size_t> order;
    order.reserve(ranks.size());
    for (const auto& rank : ranks) order.push_back(rank.index);
    return order;
}

}  // namespace wingspread::scan
