#include "core/planted.hpp"
#include "options/calendar.hpp"
#include "trade/live_arming.hpp"
#include "trade/order_price.hpp"
#include "trade/risk_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wingspread::trade::detail {

namespace {

std::optional<Refusal> trading_state(const CheckInput& in) {
    if (!in.context.trading) return unknown(RiskCheck::trading_state, "the trading state");
    const auto state = *in.context.trading;
    const bool closes = in.intent.terms().action == OrderAction::close;
    const bool passes = state == TradingState::active ||
                        (closes && (state == TradingState::reducing || in.context.armed_exit));
    if (passes || planted(Mistake::switch_ignored)) return std::nullopt;
    return refusal(RiskCheck::trading_state, std::string(to_string(state)),
                   closes ? "active or reducing" : "active",
                   fmt::format("trading is {}: this order needs it {}", to_string(state),
                               closes ? "active or reducing" : "active"));
}

std::optional<Refusal> link(const CheckInput& in) {
    if (in.context.link_ready) return std::nullopt;
    return refusal(RiskCheck::link, "not ready", "ready",
                   "the session with the gateway is not ready");
}

std::optional<Refusal> maintenance(const CheckInput& in) {
    if (!in.context.maintenance)
        return unknown(RiskCheck::maintenance, "whether maintenance is due");
    const auto& what = *in.context.maintenance;
    if (what.empty()) return std::nullopt;
    return refusal(RiskCheck::maintenance, what, "none",
                   fmt::format("no order is sent around maintenance: {}", what));
}

std::optional<Refusal> account(const CheckInput& in) {
    const auto& wanted = in.intent.terms().account;
    const auto& accounts = in.context.accounts;
    if (accounts.empty()) return unknown(RiskCheck::account, "the gateway's list of accounts");
    if (std::ranges::count(accounts, wanted) > 0) return std::nullopt;
    return refusal(RiskCheck::account, wanted, fmt::to_string(fmt::join(accounts, ",")),
                   fmt::format("account {} is not one of the gateway's: {}", wanted,
                               fmt::join(accounts, ", ")));
}

/// IBKR's "limited option trading" of cash accounts: options are bought; calls are sold on shares
/// that are held; spreads only where neither early exercise nor delivery can leave a leg alone. An
/// IRA cannot borrow, so nothing in it may lose without bound.
std::optional<Refusal> account_kind(const CheckInput& in) {
    if (!in.context.account_kind) return unknown(RiskCheck::account_kind, "the kind of account");
    const auto kind = *in.context.account_kind;
    const auto& terms = in.intent.terms();
    if (kind == AccountKind::ira && has_undefined_risk(terms)) {
        return refusal(RiskCheck::account_kind, "ira", "margin",
                       fmt::format("the loss of a {} has no bound, and an IRA must have one",
                                   options::to_string(terms.structure.kind())));
    }
    if (kind != AccountKind::cash || terms.action == OrderAction::close) return std::nullopt;
    const bool holds_shares = terms.structure.shares().has_value();
    for (const auto& leg : terms.structure.legs()) {
        const bool covered = holds_shares && leg.contract.right == options::Right::call;
        const bool alone = leg.contract.style == options::ExerciseStyle::american && !covered;
        if (leg.side == options::Side::buy || !alone) continue;
        return refusal(RiskCheck::account_kind, "cash", "margin or ira",
                       fmt::format("a cash account may not sell {}: only covered calls and spreads "
                                   "of European, cash-settled index options are allowed in it",
                                   options::osi_symbol(leg.contract)));
    }
    return std::nullopt;
}

std::optional<Refusal> live_guard(const CheckInput& in) {
    if (!in.context.environment) return unknown(RiskCheck::live_guard, "the kind of gateway");
    const auto& name = in.intent.terms().account;
    const bool armed = in.context.live_armed || in.context.armed_exit;
    if (armed || !may_be_real(*in.context.environment, name)) return std::nullopt;
    return refusal(RiskCheck::live_guard, name, "a paper account, or live trading armed",
                   fmt::format("account {} on a {} gateway may be real money, and live trading "
                               "is not armed",
                               name, to_string(*in.context.environment)));
}

std::optional<Refusal> market_open(const CheckInput& in) {
    if (!in.context.market_open)
        return unknown(RiskCheck::market_open, "whether the market is open");
    if (*in.context.market_open) return std::nullopt;
    return refusal(RiskCheck::market_open, "closed", "open",
                   "the market for these options is closed");
}

std::optional<Refusal> expiration(const CheckInput& in) {
    for (const auto& leg : in.intent.legs()) {
        const auto* const option = leg.option();
        if (option == nullptr || in.context.now.market < options::expiry_instant(*option)) continue;
        return refusal(RiskCheck::expiration, leg.name(), "not expired",
                       fmt::format("{} has expired", leg.name()));
    }
    return std::nullopt;
}

/// Shortly before the last trade a spread can neither be adjusted nor closed at a fair price; of
/// AM-settled options that is the day before they settle.
std::optional<Refusal> expiry_day(const CheckInput& in) {
    if (in.intent.terms().action == OrderAction::close) return std::nullopt;
    if (!in.context.time_to_expiry) return unknown(RiskCheck::expiry_day, "the last trade");
    const auto least = in.limits.min_time_to_expiry;
    if (*in.context.time_to_expiry >= least) return std::nullopt;
    const auto minutes = [](Duration span) {
        return fmt::format("{:.1f} min",
                           std::chrono::duration<double, std::ratio<60>>(span).count());
    };
    return refusal(RiskCheck::expiry_day, minutes(*in.context.time_to_expiry), minutes(least),
                   fmt::format("{} are left until its options trade for the last time; nothing is "
                               "opened in the last {}",
                               minutes(*in.context.time_to_expiry), minutes(least)));
}

std::optional<Refusal> day_loss(const CheckInput& in) {
    if (in.intent.terms().action == OrderAction::close) return std::nullopt;
    if (!in.context.day_profit_usd) {
        return unknown(RiskCheck::day_loss, "the account's profit and loss of the day");
    }
    const auto loss = -*in.context.day_profit_usd;
    if (loss < in.limits.max_day_loss_usd) return std::nullopt;
    return refusal(RiskCheck::day_loss, loss.to_string(), in.limits.max_day_loss_usd.to_string(),
                   fmt::format("the day has lost {} USD, the limit is {} USD", loss.to_string(),
                               in.limits.max_day_loss_usd.to_string()));
}

constexpr std::array<Check, 10> standing_checklist{
    trading_state, link,        maintenance, account,    account_kind,
    live_guard,    market_open, expiration,  expiry_day, day_loss};

}  // namespace

std::span<const Check> standing_checks() { return standing_checklist; }

}  // namespace wingspread::trade::detail
