#include "engine/order_desk.hpp"

#include "broker/code_table.hpp"
#include "broker/translate_orders.hpp"
#include "core/planted.hpp"
#include "engine/order_pricing.hpp"
#include "engine/structure_finder.hpp"
#include "engine/views.hpp"
#include "trade/order_price.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace wingspread::engine {

namespace {

constexpr std::int64_t max_units = 1'000'000;

/// Whole units of the structure: legs that were named with a common factor are so many of it.
Result<int> units_of(const OrderRequest& request, int units_named) {
    const auto units = std::int64_t{request.quantity} * units_named;
    if (units > max_units) {
        return bad_field("quantity", std::to_string(units), fmt::format("up to {}", max_units));
    }
    return static_cast<int>(units);
}

bool ends_what_if(const tws::ErrorMessage& error) {
    switch (broker::meaning_for_order(error.code)) {
        case trade::OrderErrorClass::confirmed_reject:
        case trade::OrderErrorClass::possible_reject:
        case trade::OrderErrorClass::ended: return true;
        case trade::OrderErrorClass::cancel_verdict:
        case trade::OrderErrorClass::warning:
        case trade::OrderErrorClass::unknown: return false;
    }
    return false;
}

}  // namespace

void OrderDesk::preview(const PreviewOrder& command, DeskContext desk) {
    begin(command.command, command.request, false, desk);
}

void OrderDesk::place(const PlaceOrder& command, DeskContext desk) {
    begin(command.command, command.request, true, desk);
}

std::optional<Error> OrderDesk::objection(const OrderRequest& request, bool place,
                                          const DeskContext& desk) const {
    const auto& account = desk.account;
    if (desk.link.session().state() != broker::SessionState::ready) {
        return Error{Errc::unavailable, fmt::format("the gateway is not ready: {}",
                                                    desk.link.session().status().reason)};
    }
    if (!request.account.empty() && request.account != account.account()) {
        return bad_field("account", request.account, account.account()).error();
    }
    if (request.quantity < 1) {
        return bad_field("quantity", std::to_string(request.quantity), "at least 1").error();
    }
    if (auto fine = check(request.structure); !fine) return fine.error();
    if ((request.action == OrderAction::roll) != request.rolled_from.has_value()) {
        return bad_field("rolled_from", request.rolled_from ? "a structure" : "none",
                         "a structure with the action roll, and with it only")
            .error();
    }
    if (request.exits) {
        if (auto fine = trade::check(*request.exits, request.structure.kind); !fine) {
            return fine.error();
        }
        if (request.action == OrderAction::close) {
            return bad_field("exits", "given", "none with the action close").error();
        }
    }
    if (!place) return std::nullopt;
    if (!account.problem().empty()) return Error{Errc::refused, account.problem()};
    if (!request.client_order_id.empty() &&
        account.book().find_client_order(account.account(), request.client_order_id) != nullptr) {
        return Error{Errc::conflict, fmt::format("client_order_id \"{}\" was used before",
                                                 request.client_order_id)};
    }
    return std::nullopt;
}

void OrderDesk::begin(CommandId command, const OrderRequest& request, bool place,
                      DeskContext desk) {
    Flow& flow = flows_[command];
    flow.command = command;
    flow.request = request;
    flow.place = place;
    flow.holder = desk.quotes.new_holder();
    if (auto error = objection(request, place, desk)) {
        return fail_flow(command, std::move(*error), desk);
    }
    find_contracts(flow, desk);
}

void OrderDesk::find_contracts(Flow& flow, DeskContext desk) {
    if (const auto* leg = unloaded_leg(flow, flow.request.structure)) {
        return load_chain(flow, flow.request.structure, *leg, desk);
    }
    auto found = find_structure(desk.quotes, flow.request.structure);
    if (!found) return fail_flow(flow.command, found.error(), desk);
    if (const auto* missing = std::get_if<ContractMissing>(&*found)) {
        return load_chain(flow, flow.request.structure, missing->leg, desk);
    }
    if (flow.request.rolled_from) {
        if (const auto* leg = unloaded_leg(flow, *flow.request.rolled_from)) {
            return load_chain(flow, *flow.request.rolled_from, *leg, desk);
        }
        auto from = find_structure(desk.quotes, *flow.request.rolled_from);
        if (!from) return fail_flow(flow.command, from.error(), desk);
        if (const auto* missing = std::get_if<ContractMissing>(&*from)) {
            return load_chain(flow, *flow.request.rolled_from, missing->leg, desk);
        }
        flow.rolled_from = std::get<options::StructureUnits>(std::move(*from));
    }
    flow.structure = std::get<options::StructureUnits>(std::move(*found));
    if (lacks_underlying(flow.structure->structure, flow.request.action, desk.quotes)) {
        return load_chain(flow, flow.request.structure, flow.request.structure.legs.front(), desk);
    }
    agree_on_terms(flow, desk);
}

