#include "engine/operator_desk.hpp"

#include "engine/views.hpp"

#include <fmt/format.h>

#include <array>

namespace wingspread::engine {

namespace {

/// The broker's own word comes first: a person decides only on what it has left open.
Result<void> check_books_compared(const DeskContext& desk) {
    if (desk.link.session().state() == broker::SessionState::ready) return {};
    return fail(Errc::unavailable,
                fmt::format("the broker's books are not known yet: the gateway is {}",
                            broker::to_string(desk.link.session().state())));
}

Result<OrderView> resolved(const ResolveOrder& command, DeskContext& desk) {
    if (command.reason.empty()) return bad_field("reason", "", "how it is known");
    const auto id = trade::IntentId::parse(command.order);
    if (!id) return std::unexpected(id.error());
    const auto& book = desk.account.book();
    const auto* order = book.find(*id);
    if (order == nullptr) return fail(Errc::not_found, fmt::format("no order {}", command.order));
    if (auto compared = check_books_compared(desk); !compared) {
        return std::unexpected(compared.error());
    }
    // Tried on a copy: what the book would refuse must not get into the journal.
    auto trial = order->machine;
    if (auto possible = trial.resolve(command.ended, command.reason); !possible) {
        return std::unexpected(possible.error());
    }
    const std::array<trade::JournalRecord, 1> records{
        trade::OrderResolved{*id, command.ended, command.reason}};
    if (auto done = desk.account.record(records, desk.now, desk.effects); !done) {
        return std::unexpected(done.error());
    }
    return order_view(book, *book.find(*id));
}

Result<AdoptionView> adopted(const AdoptPositions& command, DeskContext& desk) {
    if (auto compared = check_books_compared(desk); !compared) {
        return std::unexpected(compared.error());
    }
    const auto changes =
        desk.account.adopt(command.underlying, command.reason, desk.now, desk.effects);
    if (!changes) return std::unexpected(changes.error());
    AdoptionView view{command.underlying, {}};
    for (const auto& change : *changes) {
        view.changes.push_back(fmt::format("{}: {} -> {}", describe(change.instrument),
                                           change.expected.to_string(),
                                           change.reported.to_string()));
    }
    return view;
}

}  // namespace

void adopt(const AdoptPositions& command, DeskContext desk) {
    desk.effects.emplace_back(PositionsAdopted{command.command, adopted(command, desk)});
}

void resolve(const ResolveOrder& command, DeskContext desk) {
    desk.effects.emplace_back(OrderAnswered{command.command, resolved(command, desk)});
}

}  // namespace wingspread::engine
