#include "store/earlier_journals.hpp"
#include "store/migrations.hpp"
#include "store/random_record.hpp"
#include "store/simulated_disk.hpp"

#include <gtest/gtest.h>

/// Journals of every earlier schema, opened by this program.
namespace wingspread::store::testing {
namespace {

namespace fs = std::filesystem;

const UtcTime noon = trade::testing::noon;

std::vector<JournalRecord> random_records(std::uint64_t seed, int count) {
    RandomRecords random(seed);
    std::vector<JournalRecord> records;
    for (int i = 0; i < count; ++i) records.push_back(random.any());
    return records;
}

class Migration : public ::testing::Test {
  protected:
    [[nodiscard]] std::string path() const { return folder_ / "journal"; }
    [[nodiscard]] Result<std::unique_ptr<trade::Journal>> open() const {
        return open_sqlite_journal(path(), paper, "a test");
    }
    void expect_holds(const std::vector<JournalRecord>& records, const std::string& when = "") {
        const auto journal = open();
        ASSERT_TRUE(journal) << when << journal.error().message;
        std::vector<JournalRecord> found;
        const auto read = (*journal)->replay([&](const JournalEntry& entry) -> Result<void> {
            EXPECT_EQ(entry.utc, noon);
            found.push_back(entry.record);
            return {};
        });
        ASSERT_TRUE(read) << when << read.error().message;
        EXPECT_TRUE(found == records) << when << found.size() << " records";
    }
    void expect_refused(Errc code, std::string_view words) {
        const auto journal = open();
        ASSERT_FALSE(journal);
        EXPECT_EQ(journal.error().code, code);
        EXPECT_NE(journal.error().message.find(words), std::string::npos)
            << journal.error().message;
        EXPECT_NE(journal.error().message.find(path()), std::string::npos);
    }
    [[nodiscard]] std::vector<std::string> copies() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder_ / "")) {
            const auto name = entry.path().string();
            if (name.starts_with(path() + ".schema")) names.push_back(name);
        }
        return names;
    }
    void tamper(const std::string& sql) const {
        EXPECT_EQ(RawDatabase(path()).run("DROP TRIGGER events_are_kept;"
                                          "DROP TRIGGER events_are_fixed;" +
                                          sql),
                  "");
    }

    TemporaryFolder folder_;
};

TEST_F(Migration, ReadsTheBytesOfTheFirstVersion) {
    ASSERT_EQ(RawDatabase(path()).run(std::string(schema_1) + two_entries_1), "");
    {
        const auto journal = open();
        ASSERT_TRUE(journal) << journal.error().message;
        std::vector<JournalEntry> found;
        const auto read = (*journal)->replay([&](const JournalEntry& entry) -> Result<void> {
            found.push_back(entry);
            return {};
        });
        ASSERT_TRUE(read);
        const std::vector<JournalEntry> expected{
            {1, UtcTime{Duration{1795453200000000000}}, OrderIdReserved{OrderId{7}, ClientId{3}}},
            {2, UtcTime{Duration{1795453200000000001}}, LinkLostRecorded{"eof"}}};
        EXPECT_EQ(found, expected);
    }
    RawDatabase raw(path());
    EXPECT_EQ(raw.text("SELECT value FROM meta WHERE key = 'schema_version'"), "2");
    EXPECT_EQ(raw.text("SELECT client_id FROM events WHERE seq = 1"), "3");
    EXPECT_EQ(raw.text("SELECT typeof(client_id) FROM events WHERE seq = 2"), "null");
}

TEST_F(Migration, KeepsEveryRecordAndGoesOn) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        auto records = random_records(seed, 40);
        fs::remove(path());
        write_schema_1(path(), records);
        expect_holds(records);
        records.emplace_back(LinkLostRecorded{"eof"});
        ASSERT_TRUE(open().value()->append(records.back(), noon));
        expect_holds(records);
    }
}

TEST_F(Migration, MakesWhatANewJournalIs) {
    write_schema_1(path(), random_records(3, 10));
    ASSERT_TRUE(open());
    const auto fresh = folder_ / "fresh";
    ASSERT_TRUE(open_sqlite_journal(fresh, paper, "a test"));
    for (const auto* sql :
         {"SELECT group_concat(name || type || tbl_name) FROM (SELECT * FROM sqlite_master ORDER "
          "BY name)",
          "SELECT group_concat(key || value) FROM meta",
          "SELECT group_concat(cid || name || type || \"notnull\" || pk) FROM "
          "pragma_table_info('events')",
          "PRAGMA journal_mode"}) {
        EXPECT_EQ(RawDatabase(path()).text(sql), RawDatabase(fresh).text(sql)) << sql;
    }
    EXPECT_EQ(RawDatabase(path()).run("DELETE FROM events"), "the journal is append-only");
    EXPECT_EQ(RawDatabase(path()).run("UPDATE events SET utc = 0"), "the journal is append-only");
}

