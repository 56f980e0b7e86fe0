#include "broker/account_figures.hpp"

#include "broker/translate_orders.hpp"

#include <array>
#include <string_view>

namespace wingspread::broker {

std::optional<Money>* AccountFigures::slot(std::string_view key) {
    if (key == "NetLiquidation") return &net_;
    if (key == "AvailableFunds") return &available_;
    if (key == "ExcessLiquidity") return &excess_;
    if (key == "BuyingPower") return &power_;
    if (key == "InitMarginReq") return &initial_;
    if (key == "MaintMarginReq") return &maintenance_;
    return nullptr;
}

void AccountFigures::apply(const tws::AccountValue& value) {
    if (value.account != account_) return;
    if (value.key == "accountReady" || value.key == "AccountReady") {
        const bool ready = value.value == "true";
        if (!ready) clear();  // what it said before its servers were reset is no longer true
        ready_ = ready;
        return;
    }
    if (value.key == "AccountType") {
        type_ = value.value;
        return;
    }
    if (!ready_ || value.currency != "USD") return;
    std::optional<Money>* const amount = slot(value.key);
    if (amount == nullptr) return;
    const auto parsed = Money::parse(value.value);
    *amount = parsed ? std::optional{*parsed} : std::nullopt;  // an empty text occurs: not known
}

Result<trade::Position> to_position(const tws::Position& message) {
    auto instrument = to_instrument(message.contract);
    if (!instrument) return with_context(instrument.error(), "position");
    if (message.account.empty()) return fail(Errc::protocol, "position: no account");
    return trade::Position{message.account, std::move(*instrument), message.position,
                           message.average_cost};
}

}  // namespace wingspread::broker