/// Where the request names no class, what happens to be known must not decide which one is meant:
/// each expiration is listed whole first.
const LegRequest* OrderDesk::unloaded_leg(const Flow& flow, const StructureRequest& wanted) {
    if (!wanted.trading_class.empty()) return nullptr;
    const auto found = std::ranges::find_if(wanted.legs, [&](const LegRequest& leg) {
        return !flow.loaded.contains({wanted.symbol, leg.expiry});
    });
    return found == wanted.legs.end() ? nullptr : &*found;
}

/// Expiration by expiration; one that was loaded and still lacks the contract does not list it.
void OrderDesk::load_chain(Flow& flow, const StructureRequest& wanted, const LegRequest& leg,
                           DeskContext desk) {
    if (!flow.loaded.insert({wanted.symbol, leg.expiry}).second) {
        return fail_flow(flow.command, not_listed(desk.quotes, wanted, leg), desk);
    }
    flow.stage = Stage::contracts;
    flow.deadline = desk.now.monotonic + settings_.contract_patience;
    broker::ChainWish wish{wanted.symbol, leg.expiry, leg.expiry, {}};
    if (!wanted.trading_class.empty()) wish.trading_classes = {wanted.trading_class};
    desk.chains.load(flow.command, std::move(wish), desk.link.session().is_up(), desk.now,
                     desk.link, desk.effects);
}

void OrderDesk::on_chain(CommandId command, const Result<broker::LoadedChain>& chain,
                         DeskContext desk) {
    const auto found = flows_.find(command);
    if (found == flows_.end()) return;
    if (!chain) return fail_flow(command, chain.error(), desk);
    // The contracts of a roll's second order are known, only what they are on was not.
    if (found->second.roll) return agree_on_terms(found->second, desk);
    find_contracts(found->second, desk);
}

/// Everything of the order but its price.
void OrderDesk::agree_on_terms(Flow& flow, DeskContext desk) {
    const auto units = units_of(flow.request, flow.structure->units);
    if (!units) return fail_flow(flow.command, units.error(), desk);
    if (flow.rolled_from && flow.rolled_from->units != flow.structure->units) {
        return fail_flow(flow.command,
                         bad_field("rolled_from", fmt::format("{} units", flow.rolled_from->units),
                                   fmt::format("as many as are opened: {}", flow.structure->units))
                             .error(),
                         desk);
    }
    trade::OrderTerms terms{.account = desk.account.account(),
                            .client_order_id = flow.request.client_order_id,
                            .structure = flow.structure->structure,
                            .action = flow.request.action,
                            .quantity = *units,
                            .in_force = flow.request.in_force};
    if (flow.rolled_from) {
        if (auto split = split_roll(flow, terms); !split) {
            return fail_flow(flow.command, split.error(), desk);
        }
    }
    const auto id = trade::IntentId::draw(rng_);
    auto sensible = trade::OrderIntent::make(id, terms);
    if (!sensible) return fail_flow(flow.command, sensible.error(), desk);
    flow.id = id;
    flow.legs = sensible->legs();
    flow.terms = std::move(terms);
    watch_legs(flow, desk);
}

void OrderDesk::watch_legs(Flow& flow, DeskContext desk) {
    flow.stage = Stage::quotes;
    flow.deadline = desk.now.monotonic + settings_.quote_patience;
    for (const auto conid : quoted_for(*flow.terms, desk.quotes)) {
        desk.quotes.acquire(flow.holder, conid, broker::LinePriority::order);
    }
    decide(flow, desk);
}

