#include "store/memory_journal.hpp"
#include "trade/helpers.hpp"
#include "trade/journal.hpp"
#include "trade/risk_gate.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace wingspread::trade::testing {
namespace {

// No stage can be had but from the one before it, and none can be copied.
template <class T, class... From>
constexpr bool sealed =
    !std::is_default_constructible_v<T> && !std::is_copy_constructible_v<T> &&
    !std::is_copy_assignable_v<T> && !std::is_aggregate_v<T> &&
    std::is_nothrow_move_constructible_v<T> && (!std::is_constructible_v<T, From> && ...);

static_assert(sealed<ApprovedOrder, OrderIntent, PreviewedOrder, ClearedOrder>);
static_assert(!std::is_constructible_v<ApprovedOrder, OrderIntent, RiskFigures>);
static_assert(sealed<PreviewedOrder, OrderIntent, ApprovedOrder, ClearedOrder, WhatIf>);
static_assert(!std::is_constructible_v<PreviewedOrder, OrderIntent, WhatIf>);
static_assert(std::is_constructible_v<PreviewedOrder, ApprovedOrder, WhatIf>);
static_assert(sealed<ClearedOrder, OrderIntent, ApprovedOrder, PreviewedOrder>);
static_assert(!std::is_constructible_v<ClearedOrder, OrderIntent, WhatIf, RiskFigures>);
static_assert(!std::is_constructible_v<ClearedOrder, PreviewedOrder, RiskFigures>);
static_assert(sealed<SubmittedOrder, OrderIntent, ApprovedOrder, PreviewedOrder, ClearedOrder>);
static_assert(!std::is_constructible_v<SubmittedOrder, OrderIntent, OrderId, ClientId>);
static_assert(!std::is_constructible_v<SubmittedOrder, ClearedOrder, OrderId, ClientId>);
static_assert(sealed<CommitReceipt, std::uint64_t, JournalRecord>);
static_assert(!std::is_constructible_v<CommitReceipt, std::uint64_t, JournalRecord>);
static_assert(!std::is_default_constructible_v<OrderIntent>);
static_assert(!std::is_constructible_v<OrderIntent, IntentId, OrderTerms>);

class MoneyLine : public ::testing::Test {
  protected:
    ClearedOrder cleared(std::uint64_t seed = 1) {
        auto approved = gate.check(intent(seed), context());
        EXPECT_TRUE(approved);
        WhatIf what_if{.initial_margin_change_usd = money("430")};
        auto order = gate.recheck(PreviewedOrder(std::move(*approved), what_if), context());
        EXPECT_TRUE(order);
        return std::move(*order);
    }

    RiskGate gate{paper_limits()};
    std::shared_ptr<store::MemoryDisk> disk = std::make_shared<store::MemoryDisk>();
    std::unique_ptr<store::MemoryJournal> journal = store::MemoryJournal::open(disk).value();
};

TEST_F(MoneyLine, RunsFromIntentToSubmission) {
    auto order = cleared();
    EXPECT_EQ(order.figures().max_loss_usd, money("430"));
    EXPECT_EQ(order.figures().open_risk_usd, money("430"));
    EXPECT_EQ(order.figures().initial_margin_change_usd, money("430"));
    const std::vector<JournalRecord> records{
        IntentRecorded{order.intent()}, OrderIdReserved{OrderId{5}, ClientId{1}},
        SubmissionRecorded{order.intent().id(), OrderId{5}, ClientId{1}, order.figures()}};
    auto receipts = journal->append(records, noon);
    ASSERT_TRUE(receipts);
    ASSERT_EQ(receipts->size(), 3U);
    EXPECT_EQ((*receipts)[2].sequence(), 3U);
    const auto submitted = SubmittedOrder::make(std::move(order), std::move((*receipts)[2]));
    ASSERT_TRUE(submitted);
    EXPECT_EQ(submitted->order_id(), OrderId{5});
    EXPECT_EQ(submitted->client_id(), ClientId{1});
    EXPECT_EQ(submitted->intent(), intent());
}

TEST_F(MoneyLine, AnotherRecordsReceiptIsNoLicence) {
    auto receipt = journal->append(IntentRecorded{intent()}, noon);
    ASSERT_TRUE(receipt);
    EXPECT_FALSE(SubmittedOrder::make(cleared(), std::move(*receipt)));
    receipt = journal->append(SubmissionRecorded{id_of(2), OrderId{6}, ClientId{1}, {}}, noon);
    ASSERT_TRUE(receipt);
    const auto submitted = SubmittedOrder::make(cleared(), std::move(*receipt));
    ASSERT_FALSE(submitted);
    EXPECT_EQ(submitted.error().code, Errc::internal);
}

TEST_F(MoneyLine, AFailedCommitGivesNoReceipt) {
    disk->failing_commits = 1;
    const JournalRecord record = SubmissionRecorded{id_of(1), OrderId{6}, ClientId{1}, {}};
    const auto receipt = journal->append(record, noon);
    ASSERT_FALSE(receipt);
    EXPECT_EQ(receipt.error().code, Errc::io);
    EXPECT_TRUE(disk->entries.empty());
}

TEST_F(MoneyLine, ARefusedOrderIsNotApproved) {
    auto closed = context();
    closed.market_open = false;
    EXPECT_FALSE(gate.check(intent(), closed));
    auto approved = gate.check(intent(), context());
    ASSERT_TRUE(approved);
    EXPECT_FALSE(gate.recheck(
        PreviewedOrder(std::move(*approved), {.initial_margin_change_usd = money("430")}), closed));
}

}  // namespace
}  // namespace wingspread::trade::testing
