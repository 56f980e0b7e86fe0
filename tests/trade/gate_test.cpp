#include "trade/gate_helpers.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace wingspread::trade::testing {
namespace {

TEST(RiskGate, LetsTheSampleThrough) {
    EXPECT_EQ(to_string(RiskGate(limits()).objections(intent(), context())), "");
    EXPECT_EQ(to_string(RiskGate(limits()).objections(intent(1, closing()), holding(1))), "");
}

TEST(RiskGate, PositionsInDisputeStopTheirUnderlyingAlone) {
    auto known = holding(1);
    known.disputed = {"PEP"};
    EXPECT_EQ(to_string(RiskGate(limits()).objections(intent(), known)), "");
    const std::string symbol = terms().structure.symbol();
    known.disputed.insert(symbol);
    expect_only(RiskCheck::positions, symbol, "none in dispute", terms(), known);
    expect_only(RiskCheck::positions, symbol, "none in dispute", closing(), known);
}

TEST(RiskGate, NothingKnownRefusesByEveryCheckThatNeedsToKnow) {
    const auto refusals = RiskGate(limits()).objections(intent(), RiskContext{});
    const auto refuses = [&](RiskCheck check) {
        return std::ranges::count(refusals, check, &Refusal::check) == 1;
    };
    for (const auto check : {RiskCheck::trading_state,   RiskCheck::link,
                             RiskCheck::maintenance,     RiskCheck::account,
                             RiskCheck::account_kind,    RiskCheck::live_guard,
                             RiskCheck::market_open,     RiskCheck::quotes,
                             RiskCheck::decision_age,    RiskCheck::price_band,
                             RiskCheck::positions,       RiskCheck::open_risk,
                             RiskCheck::underlying_risk, RiskCheck::expiry_risk,
                             RiskCheck::expiry_day,      RiskCheck::day_loss,
                             RiskCheck::duplicate,       RiskCheck::leg_collision,
                             RiskCheck::in_doubt,        RiskCheck::orders_per_minute,
                             RiskCheck::orders_per_day}) {
        EXPECT_TRUE(refuses(check)) << to_string(check);
    }
    const auto close = RiskGate(limits()).objections(intent(1, closing()), RiskContext{});
    EXPECT_EQ(std::ranges::count(close, RiskCheck::close_held, &Refusal::check), 1);
}

TEST(RiskGate, EachMissingPieceRefusesByItself) {
    const auto unknown = [](RiskCheck check, auto forget) {
        auto known = context();
        forget(known);
        const auto refusal = objection(check, terms(), known);
        ASSERT_TRUE(refusal) << to_string(check);
        EXPECT_EQ(refusal->figure, "unknown");
    };
    unknown(RiskCheck::trading_state, [](RiskContext& c) { c.trading.reset(); });
    unknown(RiskCheck::account, [](RiskContext& c) { c.accounts.clear(); });
    unknown(RiskCheck::live_guard, [](RiskContext& c) { c.environment.reset(); });
    unknown(RiskCheck::account_kind, [](RiskContext& c) { c.account_kind.reset(); });
    unknown(RiskCheck::market_open, [](RiskContext& c) { c.market_open.reset(); });
    unknown(RiskCheck::quotes, [](RiskContext& c) { c.quotes.reset(); });
    unknown(RiskCheck::price_band, [](RiskContext& c) { c.quotes.reset(); });
    unknown(RiskCheck::price_band, [](RiskContext& c) { c.quotes->pop_back(); });
    unknown(RiskCheck::positions, [](RiskContext& c) { c.positions.reset(); });
    unknown(RiskCheck::open_risk, [](RiskContext& c) { c.orders.reset(); });
    unknown(RiskCheck::underlying_risk, [](RiskContext& c) { c.orders.reset(); });
    unknown(RiskCheck::expiry_risk, [](RiskContext& c) { c.orders.reset(); });
    unknown(RiskCheck::expiry_day, [](RiskContext& c) { c.time_to_expiry.reset(); });
    unknown(RiskCheck::day_loss, [](RiskContext& c) { c.day_profit_usd.reset(); });
    auto known = holding(1);
    known.positions.reset();
    EXPECT_EQ(objection(RiskCheck::close_held, closing(), known)->figure, "unknown");
}

TEST(RiskGate, KillSwitchPassesClosesWhileReducing) {
    auto known = holding(1);
    known.trading = TradingState::reducing;
    expect_only(RiskCheck::trading_state, "reducing", "active", terms(), known);
    EXPECT_FALSE(objection(RiskCheck::trading_state, closing(), known));
    known.trading = TradingState::halted;
    expect_only(RiskCheck::trading_state, "halted", "active", terms(), known);
    expect_only(RiskCheck::trading_state, "halted", "active or reducing", closing(), known);
}

TEST(RiskGate, NeedsTheLinkTheAccountAndTheMarket) {
    auto known = context();
    known.link_ready = false;
    expect_only(RiskCheck::link, "not ready", "ready", terms(), known);
    known = context();
    known.maintenance = "daily restart at 23:45";
    expect_only(RiskCheck::maintenance, "daily restart at 23:45", "none", terms(), known);
    known = context();
    known.accounts = {"DU1", "DU2"};
    expect_only(RiskCheck::account, "DU1234567", "DU1,DU2", terms(), known);
    known = context();
    known.market_open = false;
    expect_only(RiskCheck::market_open, "closed", "open", terms(), known);
}

TEST(RiskGate, RealMoneyNeedsArming) {
    auto real = terms();
    real.account = "U1234567";
    auto known = context();
    known.accounts = {"U1234567", "DU1234567"};
    for (const auto environment : {Environment::simulated, Environment::paper, Environment::live}) {
        known.environment = environment;
        known.live_armed = false;
        EXPECT_TRUE(objection(RiskCheck::live_guard, real, known));
        EXPECT_EQ(objection(RiskCheck::live_guard, terms(), known).has_value(),
                  environment == Environment::live);
        known.live_armed = true;
        EXPECT_FALSE(objection(RiskCheck::live_guard, real, known));
    }
}

TEST(RiskGate, ExpiredContractsAreNotTraded) {
    auto known = context();
    known.now.market = MarketTime{std::chrono::sys_days{expiration}.time_since_epoch()} + 20h;
    EXPECT_FALSE(objection(RiskCheck::expiration, terms(), known));
    known.now.market += 1h;  // 16:00 in New York
    expect_only(RiskCheck::expiration, "XYZ   261218P00090000", "not expired", terms(), known);
}

TEST(RiskGate, OnlyStandardContractsHaveADefinedRisk) {
    auto low = option(long_conid, "90", options::Right::put);
    auto high = option(short_conid, "95", options::Right::put);
    low.multiplier = high.multiplier = 10;
    auto wanted = terms();
    wanted.structure = structure(options::StructureKind::bull_put, {low, high});
    expect_only(RiskCheck::defined_risk, "10 x USD", "100 x USD", wanted, context());
}

TEST(RiskGate, SizeIsLimited) {
    auto all = limits();
    all.max_quantity = 3;
    auto wanted = terms();
    wanted.quantity = 3;
    EXPECT_FALSE(objection(RiskCheck::quantity, wanted, context(), all));
    wanted.quantity = 4;
    expect_only(RiskCheck::quantity, "4", "3", wanted, context(), all);
}

TEST(RiskGate, PriceSignBelongsToStructureAndAction) {
    auto wanted = terms();
    for (const auto* wrong : {"0.7", "0", "-5", "-6"}) {
        wanted.limit = price(wrong);
        const auto refusal = objection(RiskCheck::price_sign, wanted, context());
        ASSERT_TRUE(refusal) << wrong;
        EXPECT_EQ(refusal->figure, wrong);
        EXPECT_EQ(refusal->limit, "(-5, 0)");
    }
    auto close = closing();
    close.limit = price("-0.7");
    EXPECT_EQ(objection(RiskCheck::price_sign, close, holding(1))->limit, "(0, 5)");
}

TEST(RiskGate, LimitsMoveInSteps) {
    auto wanted = terms();
    wanted.limit = price("-0.705");
    expect_only(RiskCheck::price_increment, "-0.705", "0.01", wanted, context());
}

TEST(RiskGate, EveryLegMustBeTradable) {
    for (const auto state :
         {market::Usability::unquoted, market::Usability::missing_bid,
          market::Usability::missing_ask, market::Usability::crossed, market::Usability::pre_open,
          market::Usability::halted, market::Usability::delayed, market::Usability::gap,
          market::Usability::stale}) {
        auto known = context();
        (*known.quotes)[1].usability = state;
        const auto refusal = objection(RiskCheck::quotes, terms(), known);
        ASSERT_TRUE(refusal);
        EXPECT_EQ(refusal->figure, market::to_string(state));
    }
    auto known = context();
    (*known.quotes)[0].ask.reset();
    EXPECT_TRUE(objection(RiskCheck::quotes, terms(), known));
    known = context();
    (*known.quotes)[0].conid = ConId{1};
    EXPECT_TRUE(objection(RiskCheck::quotes, terms(), known));
}

TEST(RiskGate, AWorthlessLegCanStillBeSoldToClose) {
    auto known = holding(1);
    auto& long_leg = (*known.quotes)[0];
    long_leg.bid.reset();
    long_leg.ask = price("0.05");
    long_leg.usability = market::Usability::missing_bid;
    auto& short_leg = (*known.quotes)[1];
    short_leg.bid = price("0.05");
    short_leg.ask = price("0.1");
    auto wanted = closing();
    wanted.limit = price("0.1");  // buys the short at 0.10, gets nothing for the long
    EXPECT_EQ(to_string(RiskGate(limits()).objections(intent(1, wanted), known)), "");
    wanted.limit = price("0.11");
    expect_only(RiskCheck::price_band, "0.11", "0.1", wanted, known);
    short_leg.usability = market::Usability::missing_bid;  // a bought leg needs its whole quote
    EXPECT_TRUE(objection(RiskCheck::quotes, wanted, known));
    auto open = terms();
    open.limit = price("-0.01");
    EXPECT_TRUE(objection(RiskCheck::quotes, open, known));
}

TEST(RiskGate, OldDecisionsAreTakenAgain) {
    auto wanted = terms();
    wanted.decision.taken_at = noon - 60s;
    EXPECT_FALSE(objection(RiskCheck::decision_age, wanted, context()));
    wanted.decision.taken_at = noon - 61s;
    expect_only(RiskCheck::decision_age, "61.0 s", "60.0 s", wanted, context());
    wanted.decision.taken_at = noon + 1s;
    EXPECT_TRUE(objection(RiskCheck::decision_age, wanted, context()));
}

TEST(RiskGate, PaysNeitherAboveNaturalNorFarAboveMid) {
    auto wanted = terms();
    wanted.limit = price("-0.6");  // natural, and 0.10 above mid
    EXPECT_FALSE(objection(RiskCheck::price_band, wanted, context()));
    wanted.limit = price("-0.59");
    expect_only(RiskCheck::price_band, "-0.59", "-0.6", wanted, context());
    auto all = limits();
    all.max_mid_deviation_pct = 1;  // 0.05
    wanted.limit = price("-0.65");
    EXPECT_FALSE(objection(RiskCheck::price_band, wanted, context(), all));
    wanted.limit = price("-0.64");
    expect_only(RiskCheck::price_band, "0.06", "0.05", wanted, context(), all);
    wanted.limit = price("-3");  // patience is no risk
    EXPECT_FALSE(objection(RiskCheck::price_band, wanted, context(), all));
}

TEST(RiskGate, TheWorstLossOfAnOrderIsExact) {
    auto all = limits();
    all.max_loss_per_order_usd = money("860");  // 2 × (5 − 0.70) × 100
    auto wanted = terms();
    wanted.quantity = 2;
    EXPECT_FALSE(objection(RiskCheck::max_loss, wanted, context(), all));
    wanted.limit = price("-0.69");
    expect_only(RiskCheck::max_loss, "862", "860", wanted, context(), all);
}

TEST(RiskGate, ClosingNeedsSomethingToClose) {
    expect_only(RiskCheck::close_held, "1", "0", closing(), context());
    auto wanted = closing();
    wanted.quantity = 2;
    expect_only(RiskCheck::close_held, "2", "1", wanted, holding(1));
    auto known = holding(-1);  // the other way round
    EXPECT_TRUE(objection(RiskCheck::close_held, closing(), known));
    known = holding(2);
    known.positions->erase({"DU1234567", ConId{short_conid}});
    EXPECT_TRUE(objection(RiskCheck::close_held, closing(), known));
}

TEST(RiskGate, WhatIsBeingClosedCannotBeClosedAgain) {
    auto known = holding(2);
    known.orders->push_back(earlier(2, closing(), OrderState::working));
    EXPECT_FALSE(objection(RiskCheck::close_held, closing(), known));
    auto wanted = closing();
    wanted.quantity = 2;
    expect_only(RiskCheck::close_held, "2", "1", wanted, known);
    known.orders->back().state = OrderState::cancelled;
    EXPECT_FALSE(objection(RiskCheck::close_held, wanted, known));
}

TEST(RiskGate, OfOneCancelsAllOrdersOneCanFill) {
    auto known = holding_put();
    const RiskGate gate(paper_limits());
    EXPECT_EQ(gate.objections(intent(1, waiting_close()), known), Refusals{});
    known.orders->push_back(earlier(2, waiting_close(), OrderState::working, 1s));
    EXPECT_EQ(gate.objections(intent(1, waiting_stop()), known), Refusals{});
    auto alone = waiting_stop();
    alone.oca->group = "ws1.2";
    EXPECT_TRUE(objection(RiskCheck::close_held, alone, known));
    EXPECT_TRUE(objection(RiskCheck::duplicate, alone, known));
}

TEST(RiskGate, AStopLiesBeyondTheMarketAndItsLimitNearIt) {
    auto wanted = waiting_stop();
    expect_only(RiskCheck::price_band, "0.05", "0.032", wanted, holding_put());
    wanted.limit = wanted.oca->trigger.emplace(price("1.1"));
    expect_only(RiskCheck::price_band, "1.1", "1.1", wanted, holding_put());
    wanted.limit = wanted.oca->trigger.emplace(price("1.62"));
    EXPECT_TRUE(objection(RiskCheck::price_increment, wanted, holding_put()));
}

TEST(RiskGate, TheSameWishTwiceIsADuplicate) {
    auto known = context();
    auto again = terms();
    again.limit = price("-0.72");
    again.quantity = 2;
    known.orders->push_back(earlier(2, again, OrderState::filled, 60s));
    const auto refusal = objection(RiskCheck::duplicate, terms(), known);
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->figure, "60.0 s");
    known.orders->back().created = noon - 61s;
    EXPECT_FALSE(objection(RiskCheck::duplicate, terms(), known));
    known.orders->back() = earlier(2, again, OrderState::refused, 1s);
    EXPECT_FALSE(objection(RiskCheck::duplicate, terms(), known));
    again.account = "DU7654321";
    known.orders->back() = earlier(2, again, OrderState::working, 1s);
    EXPECT_FALSE(objection(RiskCheck::duplicate, terms(), known));
    known.orders->back() = earlier(1, terms(), OrderState::intended, 1s);  // itself
    EXPECT_FALSE(objection(RiskCheck::duplicate, terms(), known));
}

