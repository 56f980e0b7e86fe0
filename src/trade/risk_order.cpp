#include "core/planted.hpp"
#include "options/net_price.hpp"
#include "trade/order_price.hpp"
#include "trade/risk_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wingspread::trade::detail {

namespace {

/// Contracts of another size or currency deliver something else than the payoff says.
constexpr int standard_multiplier = 100;

std::optional<Refusal> standard_contracts(const OrderTerms& terms) {
    for (const auto& leg : order_legs(terms)) {
        const auto* const option = leg.option();
        const int multiplier = option == nullptr ? standard_multiplier : option->multiplier;
        if (multiplier == standard_multiplier && leg.currency() == "USD") continue;
        return refusal(RiskCheck::defined_risk, fmt::format("{} x {}", multiplier, leg.currency()),
                       "100 x USD",
                       fmt::format("{} is not a standard contract of 100 in USD (it is {} in {})",
                                   leg.name(), multiplier, leg.currency()));
    }
    return std::nullopt;
}

/// Structures of undefined risk pass only under limits of their own.
std::optional<Refusal> undefined_risk(const CheckInput& in) {
    const auto& terms = in.intent.terms();
    const auto name = options::to_string(terms.structure.kind());
    const auto& limits = in.limits.undefined_risk;
    if (!limits) {
        return refusal(RiskCheck::defined_risk, "undefined", "defined",
                       fmt::format("the loss of this {} has no bound that is known, and no limits "
                                   "for undefined risk are stated",
                                   name));
    }
    if (!risk_per_unit_usd(terms, in.limits)) {
        return refusal(RiskCheck::defined_risk, "no measure", "a measure",
                       fmt::format("the risk of this {} cannot be measured", name));
    }
    if (terms.quantity <= limits->max_quantity) return std::nullopt;
    return refusal(RiskCheck::defined_risk, fmt::to_string(terms.quantity),
                   fmt::to_string(limits->max_quantity),
                   fmt::format("quantity {} of a {} is above the limit of {} for undefined risk",
                               terms.quantity, name, limits->max_quantity));
}

std::optional<Refusal> defined_risk(const CheckInput& in) {
    const auto& terms = in.intent.terms();
    if (auto odd = standard_contracts(terms)) return odd;
    return has_undefined_risk(terms) ? undefined_risk(in) : std::nullopt;
}

std::optional<Refusal> quantity(const CheckInput& in) {
    const int units = in.intent.terms().quantity;
    if (units <= in.limits.max_quantity || planted(Mistake::quantity_unchecked)) {
        return std::nullopt;
    }
    return refusal(
        RiskCheck::quantity, fmt::to_string(units), fmt::to_string(in.limits.max_quantity),
        fmt::format("quantity {} is above the limit of {}", units, in.limits.max_quantity));
}

std::optional<Refusal> price_sign(const CheckInput& in) {
    const auto& terms = in.intent.terms();
    const auto range = price_range(terms);
    if (range.contains(terms.limit)) return std::nullopt;
    return refusal(
        RiskCheck::price_sign, terms.limit.to_string(), range.to_string(),
        fmt::format("limit {}: to {} a {} it must lie inside {}", terms.limit.to_string(),
                    to_string(terms.action), describe(terms.structure), range.to_string()));
}

std::optional<Refusal> price_increment(const CheckInput& in) {
    const auto& terms = in.intent.terms();
    const auto& table = increments_of(terms);
    const auto off_step = [&](std::string_view what, Price price) -> std::optional<Refusal> {
        if (table.is_valid(price)) return std::nullopt;
        const auto step = table.increment_at(price).to_string();
        return refusal(RiskCheck::price_increment, price.to_string(), step,
                       fmt::format("{} {} is not a multiple of {}", what, price.to_string(), step));
    };
    auto objection = off_step("limit", terms.limit);
    if (objection || !terms.oca || !terms.oca->trigger) return objection;
    return off_step("stop", *terms.oca->trigger);
}

const LegQuote* quote_of(const CheckInput& in, ConId conid) {
    if (!in.context.quotes) return nullptr;
    const auto found = std::ranges::find(*in.context.quotes, conid, &LegQuote::conid);
    return found == in.context.quotes->end() ? nullptr : &*found;
}

/// A leg with both prices, or nothing. When a held option is sold to close, nobody bidding for it
/// is a price too: zero.
std::optional<options::QuotedLeg> priced(const CheckInput& in, const OrderLeg& leg) {
    const auto* quote = quote_of(in, leg.conid());
    if (quote == nullptr || !quote->ask) return std::nullopt;
    const bool sells_to_close = in.intent.terms().action == OrderAction::close &&
                                leg.side == options::Side::sell && leg.option() != nullptr;
    if (quote->usability == market::Usability::missing_bid && sells_to_close) {
        return options::QuotedLeg{leg.side, leg.price_ratio(), Price{}, *quote->ask};
    }
    if (quote->usability != market::Usability::usable || !quote->bid) return std::nullopt;
    return options::QuotedLeg{leg.side, leg.price_ratio(), *quote->bid, *quote->ask};
}

/// What the market asks for the order's legs.
struct MarketPrice {
    options::NetPrice net;
    Price dearest_option;  ///< the mid of it
};

std::optional<MarketPrice> market_price(const CheckInput& in) {
    std::vector<options::QuotedLeg> legs;
    Price dearest;
    for (const auto& leg : in.intent.legs()) {
        const auto quoted = priced(in, leg);
        if (!quoted) return std::nullopt;
        if (leg.option() != nullptr) {
            dearest = std::max(dearest, Price::from_raw((quoted->bid + quoted->ask).raw() / 2));
        }
        legs.push_back(*quoted);
    }
    return MarketPrice{options::net_price(legs), dearest};
}

std::optional<Refusal> quotes(const CheckInput& in) {
    if (!in.context.quotes) return unknown(RiskCheck::quotes, "the quotes of the legs");
    for (const auto& leg : in.intent.legs()) {
        if (priced(in, leg)) continue;
        const auto* quote = quote_of(in, leg.conid());
        const auto state = quote == nullptr ? "unquoted" : market::to_string(quote->usability);
        return refusal(RiskCheck::quotes, std::string(state), "usable",
                       fmt::format("the quote of {} cannot be traded on: {}", leg.name(), state));
    }
    return std::nullopt;
}

std::optional<Refusal> decision_age(const CheckInput& in) {
    const auto age = in.context.now.utc - in.intent.terms().decision.taken_at;
    if (age >= Duration{} && age <= in.limits.max_decision_age) return std::nullopt;
    const auto seconds = [](Duration d) {
        return fmt::format("{:.1f} s", std::chrono::duration<double>(d).count());
    };
    return refusal(RiskCheck::decision_age, seconds(age), seconds(in.limits.max_decision_age),
                   fmt::format("the quotes decided on are {} old, the limit is {}", seconds(age),
                               seconds(in.limits.max_decision_age)));
}

/// A stop works later, in a market that nobody knows: it must lie beyond today's, and its limit is
/// held against it.
std::optional<Refusal> stop_band(const CheckInput& in, Price trigger, Price mid) {
    const Price limit = in.intent.terms().limit;
    if (trigger <= mid) {
        return refusal(RiskCheck::price_band, trigger.to_string(), mid.to_string(),
                       fmt::format("stop {} is not beyond mid {}: it would go off at once",
                                   trigger.to_string(), mid.to_string()));
    }
    const auto band = stop_slack(trigger, in.limits);
    if (limit - trigger <= band) return std::nullopt;
    return refusal(
        RiskCheck::price_band, (limit - trigger).to_string(), band.to_string(),
        fmt::format("limit {} lies {} beyond the stop {}; {}% of it is {}", limit.to_string(),
                    (limit - trigger).to_string(), trigger.to_string(),
                    in.limits.max_mid_deviation_pct, band.to_string()));
}

std::optional<Refusal> price_band(const CheckInput& in) {
    const auto& terms = in.intent.terms();
    const auto market = market_price(in);
    if (!market) return unknown(RiskCheck::price_band, "the market price of the spread");
    if (terms.oca && terms.oca->trigger) {
        return stop_band(in, *terms.oca->trigger, market->net.mid);
    }
    // A market that came nearer since the decision fills at its own price, not at the limit.
    const auto natural = std::max(market->net.natural, terms.decision.natural);
    if (terms.limit > natural) {
        return refusal(RiskCheck::price_band, terms.limit.to_string(), natural.to_string(),
                       fmt::format("limit {} pays more than the market asks: natural is {}",
                                   terms.limit.to_string(), natural.to_string()));
    }
    const auto scale = price_scale(terms, market->dearest_option);
    const auto band = Price::from_raw(scale.raw() / 100) * in.limits.max_mid_deviation_pct;
    if (terms.limit - market->net.mid <= band) return std::nullopt;
    return refusal(
        RiskCheck::price_band, (terms.limit - market->net.mid).to_string(), band.to_string(),
        fmt::format("limit {} pays {} above mid {}; {}% of {} is {}", terms.limit.to_string(),
                    (terms.limit - market->net.mid).to_string(), market->net.mid.to_string(),
                    in.limits.max_mid_deviation_pct, scale.to_string(), band.to_string()));
}

std::optional<Refusal> max_loss(const CheckInput& in) {
    const auto& terms = in.intent.terms();
    if (terms.action == OrderAction::close) return std::nullopt;
    const auto per_unit = risk_per_unit_usd(terms, in.limits);
    if (!per_unit) return unknown(RiskCheck::max_loss, "the largest loss of this order");
    const auto loss = *per_unit * terms.quantity;
    if (loss <= in.limits.max_loss_per_order_usd) return std::nullopt;
    return refusal(RiskCheck::max_loss, loss.to_string(),
                   in.limits.max_loss_per_order_usd.to_string(),
                   fmt::format("this order can lose {} USD, the limit is {} USD", loss.to_string(),
                               in.limits.max_loss_per_order_usd.to_string()));
}

constexpr std::array<Check, 2> limit_checklist{price_sign, price_increment};
constexpr std::array<Check, 8> order_checklist{defined_risk,    quantity, price_sign,
                                               price_increment, quotes,   decision_age,
                                               price_band,      max_loss};

}  // namespace

std::span<const Check> limit_checks() { return limit_checklist; }
std::span<const Check> order_checks() { return order_checklist; }

}  // namespace wingspread::trade::detail
