#include "scan/pop_zone.hpp"

#include "pricing/probability.hpp"

namespace wingspread::scan {

namespace {

constexpr int halvings = 40;

/// A probability at a signed breakeven.
struct Point {
    double signed_breakeven;
    double probability;
};

}  // namespace

double probability_of_profit(const ExpiryModel& model, Direction direction, double breakeven) {
    const double above = pricing::probability_above(model.market, model.smile, breakeven);
    return direction == Direction::bull ? above : 1 - above;
}

PopZones::PopZones(const ExpiryModel& model, std::span<const Price> strikes) : model_(model) {
    for (const auto strike : strikes) {
        strikes_.push_back(strike.to_double());
        above_.push_back(pricing::probability_above(model.market, model.smile, strikes_.back()));
    }
}

PopZone PopZones::at_least(Direction direction, double probability) const {
    const bool bull = direction == Direction::bull;
    const auto point = [&](std::size_t i) {
        const std::size_t place = bull ? i : strikes_.size() - 1 - i;
        return Point{bull ? strikes_[place] : -strikes_[place],
                     bull ? above_[place] : 1 - above_[place]};
    };
    // Going from good to bad breakevens: the first strike that misses, the last that reaches.
    std::size_t first_miss = 0;
    while (first_miss < strikes_.size() && point(first_miss).probability >= probability)
        ++first_miss;
    std::size_t last_hit = strikes_.size();
    while (last_hit > 0 && !(point(last_hit - 1).probability >= probability)) --last_hit;
    PopZone zone{first_miss == 0 ? -infinity : point(first_miss - 1).signed_breakeven,
                 last_hit == strikes_.size() ? infinity : point(last_hit).signed_breakeven};
    if (first_miss == strikes_.size()) return {infinity, infinity};
    if (first_miss == 0 || last_hit != first_miss) return zone;
    for (int i = 0; i < halvings; ++i) {
        const double middle = zone.certain + (zone.possible - zone.certain) / 2;
        const double breakeven = bull ? middle : -middle;
        const bool hit = probability_of_profit(model_, direction, breakeven) >= probability;
        (hit ? zone.certain : zone.possible) = middle;
    }
    return zone;
}

}  // namespace wingspread::scan
