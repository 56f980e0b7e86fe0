#include "engine/held_lines.hpp"

#include "engine/account_desk.hpp"
#include "engine/quote_desk.hpp"
#include "options/calendar.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

namespace wingspread::engine {

namespace {

/// Positions that have quotes, those that end first leading: they need a decision first.
std::vector<const trade::Position*> quoted_positions(const AccountDesk& account, Date today) {
    std::vector<const trade::Position*> found;
    for (const auto& [key, position] : account.reported_positions()) {
        const auto& held = position.instrument;
        const bool trades =
            held.kind == trade::InstrumentKind::option || held.kind == trade::InstrumentKind::stock;
        const bool expired = held.expiration && *held.expiration < today;
        if (key.account != account.account() || !trades || expired) continue;
        if (!position.quantity.is_zero()) found.push_back(&position);
    }
    std::ranges::sort(found, {}, [](const trade::Position* position) {
        const auto& held = position->instrument;
        return std::tuple(!held.expiration, held.expiration, held.conid);
    });
    return found;
}

}  // namespace

HeldLines::Wishes HeldLines::wishes(const AccountDesk& account, QuoteDesk& quotes, Date today) {
    const auto most = most_pinned(quotes.max_lines());
    Wishes wishes;
    const auto wish = [&](ConId conid, broker::LinePriority priority) {
        if (wishes.size() == quotes.max_lines()) return;
        const bool pinned = wishes.size() < most;
        wishes.try_emplace(conid, pinned ? priority : broker::LinePriority::spare);
    };
    for (const auto* order : account.book().orders()) {
        if (trade::is_terminal(order->machine.state())) continue;
        for (const auto& leg : order->intent.legs()) {
            if (const auto* option = leg.option()) quotes.learn(*option);
            wish(leg.conid(), broker::LinePriority::order);
        }
        // Each step of a ladder is judged anew, and that needs the underlying of what is sold.
        const auto& terms = order->intent.terms();
        const auto* underlying = quotes.underlying(terms.structure.symbol());
        if (underlying != nullptr && terms.ladder && !trade::assignable_options(terms).empty()) {
            wish(underlying->conid, broker::LinePriority::order);
        }
    }
    for (const auto* position : quoted_positions(account, today)) {
        quotes.learn(position->instrument);
        wish(position->instrument.conid, broker::LinePriority::position);
    }
    return wishes;
}

void HeldLines::update(const AccountDesk& account, QuoteDesk& quotes, const Now& now) {
    const Seen seen{account.revision(), quotes.max_lines(), options::to_new_york(now.market).date,
                    quotes.underlyings()};
    if (seen_ == seen) return;
    seen_ = seen;
    if (!holder_) holder_ = quotes.new_holder();
    auto wanted = wishes(account, quotes, seen.today);
    for (const auto& [conid, priority] : held_) {
        if (!wanted.contains(conid)) quotes.release(*holder_, conid);
    }
    for (const auto& [conid, priority] : wanted) {
        const auto before = held_.find(conid);
        if (before == held_.end() || before->second != priority) {
            quotes.acquire(*holder_, conid, priority);
        }
    }
    held_ = std::move(wanted);
}

}  // namespace wingspread::engine
