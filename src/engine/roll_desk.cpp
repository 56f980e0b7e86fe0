#include "engine/roll_desk.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace wingspread::engine {

namespace {

constexpr Duration look_interval = std::chrono::seconds{1};

int whole_units(Quantity quantity) { return static_cast<int>(quantity.raw() / Quantity::scale); }

/// Why nothing more is to be done; empty while something is.
std::string end_of(const trade::BookedRoll& roll, const trade::Book& book, const Now& now) {
    const auto& close = *book.find(roll.close);
    const auto state = close.machine.state();
    if (trade::is_terminal(state) && whole_units(close.machine.filled()) == 0) {
        return fmt::format("nothing was closed: {} {}", trade::to_string(state),
                           close.machine.reason());
    }
    if (!roll.opens.empty()) {
        const auto& open = *book.find(roll.opens.back());
        if (open.sent) {
            return fmt::format("opened by order {}", open.intent.id().to_string());
        }
    }
    const auto closed_at = close.grew_at.value_or(close.updated);
    if (!trade::is_terminal(state) || now.utc - closed_at < trade::roll_patience) return {};
    std::string why = "its quotes or the gateway were not there";
    if (!roll.opens.empty()) why = book.find(roll.opens.back())->machine.reason();
    return fmt::format("not opened within {} minutes, so look at the market again: {}",
                       trade::roll_patience.count(), why);
}

}  // namespace

void RollDesk::update(OrderDesk& orders, DeskContext desk) {
    if (desk.link.session().state() != broker::SessionState::ready) return look_at_.reset();
    if (look_at_ && desk.now.monotonic < *look_at_) return;
    look_at_.reset();
    std::vector<trade::IntentId> open;
    for (const auto& [close, roll] : desk.account.book().rolls()) {
        if (roll.ended.empty()) open.push_back(close);
    }
    for (const auto& close : open) look(desk.account.book().rolls().at(close), orders, desk);
    if (!open.empty()) look_at_ = desk.now.monotonic + look_interval;
}

void RollDesk::look(const trade::BookedRoll& roll, OrderDesk& orders, DeskContext desk) {
    if (orders.is_opening(roll.close)) return;
    const auto& book = desk.account.book();
    if (const auto reason = end_of(roll, book, desk.now); !reason.empty()) {
        desk.effects.emplace_back(
            LogLine{Severity::info, fmt::format("roll {}: {}", roll.close.to_string(), reason)});
        (void)desk.account.record(
            std::array<trade::JournalRecord, 1>{trade::RollEnded{roll.close, reason}}, desk.now,
            desk.effects);
        return;
    }
    const auto& close = *book.find(roll.close);
    const auto pause = not_before_.find(roll.close);
    const bool waits = pause != not_before_.end() && desk.now.monotonic < pause->second;
    if (!trade::is_terminal(close.machine.state()) || waits) return;
    not_before_[roll.close] = desk.now.monotonic + retry_pause;
    orders.open_by_roll({roll.close, roll.second, whole_units(close.machine.filled())}, desk);
}

}  // namespace wingspread::engine