void OrderDesk::decide(Flow& flow, DeskContext desk) {
    const auto quotes = leg_quotes(flow.legs, desk.quotes, desk.now);
    const auto net = present_price(*flow.terms, quotes);
    if (!net) return;
    const bool in_time = desk.now.monotonic < flow.deadline;
    if (in_time && !knows_underlying(*flow.terms, desk.quotes)) return;
    flow.terms->decision = {net->natural, net->mid, desk.now.utc};
    set_price(flow.request, *net, dearest_option(flow.legs, quotes), settings_.limits, *flow.terms);
    if (flow.exit && flow.exit->cap) hold_below(*flow.exit->cap, *flow.terms);
    if (flow.exit && flow.exit->resting) {
        const auto& [group, price] = *flow.exit->resting;
        const bool stops = flow.exit->rule == trade::ExitRule::stop;
        rest_at(price, stops, settings_.limits, *flow.terms);
        flow.terms->oca->group = group;
    }
    auto intent = trade::OrderIntent::make(flow.id, *flow.terms);
    if (!intent) return fail_flow(flow.command, intent.error(), desk);
    flow.intent = *intent;
    if (flow.place) {
        const auto recorded = desk.account.record(first_records(flow), desk.now, desk.effects);
        if (!recorded) return fail_flow(flow.command, recorded.error(), desk);
    }
    const auto context = risk_context(flow.id, flow.legs, desk);
    auto approved = gate_.check(*intent, context);
    if (!approved) {
        if (flow.place) return refuse(flow, trade::to_string(approved.error()), desk);
        // A preview that would be refused says so, without bothering the broker.
        return answer_preview(flow, {}, approved.error(), desk);
    }
    flow.approved = std::move(*approved);
    ask_what_if(flow, desk);
}

void OrderDesk::ask_what_if(Flow& flow, DeskContext desk) {
    const auto id = desk.account.order_ids().reserve();
    if (!id) return refuse(flow, id.error().message, desk);
    const auto recorded = desk.account.record(
        std::array<trade::JournalRecord, 1>{trade::OrderIdReserved{*id, settings_.client_id}},
        desk.now, desk.effects);
    if (!recorded) return fail_flow(flow.command, recorded.error(), desk);
    flow.stage = Stage::preview;
    flow.deadline = desk.now.monotonic + settings_.preview_patience;
    flow.preview_id = *id;
    desk.link.send(broker::OrderEncoder::what_if(*flow.approved, *id), desk.effects);
}

void OrderDesk::on_answer(const tws::Answer& answer, DeskContext desk) {
    std::vector<CommandId> quoting;
    Flow* previewed = nullptr;
    const auto* open = std::get_if<tws::OpenOrder>(&answer);
    const auto* error = std::get_if<tws::ErrorMessage>(&answer);
    for (auto& [command, flow] : flows_) {
        if (flow.stage == Stage::quotes) quoting.push_back(command);
        if (flow.stage != Stage::preview) continue;
        if (open != nullptr && open->order_id == flow.preview_id) previewed = &flow;
        if (error != nullptr && error->id == flow.preview_id.value()) previewed = &flow;
    }
    if (previewed != nullptr && open != nullptr) {
        if (const auto what_if = broker::to_what_if(*open)) on_what_if(*previewed, *what_if, desk);
    } else if (previewed != nullptr && ends_what_if(*error)) {
        refuse(*previewed, fmt::format("what-if: code {}: {}", error->code, error->text), desk);
    }
    for (const auto command : quoting) {
        const auto found = flows_.find(command);
        if (found != flows_.end()) decide(found->second, desk);
    }
}

void OrderDesk::on_what_if(Flow& flow, const trade::WhatIf& what_if, DeskContext desk) {
    const auto context = risk_context(flow.id, flow.legs, desk);
    auto cleared =
        gate_.recheck(trade::PreviewedOrder(std::move(*flow.approved), what_if), context);
    if (!flow.place) {
        return answer_preview(flow, what_if, cleared ? trade::Refusals{} : cleared.error(), desk);
    }
    if (!cleared) return refuse(flow, trade::to_string(cleared.error()), desk);
    submit(flow, std::move(*cleared), desk);
}

