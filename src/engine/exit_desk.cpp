#include "engine/exit_desk.hpp"

#include "engine/views.hpp"
#include "options/calendar.hpp"

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
    if (auto fine = trade::check(command.rules); !fine)
        return answer(std::unexpected(fine.error()));
    if (desk.account.trading().state == "halted") {
        return answer(fail(Errc::refused, "trading is halted: no exit can be armed"));
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
    // An action changes the book, and with it the list.
    std::vector<trade::ExitId> open;
    for (const auto* exit : desk.account.book().exits()) {
        const auto* entry = desk.account.book().find(exit->plan.entry);
        const bool over = trade::is_terminal(entry->machine.state()) &&
                          desk.account.book().units_to_close(*exit) == 0;
        if (exit->removed.empty() && !over) open.push_back(exit->plan.id);
    }
    for (const auto& id : open) {
        const auto& exit = *desk.account.book().find_exit(id);
        auto& watched =
            watched_.try_emplace(id, Watched{trade::ExitWatch(exit.plan)}).first->second;
        look_at(exit, watched, orders, desk);
    }
    if (!open.empty()) look_at_ = desk.now.monotonic + look_interval;
}

void ExitDesk::look_at(const trade::BookedExit& exit, Watched& watched, OrderDesk& orders,
                       DeskContext desk) {
    const auto& book = desk.account.book();
    const auto& entry = *book.find(exit.plan.entry);
    const auto& terms = entry.intent.terms();
    const auto positions = desk.account.agreed_positions();
    const auto entered =
        trade::average_net_price(book.executions_of(entry), trade::told_by(entry.intent));
    const bool closing = book.has_working_close(exit) || orders.is_closing(exit.plan.id);
    const auto pause =
        std::max(retry_pause, orders.gate().limits().duplicate_window + std::chrono::seconds{1});
    if (std::exchange(watched.closing, closing) && !closing) {
        watched.watch.on_failed(desk.now, pause);
    }
    if (!positions || !entered || desk.supervisor.maintenance()) return;
    const auto legs = trade::opposite(trade::legs_as_held(terms.structure));
    if (!is_open(legs, orders.venue_hours(), desk.now)) return;
    const auto quotes = leg_quotes(legs, desk.quotes, desk.now);
    const auto action = watched.watch.look(
        {.units = std::min(book.units_to_close(exit), units_held(terms, *positions)),
         .entry_works = !trade::is_terminal(entry.machine.state()),
         .close_works = closing,
         .entry = *entered,
         .market = closing_price(legs, quotes),
         .days_left = days_to_first_expiration(terms.structure, desk.now)},
        desk.now);
    if (std::holds_alternative<trade::ExitCancelEntry>(action)) {
        constexpr Duration cancel_pause = std::chrono::seconds{5};
        watched.watch.on_failed(desk.now, cancel_pause);
        (void)OrderDesk::send_cancel(entry, desk);
    } else if (const auto* wish = std::get_if<trade::ExitClose>(&action)) {
        watched.closing = true;
        close(exit, entry, *wish, lacks_bid(quotes), orders, desk);
    }
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
                          .cap = single ? std::nullopt : wish.cap},
                         desk);
}

}  // namespace wingspread::engine
