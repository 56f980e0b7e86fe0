#include "store/journal_worlds.hpp"
#include "store/random_record.hpp"
#include "store/simulated_disk.hpp"

#include <gtest/gtest.h>

#include <array>

/// The journal on a disk that fails at any of its operations.
namespace wingspread::store::testing {
namespace {

const UtcTime noon = trade::testing::noon;

/// What was appended, batch by batch, and how much of it was confirmed.
struct History {
    std::vector<std::vector<JournalRecord>> batches;
    std::size_t confirmed = 0;  ///< batches

    [[nodiscard]] std::vector<JournalRecord> records(std::size_t count) const {
        std::vector<JournalRecord> all;
        for (std::size_t i = 0; i < count; ++i) {
            all.insert(all.end(), batches[i].begin(), batches[i].end());
        }
        return all;
    }
};

class FaultyDisk : public ::testing::Test {
  protected:
    Result<std::unique_ptr<trade::Journal>> open() {
        return open_sqlite_journal(folder_ / "journal", paper, "a test");
    }
    static std::vector<JournalRecord> batch(RandomRecords& random, Rng& rng) {
        std::vector<JournalRecord> records;
        for (auto left = rng.between(1, 4); left > 0; --left) records.push_back(random.any());
        return records;
    }
    /// Until the first append that fails, or `count` of them.
    static void append(trade::Journal& journal, History& history, int count, std::uint64_t seed) {
        RandomRecords random(seed);
        Rng rng(seed);
        for (int i = 0; i < count; ++i) {
            history.batches.push_back(batch(random, rng));
            if (!journal.append(history.batches.back(), noon)) return;
            ++history.confirmed;
        }
    }
    static std::vector<JournalRecord> contents(trade::Journal& journal) {
        std::vector<JournalRecord> records;
        const auto read = journal.replay([&](const JournalEntry& entry) -> Result<void> {
            records.push_back(entry.record);
            return {};
        });
        EXPECT_TRUE(read) << read.error().message;
        return records;
    }
    /// Everything that was confirmed, and of the batch that was not, all or nothing.
    void expect_kept(const History& history, const std::string& when) {
        const auto journal = open();
        ASSERT_TRUE(journal) << when << ": " << journal.error().message;
        const auto found = contents(**journal);
        const bool exact = found == history.records(history.confirmed);
        const bool with_the_last = history.confirmed < history.batches.size() &&
                                   found == history.records(history.confirmed + 1);
        ASSERT_TRUE(exact || with_the_last)
            << when << ": " << found.size() << " records, "
            << history.records(history.confirmed).size() << " were confirmed";
    }
    /// A run in which the fault strikes at that operation; false when the run had fewer.
    bool run(DiskFault fault, std::uint64_t operation) {
        const std::string when = "fault " + std::to_string(static_cast<int>(fault)) +
                                 " at operation " + std::to_string(operation);
        SimulatedDisk disk;
        History history;
        Rng rng(operation);
        {
            const auto journal = open();
            if (!journal) ADD_FAILURE() << journal.error().message;
            append(**journal, history, 5, 7);
            disk.fail_at(operation, fault);
            append(**journal, history, 12, operation);
        }
        const bool struck = disk.has_failed();
        disk.heal(rng);
        expect_kept(history, when);
        // And it goes on from there.
        if (const auto again = open(); again) {
            EXPECT_TRUE((*again)->append(LinkLostRecorded{"on"}, noon)) << when;
        }
        return struck;
    }

