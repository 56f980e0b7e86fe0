#include "trade/order_price.hpp"

#include "options/structure_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace wingspread::trade {

namespace {

std::optional<Price> minus(std::optional<Price> price) {
    return price ? std::optional(-*price) : std::nullopt;
}

std::optional<Price> difference(std::optional<Price> a, std::optional<Price> b) {
    return a && b ? std::optional(*a - *b) : std::nullopt;
}

std::expected<Price, PriceRefusal> checked(const OrderTerms& terms, Price from, Price to) {
    if (from < Price{} && to >= Price{}) {
        return std::unexpected(PriceRefusal{PriceRefusal::Fault::flips_credit,
                                            fmt::format("limit {}: the credit of {} would be gone",
                                                        to.to_string(), from.to_string())});
    }
    const auto range = price_range(terms);
    if (range.contains(to)) return to;
    return std::unexpected(
        PriceRefusal{PriceRefusal::Fault::outside_range,
                     fmt::format("limit {}: to {} a {} it must lie inside {}", to.to_string(),
                                 to_string(terms.action),
                                 options::to_string(terms.structure.kind()), range.to_string())});
}

}  // namespace

std::string PriceRange::to_string() const {
    const auto end = [](const std::optional<Price>& price) {
        return price ? price->to_string() : std::string("any");
    };
    return fmt::format("({}, {})", end(above), end(below));
}

PriceRange price_range(const OrderTerms& terms) {
    const auto [low, high] = options::value_range(terms.structure);
    if (terms.action == OrderAction::open) return {low, high};
    if (terms.action == OrderAction::close) return {minus(high), minus(low)};
    const auto [old_low, old_high] = options::value_range(*terms.rolled_from);
    return {difference(low, old_high), difference(high, old_low)};
}

const options::IncrementTable& increments_of(const OrderTerms& terms) {
    const auto& trading_class = terms.structure.trading_class();
    const bool single = terms.structure.is_single() && terms.action != OrderAction::roll;
    return single ? options::default_leg_increments(trading_class)
                  : options::default_combo_increments(trading_class);
}

std::expected<Price, PriceRefusal> rounded_limit(const OrderTerms& terms, Price wanted) {
    const auto rounded = increments_of(terms).round_less_aggressive(options::Side::buy, wanted);
    return checked(terms, wanted, rounded);
}

std::expected<Price, PriceRefusal> worst_limit(const OrderTerms& terms, Price wanted) {
    constexpr auto least = Price::from_raw(1);
    if (const auto& below = price_range(terms).below) wanted = std::min(wanted, *below - least);
    if (terms.limit < Price{}) wanted = std::min(wanted, -least);
    const auto limit = rounded_limit(terms, std::max(wanted, terms.limit));
    if (!limit) return limit;
    return std::max(*limit, terms.limit);
}

std::expected<Price, PriceRefusal> next_limit(const OrderTerms& terms) {
    const auto next = increments_of(terms).step_more_aggressive(options::Side::buy, terms.limit);
    return checked(terms, terms.limit, next);
}

options::Bound loss_bound_usd(const OrderTerms& terms) {
    if (terms.action == OrderAction::close) return options::Bound::at(Money{});
    if (terms.action == OrderAction::open) {
        return options::max_loss_usd(terms.structure, terms.limit);
    }
    const auto brings_at_most = options::value_range(*terms.rolled_from).high;
    if (!brings_at_most) return options::Bound::unbounded();
    return options::max_loss_usd(terms.structure, terms.limit + *brings_at_most);
}

bool has_undefined_risk(const OrderTerms& terms) {
    const auto& form = options::form_of(terms.structure.kind());
    return terms.action != OrderAction::close &&
           (form.risk == options::RiskClass::undefined || loss_bound_usd(terms).is_unbounded());
}

std::optional<Money> risk_per_unit_usd(const OrderTerms& terms, const RiskLimits& limits) {
    if (!has_undefined_risk(terms)) return loss_bound_usd(terms).amount_usd();
    // A roll into undefined risk would have to be stressed at a price that nobody has stated.
    if (!limits.undefined_risk || terms.action != OrderAction::open) return std::nullopt;
    return options::stress_loss_usd(terms.structure, terms.limit,
                                    limits.undefined_risk->stress_pct);
}

Price price_scale(const OrderTerms& terms, Price dearest_option) {
    return options::width(terms.structure).value_or(dearest_option);
}

Price stop_slack(Price trigger, const RiskLimits& limits) {
    return Price::from_raw(std::abs(trigger.raw()) / 100) * limits.max_mid_deviation_pct;
}

}  // namespace wingspread::trade
