#include "engine/order_desk.hpp"
#include "trade/roll.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

/// Orders that follow from others: the closes of exits and the two orders of a roll.
namespace wingspread::engine {

OrderDesk::Flow& OrderDesk::own_flow(DeskContext desk) {
    // Ids that no requester draws.
    constexpr std::uint64_t first_id = std::uint64_t{1} << 63;
    const CommandId command(first_id + own_commands_++);
    Flow& flow = flows_[command];
    flow.command = command;
    flow.place = true;
    flow.holder = desk.quotes.new_holder();
    flow.request.account = desk.account.account();
    return flow;
}

void OrderDesk::open_by_roll(const RollOpenWish& wish, DeskContext desk) {
    Flow& flow = own_flow(desk);
    flow.roll = wish;
    flow.request.action = OrderAction::open;
    flow.request.quantity = wish.units;
    flow.request.price_rule = PriceRule::share;
    flow.request.share_pct = wish.second.share_pct;
    flow.request.in_force = wish.second.in_force;
    flow.request.exits = wish.second.exits;
    if (const auto& ladder = wish.second.ladder) {
        flow.request.ladder = LadderRequest{.steps = ladder->steps,
                                            .interval = ladder->interval,
                                            .cap = std::nullopt,
                                            .hold = ladder->hold,
                                            .at_end = ladder->at_end,
                                            .on_bad_quotes = ladder->on_bad_quotes};
    }
    flow.structure = options::StructureUnits{wish.second.structure, 1};
    if (!lacks_underlying(wish.second.structure, OrderAction::open, desk.quotes)) {
        return agree_on_terms(flow, desk);
    }
    flow.stage = Stage::contracts;
    flow.deadline = desk.now.monotonic + settings_.contract_patience;
    desk.chains.load_underlying(flow.command, wish.second.structure, desk.link.session().is_up(),
                                desk.now, desk.link, desk.effects);
}

bool OrderDesk::is_opening(const trade::IntentId& close) const {
    return std::ranges::any_of(flows_, [&](const auto& entry) {
        return entry.second.roll && entry.second.roll->close == close;
    });
}

void OrderDesk::close_by_exit(const ExitCloseWish& wish, DeskContext desk) {
    Flow& flow = own_flow(desk);
    flow.exit = wish;
    flow.request.action = OrderAction::close;
    flow.request.quantity = wish.units;
    if (wish.resting) {
        flow.request.price_rule = PriceRule::given;
        flow.request.in_force = TimeInForce::gtc;
    } else {
        flow.request.price_rule = PriceRule::mid;
        flow.request.ladder = LadderRequest{};
    }
    flow.structure = options::StructureUnits{wish.structure, 1};
    agree_on_terms(flow, desk);
}

bool OrderDesk::is_closing(const trade::ExitId& exit) const {
    return std::ranges::any_of(flows_, [&](const auto& entry) {
        return entry.second.exit && entry.second.exit->exit == exit;
    });
}

Result<void> OrderDesk::split_roll(Flow& flow, trade::OrderTerms& terms) {
    const auto& from = flow.rolled_from->structure;
    const auto plan = trade::plan_roll(from, terms.structure);
    const auto* const two = std::get_if<trade::RollInTwo>(&plan);
    if (two == nullptr) {
        terms.rolled_from = from;
        return {};
    }
    const auto& request = flow.request;
    if (request.price_rule == PriceRule::given || (request.ladder && request.ladder->cap)) {
        return bad_field("price", "given",
                         fmt::format("mid, natural or a share of the way, because this roll takes "
                                     "two orders with a price each: {}",
                                     two->reason));
    }
    const int share = request.price_rule == PriceRule::natural ? 100
                      : request.price_rule == PriceRule::share ? request.share_pct
                                                               : 0;
    trade::SecondOrder second{.structure = terms.structure,
                              .share_pct = share,
                              .in_force = request.in_force,
                              .ladder = std::nullopt,
                              .exits = request.exits};
    if (const auto& ladder = request.ladder) {
        second.ladder = trade::LadderPlan{.steps = ladder->steps,
                                          .interval = ladder->interval,
                                          .cap = {},
                                          .hold = ladder->hold,
                                          .at_end = ladder->at_end,
                                          .on_bad_quotes = ladder->on_bad_quotes};
    }
    flow.request.exits.reset();
    flow.second = std::move(second);
    flow.two_because = two->reason;
    terms.structure = from;
    terms.action = OrderAction::close;
    return {};
}

std::vector<trade::JournalRecord> OrderDesk::first_records(const Flow& flow) {
    std::vector<trade::JournalRecord> records{trade::IntentRecorded{*flow.intent}};
    if (flow.request.exits) {
        records.emplace_back(
            trade::ExitPlanned{{trade::ExitId::draw(rng_), flow.id, *flow.request.exits}});
    }
    if (flow.second) records.emplace_back(trade::RollPlanned{flow.id, *flow.second});
    if (flow.roll) records.emplace_back(trade::RollOpened{flow.roll->close, flow.id});
    if (flow.exit) {
        records.emplace_back(
            trade::ExitFired{flow.exit->exit, flow.exit->rule, flow.id, flow.exit->short_leg_only});
    }
    return records;
}

}  // namespace wingspread::engine