TEST(RiskGate, NoOrderAgainstOurOwn) {
    auto known = holding(1);
    known.orders->push_back(earlier(2, terms(), OrderState::working));
    expect_only(RiskCheck::leg_collision, "XYZ   261218P00090000", "one side at a time", closing(),
                known);
    known.orders->back().state = OrderState::filled;
    EXPECT_FALSE(objection(RiskCheck::leg_collision, closing(), known));
}

TEST(RiskGate, AnOrderInDoubtBlocksItsUnderlying) {
    auto known = context();
    auto other = terms();
    other.structure = bull_call();
    other.limit = price("1");
    known.orders->push_back(earlier(2, other, OrderState::in_doubt));
    expect_only(RiskCheck::in_doubt, id_of(2).to_string(), "none in doubt", terms(), known);
    known.orders->back().state = OrderState::abandoned;
    EXPECT_FALSE(objection(RiskCheck::in_doubt, terms(), known));
}

TEST(RiskGate, CountsWhatWasSent) {
    auto all = limits();
    all.max_orders_per_minute = 2;
    all.max_orders_per_day = 3;
    auto known = context();
    auto other = terms();
    other.structure = bull_call();
    other.limit = price("1");
    known.orders->push_back(earlier(2, other, OrderState::filled, 59s));
    known.orders->push_back(earlier(3, other, OrderState::filled, 60s));
    known.orders->push_back(earlier(4, other, OrderState::filled, 24h));
    EXPECT_EQ(to_string(RiskGate(all).objections(intent(), known)), "");
    known.orders->push_back(earlier(5, other, OrderState::filled, 0s));
    const auto both = RiskGate(all).objections(intent(), known);
    ASSERT_EQ(both.size(), 2U);
    EXPECT_EQ(both[0].check, RiskCheck::orders_per_minute);
    EXPECT_EQ(both[0].figure, "2");
    EXPECT_EQ(both[1].check, RiskCheck::orders_per_day);
    EXPECT_EQ(both[1].figure, "3");
    known.orders->back().sent.reset();  // recorded, never sent
    EXPECT_FALSE(objection(RiskCheck::orders_per_minute, terms(), known, all));
}

