#include "store/journal_worlds.hpp"
#include "store/random_record.hpp"
#include "trade/book.hpp"

#include <gtest/gtest.h>

namespace wingspread::store::testing {
namespace {

/// What every journal promises, whatever it writes on.
template <class World>
class AnyJournal : public ::testing::Test {
  protected:
    World world;

    static std::vector<JournalEntry> entries(Journal& journal) {
        std::vector<JournalEntry> all;
        const auto read = journal.replay([&](const JournalEntry& entry) -> Result<void> {
            all.push_back(entry);
            return {};
        });
        EXPECT_TRUE(read) << read.error().message;
        return all;
    }
};

TYPED_TEST_SUITE(AnyJournal, Worlds);

const UtcTime noon = trade::testing::noon;

std::vector<JournalRecord> some_records(std::uint64_t seed, int count) {
    RandomRecords random(seed);
    std::vector<JournalRecord> records;
    for (int i = 0; i < count; ++i) records.push_back(random.any());
    return records;
}

TYPED_TEST(AnyJournal, GivesBackWhatItWasGivenAfterReopening) {
    const auto first = some_records(1, 40);
    const auto second = some_records(2, 40);
    {
        auto journal = this->world.open().value();
        EXPECT_TRUE(this->entries(*journal).empty());
        const auto receipts = journal->append(first, noon);
        ASSERT_TRUE(receipts) << receipts.error().message;
        ASSERT_EQ(receipts->size(), 40U);
        EXPECT_EQ(receipts->front().sequence(), 1U);
        EXPECT_EQ(receipts->back().sequence(), 40U);
    }
    auto journal = this->world.open().value();
    for (const auto& record : second) {
        ASSERT_TRUE(journal->append(record, noon + Duration{1}));
    }
    const auto all = this->entries(*journal);
    ASSERT_EQ(all.size(), 80U);
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(all[i].sequence, i + 1);
        EXPECT_EQ(all[i].utc, i < 40 ? noon : noon + Duration{1});
        EXPECT_EQ(all[i].record, i < 40 ? first[i] : second[i - 40]);
    }
}

TYPED_TEST(AnyJournal, HasOneOwner) {
    auto journal = this->world.open();
    ASSERT_TRUE(journal);
    const auto second = this->world.open();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::conflict);
    journal->reset();
    EXPECT_TRUE(this->world.open());
}

TYPED_TEST(AnyJournal, AppendingNothingIsNothing) {
    auto journal = this->world.open().value();
    EXPECT_TRUE(journal->append(std::vector<JournalRecord>{}, noon)->empty());
    EXPECT_TRUE(this->entries(*journal).empty());
}

TYPED_TEST(AnyJournal, AFailedCommitLeavesNothingAndTheNextOneWorks) {
    auto journal = this->world.open().value();
    const auto records = some_records(3, 5);
    ASSERT_TRUE(journal->append(records, noon));
    this->world.break_commits(*journal);
    const auto failed = journal->append(records, noon);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, Errc::io);
    this->world.mend_commits();
    EXPECT_EQ(this->entries(*journal).size(), 5U);
    const auto receipts = journal->append(records, noon);
    ASSERT_TRUE(receipts) << receipts.error().message;
    EXPECT_EQ(receipts->front().sequence(), 6U);
    EXPECT_EQ(this->entries(*journal).size(), 10U);
}

TYPED_TEST(AnyJournal, ReplayEndsWhereTheVisitorDoes) {
    auto journal = this->world.open().value();
    ASSERT_TRUE(journal->append(some_records(4, 5), noon));
    int seen = 0;
    const auto read = journal->replay([&](const JournalEntry&) -> Result<void> {
        if (++seen == 3) return fail(Errc::conflict, "enough");
        return {};
    });
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, Errc::conflict);
    EXPECT_EQ(seen, 3);
    ASSERT_TRUE(journal->append(some_records(5, 1), noon));
    EXPECT_EQ(this->entries(*journal).size(), 6U);
}

/// The story of one order, cut after any record: a restart knows what had been written, and an
/// order that may be on its way is in doubt.
TYPED_TEST(AnyJournal, ARestartAnywhereKnowsWhereItWas) {
    using trade::testing::fill;
    const auto order = trade::testing::intent();
    const auto address = trade::testing::address_of(order);
    std::vector<JournalRecord> story{
        IntentRecorded{order}, OrderIdReserved{OrderId{5}, ClientId{1}},
        SubmissionRecorded{order.id(), OrderId{5}, ClientId{1}, {}},
        OrderEventRecorded{address, OpenOrderSeen{StatusWord::parse("Submitted"), ""}}};
    for (const auto& row : fill(order, "1", 1, 1)) story.emplace_back(ExecutionRecorded{row});
    Book live;
    for (std::size_t cut = 0; cut < story.size(); ++cut) {
        {
            auto journal = this->world.open().value();
            ASSERT_TRUE(journal->append(story[cut], noon));
            ASSERT_TRUE(live.apply(story[cut], noon));
        }
        auto journal = this->world.open().value();
        Book book;
        ASSERT_TRUE(journal->replay([&](const JournalEntry& entry) -> Result<void> {
            auto change = book.apply(entry);
            if (!change) return std::unexpected(change.error());
            return {};
        }));
        EXPECT_EQ(book.known_orders(), live.known_orders());
        EXPECT_EQ(book.highest_order_id(), live.highest_order_id());
        EXPECT_EQ(book.expected_positions(), live.expected_positions());
        ASSERT_TRUE(book.apply(LinkLostRecorded{"started"}, noon));
        const auto state = book.find(order.id())->machine.state();
        const std::vector<OrderState> after{
            OrderState::intended, OrderState::intended, OrderState::in_doubt, OrderState::working,
            OrderState::filled,   OrderState::filled,   OrderState::filled};
        EXPECT_EQ(state, after.at(cut));
    }
}

}  // namespace
}  // namespace wingspread::store::testing
