#include "broker/day_profit.hpp"

#include <utility>

namespace wingspread::broker {

std::vector<Outbound> DayProfit::ask(const std::string& account) {
    std::vector<Outbound> messages;
    const auto id = ids_->next();
    if (const auto before = std::exchange(subscription_, id)) {
        messages.push_back(Outbound::query(tws::CancelPnl{*before}));
    }
    messages.push_back(Outbound::query(tws::ReqPnl{id, account, ""}));
    return messages;
}

void DayProfit::on_answer(const tws::Answer& answer) {
    const auto* profit = std::get_if<tws::Pnl>(&answer);
    if (profit == nullptr || profit->req_id != subscription_) return;
    daily_ = profit->daily;
}

void DayProfit::on_link_lost() {
    subscription_.reset();
    daily_.reset();
}

}  // namespace wingspread::broker
