#include "trade/intent.hpp"

#include "trade/enum_text.hpp"
#include "trade/roll.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wingspread::trade {

namespace {

constexpr std::string_view digits = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t digit_count = 26;
constexpr std::string_view order_ref_prefix = "ws";

bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

Result<void> check_roll(const OrderTerms& terms) {
    if ((terms.action == OrderAction::roll) != terms.rolled_from.has_value()) {
        return bad_field("rolled from", terms.rolled_from ? describe(*terms.rolled_from) : "none",
                         "a structure with the action roll, and with it only");
    }
    if (!terms.rolled_from) return {};
    const auto plan = plan_roll(*terms.rolled_from, terms.structure);
    const auto* const in_two = std::get_if<RollInTwo>(&plan);
    if (in_two == nullptr) return {};
    return bad_field("rolled from", describe(*terms.rolled_from),
                     fmt::format("what one combination can roll; close it first, then open the "
                                 "other, because {}",
                                 in_two->reason));
}

bool rests(const OrderTerms& terms) {
    return terms.in_force != TimeInForce::ioc && terms.in_force != TimeInForce::fok;
}

Result<void> check_oca(const OrderTerms& terms) {
    if (!terms.oca) return {};
    const auto& group = terms.oca->group;
    if (group.empty() || group.size() > 64 || !is_plain(group)) {
        return bad_field("OCA group", group,
                         "1 to 64 characters of printable ASCII without spaces");
    }
    const bool fits = terms.action == OrderAction::close && terms.structure.is_single() &&
                      rests(terms) && !terms.ladder;
    if (!fits) {
        return bad_field("OCA group", group,
                         "one on a resting order that closes a single option, without a ladder");
    }
    if (!terms.oca->trigger || terms.limit >= *terms.oca->trigger) return {};
    return bad_field("stop limit", terms.limit.to_string(),
                     fmt::format("at or beyond the stop {}", terms.oca->trigger->to_string()));
}

Result<void> check_ladder(const OrderTerms& terms) {
    if (!terms.ladder) return {};
    const auto& plan = *terms.ladder;
    if (plan.steps < 1 || plan.steps > LadderPlan::most_steps) {
        return bad_field("ladder steps", fmt::to_string(plan.steps),
                         fmt::format("1 to {}", LadderPlan::most_steps));
    }
    if (plan.interval < LadderPlan::least_interval || plan.hold < Duration::zero()) {
        return bad_field("ladder interval",
                         fmt::format("{:.3f} s, hold {:.3f} s",
                                     std::chrono::duration<double>(plan.interval).count(),
                                     std::chrono::duration<double>(plan.hold).count()),
                         "an interval of at least 1 s and a hold that is not negative");
    }
    const bool flips = terms.limit < Price{} && plan.cap >= Price{};
    if (plan.cap < terms.limit || flips) {
        return bad_field("ladder cap", plan.cap.to_string(),
                         fmt::format("no less than the first limit {}{}", terms.limit.to_string(),
                                     flips ? ", and still a credit" : ""));
    }
    if (!rests(terms)) {
        return bad_field("time in force", to_string(terms.in_force),
                         "DAY, GTC or GTD: an order with a ladder must rest");
    }
    return {};
}

}  // namespace

IntentId IntentId::draw(Rng& rng) {
    IntentId id;
    while (id.is_nil()) {
        const std::uint64_t high = rng();
        id = IntentId(high, rng());
    }
    return id;
}

Result<IntentId> IntentId::parse(std::string_view text) {
    const auto bad = [&] {
        return bad_field("intent id", text, "26 digits of base 32, the first at most 7");
    };
    if (text.size() != digit_count) return bad();
    unsigned __int128 bits = 0;
    for (std::size_t i = 0; i < digit_count; ++i) {
        const auto digit = digits.find(text[i]);
        if (digit == std::string_view::npos || (i == 0 && digit > 7)) return bad();
        bits = bits << 5 | digit;
    }
    return IntentId(static_cast<std::uint64_t>(bits >> 64), static_cast<std::uint64_t>(bits));
}

std::optional<IntentId> IntentId::from_order_ref(std::string_view order_ref) {
    if (!order_ref.starts_with(order_ref_prefix)) return std::nullopt;
    const auto id = parse(order_ref.substr(order_ref_prefix.size()));
    if (!id || id->is_nil()) return std::nullopt;
    return *id;
}

