#include "risk_check.hpp"

#include "trade/helpers.hpp"

#include <gtest/gtest.h>

/// Pattern: the test of a check. It passes at its limit, refuses just beyond with the exact figure,
/// and refuses for each piece of data that is missing.
namespace wingspread::templates {
namespace {

using namespace trade::testing;

const trade::RiskLimits no_limits;

std::optional<trade::Refusal> asked(const trade::RiskContext& known) {
    const auto order = intent();
    return leg_width({.intent = order, .limits = no_limits, .context = known});
}

trade::RiskContext quoted(std::string_view bid, std::string_view ask) {
    auto known = context();
    known.quotes->front().bid = price(bid);
    known.quotes->front().ask = price(ask);
    return known;
}

TEST(LegWidth, PassesAtTheLimitAndRefusesBeyondIt) {
    EXPECT_EQ(asked(quoted("1", "2")), std::nullopt);
    const auto refusal = asked(quoted("1", "2.01"));
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->figure, "1.01");
    EXPECT_EQ(refusal->limit, "1");
    EXPECT_NE(refusal->message.find("XYZ"), std::string::npos) << refusal->message;
}

TEST(LegWidth, RefusesWhatItDoesNotKnow) {
    auto without_quotes = context();
    without_quotes.quotes.reset();
    auto without_leg = context();
    without_leg.quotes->pop_back();
    auto without_bid = context();
    without_bid.quotes->front().bid.reset();
    for (const auto& known : {without_quotes, without_leg, without_bid}) {
        const auto refusal = asked(known);
        ASSERT_TRUE(refusal);
        EXPECT_EQ(refusal->figure, "unknown");
    }
}

}  // namespace
}  // namespace wingspread::templates