TEST_F(Migration, KeepsTheOldFile) {
    const auto records = random_records(5, 30);
    const auto end = write_schema_1(path(), records);
    ASSERT_TRUE(open());
    ASSERT_TRUE(open());
    EXPECT_EQ(copies(), std::vector{kept_copy(path(), 1, end)});
    const auto copy = copies().front();
    EXPECT_EQ(fs::status(copy).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(RawDatabase(copy).text("SELECT value FROM meta WHERE key = 'schema_version'"), "1");
    // Put back, it is the journal again.
    fs::rename(copy, path());
    expect_holds(records);
}

TEST_F(Migration, OfAnEmptyJournal) {
    write_schema_1(path(), {});
    expect_holds({});
    EXPECT_EQ(copies(), std::vector{path() + ".schema1-empty"});
}

TEST_F(Migration, ADamagedChainIsRefusedAndLeftAsItIs) {
    for (const auto* damage : {"DELETE FROM events WHERE seq = 4",
                               "UPDATE events SET payload = payload || 'x' WHERE seq = 4"}) {
        fs::remove(path());
        write_schema_1(path(), random_records(5, 9));
        tamper(damage);
        const auto before = bytes_of(path());
        expect_refused(Errc::io, "from schema 1 to 2 (entry 4 ");
        EXPECT_EQ(bytes_of(path()), before);
        EXPECT_TRUE(copies().empty());
    }
}

TEST_F(Migration, AnEntryThatNobodyCanReadIsRefusedAndTheOldJournalStays) {
    ChainOfSchema1 chain;
    const auto row = chain.add({.kind = "gossip", .version = 1, .payload = "a=b\n"}, noon);
    ASSERT_EQ(RawDatabase(path()).run(schema_1 + row + "COMMIT"), "");
    expect_refused(Errc::io, "entry 1: \"gossip\" is not a kind");
    EXPECT_EQ(RawDatabase(path()).text("SELECT hash FROM events"), chain.end());
    EXPECT_EQ(RawDatabase(path()).text("SELECT value FROM meta WHERE key = 'schema_version'"), "1");
}

TEST_F(Migration, NeverTouchesTheJournalOfAnother) {
    write_schema_1(path(), random_records(5, 9));
    const auto before = bytes_of(path());
    const auto journal = open_sqlite_journal(path(), {"live", paper.gateway, paper.account}, "me");
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().code, Errc::conflict);
    EXPECT_EQ(bytes_of(path()), before);
    EXPECT_TRUE(copies().empty());
}

/// Whatever fails whenever: the next start finds the old journal or the new one, whole.
TEST_F(Migration, ADeathInTheMiddleLeavesTheOldOneOrTheNewOne) {
    const auto records = random_records(11, 25);
    for (const auto fault :
         {DiskFault::full, DiskFault::write_error, DiskFault::sync_error, DiskFault::power_cut}) {
        int refused = 0;
        bool struck = true;
        for (std::uint64_t operation = 1; struck && !HasFatalFailure(); ++operation) {
            const auto when = "fault " + std::to_string(static_cast<int>(fault)) +
                              " at operation " + std::to_string(operation) + ": ";
            SimulatedDisk disk;
            Rng rng(operation);
            const auto end = write_schema_1(path(), records);
            disk.fail_at(operation, fault);
            if (!open()) ++refused;
            struck = disk.has_failed();
            disk.heal(rng);
            const auto schema =
                RawDatabase(path()).text("SELECT value FROM meta WHERE key = 'schema_version'");
            EXPECT_TRUE(schema == "1" || schema == "2") << when << schema;
            if (schema == "2") {
                EXPECT_EQ(RawDatabase(kept_copy(path(), 1, end))
                              .text("SELECT max(hash) FROM events "
                                    "WHERE seq = 25"),
                          end)
                    << when;
            }
            expect_holds(records, when);
        }
        EXPECT_GT(refused, 10) << "fault " << static_cast<int>(fault);
    }
}

TEST_F(Migration, AReadThatFailsLeavesTheOldOneOrTheNewOne) {
    const auto records = random_records(11, 25);
    bool struck = true;
    int refused = 0;
    for (std::uint64_t read = 1; struck; ++read) {
        SimulatedDisk disk;
        write_schema_1(path(), records);
        disk.fail_read_at(read);
        if (!open()) ++refused;
        struck = disk.has_failed();
        disk.fail_read_at(0);
        expect_holds(records, "read " + std::to_string(read) + ": ");
    }
    EXPECT_GT(refused, 5);
}

TEST_F(Migration, OfARecordThatOutgrowsTheCacheSurvivesAFullDisk) {
    const std::vector<JournalRecord> records{LinkLostRecorded{std::string(2'500'000, 'x')}};
    SimulatedDisk disk;
    Rng rng(1);
    const auto before = disk.operations();
    write_schema_1(path(), records);
    // Behind the copy, which takes fewer operations than the log and its checkpoint did.
    disk.fail_at(disk.operations() - before, DiskFault::full);
    EXPECT_FALSE(open());
    disk.heal(rng);
    expect_holds(records);
}

TEST_F(Migration, AJournalThatWasTamperedWithStays) {
    write_schema_1(path(), random_records(5, 9));
    tamper("");
    expect_refused(Errc::io, "no such trigger");
    EXPECT_EQ(RawDatabase(path()).text("SELECT count(*) FROM events"), "9");
}

TEST_F(Migration, WaitsForNobodyWhoWritesTheFile) {
    const auto records = random_records(5, 9);
    write_schema_1(path(), records);
    {
        RawDatabase other(path());
        ASSERT_EQ(other.run("BEGIN IMMEDIATE"), "");
        expect_refused(Errc::io, "database is locked");
    }
    expect_holds(records);
}

TEST_F(Migration, WithoutRoomForTheCopyNothingIsChanged) {
    const auto records = random_records(5, 9);
    const auto end = write_schema_1(path(), records);
    const auto copy = kept_copy(path(), 1, end);
    fs::create_directory(copy);
    expect_refused(Errc::io, "unable to open database file");
    EXPECT_EQ(RawDatabase(path()).text("SELECT value FROM meta WHERE key = 'schema_version'"), "1");
    fs::remove(copy);
    expect_holds(records);
}

}  // namespace
}  // namespace wingspread::store::testing
