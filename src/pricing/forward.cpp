#include "pricing/forward.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace wingspread::pricing {

namespace {

constexpr std::size_t min_pairs_for_rate = 8;
constexpr std::size_t pairs_for_rate_factor = 4;  // the slope needs a longer lever than the level
constexpr double lowest_rate = -0.02;
constexpr double highest_rate = 0.20;
constexpr double largest_rate_error = 0.005;
constexpr double deviations_per_median = 1.4826;  // of a normal distribution

/// A call and a put at one strike, both two-sided.
struct Pair {
    double strike;
    double difference;  ///< call mid − put mid
    double error;       ///< half of both bid-ask ranges
};

std::vector<Pair> pairs_of(const QuoteColumns& quotes) {
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < quotes.size(); ++i) {
        const double call_bid = quotes.call_bid[i];
        const double call_ask = quotes.call_ask[i];
        const double put_bid = quotes.put_bid[i];
        const double put_ask = quotes.put_ask[i];
        if (!is_two_sided(call_bid, call_ask) || !is_two_sided(put_bid, put_ask)) continue;
        pairs.push_back({quotes.strikes[i], (call_bid + call_ask - put_bid - put_ask) / 2,
                         (call_ask - call_bid + put_ask - put_bid) / 2});
    }
    return pairs;
}

/// The lower one of two middle values; `values` is not empty.
double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

template <class Project>
double median_of(const std::vector<Pair>& pairs, Project project) {
    std::vector<double> values;
    for (const auto& pair : pairs) values.push_back(project(pair));
    return median(std::move(values));
}

/// The `count` pairs nearest to where a call and its put cost the same.
std::vector<Pair> nearest(std::vector<Pair> pairs, std::size_t count) {
    const double money = median_of(pairs, [](const Pair& p) { return p.strike + p.difference; });
    std::ranges::sort(
        pairs, {}, [&](const Pair& p) { return std::pair{std::abs(p.strike - money), p.strike}; });
    if (pairs.size() > count) pairs.resize(count);
    return pairs;
}

/// What the slope of call minus put over strikes says of the discount; empty when it does not
/// determine the rate.
std::optional<double> discount_from(const std::vector<Pair>& pairs, double years) {
    if (pairs.size() < min_pairs_for_rate) return std::nullopt;
    std::vector<double> slopes;
    double mean = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        mean += pairs[i].strike / static_cast<double>(pairs.size());
        for (std::size_t j = 0; j < i; ++j) {
            slopes.push_back((pairs[i].difference - pairs[j].difference) /
                             (pairs[j].strike - pairs[i].strike));
        }
    }
    const double discount = median(std::move(slopes));
    if (!(discount > 0)) return std::nullopt;
    const auto level = [&](const Pair& p) { return p.difference + discount * p.strike; };
    const double middle = median_of(pairs, level);
    const double noise = deviations_per_median * median_of(pairs, [&](const Pair& p) {
                             return std::abs(level(p) - middle);
                         });
    double spread = 0;
    for (const auto& pair : pairs) spread += (pair.strike - mean) * (pair.strike - mean);
    const double rate = -std::log(discount) / years;
    const double rate_error = noise / std::sqrt(spread) / discount / years;
    const bool known = rate_error <= largest_rate_error;
    const bool plausible = rate >= lowest_rate && rate <= highest_rate;
    return known && plausible ? std::optional{discount} : std::nullopt;
}

/// Median in which each vote counts by how tightly it is quoted.
double weighted_median(std::vector<std::pair<double, double>> votes) {
    std::ranges::sort(votes);
    double total = 0;
    for (const auto& [value, weight] : votes) total += weight;
    double passed = 0;
    for (const auto& [value, weight] : votes) {
        passed += weight;
        if (passed >= total / 2) return value;
    }
    return votes.back().first;
}

struct Discount {
    double value;
    DiscountSource source;
};

Result<Discount> choose_discount(const std::vector<Pair>& pairs, double years,
                                 const ForwardSettings& settings) {
    if (settings.policy == DiscountPolicy::parity_first && !pairs.empty()) {
        const auto near = nearest(pairs, settings.pairs * pairs_for_rate_factor);
        if (const auto discount = discount_from(near, years)) {
            return Discount{*discount, DiscountSource::parity};
        }
    }
    if (!settings.stated_rate_per_year) {
        return fail(Errc::unavailable,
                    fmt::format("forward: {} call-put pairs do not determine an interest rate and "
                                "none is stated",
                                pairs.size()));
    }
    return Discount{std::exp(-*settings.stated_rate_per_year * years), DiscountSource::stated_rate};
}

ForwardEstimate from_parity(const std::vector<Pair>& pairs, const Discount& discount, double spot,
                            double years) {
    const auto vote = [&](const Pair& p) { return p.strike + p.difference / discount.value; };
    std::vector<std::pair<double, double>> votes;
    const double least_error = 1e-6 * spot;  // locked quotes must not outvote all others
    for (const auto& pair : pairs) votes.emplace_back(vote(pair), 1 / (pair.error + least_error));
    const double forward = weighted_median(std::move(votes));
    const double noise = deviations_per_median * median_of(pairs, [&](const Pair& p) {
                             return std::abs(vote(p) - forward);
                         });
    const double half_range = median_of(pairs, [](const Pair& p) { return p.error; });
    return {{spot, forward, discount.value, years},
            ForwardSource::parity,
            discount.source,
            pairs.size(),
            std::max(noise, half_range) / std::sqrt(static_cast<double>(pairs.size()))};
}

Result<void> check(double spot, double years, const ForwardSettings& settings) {
    if (!(spot > 0) || !std::isfinite(spot)) {
        return bad_field("spot", fmt::to_string(spot), "a price above 0");
    }
    if (!(years > 0) || !std::isfinite(years)) {
        return bad_field("years to expiry", fmt::to_string(years), "more than 0");
    }
    if (settings.stated_rate_per_year && !std::isfinite(*settings.stated_rate_per_year)) {
        return bad_field("stated rate", fmt::to_string(*settings.stated_rate_per_year),
                         "a number per year");
    }
    if (settings.pairs == 0) return bad_field("pairs", "0", "1 or more");
    return {};
}

}  // namespace

ExpiryMarket market_from_dividends(const AmericanMarket& market) {
    double held_back = 0;
    for (const auto& dividend : market.dividends) {
        if (dividend.years <= 0 || dividend.years > market.years) continue;
        held_back += dividend.amount * std::exp(-market.rate_per_year * dividend.years);
    }
    ExpiryMarket result = market_from_rates(market.spot - held_back, market.years,
                                            market.rate_per_year, market.dividend_yield_per_year);
    result.spot = market.spot;
    return result;
}

Result<ForwardEstimate> estimate_forward(const QuoteColumns& quotes, double spot, double years,
                                         const ForwardSettings& settings) {
    if (const auto checked = check(spot, years, settings); !checked) {
        return std::unexpected(checked.error());
    }
    const auto pairs = pairs_of(quotes);
    const auto discount = choose_discount(pairs, years, settings);
    if (!discount) return std::unexpected(discount.error());
    if (pairs.empty()) {
        return ForwardEstimate{{spot, spot / discount->value, discount->value, years},
                               ForwardSource::spot_and_rate,
                               discount->source,
                               0,
                               0};
    }
    auto estimate = from_parity(nearest(pairs, settings.pairs), *discount, spot, years);
    if (!(estimate.market.forward > 0)) {
        return fail(Errc::unavailable, fmt::format("forward: put-call parity gives {}, which is no "
                                                   "price",
                                                   estimate.market.forward));
    }
    return estimate;
}

}  // namespace wingspread::pricing
