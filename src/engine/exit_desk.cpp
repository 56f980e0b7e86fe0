#include "engine/exit_desk.hpp"

#include "engine/views.hpp"
#include "options/calendar.hpp"
#include "trade/live_arming.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <utility>

namespace wingspread::engine {

namespace {

/// Units of the structure that the account holds, whatever they came from.
int units_held(const trade::OrderTerms& terms, const trade::PositionTable& positions) {
    std::int64_t units = std::numeric_limits<int>::max();
    for (const auto& leg : trade::legs_as_held(terms.structure)) {
        const auto row = positions.find({terms.account, leg.conid()});
        if (row == positions.end()) return 0;
        const auto held = row->second.quantity.raw() / Quantity::scale * options::sign(leg.side);
        units = std::min(units, std::max(held, std::int64_t{0}) / leg.ratio);
    }
    return static_cast<int>(units);
}

bool lacks_bid(std::span<const trade::LegQuote> quotes) {
    return std::ranges::count(quotes, market::Usability::missing_bid, &trade::LegQuote::usability) >
           0;
}

/// The one option that is short, to be closed by itself; empty when there is none or several.
std::optional<options::Structure> short_leg(const options::Structure& structure) {
    std::vector<options::Leg> found;
    for (const auto& leg : structure.legs()) {
        if (leg.side == options::Side::sell) found.push_back(leg);
    }
    if (found.size() != 1 || found.front().ratio != 1 || structure.is_single()) return std::nullopt;
    const auto kind = found.front().contract.right == options::Right::call
                          ? options::StructureKind::short_call
                          : options::StructureKind::short_put;
    auto single = options::from_legs(kind, found);
    return single ? std::optional(std::move(single->structure)) : std::nullopt;
}

int days_to_first_expiration(const options::Structure& structure, const Now& now) {
    const auto today = options::to_new_york(now.market).date;
    int days = std::numeric_limits<int>::max();
    for (const auto& leg : structure.legs()) {
        days = std::min(days, days_between(today, leg.contract.expiration));
    }
    return days;
}

/// The first refusal, after all have been asked for.
Result<void> cancel_all(const std::vector<const trade::BookedOrder*>& orders, DeskContext desk) {
    Result<void> all;
    for (const auto* order : orders) {
        if (auto sent = OrderDesk::send_cancel(*order, desk); !sent && all) all = std::move(sent);
    }
    return all;
}

std::string state_of(const trade::Book& book, const trade::BookedExit& exit) {
    if (!exit.removed.empty()) return "removed";
    const auto* entry = book.find(exit.plan.entry);
    if (book.has_working_close(exit)) return "closing";
    const bool ended = trade::is_terminal(entry->machine.state());
    if (book.units_to_close(exit) == 0) return ended ? "done" : "waiting";
    return "watching";
}

}  // namespace

std::vector<ExitView> exit_views(const trade::Book& book) {
    std::vector<ExitView> views;
    for (const auto* exit : book.exits()) {
        const auto* entry = book.find(exit->plan.entry);
        ExitView view;
        view.id = exit->plan.id.to_string();
        view.order = exit->plan.entry.to_string();
        view.account = entry->intent.terms().account;
        view.description = options::describe(entry->intent.terms().structure);
        view.rules = exit->plan.rules;
        view.state = state_of(book, *exit);
        view.units = book.units_to_close(*exit);
        view.created = exit->created;
        for (const auto& fired : exit->fired) {
            view.closes.push_back({std::string(trade::to_string(fired.rule)),
                                   fired.close.to_string(), fired.short_leg_only});
        }
        views.push_back(std::move(view));
    }
    return views;
}

void ExitDesk::add(const AddExit& command, DeskContext desk) {
    const auto answer = [&](Result<ExitView> view) {
        desk.effects.emplace_back(ExitAnswered{command.command, std::move(view)});
    };
    const auto id = trade::IntentId::parse(command.order);
    if (!id) return answer(std::unexpected(id.error()));
    const auto* order = desk.account.book().find(*id);
    if (order == nullptr) {
        return answer(fail(Errc::not_found, fmt::format("no order {}", command.order)));
    }
    if (order->intent.terms().action == trade::OrderAction::close) {
        return answer(bad_field("order", command.order, "one that opens something"));
    }
    const auto closes = order->intent.terms().structure.kind();
    if (auto fine = trade::check(command.rules, closes); !fine) {
        return answer(std::unexpected(fine.error()));
    }
    if (desk.account.trading().state == "halted") {
        return answer(fail(Errc::refused, "trading is halted: no exit can be armed"));
    }
    // What is armed may close after live trading is armed no longer.
    const auto& account = desk.account.account();
    const bool live = desk.account.book().live_until(account) > std::optional(desk.now.utc);
    if (!live && trade::may_be_real(environment_, account)) {
        return answer(fail(Errc::refused,
                           "live trading is not armed (`wingspread arm`): no exit can be added"));
    }
    const trade::ExitPlan plan{trade::ExitId::draw(rng_), *id, command.rules};
    const auto recorded = desk.account.record(
        std::array<trade::JournalRecord, 1>{trade::ExitPlanned{plan}}, desk.now, desk.effects);
    if (!recorded) return answer(std::unexpected(recorded.error()));
    answer(exit_views(desk.account.book()).back());
}

void ExitDesk::remove(const RemoveExit& command, DeskContext desk) {
    const auto answer = [&](Result<ExitView> view) {
        desk.effects.emplace_back(ExitAnswered{command.command, std::move(view)});
    };
    const auto id = trade::ExitId::parse(command.exit);
    if (!id) return answer(std::unexpected(id.error()));
    const auto* exit = desk.account.book().find_exit(*id);
    if (exit == nullptr || !exit->removed.empty()) {
        return answer(fail(Errc::not_found, fmt::format("no exit {}", command.exit)));
    }
    const auto waiting = desk.account.book().waiting_at_broker(*exit);
    if (auto recalled = cancel_all(waiting, desk); !recalled) {
        return answer(std::unexpected(recalled.error()));
    }
    const auto recorded = desk.account.record(
        std::array<trade::JournalRecord, 1>{trade::ExitRemoved{*id, "removed by a person"}},
        desk.now, desk.effects);
    if (!recorded) return answer(std::unexpected(recorded.error()));
    for (auto& view : exit_views(desk.account.book())) {
        if (view.id == command.exit) return answer(std::move(view));
    }
}

void ExitDesk::update(OrderDesk& orders, DeskContext desk) {
    if (desk.link.session().state() != broker::SessionState::ready) return look_at_.reset();
    if (look_at_ && desk.now.monotonic < *look_at_) return;
    look_at_.reset();
    follow_book(desk);
    if (!open_.empty()) look_at_ = desk.now.monotonic + look_interval;
    const auto positions = open_.empty() || desk.supervisor.maintenance()
                               ? std::nullopt
                               : desk.account.agreed_positions();
    if (!positions) return;
    for (const auto& id : open_) {
        look_at(*desk.account.book().find_exit(id), watched_.at(id), *positions, orders, desk);
    }
}

ExitDesk::Standing ExitDesk::standing_of(const trade::BookedExit& exit, const trade::Book& book) {
    const auto& entry = *book.find(exit.plan.entry);
    return {.units_to_close = book.units_to_close(exit),
            .entry_works = !trade::is_terminal(entry.machine.state()),
            .close_works = book.has_working_close(exit),
            .is_being_closed = book.is_being_closed(exit.plan.entry),
            .resting = book.resting_closes(exit),
            .entered =
                trade::average_net_price(book.executions_of(entry), trade::told_by(entry.intent))};
}

void ExitDesk::follow_book(const DeskContext& desk) {
    if (seen_revision_ == desk.account.revision()) return;
    seen_revision_ = desk.account.revision();
    open_.clear();
    const auto& book = desk.account.book();
    for (const auto* exit : book.exits()) {
        if (!exit->removed.empty()) continue;
        auto standing = standing_of(*exit, book);
        const bool over =
            !standing.entry_works && standing.units_to_close == 0 && !standing.resting.any();
        if (over) continue;
        open_.push_back(exit->plan.id);
        auto& watched =
            watched_
                .try_emplace(exit->plan.id,
                             Watched{.watch = trade::ExitWatch(exit->plan), .standing = {}})
                .first->second;
        if (standing.units_to_close < watched.standing.units_to_close) watched.watch.on_progress();
        watched.standing = std::move(standing);
    }
}

void ExitDesk::look_at(const trade::BookedExit& exit, Watched& watched,
                       const trade::PositionTable& positions, OrderDesk& orders, DeskContext desk) {
    const auto& terms = desk.account.book().find(exit.plan.entry)->intent.terms();
    const auto& standing = watched.standing;
    const bool closing = standing.close_works || orders.is_closing(exit.plan.id);
    if (std::exchange(watched.closing, closing) && !closing) {
        on_close_ended(exit, watched, orders, desk);
    }
    if (!standing.entered) return;
    const auto legs = trade::opposite(trade::legs_as_held(terms.structure));
    if (!is_open(legs, orders.venue_hours(), desk.now)) return;
    const auto quotes = leg_quotes(legs, desk.quotes, desk.now);
    const auto action = watched.watch.look(
        {.units = std::min(standing.units_to_close, units_held(terms, positions)),
         .entry_works = standing.entry_works,
         .close_works = closing || standing.is_being_closed,
         .resting = standing.resting,
         .entry = *standing.entered,
         .market = closing_price(legs, quotes),
         .days_left = days_to_first_expiration(terms.structure, desk.now)},
        desk.now);
    perform(action, exit, watched, lacks_bid(quotes), orders, desk);
}

/// What was sent to wait at the broker has ended well when it waits there.
void ExitDesk::on_close_ended(const trade::BookedExit& exit, Watched& watched,
                              const OrderDesk& orders, DeskContext desk) {
    const auto pause =
        std::max(retry_pause, orders.gate().limits().duplicate_window + std::chrono::seconds{1});
    if (!std::exchange(watched.resting, false)) return watched.watch.on_failed(desk.now, pause);
    const auto& book = desk.account.book();
    const bool waits = !exit.fired.empty() &&
                       !trade::is_terminal(book.find(exit.fired.back().close)->machine.state());
    if (waits) return;
    watched.watch.on_rest_failed(desk.now, pause);
    if (!watched.watch.has_given_up_resting() || std::exchange(watched.told, true)) return;
    desk.effects.emplace_back(
        LogLine{Severity::warning, fmt::format("exit {}: nothing waits at the broker, it is "
                                               "watched from here only",
                                               exit.plan.id.to_string())});
}

void ExitDesk::perform(const trade::ExitAction& action, const trade::BookedExit& exit,
                       Watched& watched, bool no_bid, OrderDesk& orders, DeskContext desk) {
    constexpr Duration cancel_pause = std::chrono::seconds{5};
    const auto& entry = *desk.account.book().find(exit.plan.entry);
    if (std::holds_alternative<trade::ExitCancelEntry>(action)) {
        watched.watch.wait(desk.now, cancel_pause);
        (void)OrderDesk::send_cancel(entry, desk);
    } else if (std::holds_alternative<trade::ExitRecall>(action)) {
        watched.watch.wait(desk.now, cancel_pause);
        recall(exit.plan.entry, desk);
    } else if (const auto* waits = std::get_if<trade::ExitRest>(&action)) {
        watched.closing = watched.resting = true;
        rest(exit, *waits, orders, desk);
    } else if (const auto* wish = std::get_if<trade::ExitClose>(&action)) {
        watched.closing = true;
        close(exit, entry, *wish, no_bid, orders, desk);
    }
}

void ExitDesk::recall(const trade::IntentId& entry, DeskContext desk) {
    const auto& book = desk.account.book();
    (void)cancel_all(book.waiting_at_broker(entry), desk);
    for (auto& [id, watched] : watched_) {
        const auto* exit = book.find_exit(id);
        if (exit->plan.entry == entry) watched.watch.on_recalled(desk.now, retry_pause);
    }
}

void ExitDesk::rest(const trade::BookedExit& exit, const trade::ExitRest& wish, OrderDesk& orders,
                    DeskContext desk) {
    const auto& book = desk.account.book();
    auto group = book.resting_closes(exit).group;
    // Closes so far make a name that no earlier group has had.
    if (group.empty()) {
        group = fmt::format("ws{}.{}", exit.plan.id.to_string(), exit.fired.size() + 1);
    }
    const auto& structure = book.find(exit.plan.entry)->intent.terms().structure;
    desk.effects.emplace_back(
        LogLine{Severity::info,
                fmt::format("exit {} of {}: {} to wait at the broker for {}, {} units",
                            exit.plan.id.to_string(), options::describe(structure),
                            trade::to_string(wish.rule), wish.price.to_string(), wish.units)});
    orders.close_by_exit({.exit = exit.plan.id,
                          .rule = wish.rule,
                          .short_leg_only = false,
                          .structure = structure,
                          .units = wish.units,
                          .cap = std::nullopt,
                          .resting = ExitCloseWish::Resting{std::move(group), wish.price}},
                         desk);
}

/// A long leg that nobody bids for is worth less than it costs to sell: a stop then takes off what
/// can still lose, and leaves it.
void ExitDesk::close(const trade::BookedExit& exit, const trade::BookedOrder& entry,
                     const trade::ExitClose& wish, bool no_bid, OrderDesk& orders,
                     DeskContext desk) {
    const auto& structure = entry.intent.terms().structure;
    const auto single = no_bid && wish.rule == trade::ExitRule::stop
                            ? short_leg(structure)
                            : std::optional<options::Structure>{};
    desk.effects.emplace_back(
        LogLine{Severity::warning,
                fmt::format("exit {} of {}: {}, closing {} units{}", exit.plan.id.to_string(),
                            options::describe(structure), trade::to_string(wish.rule), wish.units,
                            single ? ", the short leg only" : "")});
    orders.close_by_exit({.exit = exit.plan.id,
                          .rule = wish.rule,
                          .short_leg_only = single.has_value(),
                          .structure = single.value_or(structure),
                          .units = wish.units,
                          .cap = single ? std::nullopt : wish.cap,
                          .resting = std::nullopt},
                         desk);
}

}  // namespace wingspread::engine
