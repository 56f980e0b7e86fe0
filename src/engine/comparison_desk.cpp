#include "engine/comparison_desk.hpp"

#include <fmt/format.h>

#include <utility>

namespace wingspread::engine {

namespace {

Result<ReconciliationView> outcome(const AccountDesk& account) {
    if (const auto& problem = account.comparison().problem; !problem.empty()) {
        return fail(Errc::timeout, problem);
    }
    ReconciliationView view;
    for (const auto& symbol : account.disputed()) view.disputed.push_back(symbol);
    for (const auto* order : account.book().orders()) {
        if (order->machine.state() != trade::OrderState::in_doubt) continue;
        view.in_doubt.push_back(order->intent.id().to_string());
    }
    return view;
}

}  // namespace

void ComparisonDesk::ask(const CompareBooks& command, DeskContext desk) {
    const auto& session = desk.link.session();
    if (!session.is_up()) {
        Error error{Errc::unavailable,
                    fmt::format("the gateway is not connected: {}", session.status().reason)};
        desk.effects.emplace_back(
            BooksCompared{command.command, std::unexpected(std::move(error))});
        return;
    }
    waiting_.push_back({command.command, desk.account.comparison().begun + 1});
    desk.account.compare_now(desk.now);
}

void ComparisonDesk::update(DeskContext desk) {
    std::erase_if(waiting_, [&](const Waiting& one) {
        if (desk.account.comparison().ended < one.pass) return false;
        desk.effects.emplace_back(BooksCompared{one.command, outcome(desk.account)});
        return true;
    });
}

void ComparisonDesk::on_link_lost(const std::string& reason, TradeEffects& effects) {
    for (const auto& one : std::exchange(waiting_, {})) {
        Error error{Errc::interrupted, "the connection was lost: " + reason};
        effects.emplace_back(BooksCompared{one.command, std::unexpected(std::move(error))});
    }
}

}  // namespace wingspread::engine