void OrderDesk::submit(Flow& flow, trade::ClearedOrder cleared, DeskContext desk) {
    const auto id = desk.account.order_ids().reserve();
    if (!id) return refuse(flow, id.error().message, desk);
    const auto intent_id = cleared.intent().id();
    const std::array<trade::JournalRecord, 2> records{
        trade::OrderIdReserved{*id, settings_.client_id},
        trade::SubmissionRecorded{intent_id, *id, settings_.client_id, cleared.figures()}};
    auto receipts = desk.account.record(records, desk.now, desk.effects);
    if (!receipts) return fail_flow(flow.command, receipts.error(), desk);
    auto submitted = trade::SubmittedOrder::make(std::move(cleared), std::move(receipts->back()));
    if (!submitted) return fail_flow(flow.command, submitted.error(), desk);
    const auto late =
        gate_.objections_to_sending(submitted->intent(), risk_context(flow.id, flow.legs, desk));
    if (!late.empty()) return withhold(flow, *submitted, trade::to_string(late), desk);
    desk.link.send(broker::OrderEncoder::place(std::move(*submitted)), desk.effects);
    ++placed_;
    const auto& book = desk.account.book();
    if (!flow.exit && !flow.roll) {
        desk.effects.emplace_back(
            OrderAnswered{flow.command, order_view(book, *book.find(intent_id))});
    }
    end(flow.command, desk);
}

/// The journal says that it may be at the broker, so only the broker's books can end it: in doubt
/// until two passes have shown that it never arrived.
void OrderDesk::withhold(Flow& flow, const trade::SubmittedOrder& order, const std::string& reason,
                         DeskContext desk) {
    const trade::OrderAddress address{
        order.order_id(), order.client_id(), {}, order.intent().id().order_ref()};
    (void)desk.account.record(
        std::array<trade::JournalRecord, 1>{trade::OrderEventRecorded{address, trade::LinkLost{}}},
        desk.now, desk.effects);
    desk.account.want_resync(desk.now);
    desk.effects.emplace_back(LogLine{Severity::warning, "order not sent: " + reason});
    fail_flow(flow.command, Error{Errc::refused, reason}, desk);
}

void OrderDesk::answer_preview(Flow& flow, const trade::WhatIf& what_if,
                               const trade::Refusals& refusals, DeskContext desk) {
    auto view = preview_view(*flow.intent, what_if, refusals);
    if (flow.second) {
        view.note = fmt::format(
            "the first of two orders, because {}; once it has filled, the {} is "
            "priced and opened",
            flow.two_because, options::describe(flow.second->structure));
    }
    desk.effects.emplace_back(PreviewAnswered{flow.command, std::move(view)});
    end(flow.command, desk);
}

void OrderDesk::cancel(const CancelOrder& command, DeskContext desk) {
    const auto answer = [&](Result<OrderView> view) {
        desk.effects.emplace_back(OrderAnswered{command.command, std::move(view)});
    };
    const auto id = trade::IntentId::parse(command.order);
    if (!id) return answer(std::unexpected(id.error()));
    const auto* order = desk.account.book().find(*id);
    if (order == nullptr) {
        return answer(fail(Errc::not_found, fmt::format("no order {}", command.order)));
    }
    if (const auto sent = send_cancel(*order, desk); !sent) {
        return answer(std::unexpected(sent.error()));
    }
    answer(order_view(desk.account.book(), *desk.account.book().find(*id)));
}

Result<void> OrderDesk::send_cancel(const trade::BookedOrder& order, DeskContext desk) {
    const auto& id = order.intent.id();
    if (!trade::may_fill(order.machine.state())) {
        return fail(Errc::conflict, fmt::format("order {} is {}: nothing to cancel", id.to_string(),
                                                trade::to_string(order.machine.state())));
    }
    if (!desk.link.session().is_up()) {
        return fail(Errc::unavailable, "the gateway is not connected");
    }
    const auto order_id = order.order_id;
    const trade::OrderAddress address{order_id, order.client_id, {}, id.order_ref()};
    const auto recorded =
        desk.account.record(std::array<trade::JournalRecord, 1>{trade::OrderEventRecorded{
                                address, trade::CancelRequested{}}},
                            desk.now, desk.effects);
    if (!recorded) return std::unexpected(recorded.error());
    desk.link.send(broker::cancel_order(order_id), desk.effects);
    return {};
}

void OrderDesk::refuse(Flow& flow, const std::string& reason, DeskContext desk) {
    if (flow.place) {
        ++refused_;
        (void)desk.account.record(
            std::array<trade::JournalRecord, 1>{trade::IntentRefused{flow.intent->id(), reason}},
            desk.now, desk.effects);
    }
    desk.effects.emplace_back(LogLine{Severity::warning, "order refused: " + reason});
    fail_flow(flow.command, Error{Errc::refused, reason}, desk);
}

