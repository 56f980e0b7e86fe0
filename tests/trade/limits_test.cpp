#include "trade/helpers.hpp"

#include <gtest/gtest.h>

namespace wingspread::trade::testing {
namespace {

std::map<std::string, std::string> section() {
    return {{"max_quantity", "5"},
            {"max_loss_per_order_usd", "1000.5"},
            {"max_open_risk_usd", "20000"},
            {"max_risk_per_underlying_usd", "9000"},
            {"max_risk_per_expiry_usd", "8000"},
            {"max_day_loss_usd", "700"},
            {"min_time_to_expiry_seconds", "3600"},
            {"min_days_to_ex_dividend", "4"},
            {"min_short_time_value_usd", "0.08"},
            {"max_rejects_in_a_row", "3"},
            {"max_clock_skew_seconds", "10"},
            {"max_mid_deviation_pct", "20"},
            {"max_decision_age_seconds", "30"},
            {"duplicate_window_seconds", "60"},
            {"max_orders_per_minute", "4"},
            {"max_orders_per_day", "50"},
            {"max_margin_pct", "40"}};
}

TEST(RiskLimits, AreReadFromAFullSection) {
    const auto limits = parse_limits(section());
    ASSERT_TRUE(limits) << limits.error().message;
    EXPECT_EQ(limits->max_quantity, 5);
    EXPECT_EQ(limits->max_loss_per_order_usd, money("1000.5"));
    EXPECT_EQ(limits->max_open_risk_usd, money("20000"));
    EXPECT_EQ(limits->max_risk_per_underlying_usd, money("9000"));
    EXPECT_EQ(limits->max_risk_per_expiry_usd, money("8000"));
    EXPECT_EQ(limits->max_day_loss_usd, money("700"));
    EXPECT_EQ(limits->min_time_to_expiry, Duration{1h});
    EXPECT_EQ(limits->min_days_to_ex_dividend, 4);
    EXPECT_EQ(limits->min_short_time_value_usd, money("0.08"));
    EXPECT_EQ(limits->max_rejects_in_a_row, 3);
    EXPECT_EQ(limits->max_clock_skew, Duration{10s});
    EXPECT_EQ(limits->max_mid_deviation_pct, 20);
    EXPECT_EQ(limits->max_decision_age, Duration{30s});
    EXPECT_EQ(limits->duplicate_window, Duration{60s});
    EXPECT_EQ(limits->max_orders_per_minute, 4);
    EXPECT_EQ(limits->max_orders_per_day, 50);
    EXPECT_EQ(limits->max_margin_pct, 40);
}

TEST(RiskLimits, EveryKeyIsNeededAndNoOtherIsKnown) {
    for (const auto& [key, value] : section()) {
        auto without = section();
        without.erase(key);
        const auto limits = parse_limits(without);
        ASSERT_FALSE(limits) << key;
        EXPECT_NE(limits.error().message.find(key), std::string::npos);
    }
    auto odd = section();
    odd["max_los"] = "1";
    EXPECT_EQ(parse_limits(odd).error().message, "max_los: no such limit");
}

TEST(RiskLimits, RefuseValuesThatAreNotAboveZero) {
    for (const auto& [key, value] : section()) {
        for (const auto* bad : {"0", "-1", "x", "", "1e99", "12 "}) {
            auto wrong = section();
            wrong[key] = bad;
            const auto limits = parse_limits(wrong);
            ASSERT_FALSE(limits) << key << " = " << bad;
            EXPECT_EQ(limits.error().code, Errc::invalid_argument);
            EXPECT_NE(limits.error().message.find(key), std::string::npos);
        }
    }
}

TEST(RiskLimits, UndefinedRiskIsAllowedByBothOfItsLimitsOrNotAtAll) {
    EXPECT_EQ(parse_limits(section())->undefined_risk, std::nullopt);
    auto both = section();
    both["undefined_risk_max_quantity"] = "2";
    EXPECT_NE(parse_limits(both).error().message.find("undefined_risk_stress_pct: missing"),
              std::string::npos);
    both["undefined_risk_stress_pct"] = "25";
    EXPECT_EQ(parse_limits(both)->undefined_risk, (UndefinedRiskLimits{2, 25}));
    both.erase("undefined_risk_max_quantity");
    EXPECT_NE(parse_limits(both).error().message.find("undefined_risk_max_quantity: missing"),
              std::string::npos);
    for (const auto* bad : {"0", "101", "x"}) {
        both = section();
        both["undefined_risk_max_quantity"] = "2";
        both["undefined_risk_stress_pct"] = bad;
        EXPECT_FALSE(parse_limits(both)) << bad;
    }
    EXPECT_EQ(paper_limits().undefined_risk, std::nullopt);
}

TEST(RiskLimits, NothingStatedPermitsNothing) {
    const RiskLimits none;
    EXPECT_EQ(none.max_quantity, 0);
    EXPECT_EQ(none.max_loss_per_order_usd, Money{});
    EXPECT_EQ(none.max_open_risk_usd, Money{});
    EXPECT_EQ(none.max_orders_per_day, 0);
}

TEST(RiskLimits, TheQuantityOfUndefinedRiskIsAWholeNumber) {
    auto both = section();
    both["undefined_risk_max_quantity"] = "two";
    both["undefined_risk_stress_pct"] = "100";
    EXPECT_NE(parse_limits(both).error().message.find("undefined_risk_max_quantity"),
              std::string::npos);
    both["undefined_risk_max_quantity"] = "1";
    EXPECT_EQ(parse_limits(both)->undefined_risk, (UndefinedRiskLimits{1, 100}));
}

TEST(RiskLimits, OneIsEnoughForEachCount) {
    auto least = section();
    for (auto& [key, value] : least) value = "1";
    EXPECT_EQ(parse_limits(least)->max_orders_per_day, 1);
}

}  // namespace
}  // namespace wingspread::trade::testing
