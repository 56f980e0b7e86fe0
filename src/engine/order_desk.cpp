#include "engine/order_desk.hpp"

#include "broker/code_table.hpp"
#include "broker/translate_contracts.hpp"
#include "broker/translate_orders.hpp"
#include "core/date.hpp"
#include "core/planted.hpp"
#include "engine/views.hpp"
#include "options/calendar.hpp"
#include "options/increments.hpp"
#include "options/net_price.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace wingspread::engine {

namespace {

const options::OptionContract* find_leg(const std::map<ConId, options::OptionContract>& known,
                                        const SpreadRequest& request, Price strike,
                                        std::string_view trading_class) {
    for (const auto& [conid, contract] : known) {
        if (contract.symbol == request.symbol && contract.expiration == request.expiry &&
            contract.right == options::right_of(request.structure) && contract.strike == strike &&
            (trading_class.empty() || contract.trading_class == trading_class)) {
            return &contract;
        }
    }
    return nullptr;
}

/// Both contracts of the wanted spread among those known; empty when one is not (yet).
Result<std::optional<trade::Spread>> find_spread(
    const std::map<ConId, options::OptionContract>& known, const SpreadRequest& request) {
    const auto* bought = find_leg(known, request, request.bought_strike, request.trading_class);
    const auto* sold = find_leg(known, request, request.sold_strike, request.trading_class);
    if (bought == nullptr || sold == nullptr) return std::optional<trade::Spread>{};
    auto vertical = options::VerticalSpread::make(request.structure, *bought, *sold);
    if (!vertical) return std::unexpected(vertical.error());
    if (vertical->bought().strike != request.bought_strike) {
        return fail(
            Errc::invalid_argument,
            fmt::format("a {} buys the {} strike: got {} bought and {} sold",
                        options::to_string(request.structure),
                        options::buys_lower_strike(request.structure) ? "lower" : "higher",
                        request.bought_strike.to_string(), request.sold_strike.to_string()));
    }
    return std::optional<trade::Spread>(std::move(*vertical));
}

std::string classes_of(const std::map<ConId, options::OptionContract>& known,
                       const SpreadRequest& request) {
    std::string classes;
    std::string last;
    for (const auto& [conid, contract] : known) {
        if (contract.symbol != request.symbol || contract.expiration != request.expiry ||
            contract.trading_class == last ||
            classes.find(contract.trading_class) != classes.npos) {
            continue;
        }
        last = contract.trading_class;
        classes += classes.empty() ? last : ", " + last;
    }
    return classes;
}

std::vector<trade::LegQuote> leg_quotes(const trade::Spread& spread, const QuoteDesk& quotes,
                                        const Now& now) {
    std::vector<trade::LegQuote> legs;
    for (const auto& leg : spread.legs()) {
        const auto index = quotes.book().find(leg.contract.conid);
        if (!index) {
            legs.push_back({leg.contract.conid, {}, {}, market::Usability::unquoted});
            continue;
        }
        const auto& quote = quotes.book().quote(*index);
        // An order is priced on what a line says now, never on what one said before.
        const bool fed = quotes.book().line(*index).leased;
        const auto use =
            fed ? quotes.book().usability(*index, {}, now.market) : market::Usability::stale;
        legs.push_back({leg.contract.conid, quote.bid, quote.ask, use});
    }
    return legs;
}

const trade::LegQuote& quote_of(const std::vector<trade::LegQuote>& quotes, ConId conid) {
    return *std::find_if(quotes.begin(), quotes.end(),
                         [&](const trade::LegQuote& quote) { return quote.conid == conid; });
}

/// Net prices of the order's own legs; every quote must be two-sided.
options::NetPrice net_price(const std::vector<options::Leg>& legs,
                            const std::vector<trade::LegQuote>& quotes) {
    std::vector<options::QuotedLeg> quoted;
    for (const auto& leg : legs) {
        const auto& quote = quote_of(quotes, leg.contract.conid);
        quoted.push_back({leg.side, leg.ratio, *quote.bid, *quote.ask});
    }
    return options::net_price(quoted);
}

Price limit_price(const OrderRequest& request, const options::NetPrice& net,
                  const trade::Spread& spread) {
    const auto& increments = options::default_combo_increments(spread.trading_class());
    switch (request.price_rule) {
        case PriceRule::given: return request.limit_price;
        case PriceRule::mid: return increments.round_less_aggressive(options::Side::buy, net.mid);
        case PriceRule::natural:
            return increments.round_less_aggressive(options::Side::buy, net.natural);
    }
    return request.limit_price;
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
    auto spread = find_spread(desk.quotes.options(), flow.request.spread);
    if (!spread) return fail_flow(flow.command, spread.error(), desk);
    if (*spread) {
        flow.spread = std::move(**spread);
        return watch_legs(flow, desk);
    }
    const auto& wanted = flow.request.spread;
    flow.stage = Stage::contracts;
    flow.deadline = desk.now.monotonic + settings_.contract_patience;
    broker::ChainWish wish{wanted.symbol, wanted.expiry, wanted.expiry, {}};
    if (!wanted.trading_class.empty()) wish.trading_classes = {wanted.trading_class};
    desk.chains.load(flow.command, std::move(wish), desk.link.session().is_up(), desk.now,
                     desk.link, desk.effects);
}

void OrderDesk::on_chain(CommandId command, const Result<broker::LoadedChain>& chain,
                         DeskContext desk) {
    const auto found = flows_.find(command);
    if (found == flows_.end()) return;
    Flow& flow = found->second;
    if (!chain) return fail_flow(command, chain.error(), desk);
    const auto& wanted = flow.request.spread;
    auto spread = find_spread(desk.quotes.options(), wanted);
    if (!spread) return fail_flow(command, spread.error(), desk);
    if (!*spread) {
        const auto classes = classes_of(desk.quotes.options(), wanted);
        return fail_flow(
            command,
            Error{Errc::not_found,
                  classes.empty()
                      ? fmt::format("{}: no options expire on {}", wanted.symbol,
                                    to_iso(wanted.expiry))
                      : fmt::format("{} {}: no {} with strikes {} and {} is listed (classes: {})",
                                    wanted.symbol, to_iso(wanted.expiry),
                                    options::to_string(wanted.structure),
                                    wanted.bought_strike.to_string(),
                                    wanted.sold_strike.to_string(), classes)},
            desk);
    }
    flow.spread = std::move(**spread);
    watch_legs(flow, desk);
}

void OrderDesk::watch_legs(Flow& flow, DeskContext desk) {
    flow.stage = Stage::quotes;
    flow.deadline = desk.now.monotonic + settings_.quote_patience;
    for (const auto& leg : flow.spread->legs()) {
        desk.quotes.acquire(flow.holder, leg.contract.conid, broker::LinePriority::order);
    }
    decide(flow, desk);
}

void OrderDesk::decide(Flow& flow, DeskContext desk) {
    const auto quotes = leg_quotes(*flow.spread, desk.quotes, desk.now);
    const bool all_usable = std::all_of(quotes.begin(), quotes.end(), [](const auto& quote) {
        return quote.usability == market::Usability::usable;
    });
    if (!all_usable) return;
    const auto net = net_price(trade::order_legs(*flow.spread, flow.request.action), quotes);
    trade::OrderTerms terms{desk.account.account(),
                            flow.request.client_order_id,
                            *flow.spread,
                            flow.request.action,
                            flow.request.quantity,
                            limit_price(flow.request, net, *flow.spread),
                            flow.request.in_force,
                            {},
                            {net.natural, net.mid, desk.now.utc}};
    auto intent = trade::OrderIntent::make(trade::IntentId::draw(rng_), std::move(terms));
    if (!intent) return fail_flow(flow.command, intent.error(), desk);
    flow.intent = *intent;
    if (flow.place) {
        const auto recorded =
            desk.account.record(std::array<trade::JournalRecord, 1>{trade::IntentRecorded{*intent}},
                                desk.now, desk.effects);
        if (!recorded) return fail_flow(flow.command, recorded.error(), desk);
    }
    const auto context = risk_context(*flow.spread, desk);
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
    if (!id) return fail_flow(flow.command, id.error(), desk);
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
    const auto context = risk_context(*flow.spread, desk);
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
    desk.link.send(broker::OrderEncoder::place(std::move(*submitted)), desk.effects);
    ++placed_;
    const auto& book = desk.account.book();
    desk.effects.emplace_back(OrderAnswered{flow.command, order_view(book, *book.find(intent_id))});
    end(flow.command, desk);
}

void OrderDesk::answer_preview(Flow& flow, const trade::WhatIf& what_if,
                               const trade::Refusals& refusals, DeskContext desk) {
    const auto& terms = flow.intent->terms();
    const auto payoff = options::Payoff::make(
        trade::order_legs(terms.spread, trade::OrderAction::open),
        terms.action == trade::OrderAction::open ? terms.limit : -terms.limit);
    PreviewView view;
    view.natural = terms.decision.natural;
    view.mid = terms.decision.mid;
    view.limit_price = terms.limit;
    if (payoff) {
        view.max_loss_usd = payoff->max_loss_usd().amount_usd().value_or(Money{}) * terms.quantity;
        view.max_profit_usd =
            payoff->max_profit_usd().amount_usd().value_or(Money{}) * terms.quantity;
    }
    view.initial_margin_change_usd = what_if.initial_margin_change_usd;
    view.maintenance_margin_change_usd = what_if.maintenance_margin_change_usd;
    view.equity_with_loan_after_usd = what_if.equity_with_loan_after_usd;
    view.commission_usd = what_if.commission_usd;
    view.warning = what_if.warning;
    view.allowed = refusals.empty();
    for (const auto& refusal : refusals) view.refusals.push_back(refusal.message);
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
    if (!trade::may_fill(order->machine.state())) {
        return answer(
            fail(Errc::conflict, fmt::format("order {} is {}: nothing to cancel", command.order,
                                             trade::to_string(order->machine.state()))));
    }
    if (!desk.link.session().is_up()) {
        return answer(fail(Errc::unavailable, "the gateway is not connected"));
    }
    const trade::OrderAddress address{order->order_id, order->client_id, {}, id->order_ref()};
    const auto recorded =
        desk.account.record(std::array<trade::JournalRecord, 1>{trade::OrderEventRecorded{
                                address, trade::CancelRequested{}}},
                            desk.now, desk.effects);
    if (!recorded) return answer(std::unexpected(recorded.error()));
    desk.link.send(broker::cancel_order(order->order_id), desk.effects);
    answer(order_view(desk.account.book(), *desk.account.book().find(*id)));
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
    if (flows_.at(command).place) {
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
                std::string seen;
                for (const auto& leg : leg_quotes(*flow.spread, desk.quotes, desk.now)) {
                    seen += fmt::format(" {} {};", leg.conid.value(), to_string(leg.usability));
                }
                fail_flow(command,
                          Error{Errc::unavailable,
                                "no live two-sided quote of every leg came in time:" + seen},
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

std::optional<bool> OrderDesk::market_open(const trade::Spread& spread, const Now& now) const {
    if (settings_.venue_hours == VenueHours::always) return true;
    const auto date = options::to_new_york(now.market).date;
    for (const auto& leg : spread.legs()) {
        const auto kind = broker::is_known_index(leg.contract.symbol)
                              ? options::UnderlyingKind::index
                              : options::UnderlyingKind::stock;
        const auto session = options::trading_session(leg.contract, kind, date);
        if (!session || !session->contains(now.market)) return false;
    }
    return true;
}

trade::RiskContext OrderDesk::risk_context(const trade::Spread& spread,
                                           const DeskContext& desk) const {
    trade::RiskContext context;
    context.now = desk.now;
    context.trading = desk.account.problem().empty() ? desk.account.book().trading()
                                                     : trade::TradingState::halted;
    context.environment = settings_.environment;
    context.live_armed = settings_.live_armed;
    context.link_ready = desk.link.session().state() == broker::SessionState::ready;
    const auto& maintenance = desk.supervisor.maintenance();
    const bool is_due = maintenance && !planted(Mistake::restart_not_expected);
    context.maintenance = is_due ? broker::describe(*maintenance) : "";
    context.market_open = market_open(spread, desk.now);
    context.account_kind = desk.account.kind();
    const auto accounts = desk.link.session().accounts();
    context.accounts.assign(accounts.begin(), accounts.end());
    context.quotes = leg_quotes(spread, desk.quotes, desk.now);
    context.orders = desk.account.book().known_orders();
    context.positions = desk.account.agreed_positions();
    context.available_funds_usd = desk.account.available_funds_usd();
    return context;
}

}  // namespace wingspread::engine
