#include "trade/book.hpp"

#include <fmt/format.h>

#include <algorithm>

/// The book's exits: what has been planned, fired and closed.
namespace wingspread::trade {

Result<BookChange> Book::on(const ExitPlanned& record, UtcTime at) {
    const auto& plan = record.plan;
    if (!orders_.contains(plan.entry)) {
        return fail(Errc::internal, fmt::format("exit {}: the journal has no order {}",
                                                plan.id.to_string(), plan.entry.to_string()));
    }
    BookedExit exit{plan, trading_ != TradingState::halted, at, {}, {}};
    if (!exits_.try_emplace(plan.id, std::move(exit)).second) {
        return fail(Errc::conflict,
                    fmt::format("exit {} has been recorded before", plan.id.to_string()));
    }
    exits_by_time_.push_back(plan.id);
    return BookChange{};
}

Result<BookChange> Book::on(const ExitFired& record, UtcTime) {
    const auto found = exits_.find(record.exit);
    if (found == exits_.end() || !orders_.contains(record.close)) {
        return fail(Errc::internal, fmt::format("exit {}: the journal lacks it or its close",
                                                record.exit.to_string()));
    }
    found->second.fired.push_back(record);
    exit_of_close_.emplace(record.close, record.exit);
    return BookChange{};
}

Result<BookChange> Book::on(const ExitRemoved& record, UtcTime) {
    const auto found = exits_.find(record.exit);
    if (found == exits_.end()) {
        return fail(Errc::internal,
                    fmt::format("the journal has no exit {}", record.exit.to_string()));
    }
    found->second.removed = record.reason;
    return BookChange{};
}

std::vector<const BookedExit*> Book::exits() const {
    std::vector<const BookedExit*> exits;
    for (const auto& id : exits_by_time_) exits.push_back(&exits_.at(id));
    return exits;
}

const BookedExit* Book::find_exit(const ExitId& id) const {
    const auto exit = exits_.find(id);
    return exit == exits_.end() ? nullptr : &exit->second;
}

Quantity Book::closed_by(const BookedExit& exit) const {
    Quantity closed;
    for (const auto& fired : exit.fired) closed += find(fired.close)->machine.filled();
    return closed;
}

int Book::units_to_close(const BookedExit& exit) const {
    const auto left = find(exit.plan.entry)->machine.filled() - closed_by(exit);
    return static_cast<int>(std::max(left.raw() / Quantity::scale, std::int64_t{0}));
}

bool Book::has_working_close(const BookedExit& exit) const {
    return std::ranges::any_of(exit.fired, [&](const ExitFired& fired) {
        const auto& close = *find(fired.close);
        return !close.intent.terms().oca && !is_terminal(close.machine.state());
    });
}

std::vector<const BookedOrder*> Book::waiting_at_broker(const BookedExit& exit) const {
    std::vector<const BookedOrder*> waiting;
    for (const auto& fired : exit.fired) {
        const auto* close = find(fired.close);
        const bool waits = close->intent.terms().oca && !is_terminal(close->machine.state());
        if (waits) waiting.push_back(close);
    }
    return waiting;
}

bool Book::is_being_closed(const IntentId& entry) const {
    return std::ranges::any_of(exits_, [&](const auto& each) {
        return each.second.plan.entry == entry && has_working_close(each.second);
    });
}

std::vector<const BookedOrder*> Book::waiting_at_broker(const IntentId& entry) const {
    std::vector<const BookedOrder*> waiting;
    for (const auto& [id, exit] : exits_) {
        if (exit.plan.entry != entry) continue;
        const auto own = waiting_at_broker(exit);
        waiting.insert(waiting.end(), own.begin(), own.end());
    }
    return waiting;
}

RestingCloses Book::resting_closes(const BookedExit& exit) const {
    RestingCloses resting;
    for (const auto* close : waiting_at_broker(exit.plan.entry)) {
        resting.group = close->intent.terms().oca->group;
        const auto left = static_cast<int>(close->machine.remaining().raw() / Quantity::scale);
        resting.units = std::min(resting.units.value_or(left), left);
    }
    for (const auto& fired : exit.fired) {
        const auto& oca = find(fired.close)->intent.terms().oca;
        if (oca && oca->group == resting.group) resting.sent.push_back(fired.rule);
    }
    return resting;
}

bool Book::closes_for_armed_exit(const IntentId& order) const {
    const auto exit = exit_of_close_.find(order);
    return exit != exit_of_close_.end() && exits_.at(exit->second).armed;
}

/// Several exits on one entry exclude one another too: together they close no more than it opened.
void Book::watch_exits(const BookedOrder& order, BookChange& change) const {
    const auto known = exit_of_close_.find(order.intent.id());
    if (known == exit_of_close_.end()) return;
    const auto& entry = *find(exits_.at(known->second).plan.entry);
    Quantity closed;
    for (const auto& [id, exit] : exits_) {
        if (exit.plan.entry == entry.intent.id()) closed += closed_by(exit);
    }
    if (closed <= entry.machine.filled()) return;
    change.alarms.push_back(
        {AlarmKind::overclosed,
         fmt::format("exits of order {} have closed {} of {}", entry.intent.id().to_string(),
                     closed.to_string(), entry.machine.filled().to_string())});
}

}  // namespace wingspread::trade