void OrderDesk::fail_flow(CommandId command, Error error, DeskContext desk) {
    const auto& flow = flows_.at(command);
    if (flow.exit) {
        desk.effects.emplace_back(
            LogLine{Severity::warning, fmt::format("exit {} could not close: {}",
                                                   flow.exit->exit.to_string(), error.message)});
    } else if (flow.roll) {
        desk.effects.emplace_back(
            LogLine{Severity::warning, fmt::format("the second order of the roll {} could not "
                                                   "be sent: {}",
                                                   flow.roll->close.to_string(), error.message)});
    } else if (flow.place) {
        desk.effects.emplace_back(OrderAnswered{command, std::unexpected(std::move(error))});
    } else {
        desk.effects.emplace_back(PreviewAnswered{command, std::unexpected(std::move(error))});
    }
    end(command, desk);
}

void OrderDesk::end(CommandId command, DeskContext desk) {
    desk.quotes.release_all(flows_.at(command).holder);
    desk.chains.forget(command);
    flows_.erase(command);
}

void OrderDesk::on_time(DeskContext desk) {
    std::vector<CommandId> late;
    for (const auto& [command, flow] : flows_) {
        if (flow.deadline <= desk.now.monotonic) late.push_back(command);
    }
    for (const auto command : late) {
        Flow& flow = flows_.at(command);
        switch (flow.stage) {
            case Stage::contracts:
                fail_flow(command, Error{Errc::timeout, "the contracts were not found in time"},
                          desk);
                break;
            case Stage::quotes: {
                const auto quotes = leg_quotes(flow.legs, desk.quotes, desk.now);
                if (present_price(*flow.terms, quotes)) {
                    decide(flow, desk);  // what is still missing, the gate names
                    break;
                }
                fail_flow(
                    command,
                    Error{Errc::unavailable,
                          "no live two-sided quote of every leg came in time:" + describe(quotes)},
                    desk);
                break;
            }
            case Stage::preview:
                refuse(flow, "the broker did not answer the what-if in time", desk);
                break;
        }
    }
}

void OrderDesk::on_link_lost(const std::string& reason, DeskContext desk) {
    if (planted(Mistake::order_request_forgotten)) flows_.clear();
    while (!flows_.empty()) {
        Flow& flow = flows_.begin()->second;
        const std::string text = "the connection was lost: " + reason;
        if (flow.intent && flow.place) {
            refuse(flow, text, desk);
        } else {
            fail_flow(flow.command, Error{Errc::interrupted, text}, desk);
        }
    }
}

std::optional<MonotonicTime> OrderDesk::next_wakeup() const {
    std::optional<MonotonicTime> next;
    for (const auto& [command, flow] : flows_) next = earlier(next, flow.deadline);
    return next;
}

trade::RiskContext OrderDesk::risk_context(const trade::IntentId& order,
                                           std::span<const trade::OrderLeg> legs,
                                           const DeskContext& desk) const {
    trade::RiskContext context;
    // A halt because the books cannot be trusted holds for exits too.
    context.armed_exit =
        desk.account.problem().empty() && desk.account.book().closes_for_armed_exit(order);
    context.now = desk.now;
    context.trading = desk.account.problem().empty() ? desk.account.book().trading()
                                                     : trade::TradingState::halted;
    context.environment = settings_.environment;
    context.live_armed =
        desk.account.book().live_until(desk.account.account()) > std::optional(desk.now.utc);
    context.link_ready = desk.link.session().state() == broker::SessionState::ready;
    const auto& maintenance = desk.supervisor.maintenance();
    const bool is_due = maintenance && !planted(Mistake::restart_not_expected);
    context.maintenance = is_due ? broker::describe(*maintenance) : "";
    context.market_open = is_open(legs, settings_.venue_hours, desk.now);
    context.time_to_expiry = time_to_last_trade(legs, settings_.venue_hours, desk.now);
    context.day_profit_usd = desk.account.day_profit_usd();
    context.account_kind = desk.account.kind();
    const auto accounts = desk.link.session().accounts();
    context.accounts.assign(accounts.begin(), accounts.end());
    context.quotes = leg_quotes(legs, desk.quotes, desk.now);
    context.underlying = underlying_market(legs, desk.quotes);
    context.orders = desk.account.book().known_orders();
    context.positions = desk.account.agreed_positions();
    context.disputed = desk.account.disputed();
    context.available_funds_usd = desk.account.available_funds_usd();
    return context;
}

}  // namespace wingspread::engine
