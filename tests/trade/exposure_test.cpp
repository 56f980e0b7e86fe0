#include "core/date.hpp"
#include "trade/gate_helpers.hpp"

#include <gtest/gtest.h>

/// Checks of how much may be at stake, where and until when.
namespace wingspread::trade::testing {
namespace {

TEST(RiskGate, NothingIsOpenedShortlyBeforeTheLastTrade) {
    auto all = limits();
    all.min_time_to_expiry = 30min;
    auto known = holding(1);
    known.time_to_expiry = 30min;
    EXPECT_FALSE(objection(RiskCheck::expiry_day, terms(), known, all));
    known.time_to_expiry = 29min;
    expect_only(RiskCheck::expiry_day, "29.0 min", "30.0 min", terms(), known, all);
    EXPECT_FALSE(objection(RiskCheck::expiry_day, closing(), known, all)) << "closing is wanted";
}

TEST(RiskGate, NothingIsOpenedOnceTheDayHasLostEnough) {
    auto all = limits();
    all.max_day_loss_usd = money("500");
    auto known = holding(1);
    known.day_profit_usd = money("-499.99");
    EXPECT_FALSE(objection(RiskCheck::day_loss, terms(), known, all));
    known.day_profit_usd = money("-500");
    expect_only(RiskCheck::day_loss, "500", "500", terms(), known, all);
    EXPECT_FALSE(objection(RiskCheck::day_loss, closing(), known, all));
}

TEST(RiskGate, RiskIsLimitedByUnderlyingAndByExpiration) {
    auto known = context();
    auto held = earlier(2, terms(), OrderState::filled);
    held.filled = units(1);  // 430 USD at risk, as much as the sample
    known.orders->push_back(held);
    auto all = limits();
    all.max_risk_per_underlying_usd = money("860");
    all.max_risk_per_expiry_usd = money("860");
    EXPECT_FALSE(objection(RiskCheck::underlying_risk, terms(), known, all));
    EXPECT_FALSE(objection(RiskCheck::expiry_risk, terms(), known, all));
    all.max_risk_per_underlying_usd = money("859");
    expect_only(RiskCheck::underlying_risk, "860", "859", terms(), known, all);
    all.max_risk_per_underlying_usd = money("860");
    all.max_risk_per_expiry_usd = money("859");
    expect_only(RiskCheck::expiry_risk, "860", "859", terms(), known, all);

    // Of another expiration and another symbol it does not count.
    auto later = terms();
    auto contracts = std::vector{option(9002, "90", options::Right::put),
                                 option(9502, "95", options::Right::put)};
    for (auto& contract : contracts) contract.expiration = add_days(expiration, 7);
    later.structure = structure(options::StructureKind::bull_put, contracts);
    known.orders->back() = earlier(2, later, OrderState::filled);
    known.orders->back().filled = units(1);
    EXPECT_FALSE(objection(RiskCheck::expiry_risk, terms(), known, all));
    all.max_risk_per_underlying_usd = money("859");
    EXPECT_TRUE(objection(RiskCheck::underlying_risk, terms(), known, all));
    for (auto& contract : contracts) contract.symbol = "ABC";
    later.structure = structure(options::StructureKind::bull_put, contracts);
    known.orders->back() = earlier(2, later, OrderState::working);
    EXPECT_FALSE(objection(RiskCheck::underlying_risk, terms(), known, all));
}

}  // namespace
}  // namespace wingspread::trade::testing
