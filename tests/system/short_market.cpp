#include "system/short_market.hpp"

#include "core/date.hpp"
#include "options/calendar.hpp"
#include "sim/synthetic_market.hpp"

#include <algorithm>
#include <set>

namespace wingspread::system_test {

namespace {

constexpr std::size_t strikes_listed = 4;
constexpr int least_dte = 20;

std::unique_ptr<sim::Market> whole_market(std::uint64_t seed, const Now& start) {
    return std::move(*sim::make_synthetic_market({seed, sim::Hours::always, {"KO"}}, start));
}

bool is_option(const sim::Instrument& instrument) {
    return instrument.kind == sim::InstrumentKind::option;
}

Date first_expiration(const sim::Universe& universe, Date from) {
    Date first{std::chrono::year::max(), std::chrono::January, std::chrono::day{1}};
    for (const auto& instrument : universe.instruments()) {
        const Date expiration = instrument.option.expiration;
        if (is_option(instrument) && expiration >= from) first = std::min(first, expiration);
    }
    return first;
}

std::set<Price> nearest_strikes(const sim::Universe& universe, Date expiration, Price spot) {
    std::set<Price> all;
    for (const auto& instrument : universe.instruments()) {
        if (is_option(instrument) && instrument.option.expiration == expiration) {
            all.insert(instrument.option.strike);
        }
    }
    std::vector<Price> by_distance(all.begin(), all.end());
    std::ranges::sort(by_distance, {}, [&](Price strike) { return (strike - spot).abs(); });
    return {by_distance.begin(), by_distance.begin() + strikes_listed};
}

sim::Universe listing_of(sim::Market& whole, const Now& start) {
    const auto& universe = whole.universe();
    const Date today = options::to_new_york(start.market).date;
    const Date expiration = first_expiration(universe, add_days(today, least_dte));
    const auto spot = *whole.quote(*universe.underlying("KO")).last;
    const auto strikes = nearest_strikes(universe, expiration, spot);
    sim::Universe few;
    for (const auto& product : universe.products()) {
        few.add_product(product);
        if (const auto* rows = universe.rule(product.market_rule)) {
            few.add_rule(product.market_rule, *rows);
        }
    }
    for (const auto& instrument : universe.instruments()) {
        if (is_option(instrument) && (instrument.option.expiration != expiration ||
                                      !strikes.contains(instrument.option.strike))) {
            continue;
        }
        few.add(instrument);
    }
    few.finish();
    return few;
}

}  // namespace

ShortMarket::ShortMarket(std::uint64_t seed, const Now& start)
    : whole_(whole_market(seed, start)),
      universe_(std::make_shared<sim::Universe>(listing_of(*whole_, start))) {}

std::vector<Price> listed_strikes(const sim::Market& market) {
    std::set<Price> strikes;
    for (const auto& instrument : market.universe().instruments()) {
        if (is_option(instrument)) strikes.insert(instrument.option.strike);
    }
    return {strikes.begin(), strikes.end()};
}

Date listed_expiration(const sim::Market& market) {
    return first_expiration(market.universe(), Date{});
}

}  // namespace wingspread::system_test
