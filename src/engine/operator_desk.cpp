#include "engine/operator_desk.hpp"

#include "engine/views.hpp"
#include "trade/live_arming.hpp"

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

Result<TradingView> armed(const ArmLive& command, trade::Environment environment,
                          DeskContext& desk) {
    const auto& account = desk.account.account();
    if (account.empty()) return fail(Errc::unavailable, "no account is known yet");
    if (!trade::may_be_real(environment, account)) {
        return bad_field("account", account, "one that may be real money: this needs no arming");
    }
    const bool ends = command.length == Duration{};
    if (!ends) {
        const auto fine = trade::check_arming(account, command.words, command.length);
        if (!fine) return std::unexpected(fine.error());
    }
    const auto until = desk.now.utc + std::chrono::duration_cast<UtcTime::duration>(command.length);
    const auto done =
        desk.account.record(std::array<trade::JournalRecord, 1>{trade::LiveArmed{account, until}},
                            desk.now, desk.effects);
    if (!done) return std::unexpected(done.error());
    desk.effects.emplace_back(LogLine{
        Severity::warning,
        ends ? fmt::format("live trading of {} is no longer armed", account)
             : fmt::format("live trading of {} is armed: orders may cost real money", account)});
    return desk.account.trading();
}

}  // namespace

void arm_live(const ArmLive& command, trade::Environment environment, DeskContext desk) {
    desk.effects.emplace_back(SwitchTurned{command.command, armed(command, environment, desk)});
}

void adopt(const AdoptPositions& command, DeskContext desk) {
    desk.effects.emplace_back(PositionsAdopted{command.command, adopted(command, desk)});
}

void resolve(const ResolveOrder& command, DeskContext desk) {
    desk.effects.emplace_back(OrderAnswered{command.command, resolved(command, desk)});
}

}  // namespace wingspread::engine