TEST(RiskGate, EveryCheckHasItsName) {
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < risk_check_count; ++i) {
        const auto name = to_string(static_cast<RiskCheck>(i));
        EXPECT_FALSE(name.empty());
        EXPECT_EQ(std::ranges::count(names, name), 0);
        names.push_back(name);
    }
    EXPECT_EQ(to_string(static_cast<RiskCheck>(risk_check_count)), "");
}

// ---- The risk of everything

TEST(OpenRisk, CountsWhatIsHeldAndWhatMayStillFill) {
    auto wanted = terms();
    wanted.quantity = 3;
    auto order = earlier(2, wanted, OrderState::working);
    EXPECT_EQ(open_risk_usd({order}, limits(), now.market), money("1290"));
    order.filled = units(1);
    EXPECT_EQ(open_risk_usd({order}, limits(), now.market), money("1290"));
    order.state = OrderState::in_doubt;
    EXPECT_EQ(open_risk_usd({order}, limits(), now.market), money("1290"));
    order.state = OrderState::cancelled;
    EXPECT_EQ(open_risk_usd({order}, limits(), now.market), money("430"));
    order.state = OrderState::refused;
    EXPECT_EQ(open_risk_usd({order}, limits(), now.market), Money{});
}

TEST(OpenRisk, ClosedUnitsAreTakenWhereTheyCostLeast) {
    auto cheap = earlier(2, terms(), OrderState::filled);
    cheap.filled = units(1);
    auto dear_terms = terms();
    dear_terms.limit = price("-0.3");
    auto dear = earlier(3, dear_terms, OrderState::filled);
    dear.filled = units(1);
    auto close = earlier(4, closing(), OrderState::filled);
    close.filled = units(1);
    EXPECT_EQ(open_risk_usd({cheap, dear}, limits(), now.market), money("900"));
    EXPECT_EQ(open_risk_usd({cheap, dear, close}, limits(), now.market), money("470"));
    close.state = OrderState::working;
    close.filled = {};
    EXPECT_EQ(open_risk_usd({cheap, dear, close}, limits(), now.market), money("900"));
}

TEST(OpenRisk, ExpiredSpreadsRiskNothing) {
    auto held = earlier(2, terms(), OrderState::filled);
    held.filled = units(1);
    EXPECT_EQ(open_risk_usd({held}, limits(), now.market), money("430"));
    EXPECT_EQ(open_risk_usd({held}, limits(), now.market + std::chrono::days{60}), Money{});
}

TEST(OpenRisk, TheGateAddsTheOrderItself) {
    auto all = limits();
    all.max_open_risk_usd = money("860");
    auto known = context();
    auto held = earlier(2, terms(), OrderState::filled);
    held.filled = units(1);
    known.orders->push_back(held);
    EXPECT_FALSE(objection(RiskCheck::open_risk, terms(), known, all));
    auto wanted = terms();
    wanted.quantity = 2;
    expect_only(RiskCheck::open_risk, "1290", "860", wanted, known, all);
    known.orders->push_back(earlier(1, wanted, OrderState::intended));  // itself, counted once
    EXPECT_EQ(objection(RiskCheck::open_risk, wanted, known, all)->figure, "1290");
}

}  // namespace
}  // namespace wingspread::trade::testing
