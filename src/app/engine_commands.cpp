#include "app/engine_host.hpp"

#include <fmt/format.h>

#include <utility>

/// What comes in through the door, queued for the engine's thread.
namespace wingspread::app {

void EngineHost::preview(engine::OrderRequest request, Duration patience,
                         server::Answer<engine::PreviewView> answer) {
    enqueue(
        patience,
        [this, request = std::move(request), answer](const Now&) {
            const engine::CommandId command(next_id_++);
            previews_[command] = answer;
            on_trade(engine::PreviewOrder{command, request});
        },
        [answer](Error error) { answer(std::unexpected(std::move(error))); });
}

void EngineHost::place(engine::OrderRequest request, Duration patience,
                       server::Answer<engine::OrderView> answer) {
    enqueue(
        patience,
        [this, request = std::move(request), answer](const Now&) {
            const engine::CommandId command(next_id_++);
            orders_[command] = answer;
            on_trade(engine::PlaceOrder{command, request});
        },
        [answer](Error error) { answer(std::unexpected(std::move(error))); });
}

void EngineHost::cancel(std::string account, std::string id, Duration patience,
                        server::Answer<engine::OrderView> answer) {
    enqueue(
        patience,
        [this, account = std::move(account), id = std::move(id), answer](const Now&) {
            const auto ours = trade_.health().account;
            if (!account.empty() && account != ours) {
                return answer(bad_field("account", account, ours));
            }
            const engine::CommandId command(next_id_++);
            orders_[command] = answer;
            on_trade(engine::CancelOrder{command, id});
        },
        [answer](Error error) { answer(std::unexpected(std::move(error))); });
}

void EngineHost::resolve(std::string account, std::string id, trade::OrderState ended,
                         std::string reason, Duration patience,
                         server::Answer<engine::OrderView> answer) {
    enqueue(
        patience,
        [this, account = std::move(account), id = std::move(id), ended, reason = std::move(reason),
         answer](const Now&) {
            const auto ours = trade_.health().account;
            if (account != ours) return answer(bad_field("account", account, ours));
            const engine::CommandId command(next_id_++);
            orders_[command] = answer;
            on_trade(engine::ResolveOrder{command, id, ended, reason});
        },
        [answer](Error error) { answer(std::unexpected(std::move(error))); });
}

void EngineHost::adopt(std::string account, std::string underlying, std::string reason,
                       Duration patience, server::Answer<engine::AdoptionView> answer) {
    enqueue(
        patience,
        [this, account = std::move(account), underlying = std::move(underlying),
         reason = std::move(reason), answer](const Now&) {
            const auto ours = trade_.health().account;
            if (account != ours) return answer(bad_field("account", account, ours));
            const engine::CommandId command(next_id_++);
            adoptions_[command] = answer;
            on_trade(engine::AdoptPositions{command, underlying, reason});
        },
        [answer](Error error) { answer(std::unexpected(std::move(error))); });
}

void EngineHost::compare_books(std::string account, Duration patience,
                               server::Answer<engine::ReconciliationView> answer) {
    enqueue(
        patience,
        [this, account = std::move(account), answer](const Now&) {
            const auto ours = trade_.health().account;
            if (account != ours) return answer(bad_field("account", account, ours));
            const engine::CommandId command(next_id_++);
            comparisons_[command] = answer;
            on_trade(engine::CompareBooks{command});
        },
        [answer](Error error) { answer(std::unexpected(std::move(error))); });
}

void EngineHost::add_exit(std::string account, std::string order, trade::ExitRules rules,
                          Duration patience, server::Answer<engine::ExitView> answer) {
    enqueue(
        patience,
        [this, account = std::move(account), order = std::move(order), rules, answer](const Now&) {
            const auto ours = trade_.health().account;
            if (account != ours) return answer(bad_field("account", account, ours));
            const engine::CommandId command(next_id_++);
            exits_[command] = answer;
            on_trade(engine::AddExit{command, order, rules});
        },
        [answer](Error error) { answer(std::unexpected(std::move(error))); });
}

void EngineHost::remove_exit(std::string account, std::string id, Duration patience,
                             server::Answer<engine::ExitView> answer) {
    enqueue(
        patience,
        [this, account = std::move(account), id = std::move(id), answer](const Now&) {
            const auto ours = trade_.health().account;
            if (account != ours) return answer(bad_field("account", account, ours));
            const engine::CommandId command(next_id_++);
            exits_[command] = answer;
            on_trade(engine::RemoveExit{command, id});
        },
        [answer](Error error) { answer(std::unexpected(std::move(error))); });
}

void EngineHost::turn_switch(std::string account, trade::TradingState to, std::string reason,
                             Duration patience, server::Answer<engine::TradingView> answer) {
    enqueue(
        patience,
        [this, account = std::move(account), to, reason = std::move(reason), answer](const Now&) {
            const auto ours = trade_.health().account;
            if (account != ours) return answer(bad_field("account", account, ours));
            if (to != trade::TradingState::halted && halt_file_exists()) {
                return answer(
                    fail(Errc::refused,
                         fmt::format("trading stays halted while the file {} exists: remove it",
                                     config_.halt_file)));
            }
            const engine::CommandId command(next_id_++);
            switches_[command] = answer;
            on_trade(engine::TurnSwitch{command, to, trade::Authority::person, reason});
        },
        [answer](Error error) { answer(std::unexpected(std::move(error))); });
}

void EngineHost::arm_live(std::string account, std::string words, Duration length,
                          Duration patience, server::Answer<engine::TradingView> answer) {
    enqueue(
        patience,
        [this, account = std::move(account), words = std::move(words), length, answer](const Now&) {
            const auto ours = trade_.health().account;
            if (account != ours) return answer(bad_field("account", account, ours));
            const engine::CommandId command(next_id_++);
            switches_[command] = answer;
            on_trade(engine::ArmLive{command, words, length});
        },
        [answer](Error error) { answer(std::unexpected(std::move(error))); });
}

}  // namespace wingspread::app