    TemporaryFolder folder_;
};

constexpr std::array all_faults{DiskFault::full, DiskFault::write_error, DiskFault::sync_error,
                                DiskFault::power_cut};

TEST_F(FaultyDisk, KeepsWhatWasConfirmedWhateverFailsWhenever) {
    for (const auto fault : all_faults) {
        std::uint64_t operation = 1;
        while (run(fault, operation) && !HasFatalFailure()) ++operation;
        EXPECT_GT(operation, 10U) << "the fault " << static_cast<int>(fault) << " hardly struck";
    }
}

TEST_F(FaultyDisk, AFailedAppendSaysSoAndTheJournalNamesItsFile) {
    for (const auto fault : all_faults) {
        SimulatedDisk disk;
        const auto journal = open();
        ASSERT_TRUE(journal) << journal.error().message;
        disk.fail_at(1, fault);
        const auto appended = (*journal)->append(LinkLostRecorded{"eof"}, noon);
        ASSERT_FALSE(appended);
        EXPECT_EQ(appended.error().code, Errc::io);
        EXPECT_NE(appended.error().message.find(folder_ / "journal"), std::string::npos)
            << appended.error().message;
    }
}

TEST_F(FaultyDisk, OnceThereIsRoomAgainTheSameJournalGoesOn) {
    for (std::uint64_t operation = 1; operation < 20; ++operation) {
        SimulatedDisk disk;
        History history;
        Rng rng(operation);
        {
            const auto journal = open();
            ASSERT_TRUE(journal);
            disk.fail_at(operation, DiskFault::full);
            append(**journal, history, 10, operation);
            ASSERT_LT(history.confirmed, history.batches.size());
            history.batches.pop_back();
            disk.heal(rng);
            append(**journal, history, 3, operation + 100);
            EXPECT_EQ(history.confirmed, history.batches.size());
            // The power goes when nobody expects it.
            disk.fail_at(1, DiskFault::power_cut);
            append(**journal, history, 1, 1);
        }
        disk.heal(rng);
        expect_kept(history, "operation " + std::to_string(operation));
    }
}

// A sync that fails may have lost what came before it, and the next sync does not say so.
TEST_F(FaultyDisk, AfterAnErrorOfTheDiskNothingIsConfirmedUntilTheJournalIsOpenedAnew) {
    for (const auto fault : {DiskFault::write_error, DiskFault::sync_error}) {
        for (std::uint64_t operation = 1; operation < 20; ++operation) {
            SimulatedDisk disk;
            History history;
            Rng rng(operation);
            {
                const auto journal = open();
                ASSERT_TRUE(journal);
                disk.fail_at(operation, fault);
                append(**journal, history, 20, operation);
                ASSERT_LT(history.confirmed, history.batches.size());
                disk.heal(rng);
                const auto refused = (*journal)->append(LinkLostRecorded{"eof"}, noon);
                ASSERT_FALSE(refused);
                EXPECT_NE(refused.error().message.find("started anew"), std::string::npos);
                disk.fail_at(1, DiskFault::power_cut);
            }
            disk.heal(rng);
            expect_kept(history, "operation " + std::to_string(operation));
        }
    }
}

TEST_F(FaultyDisk, AFaultWhileTheJournalIsMadeLeavesOneThatCanBeMade) {
    for (const auto fault : all_faults) {
        for (std::uint64_t operation = 1; operation < 12; ++operation) {
            SimulatedDisk disk;
            Rng rng(operation);
            disk.fail_at(operation, fault);
            {
                const auto first = open();
            }
            disk.heal(rng);
            const auto journal = open();
            ASSERT_TRUE(journal) << "fault " << static_cast<int>(fault) << " at " << operation
                                 << ": " << journal.error().message;
            EXPECT_TRUE((*journal)->append(LinkLostRecorded{"eof"}, noon));
        }
    }
}

TEST_F(FaultyDisk, ARecordThatOutgrowsTheCacheMeetsTheFullDiskEarlier) {
    SimulatedDisk disk;
    History history;
    Rng rng(1);
    {
        const auto journal = open();
        ASSERT_TRUE(journal);
        append(**journal, history, 5, 1);
        disk.fail_at(1, DiskFault::full);
        EXPECT_FALSE((*journal)->append(LinkLostRecorded{std::string(6'000'000, 'x')}, noon));
        disk.heal(rng);
        append(**journal, history, 2, 2);
        EXPECT_EQ(history.confirmed, 7U);
    }
    expect_kept(history, "after the large record");
}

/// A read that fails is a refusal, whichever it is, and what is there stays.
TEST_F(FaultyDisk, AReadThatFailsIsSaidAndHarmsNothing) {
    bool struck = true;
    std::uint64_t refused = 0;
    for (std::uint64_t read = 1; struck; ++read) {
        SimulatedDisk disk;
        History history;
        {
            const auto journal = open();
            ASSERT_TRUE(journal);
            append(**journal, history, 3, 7);
        }
        disk.fail_read_at(read);
        {
            const auto journal = open();
            if (!journal) {
                ++refused;
                EXPECT_EQ(journal.error().code, Errc::io);
            } else {
                append(**journal, history, 1, 8);
            }
        }
        struck = disk.has_failed();
        disk.fail_read_at(0);
        expect_kept(history, "read " + std::to_string(read));
    }
    EXPECT_GT(refused, 3U);
}

TEST_F(FaultyDisk, AReadThatFailsWhileTheJournalIsMadeLeavesOneThatCanBeMade) {
    bool struck = true;
    for (std::uint64_t read = 1; struck; ++read) {
        SimulatedDisk disk;
        disk.fail_read_at(read);
        static_cast<void>(open());
        struck = disk.has_failed();
        disk.fail_read_at(0);
        const auto journal = open();
        ASSERT_TRUE(journal) << read << ": " << journal.error().message;
        EXPECT_TRUE((*journal)->append(LinkLostRecorded{"eof"}, noon));
    }
}

}  // namespace
}  // namespace wingspread::store::testing
