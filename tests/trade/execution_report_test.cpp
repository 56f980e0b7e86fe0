#include "trade/execution_report.hpp"

#include "trade/helpers.hpp"

#include <gtest/gtest.h>

namespace wingspread::trade::testing {
namespace {

/// Two bull puts, decided at mid -0.7 and natural -0.6, both filled at -0.65 in two pieces.
struct Reported : ::testing::Test {
    void SetUp() override {
        auto wanted = terms();
        wanted.quantity = 2;
        wanted.ladder = LadderPlan{.steps = 2, .interval = 10s, .cap = price("-0.6")};
        order.emplace(intent(1, wanted));
        apply(IntentRecorded{*order}, noon);
    }
    void send() { apply(SubmissionRecorded{order->id(), OrderId{5}, ClientId{1}, {}}, noon + 1s); }
    void apply(const JournalRecord& record, UtcTime at) {
        const auto change = book.apply(record, at);
        ASSERT_TRUE(change) << change.error().message;
    }
    void fill_one(const std::string& name, int cumulative, UtcTime at) {
        for (auto row : fill(*order, name, 1, cumulative)) {
            if (row.instrument.kind == InstrumentKind::combo) row.price = price("-0.65");
            apply(ExecutionRecorded{row}, at);
        }
    }
    [[nodiscard]] ExecutionReport report() const {
        return report_of(book, *book.find(order->id()));
    }

    std::optional<OrderIntent> order;
    Book book;
};

TEST_F(Reported, AFillIsHeldAgainstTheMarketOfItsDecision) {
    send();
    apply(RepriceRecorded{order->id(), OrderId{5}, ClientId{1}, 1, price("-0.65")}, noon + 11s);
    fill_one("a", 1, noon + 12s);
    EXPECT_EQ(report().filled, units(1));
    EXPECT_EQ(report().slippage_usd, money("5"));
    EXPECT_EQ(report().time_to_fill, std::nullopt) << "a part is not the whole";
    fill_one("b", 2, noon + 14s);
    apply(CommissionRecorded{{"b.l.01", money("0.65"), "USD", {}}}, noon + 15s);
    const auto told = report();
    EXPECT_EQ(told.fill, price("-0.65"));
    EXPECT_EQ(told.slippage_usd, money("10"));
    EXPECT_DOUBLE_EQ(*told.slippage_share, 0.5);
    EXPECT_EQ(told.time_to_fill, Duration(13s));
    EXPECT_EQ(told.fees_usd, money("0.65"));
    EXPECT_EQ(told.ladder_step, 1);
    EXPECT_EQ(told.day, Date(std::chrono::year{2026} / 11 / 23));
    EXPECT_EQ(told.state, OrderState::filled);
}

TEST_F(Reported, WithoutAFillThereIsNoSlippage) {
    send();
    EXPECT_EQ(report().fill, std::nullopt);
    EXPECT_EQ(report().slippage_usd, std::nullopt);
    EXPECT_EQ(report().slippage_share, std::nullopt);
    EXPECT_EQ(report().fees_usd, std::nullopt);
}

TEST_F(Reported, OnlyOrdersThatWereSentAreCounted) {
    EXPECT_TRUE(execution_reports(book).empty());
    send();
    fill_one("a", 1, noon + 12s);
    const auto reports = execution_reports(book);
    ASSERT_EQ(reports.size(), 1U);
    const auto totals = totals_of(reports);
    EXPECT_EQ(totals.orders, 1);
    EXPECT_EQ(totals.filled, 1);
    EXPECT_EQ(totals.slippage_usd, money("5"));
}

TEST_F(Reported, WhatIsNotFilledHasNoTimeAndCountsAsNone) {
    EXPECT_EQ(report().time_to_fill, std::nullopt) << "never sent";
    send();
    EXPECT_EQ(report().time_to_fill, std::nullopt);
    const auto totals = totals_of({report()});
    EXPECT_EQ(totals.orders, 1);
    EXPECT_EQ(totals.filled, 0);
    EXPECT_EQ(totals.slippage_usd, Money{});
    EXPECT_EQ(totals.fees_usd, Money{});
}

TEST(ExecutionReport, WithoutASpreadThereIsNoShareOfIt) {
    auto wanted = terms();
    wanted.decision.natural = wanted.decision.mid;
    const auto order = intent(1, wanted);
    Book book;
    ASSERT_TRUE(book.apply(IntentRecorded{order}, noon));
    ASSERT_TRUE(book.apply(SubmissionRecorded{order.id(), OrderId{5}, ClientId{1}, {}}, noon));
    for (const auto& row : fill(order, "a", 1, 1)) {
        ASSERT_TRUE(book.apply(ExecutionRecorded{row}, noon));
    }
    const auto told = report_of(book, *book.find(order.id()));
    EXPECT_EQ(told.slippage_share, std::nullopt);
    EXPECT_EQ(told.slippage_usd, Money{});
}

}  // namespace
}  // namespace wingspread::trade::testing
