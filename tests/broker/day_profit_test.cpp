#include "broker/day_profit.hpp"

#include <gtest/gtest.h>

namespace wingspread::broker {
namespace {

Money usd(std::int64_t whole) { return Money::from_int(whole); }

RequestId asked_id(const std::vector<Outbound>& messages) {
    return std::get<tws::ReqPnl>(messages.back().request()).req_id;
}

struct ProfitOfTheDay : ::testing::Test {
    RequestIds ids;
    DayProfit profit{ids};
};

TEST_F(ProfitOfTheDay, IsUnknownUntilTold) {
    const auto messages = profit.ask("DU1");
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(std::get<tws::ReqPnl>(messages[0].request()).account, "DU1");
    EXPECT_FALSE(profit.daily_usd());
    profit.on_answer(tws::Pnl{asked_id(messages), usd(-250), usd(-300), usd(50)});
    EXPECT_EQ(profit.daily_usd(), usd(-250));
    profit.on_answer(tws::Pnl{asked_id(messages), std::nullopt, {}, {}});
    EXPECT_FALSE(profit.daily_usd()) << "TWS says that it does not know";
}

TEST_F(ProfitOfTheDay, OfAnotherSubscriptionIsNotOurs) {
    const auto first = asked_id(profit.ask("DU1"));
    const auto again = profit.ask("DU1");
    ASSERT_EQ(again.size(), 2U);
    EXPECT_EQ(std::get<tws::CancelPnl>(again[0].request()).req_id, first);
    profit.on_answer(tws::Pnl{first, usd(1), {}, {}});
    EXPECT_FALSE(profit.daily_usd());
    profit.on_answer(tws::Pnl{asked_id(again), usd(2), {}, {}});
    EXPECT_EQ(profit.daily_usd(), usd(2));
}

TEST_F(ProfitOfTheDay, IsForgottenWithTheLink) {
    const auto id = asked_id(profit.ask("DU1"));
    profit.on_answer(tws::Pnl{id, usd(2), {}, {}});
    profit.on_link_lost();
    EXPECT_FALSE(profit.daily_usd());
    EXPECT_EQ(profit.ask("DU1").size(), 1U) << "there is nothing to cancel";
}

}  // namespace
}  // namespace wingspread::broker
