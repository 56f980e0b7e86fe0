#include "core/date.hpp"
#include "core/planted.hpp"
#include "trade/order_price.hpp"
#include "trade/risk_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wingspread::trade::detail {

namespace {

std::optional<Refusal> positions(const CheckInput& in) {
    if (!in.context.positions) {
        return unknown(RiskCheck::positions, "what is held, by the journal and the broker alike,");
    }
    const auto& symbol = in.intent.terms().structure.symbol();
    if (!in.context.disputed.contains(symbol)) return std::nullopt;
    return refusal(
        RiskCheck::positions, symbol, "none in dispute",
        fmt::format("the journal and the broker differ on what is held of {}: nothing is "
                    "sent there until they agree or a person adopts the broker's word",
                    symbol));
}

/// What would be at risk within a scope; `where` is for people, "" or " in SPY".
std::optional<Refusal> risk_within(const CheckInput& in, RiskCheck check, const RiskScope& scope,
                                   Money most, std::string_view where) {
    if (in.intent.terms().action == OrderAction::close) return std::nullopt;
    if (!in.context.orders) return unknown(check, "the orders so far");
    const auto risk =
        open_risk_with(in.intent, *in.context.orders, in.limits, in.context.now.market, scope);
    if (!risk) return unknown(check, "the risk of what is open");
    if (*risk <= most) return std::nullopt;
    return refusal(check, risk->to_string(), most.to_string(),
                   fmt::format("with this order {} USD would be at risk{}, the limit is {} USD",
                               risk->to_string(), where, most.to_string()));
}

std::optional<Refusal> open_risk(const CheckInput& in) {
    return risk_within(in, RiskCheck::open_risk, {}, in.limits.max_open_risk_usd, "");
}

std::optional<Refusal> underlying_risk(const CheckInput& in) {
    const auto& symbol = in.intent.terms().structure.symbol();
    return risk_within(in, RiskCheck::underlying_risk, {.symbol = symbol},
                       in.limits.max_risk_per_underlying_usd, " in " + symbol);
}

std::optional<Refusal> expiry_risk(const CheckInput& in) {
    const auto front = in.intent.terms().structure.front_expiration();
    return risk_within(in, RiskCheck::expiry_risk, {.front_expiration = front},
                       in.limits.max_risk_per_expiry_usd, " on " + to_iso(front));
}

std::int64_t whole_units(Quantity quantity) { return quantity.raw() / Quantity::scale; }

/// Of one-cancels-all orders only one can fill.
bool excludes(const OrderTerms& one, const OrderTerms& other) {
    return one.oca && other.oca && one.oca->group == other.oca->group;
}

/// Contracts of one leg that other closing orders may still take off.
std::int64_t being_closed(const CheckInput& in, const OrderLeg& leg) {
    std::int64_t contracts = 0;
    for (const auto* order : others(in)) {
        const auto& terms = order->intent.terms();
        if (is_terminal(order->state) || terms.account != in.intent.terms().account ||
            excludes(terms, in.intent.terms())) {
            continue;
        }
        for (const auto& other : closing_legs(terms)) {
            if (other.conid() != leg.conid() || other.side != leg.side) continue;
            contracts += other.ratio * (terms.quantity - whole_units(order->filled));
        }
    }
    return contracts;
}

std::optional<Refusal> close_held(const CheckInput& in) {
    const auto& terms = in.intent.terms();
    if (terms.action == OrderAction::open) return std::nullopt;
    if (!in.context.positions) return unknown(RiskCheck::close_held, "the positions");
    if (!in.context.orders) return unknown(RiskCheck::close_held, "the orders so far");
    for (const auto& leg : closing_legs(terms)) {
        const auto row = in.context.positions->find({terms.account, leg.conid()});
        const auto signed_held = row == in.context.positions->end()
                                     ? std::int64_t{0}
                                     : whole_units(row->second.quantity);
        const auto held = signed_held * -options::sign(leg.side);
        const auto free = std::max(held, std::int64_t{0}) - being_closed(in, leg);
        const auto needed = std::int64_t{leg.ratio} * terms.quantity;
        if (needed <= free) continue;
        return refusal(RiskCheck::close_held, fmt::to_string(needed), fmt::to_string(free),
                       fmt::format("closing needs {} {} of {}, and {} can be closed", needed,
                                   leg.side == options::Side::sell ? "long" : "short", leg.name(),
                                   std::max(free, std::int64_t{0})));
    }
    return std::nullopt;
}

/// Contracts and sides alone: the same wish at another price or size is still the same wish.
std::vector<std::pair<ConId, options::Side>> wish_of(const OrderIntent& intent) {
    std::vector<std::pair<ConId, options::Side>> wish;
    for (const auto& leg : intent.legs()) wish.emplace_back(leg.conid(), leg.side);
    std::ranges::sort(wish);
    return wish;
}

std::optional<Refusal> duplicate(const CheckInput& in) {
    if (!in.context.orders) return unknown(RiskCheck::duplicate, "the orders so far");
    for (const auto* order : others(in)) {
        const bool counts = order->state != OrderState::refused &&
                            order->state != OrderState::rejected &&
                            !planted(Mistake::duplicate_unchecked);
        const auto age = in.context.now.utc - order->created;
        if (!counts || age > in.limits.duplicate_window ||
            order->intent.terms().account != in.intent.terms().account ||
            wish_of(order->intent) != wish_of(in.intent) ||
            excludes(order->intent.terms(), in.intent.terms())) {
            continue;
        }
        const auto seconds = std::chrono::duration<double>(age).count();
        const auto window = std::chrono::duration<double>(in.limits.duplicate_window).count();
        return refusal(RiskCheck::duplicate, fmt::format("{:.1f} s", seconds),
                       fmt::format("{:.1f} s", window),
                       fmt::format("order {} has the same legs and is {:.1f} s old; repeat it "
                                   "after {:.1f} s",
                                   order->intent.id().to_string(), seconds, window));
    }
    return std::nullopt;
}

/// IBKR refuses open orders on both sides of one option, legs of combos included (201).
std::optional<Refusal> leg_collision(const CheckInput& in) {
    if (!in.context.orders) return unknown(RiskCheck::leg_collision, "the orders so far");
    const auto mine = in.intent.legs();
    for (const auto* order : others(in)) {
        if (is_terminal(order->state) ||
            order->intent.terms().account != in.intent.terms().account) {
            continue;
        }
        for (const auto& leg : order->intent.legs()) {
            const bool collides = std::ranges::any_of(mine, [&](const OrderLeg& own) {
                return own.conid() == leg.conid() && own.side != leg.side &&
                       own.option() != nullptr;
            });
            if (!collides) continue;
            return refusal(RiskCheck::leg_collision, leg.name(), "one side at a time",
                           fmt::format("order {} is open on the other side of {}",
                                       order->intent.id().to_string(), leg.name()));
        }
    }
    return std::nullopt;
}

std::optional<Refusal> in_doubt(const CheckInput& in) {
    if (!in.context.orders) return unknown(RiskCheck::in_doubt, "the orders so far");
    for (const auto* order : others(in)) {
        const auto& terms = order->intent.terms();
        if (planted(Mistake::doubt_ignored)) break;
        if (order->state != OrderState::in_doubt || terms.account != in.intent.terms().account ||
            terms.structure.symbol() != in.intent.terms().structure.symbol()) {
            continue;
        }
        return refusal(RiskCheck::in_doubt, order->intent.id().to_string(), "none in doubt",
                       fmt::format("order {} on {} is in doubt: nothing new there until it is "
                                   "known what became of it",
                                   order->intent.id().to_string(), terms.structure.symbol()));
    }
    return std::nullopt;
}

std::optional<Refusal> rate(const CheckInput& in, RiskCheck check, Duration window, int most,
                            std::string_view unit) {
    if (!in.context.orders) return unknown(check, "the orders so far");
    // What was opened must be closed even when openings have used up the limit.
    if (in.intent.terms().action == OrderAction::close) most *= 2;
    const auto sent = std::ranges::count_if(others(in), [&](const KnownOrder* order) {
        return order->sent && in.context.now.utc - *order->sent < window;
    });
    if (sent < most || planted(Mistake::order_rate_unchecked)) return std::nullopt;
    return refusal(
        check, fmt::to_string(sent), fmt::to_string(most),
        fmt::format("{} orders were sent in the last {}, the limit is {}", sent, unit, most));
}

std::optional<Refusal> orders_per_minute(const CheckInput& in) {
    return rate(in, RiskCheck::orders_per_minute, std::chrono::minutes{1},
                in.limits.max_orders_per_minute, "minute");
}

std::optional<Refusal> orders_per_day(const CheckInput& in) {
    return rate(in, RiskCheck::orders_per_day, std::chrono::hours{24}, in.limits.max_orders_per_day,
                "24 hours");
}

constexpr std::array<Check, 10> book_checklist{
    positions, open_risk,     underlying_risk, expiry_risk,       close_held,
    duplicate, leg_collision, in_doubt,        orders_per_minute, orders_per_day};

/// What orders that have not filled may still tie up: the broker's funds do not know of them.
std::optional<Money> reserved_usd(const CheckInput& in) {
    Money sum;
    for (const auto* order : others(in)) {
        const auto& terms = order->intent.terms();
        const bool counts = !is_terminal(order->state) && terms.action != OrderAction::close &&
                            terms.account == in.intent.terms().account;
        if (!counts) continue;
        const auto loss = risk_per_unit_usd(terms, in.limits);
        if (!loss) return std::nullopt;
        sum += std::max(*loss, Money{}) * (terms.quantity - whole_units(order->filled));
    }
    return sum;
}

/// What the order ties up: the margin that the broker asks for, or its largest loss where that is
/// more, as for a debit that is paid in full.
std::optional<Money> tied_up_usd(const CheckInput& in) {
    const auto& terms = in.intent.terms();
    auto change = in.what_if->initial_margin_change_usd;
    if (!change || terms.action == OrderAction::close) return change;
    const auto loss = risk_per_unit_usd(terms, in.limits);
    if (!loss) return std::nullopt;
    return std::max(*change, *loss * terms.quantity);
}

std::optional<Refusal> margin(const CheckInput& in) {
    if (in.what_if == nullptr) return unknown(RiskCheck::margin, "the broker's margin figures");
    const auto tied_up = tied_up_usd(in);
    if (!tied_up) return unknown(RiskCheck::margin, "the change of initial margin");
    if (*tied_up <= Money{}) return std::nullopt;
    if (!in.context.available_funds_usd) return unknown(RiskCheck::margin, "the available funds");
    const auto reserved = reserved_usd(in);
    if (!reserved) return unknown(RiskCheck::margin, "what working orders may still tie up");
    const auto needed = *tied_up + *reserved;
    const auto most =
        Money::from_raw(in.context.available_funds_usd->raw() / 100) * in.limits.max_margin_pct;
    if (needed <= most) return std::nullopt;
    return refusal(
        RiskCheck::margin, needed.to_string(), most.to_string(),
        fmt::format("this order ties up {} USD and working orders {} USD; {}% of the "
                    "available {} USD is {} USD",
                    tied_up->to_string(), reserved->to_string(), in.limits.max_margin_pct,
                    in.context.available_funds_usd->to_string(), most.to_string()));
}

constexpr std::array<Check, 1> with_margin{margin};

}  // namespace

std::span<const Check> book_checks() { return book_checklist; }
std::span<const Check> margin_checks() { return with_margin; }

std::vector<const KnownOrder*> others(const CheckInput& in) {
    std::vector<const KnownOrder*> orders;
    if (!in.context.orders) return orders;
    for (const auto& order : *in.context.orders) {
        if (order.intent.id() != in.intent.id()) orders.push_back(&order);
    }
    return orders;
}

}  // namespace wingspread::trade::detail
