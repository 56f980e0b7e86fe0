#include "store/intent_fields.hpp"

#include <array>
#include <utility>

namespace wingspread::store {

namespace {

StructureFields structure_fields(const options::Structure& structure) {
    StructureFields fields;
    fields.kind = structure.kind();
    for (const auto& leg : structure.legs()) fields.contracts.push_back(leg.contract);
    const auto& roles = options::form_of(structure.kind()).roles;
    for (std::size_t i = 0; i < roles.size(); ++i) {
        if (roles[i].ratio == options::RoleRatio::fewer) fields.fewer = structure.legs()[i].ratio;
        if (roles[i].ratio == options::RoleRatio::more) fields.more = structure.legs()[i].ratio;
    }
    fields.with_shares = structure.shares().has_value();
    if (structure.shares()) fields.shares = *structure.shares();
    return fields;
}

Result<options::Structure> to_structure(StructureFields fields) {
    options::StructureParts parts;
    if (fields.fewer || fields.more) {
        parts.ratio = options::LegRatio{fields.fewer.value_or(0), fields.more.value_or(0)};
    }
    if (fields.with_shares) parts.shares = std::move(fields.shares);
    return options::Structure::make(fields.kind, std::move(fields.contracts), std::move(parts));
}

Result<trade::OrderIntent> with_structures(IntentFields fields, options::Structure structure,
                                           std::optional<options::Structure> rolled_from) {
    std::optional<trade::LadderPlan> ladder;
    if (fields.has_ladder) ladder = fields.ladder;
    std::optional<trade::OcaTerms> oca;
    if (fields.has_oca) oca = std::move(fields.oca);
    return trade::OrderIntent::make(fields.id,
                                    {.account = std::move(fields.account),
                                     .client_order_id = std::move(fields.client_order_id),
                                     .structure = std::move(structure),
                                     .action = fields.action,
                                     .rolled_from = std::move(rolled_from),
                                     .quantity = fields.quantity,
                                     .limit = fields.limit,
                                     .in_force = fields.in_force,
                                     .good_till = fields.good_till,
                                     .decision = fields.decision,
                                     .ladder = ladder,
                                     .oca = std::move(oca)});
}

}  // namespace

RollFields to_fields(const trade::RollPlanned& roll) {
    const auto& second = roll.second;
    return {.close = roll.close,
            .structure = structure_fields(second.structure),
            .share_pct = second.share_pct,
            .in_force = second.in_force,
            .has_ladder = second.ladder.has_value(),
            .ladder = second.ladder.value_or(trade::LadderPlan{}),
            .has_exits = second.exits.has_value(),
            .exits = second.exits.value_or(trade::ExitRules{})};
}

Result<trade::RollPlanned> to_roll(RollFields fields) {
    auto structure = to_structure(std::move(fields.structure));
    if (!structure) return std::unexpected(std::move(structure.error()));
    trade::SecondOrder second{.structure = std::move(*structure),
                              .share_pct = fields.share_pct,
                              .in_force = fields.in_force,
                              .ladder = std::nullopt,
                              .exits = std::nullopt};
    if (fields.has_ladder) second.ladder = fields.ladder;
    if (fields.has_exits) second.exits = fields.exits;
    return trade::RollPlanned{fields.close, std::move(second)};
}

IntentFields to_fields(const trade::OrderIntent& intent) {
    const auto& terms = intent.terms();
    IntentFields fields{.id = intent.id(),
                        .account = terms.account,
                        .client_order_id = terms.client_order_id,
                        .structure = structure_fields(terms.structure),
                        .action = terms.action,
                        .is_roll = terms.rolled_from.has_value(),
                        .rolled_from = {},
                        .quantity = terms.quantity,
                        .limit = terms.limit,
                        .in_force = terms.in_force,
                        .good_till = terms.good_till,
                        .decision = terms.decision,
                        .has_ladder = terms.ladder.has_value(),
                        .ladder = terms.ladder.value_or(trade::LadderPlan{}),
                        .has_oca = terms.oca.has_value(),
                        .oca = terms.oca.value_or(trade::OcaTerms{})};
    if (terms.rolled_from) fields.rolled_from = structure_fields(*terms.rolled_from);
    return fields;
}

Result<trade::OrderIntent> to_intent(IntentFields fields) {
    auto structure = to_structure(std::move(fields.structure));
    if (!structure) return std::unexpected(std::move(structure.error()));
    std::optional<options::Structure> rolled_from;
    if (fields.is_roll) {
        auto from = to_structure(std::move(fields.rolled_from));
        if (!from) return std::unexpected(std::move(from.error()));
        rolled_from = std::move(*from);
    }
    return with_structures(std::move(fields), std::move(*structure), std::move(rolled_from));
}

Result<trade::OrderIntent> to_intent(FirstIntentFields fields) {
    const std::array legs{options::Leg{options::Side::buy, 1, std::move(fields.bought)},
                          options::Leg{options::Side::sell, 1, std::move(fields.sold)}};
    auto found = options::from_legs(options::to_structure_kind(fields.vertical), legs);
    if (!found) return std::unexpected(std::move(found.error()));
    return with_structures(std::move(fields), std::move(found->structure), {});
}

}  // namespace wingspread::store
