#pragma once

#include "core/decimal.hpp"
#include "core/id.hpp"
#include "core/time.hpp"
#include "market/dividends.hpp"
#include "market/quote.hpp"
#include "trade/account_kind.hpp"
#include "trade/intent.hpp"
#include "trade/kill_switch.hpp"
#include "trade/limits.hpp"
#include "trade/order_machine.hpp"
#include "trade/positions.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::trade {

/// What kind of gateway this is; `live` trades real money.
enum class Environment : std::uint8_t { simulated, paper, live };
std::string_view to_string(Environment environment);  ///< "simulated", "paper", "live"
/// By its name: IBKR's paper accounts begin with DU, those of paper advisors with DF.
bool is_paper_account(std::string_view account);

/// The market of one leg at the moment of the check.
struct LegQuote {
    ConId conid{};
    std::optional<Price> bid;
    std::optional<Price> ask;
    market::Usability usability = market::Usability::unquoted;
};

/// What the gate knows of the share or index that the options are on.
struct UnderlyingMarket {
    options::UnderlyingKind kind = options::UnderlyingKind::stock;
    std::optional<Price> spot;  ///< live
    std::optional<market::Dividends> dividends;
};

/// An order that the gate must know of, its own earlier ones included.
struct KnownOrder {
    OrderIntent intent;
    OrderState state = OrderState::intended;
    Quantity filled;
    UtcTime created{};
    std::optional<UtcTime> sent;  ///< when its submission became durable

    bool operator==(const KnownOrder&) const = default;
};

/// Everything that the gate looks at. Whatever is absent is unknown, and refuses.
struct RiskContext {
    Now now;
    std::optional<TradingState> trading;
    std::optional<Environment> environment;
    bool armed_exit = false;  ///< the order closes for an exit that was armed before any halt
    bool live_armed = false;  ///< a person has armed live trading; nothing else does
    bool link_ready = false;  ///< session READY: connected, reconciled, not degraded
    std::optional<std::string> maintenance;  ///< announced or under way, in words; else ""
    std::optional<bool> market_open;  ///< for the order's contracts, by the venue's own hours
    /// Until the first of the order's options trades for the last time; not above zero once it has.
    std::optional<Duration> time_to_expiry;
    std::optional<Money> day_profit_usd;  ///< of the order's account, by the broker
    std::optional<AccountKind> account_kind;
    std::vector<std::string> accounts;            ///< as the gateway states them
    std::optional<std::vector<LegQuote>> quotes;  ///< of the order's legs, any order
    /// Only looked at for orders with `assignable_options`.
    std::optional<UnderlyingMarket> underlying;
    std::optional<std::vector<KnownOrder>> orders;  ///< of this journal, ended ones included
    std::optional<PositionTable> positions;         ///< absent until they were compared
    std::set<std::string> disputed;  ///< underlyings on which the broker's positions differ
    std::optional<Money> available_funds_usd;  ///< of the order's account
};

/// A part of all structures: what is absent does not select.
struct RiskScope {
    std::optional<std::string> symbol;
    std::optional<Date> front_expiration;

    [[nodiscard]] bool holds(const options::Structure& structure) const;
};

/// Worst case of all that is held by opened structures or may still fill, each at its limit price,
/// as `risk_per_unit_usd` counts it; an order in doubt counts in full, and what has been closed or
/// has expired does not. Absent when a structure's risk is not known.
std::optional<Money> open_risk_usd(const std::vector<KnownOrder>& orders, const RiskLimits& limits,
                                   MarketTime now, const RiskScope& scope = {});
/// The same once this order stands among them.
std::optional<Money> open_risk_with(const OrderIntent& intent, std::vector<KnownOrder> orders,
                                    const RiskLimits& limits, MarketTime now,
                                    const RiskScope& scope = {});

}  // namespace wingspread::trade
