#include "trade/refusal.hpp"

namespace wingspread::trade {

std::string_view to_string(RiskCheck check) {
    switch (check) {
        case RiskCheck::trading_state: return "trading_state";
        case RiskCheck::link: return "link";
        case RiskCheck::maintenance: return "maintenance";
        case RiskCheck::account: return "account";
        case RiskCheck::account_kind: return "account_kind";
        case RiskCheck::live_guard: return "live_guard";
        case RiskCheck::market_open: return "market_open";
        case RiskCheck::expiration: return "expiration";
        case RiskCheck::expiry_day: return "expiry_day";
        case RiskCheck::day_loss: return "day_loss";
        case RiskCheck::defined_risk: return "defined_risk";
        case RiskCheck::quantity: return "quantity";
        case RiskCheck::price_sign: return "price_sign";
        case RiskCheck::price_increment: return "price_increment";
        case RiskCheck::quotes: return "quotes";
        case RiskCheck::decision_age: return "decision_age";
        case RiskCheck::price_band: return "price_band";
        case RiskCheck::max_loss: return "max_loss";
        case RiskCheck::ex_dividend: return "ex_dividend";
        case RiskCheck::assignment: return "assignment";
        case RiskCheck::positions: return "positions";
        case RiskCheck::open_risk: return "open_risk";
        case RiskCheck::underlying_risk: return "underlying_risk";
        case RiskCheck::expiry_risk: return "expiry_risk";
        case RiskCheck::close_held: return "close_held";
        case RiskCheck::duplicate: return "duplicate";
        case RiskCheck::leg_collision: return "leg_collision";
        case RiskCheck::in_doubt: return "in_doubt";
        case RiskCheck::orders_per_minute: return "orders_per_minute";
        case RiskCheck::orders_per_day: return "orders_per_day";
        case RiskCheck::margin: return "margin";
    }
    return "";
}

std::string to_string(const Refusals& refusals) {
    std::string text;
    for (const auto& refusal : refusals) {
        if (!text.empty()) text += "; ";
        text += refusal.message;
    }
    return text;
}

}  // namespace wingspread::trade
