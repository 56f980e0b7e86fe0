#pragma once

#include "store/record_fields.hpp"

#include <optional>
#include <string>
#include <vector>

namespace wingspread::store {

/// A structure in the open: `Structure` itself can only be made whole. Sides and ratios follow from
/// the kind, so that nothing that was read can be inverted.
struct StructureFields {
    options::StructureKind kind = options::StructureKind::long_call;
    std::vector<options::OptionContract> contracts;
    std::optional<int> fewer;  ///< of ratio structures
    std::optional<int> more;
    bool with_shares = false;
    options::Underlying shares;
};

/// An intent in the open, as it is written now: version 4.
struct IntentFields {
    trade::IntentId id;
    std::string account;
    std::string client_order_id;
    StructureFields structure;
    trade::OrderAction action = trade::OrderAction::open;
    bool is_roll = false;
    StructureFields rolled_from;
    int quantity = 0;
    Price limit;
    trade::TimeInForce in_force = trade::TimeInForce::day;
    std::optional<UtcTime> good_till;
    trade::DecisionQuotes decision;
    bool has_ladder = false;
    trade::LadderPlan ladder;
    bool has_oca = false;
    trade::OcaTerms oca;
};

/// Version 3 knew no one-cancels-all groups.
struct ThirdIntentFields : IntentFields {};

/// Version 2 knew no ladders.
struct SecondIntentFields : IntentFields {};

/// Version 1 knew verticals only.
struct FirstIntentFields : IntentFields {
    options::VerticalKind vertical = options::VerticalKind::bull_call;
    options::OptionContract bought;
    options::OptionContract sold;
};

/// The second order of a roll in the open.
struct RollFields {
    trade::IntentId close;
    StructureFields structure;
    int share_pct = 0;
    trade::TimeInForce in_force = trade::TimeInForce::day;
    bool has_ladder = false;
    trade::LadderPlan ladder;
    bool has_exits = false;
    trade::ExitRules exits;
};

RollFields to_fields(const trade::RollPlanned& roll);
Result<trade::RollPlanned> to_roll(RollFields fields);

IntentFields to_fields(const trade::OrderIntent& intent);
Result<trade::OrderIntent> to_intent(IntentFields fields);
Result<trade::OrderIntent> to_intent(FirstIntentFields fields);

void describe_structure(auto& io, auto& structure) {
    io.field("kind", structure.kind);
    io.list("options", structure.contracts,
            [&](auto& contract) { describe_contract(io, contract); });
    io.field("fewer", structure.fewer);
    io.field("more", structure.more);
    io.field("with_shares", structure.with_shares);
    if (!structure.with_shares) return;
    io.part("shares", [&] {
        io.field("conid", structure.shares.conid);
        io.field("symbol", structure.shares.symbol);
        io.field("exchange", structure.shares.exchange);
        io.field("currency", structure.shares.currency);
    });
}

void describe_price_and_time(auto& io, auto& intent) {
    io.field("action", intent.action);
    io.field("quantity", intent.quantity);
    io.field("limit", intent.limit);
    io.field("in_force", intent.in_force);
    io.field("good_till", intent.good_till);
    io.field("natural", intent.decision.natural);
    io.field("mid", intent.decision.mid);
    io.field("decided_at", intent.decision.taken_at);
}

void describe_ladder(auto& io, auto& ladder) {
    io.field("steps", ladder.steps);
    io.field("interval", ladder.interval);
    io.field("cap", ladder.cap);
    io.field("hold", ladder.hold);
    io.field("at_end", ladder.at_end);
    io.field("on_bad_quotes", ladder.on_bad_quotes);
}

template <>
struct Fields<RollFields> {
    static constexpr std::string_view kind = "roll_plan";
    static constexpr int version = 1;
    static void describe(auto& io, auto& roll) {
        io.field("close", roll.close);
        io.part("structure", [&] { describe_structure(io, roll.structure); });
        io.field("share_pct", roll.share_pct);
        io.field("in_force", roll.in_force);
        io.field("has_ladder", roll.has_ladder);
        if (roll.has_ladder) io.part("ladder", [&] { describe_ladder(io, roll.ladder); });
        io.field("has_exits", roll.has_exits);
        if (roll.has_exits) io.part("exits", [&] { describe_exit_rules(io, roll.exits); });
    }
};

template <>
struct Fields<SecondIntentFields> {
    static constexpr std::string_view kind = "intent";
    static constexpr int version = 2;
    static void describe(auto& io, auto& intent) {
        io.field("id", intent.id);
        io.field("account", intent.account);
        io.field("client_order_id", intent.client_order_id);
        io.part("structure", [&] { describe_structure(io, intent.structure); });
        io.field("is_roll", intent.is_roll);
        if (intent.is_roll) {
            io.part("rolled_from", [&] { describe_structure(io, intent.rolled_from); });
        }
        describe_price_and_time(io, intent);
    }
};

template <>
struct Fields<ThirdIntentFields> {
    static constexpr std::string_view kind = "intent";
    static constexpr int version = 3;
    static void describe(auto& io, auto& intent) {
        Fields<SecondIntentFields>::describe(io, intent);
        io.field("has_ladder", intent.has_ladder);
        if (intent.has_ladder) io.part("ladder", [&] { describe_ladder(io, intent.ladder); });
    }
};

template <>
struct Fields<IntentFields> {
    static constexpr std::string_view kind = "intent";
    static constexpr int version = 4;
    static void describe(auto& io, auto& intent) {
        Fields<ThirdIntentFields>::describe(io, intent);
        io.field("has_oca", intent.has_oca);
        if (!intent.has_oca) return;
        io.part("oca", [&] {
            io.field("group", intent.oca.group);
            io.field("trigger", intent.oca.trigger);
        });
    }
};

template <>
struct Fields<FirstIntentFields> {
    static constexpr std::string_view kind = "intent";
    static constexpr int version = 1;
    static void describe(auto& io, auto& intent) {
        io.field("id", intent.id);
        io.field("account", intent.account);
        io.field("client_order_id", intent.client_order_id);
        io.field("structure", intent.vertical);
        io.part("bought", [&] { describe_contract(io, intent.bought); });
        io.part("sold", [&] { describe_contract(io, intent.sold); });
        describe_price_and_time(io, intent);
    }
};

}  // namespace wingspread::store
