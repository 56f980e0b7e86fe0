#pragma once

#include "core/date.hpp"
#include "server/snapshot.hpp"

namespace wingspread::server {

inline Price price(const char* text) { return *Price::parse_exact(text); }
inline Money money(const char* text) { return *Money::parse_exact(text); }
inline Quantity quantity(const char* text) { return *Quantity::parse_exact(text); }
/// Milliseconds after 2026-11-22T15:00:00Z.
inline UtcTime moment(int ms) {
    return UtcTime{std::chrono::seconds(1'795'359'600) + std::chrono::milliseconds(ms)};
}

inline scan::RankedSpread sample_spread() {
    scan::RankedSpread spread;
    spread.structure = options::StructureKind::bull_put;
    spread.symbol = "SPY";
    spread.trading_class = "SPY";
    spread.expiry = *parse_date("2026-12-18");
    spread.dte = 26;
    scan::RankedLeg bought{options::Side::buy,
                           1,
                           options::Right::put,
                           price("475"),
                           spread.expiry,
                           ConId{711},
                           price("3.1"),
                           price("3.14"),
                           0.1875,
                           -0.25};
    scan::RankedLeg sold{options::Side::sell,
                         1,
                         options::Right::put,
                         price("480"),
                         spread.expiry,
                         ConId{},
                         price("4.02"),
                         price("4.05"),
                         0.18,
                         -0.3125};
    spread.legs = {bought, sold};
    spread.natural = price("-0.88");
    spread.mid = price("-0.915");
    spread.width = price("5");
    spread.max_profit_usd = money("88");
    spread.max_loss_usd = money("412");
    spread.breakevens = {price("479.12")};
    spread.return_on_risk = 88.0 / 412.0;
    spread.pop = 0.7;
    spread.ev_usd = -1.5;
    spread.delta = 6.25;
    spread.gamma = -0.1;
    spread.theta_per_day = 1e-7;
    spread.vega_per_point = -3;
    return spread;
}

inline engine::OrderView sample_order() {
    engine::OrderView order;
    order.id = "ws7k";
    order.account = "DU123";
    order.order_id = OrderId{42};
    order.perm_id = PermId{9'000'000'001};
    order.structure = "bull_put";
    order.description = "SPY 2026-12-18 bull put 480/475";
    order.symbol = "SPY";
    order.legs = {{options::Side::buy, 1, options::Right::put, price("475"),
                   *parse_date("2026-12-18"), ConId{711}}};
    order.quantity = quantity("2");
    order.limit_price = price("-0.9");
    order.state = "PARTIALLY_FILLED";
    order.filled = quantity("1");
    order.remaining = quantity("1");
    order.average_price = price("-0.9");
    order.created = moment(1);
    order.updated = moment(2500);
    order.executions = {{"0001.01", ConId{711}, "SPY 2026-12-18 475 P", options::Side::buy,
                         quantity("1"), price("3.12"), moment(2400), money("1.05")}};
    return order;
}

inline engine::PositionView sample_position() {
    engine::PositionView position;
    position.account = "DU123";
    position.symbol = "SPY";
    position.conid = ConId{711};
    position.security_type = "OPT";
    position.right = options::Right::put;
    position.strike = price("475");
    position.expiry = *parse_date("2026-12-18");
    position.multiplier = 100;
    position.quantity = quantity("-3");
    position.average_cost_usd = money("312.5");
    return position;
}

inline engine::Health sample_health() {
    engine::Health health;
    health.connected = true;
    health.state = "READY";
    health.reason = "";
    health.since = moment(0);
    health.gateway = "simulated";
    health.environment = "simulated";
    health.account = "DU123";
    health.lines_active = 45;
    health.lines_max = 90;
    health.queue_size = 3;
    health.trading = "active";
    health.throttling = true;
    health.throttling_since = moment(3);
    health.backpressure = {"wait", std::chrono::milliseconds(1500), "120 messages wait"};
    return health;
}

inline engine::PreviewView sample_preview() {
    engine::PreviewView preview;
    preview.structure = "SPY 2026-12-18 bull put 480/475";
    preview.natural = price("-0.88");
    preview.mid = price("-0.915");
    preview.limit_price = price("-0.9");
    preview.max_loss_usd = money("410");
    preview.max_profit_usd = money("90");
    preview.initial_margin_change_usd = money("410");
    preview.warning = "a \"warning\"\n";
    preview.refusals = {"too large", "too late"};
    return preview;
}

inline engine::OrderRequest sample_request() {
    engine::OrderRequest request;
    request.account = "DU123";
    request.structure =
        engine::vertical_request(options::VerticalKind::bull_put, "SPY", "",
                                 *parse_date("2026-12-18"), price("475"), price("480"));
    request.quantity = 2;
    request.limit_price = price("-0.9");
    return request;
}

inline engine::Ranking sample_ranking() {
    engine::Ranking ranking;
    ranking.request.symbol = "SPY";
    ranking.request.criteria.min_dte = 7;
    ranking.seq = 3;
    ranking.computed_at = moment(1);
    ranking.as_of = to_market(moment(0));
    ranking.spot = price("500.25");
    ranking.coverage.quoted = 10;
    ranking.coverage.silent = 1;
    ranking.coverage.total = 12;
    ranking.result.ranked = {sample_spread()};
    ranking.result.counts.contracts = 12;
    ranking.result.counts.enumerated = 30;
    ranking.result.counts.of(scan::Rejection::no_credit) = 4;
    ranking.result.counts.qualified = 26;
    ranking.result.counts.ranked = 1;
    ranking.result.skipped = {{*parse_date("2026-11-23"), "SPY", "no forward"}};
    return ranking;
}

}  // namespace wingspread::server