std::string IntentId::to_string() const {
    auto bits = static_cast<unsigned __int128>(high_) << 64 | low_;
    std::string text(digit_count, '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit) {
        *digit = digits[static_cast<std::size_t>(bits & 31)];
        bits >>= 5;
    }
    return text;
}

std::string IntentId::order_ref() const { return std::string(order_ref_prefix) + to_string(); }

std::string_view to_string(TimeInForce in_force) {
    switch (in_force) {
        case TimeInForce::day: return "DAY";
        case TimeInForce::gtc: return "GTC";
        case TimeInForce::gtd: return "GTD";
        case TimeInForce::ioc: return "IOC";
        case TimeInForce::fok: return "FOK";
    }
    return "";
}

Result<TimeInForce> parse_time_in_force(std::string_view text) {
    return parse_enum("time in force", all_times_in_force, text);
}

std::vector<OrderLeg> order_legs(const OrderTerms& terms) {
    auto legs = closing_legs(terms);
    if (terms.action == OrderAction::close) return legs;
    const auto opening = legs_as_held(terms.structure);
    legs.insert(legs.end(), opening.begin(), opening.end());
    return legs;
}

std::vector<options::OptionContract> assignable_options(const options::Structure& structure) {
    std::vector<options::OptionContract> found;
    for (const auto& leg : structure.legs()) {
        const bool covered = structure.shares() && leg.contract.right == options::Right::call;
        if (leg.side == options::Side::buy || covered) continue;
        if (leg.contract.style == options::ExerciseStyle::american) found.push_back(leg.contract);
    }
    return found;
}

std::vector<options::OptionContract> assignable_options(const OrderTerms& terms) {
    if (terms.action == OrderAction::close) return {};
    return assignable_options(terms.structure);
}

std::vector<OrderLeg> closing_legs(const OrderTerms& terms) {
    if (terms.action == OrderAction::close) return opposite(legs_as_held(terms.structure));
    if (terms.action == OrderAction::roll) return opposite(legs_as_held(*terms.rolled_from));
    return {};
}

Result<OrderIntent> OrderIntent::make(IntentId id, OrderTerms terms) {
    if (id.is_nil()) return bad_field("intent id", id.to_string(), "a drawn id");
    if (terms.account.empty() || !is_plain(terms.account)) {
        return bad_field("account", terms.account, "printable ASCII without spaces");
    }
    if (terms.client_order_id.size() > 64 || !is_plain(terms.client_order_id)) {
        return bad_field("client order id", terms.client_order_id,
                         "up to 64 characters of printable ASCII without spaces");
    }
    if (terms.quantity < 1) {
        return bad_field("quantity", fmt::to_string(terms.quantity), "at least 1 unit");
    }
    if ((terms.in_force == TimeInForce::gtd) != terms.good_till.has_value()) {
        return bad_field("time in force", to_string(terms.in_force),
                         "GTD with a good-till time, and a good-till time with GTD only");
    }
    if (auto roll = check_roll(terms); !roll) return std::unexpected(std::move(roll.error()));
    if (auto ladder = check_ladder(terms); !ladder) {
        return std::unexpected(std::move(ladder.error()));
    }
    if (auto oca = check_oca(terms); !oca) return std::unexpected(std::move(oca.error()));
    std::vector<ConId> seen;
    for (const auto& leg : order_legs(terms)) {
        const auto conid = leg.conid();
        if (conid.value() <= 0 || std::ranges::count(seen, conid) > 0) {
            return bad_field("leg contract id", fmt::to_string(conid.value()),
                             "a known contract, another one for each leg");
        }
        seen.push_back(conid);
    }
    return OrderIntent(id, std::move(terms));
}

OrderIntent OrderIntent::at_limit(Price limit) const {
    OrderIntent changed = *this;
    changed.terms_.limit = limit;
    changed.terms_.ladder.reset();
    return changed;
}

std::optional<OrderIntent> OrderIntent::with_remaining(Quantity remaining,
                                                       const DecisionQuotes& decision) const {
    const auto whole = remaining.raw() / Quantity::scale;
    if (whole < 1 || whole > terms_.quantity) return std::nullopt;
    OrderIntent changed = *this;
    changed.terms_.quantity = static_cast<int>(whole);
    changed.terms_.decision = decision;
    return changed;
}

OrderIntent OrderIntent::at_worst() const {
    return terms_.ladder ? at_limit(terms_.ladder->cap) : *this;
}

}  // namespace wingspread::trade
