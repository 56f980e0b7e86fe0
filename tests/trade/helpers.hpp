#pragma once

#include "trade/book.hpp"
#include "trade/intent.hpp"
#include "trade/limits.hpp"
#include "trade/risk_context.hpp"

#include <chrono>
#include <string>
#include <utility>

/// Small worlds to test in: a 95/90 put spread on XYZ, bought 90 and sold 95.
namespace wingspread::trade::testing {

using namespace std::chrono_literals;

inline constexpr Date expiration{std::chrono::year{2026}, std::chrono::December,
                                 std::chrono::day{18}};
inline const UtcTime noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 17h};
inline const Now now{MonotonicTime{100s}, noon, to_market(noon)};

inline Price price(std::string_view text) { return Price::parse_exact(text).value(); }
inline Money money(std::string_view text) { return Money::parse_exact(text).value(); }
inline Quantity units(std::int64_t whole) { return Quantity::from_int(whole); }

inline options::OptionContract option(int conid, std::string_view strike, options::Right right) {
    return {.conid = ConId{conid},
            .symbol = "XYZ",
            .trading_class = "XYZ",
            .expiration = expiration,
            .last_trade_date = expiration,
            .strike = price(strike),
            .right = right};
}

inline constexpr int long_conid = 9000;
inline constexpr int short_conid = 9500;

inline options::Structure structure(options::StructureKind kind,
                                    std::vector<options::OptionContract> contracts,
                                    options::StructureParts parts = {}) {
    return options::Structure::make(kind, std::move(contracts), std::move(parts)).value();
}

inline options::Structure bull_put() {
    return structure(options::StructureKind::bull_put,
                     {option(long_conid, "90", options::Right::put),
                      option(short_conid, "95", options::Right::put)});
}

inline options::Structure bull_call() {
    return structure(options::StructureKind::bull_call, {option(9001, "90", options::Right::call),
                                                         option(9501, "95", options::Right::call)});
}

inline IntentId id_of(std::uint64_t seed) {
    Rng rng(seed);
    return IntentId::draw(rng);
}

/// Opens one bull put for a credit of 0.70.
inline OrderTerms terms() {
    return {.account = "DU1234567",
            .structure = bull_put(),
            .action = OrderAction::open,
            .quantity = 1,
            .limit = price("-0.7"),
            .in_force = TimeInForce::day,
            .decision = {price("-0.6"), price("-0.7"), noon - 2s}};
}

inline OrderIntent intent(std::uint64_t seed, OrderTerms wanted) {
    return OrderIntent::make(id_of(seed), std::move(wanted)).value();
}
inline OrderIntent intent(std::uint64_t seed = 1) { return intent(seed, terms()); }

inline Instrument combo_instrument() {
    return {
        .conid = ConId{77}, .kind = InstrumentKind::combo, .security_type = "BAG", .symbol = "XYZ"};
}

inline OrderAddress address_of(const OrderIntent& order, int order_id = 5, int perm_id = 1000) {
    return {OrderId{order_id}, ClientId{1}, PermId{perm_id}, order.id().order_ref()};
}

inline Execution execution(std::string execution_id, const OrderIntent& order,
                           Instrument instrument, options::Side side, std::int64_t quantity,
                           std::string_view at, std::int64_t cumulative) {
    return {.execution_id = std::move(execution_id),
            .order = address_of(order),
            .account = "DU1234567",
            .instrument = std::move(instrument),
            .side = side,
            .quantity = units(quantity),
            .price = price(at),
            .cumulative_quantity = units(cumulative),
            .time = noon};
}

/// The rows of one fill of the bull put: combo, long leg, short leg.
inline std::vector<Execution> fill(const OrderIntent& order, const std::string& name,
                                   std::int64_t quantity, std::int64_t cumulative) {
    const auto legs = order.legs();
    return {execution(name + ".b.01", order, combo_instrument(), options::Side::buy, quantity,
                      "-0.7", cumulative),
            execution(name + ".l.01", order, instrument_of(*legs[0].option()), legs[0].side,
                      quantity, "1.1", cumulative),
            execution(name + ".s.01", order, instrument_of(*legs[1].option()), legs[1].side,
                      quantity, "1.8", cumulative)};
}

/// A market around the bull put: natural -0.6, mid -0.7 to open; 0.8 and 0.7 to close.
inline RiskContext context() {
    RiskContext known;
    known.now = now;
    known.trading = TradingState::active;
    known.environment = Environment::paper;
    known.link_ready = true;
    known.maintenance = "";
    known.market_open = true;
    known.time_to_expiry = 24h * 25;
    known.day_profit_usd = Money{};
    known.account_kind = AccountKind::margin;
    known.accounts = {"DU1234567"};
    known.quotes = {
        {{ConId{long_conid}, price("1.05"), price("1.15"), market::Usability::usable},
         {ConId{short_conid}, price("1.75"), price("1.85"), market::Usability::usable}}};
    known.underlying = UnderlyingMarket{.spot = price("100"), .dividends = market::Dividends{}};
    known.orders.emplace();
    known.positions.emplace();
    known.available_funds_usd = money("10000");
    return known;
}

}  // namespace wingspread::trade::testing
