#include "store/journal_chain.hpp"
#include "store/journal_worlds.hpp"
#include "store/random_record.hpp"

#include <gtest/gtest.h>

#include <sys/wait.h>

namespace wingspread::store::testing {
namespace {

namespace fs = std::filesystem;

const UtcTime noon = trade::testing::noon;

/// A journal file and what is done to it.
struct JournalFile {
    SqliteWorld world;

    void write(int count, std::uint64_t seed = 1) {
        auto journal = world.open().value();
        RandomRecords random(seed);
        for (int i = 0; i < count; ++i) ASSERT_TRUE(journal->append(random.any(), noon));
    }
    static Result<std::size_t> count(trade::Journal& journal) {
        std::size_t entries = 0;
        auto read = journal.replay([&](const JournalEntry&) -> Result<void> {
            ++entries;
            return {};
        });
        if (!read) return std::unexpected(read.error());
        return entries;
    }
    void expect_refused(Errc code, std::string_view words) {
        const auto journal = world.open();
        ASSERT_FALSE(journal);
        EXPECT_EQ(journal.error().code, code) << journal.error().message;
        EXPECT_NE(journal.error().message.find(words), std::string::npos)
            << journal.error().message;
        EXPECT_NE(journal.error().message.find(world.path()), std::string::npos);
    }
    void tamper(const std::string& sql) {
        RawDatabase raw(world.path());
        ASSERT_EQ(raw.run("DROP TRIGGER events_are_kept; DROP TRIGGER events_are_fixed;" + sql),
                  "");
    }
};

class SqliteJournalTest : public ::testing::Test, protected JournalFile {};

TEST_F(SqliteJournalTest, NamesTheHolderOfTheLock) {
    const auto first = open_sqlite_journal(world.path(), paper, "wingspread serve, process 4711");
    ASSERT_TRUE(first);
    expect_refused(Errc::conflict, "held by wingspread serve, process 4711");
}

TEST_F(SqliteJournalTest, IsReadByItsOwnerAlone) {
    const auto journal = world.open();
    ASSERT_TRUE((*journal)->append(LinkLostRecorded{"eof"}, noon));
    for (const auto* suffix : {"", "-wal", "-shm", ".lock"}) {
        const auto mode = fs::status(world.path() + suffix).permissions();
        EXPECT_EQ(mode, fs::perms::owner_read | fs::perms::owner_write) << suffix;
    }
}

TEST_F(SqliteJournalTest, BelongsToOneIdentity) {
    write(1);
    for (const auto& other : {JournalIdentity{"live", paper.gateway, paper.account},
                              JournalIdentity{paper.environment, "10.0.0.1:7497", paper.account},
                              JournalIdentity{paper.environment, paper.gateway, "DU2"}}) {
        const auto journal = open_sqlite_journal(world.path(), other, "a test");
        ASSERT_FALSE(journal);
        EXPECT_EQ(journal.error().code, Errc::conflict);
        EXPECT_NE(journal_path("x", other), journal_path("x", paper));
    }
    EXPECT_EQ(journal_path("books", paper), "books/paper_127.0.0.1_7497_DU1234567.journal");
    EXPECT_EQ(journal_path("books", {"../x", "a/b", ""}), "books/.._x_a_b_.journal");
}

TEST_F(SqliteJournalTest, ANewerSchemaIsLeftAlone) {
    write(1);
    tamper("UPDATE meta SET value = '3' WHERE key = 'schema_version'");
    const auto before = bytes_of(world.path());
    expect_refused(Errc::conflict, "its schema_version is 3, and 2 is the newest");
    EXPECT_EQ(bytes_of(world.path()), before);
}

TEST_F(SqliteJournalTest, ASchemaThatIsNoNumberIsRefused) {
    for (const auto* text : {"0", "-1", "two", "2x", "", "99999999999999"}) {
        JournalFile other;
        other.write(1);
        other.tamper(std::string("UPDATE meta SET value = '") + text +
                     "' WHERE key = 'schema_version'");
        other.expect_refused(Errc::io, std::string("its schema_version is \"") + text + "\"");
    }
}

TEST_F(SqliteJournalTest, AnEntryNamesTheClientWhoseOrderIdItHolds) {
    {
        auto journal = world.open().value();
        ASSERT_TRUE(journal->append(OrderIdReserved{OrderId{7}, ClientId{3}}, noon));
        ASSERT_TRUE(journal->append(LinkLostRecorded{"eof"}, noon));
    }
    RawDatabase raw(world.path());
    EXPECT_EQ(raw.text("SELECT client_id FROM events WHERE order_id = 7"), "3");
    EXPECT_EQ(raw.text("SELECT typeof(client_id) FROM events WHERE seq = 2"), "null");
}

TEST_F(SqliteJournalTest, IsAppendOnlyForEveryone) {
    write(2);
    RawDatabase raw(world.path());
    EXPECT_EQ(raw.run("DELETE FROM events"), "the journal is append-only");
    EXPECT_EQ(raw.run("UPDATE events SET utc = 0"), "the journal is append-only");
}

TEST_F(SqliteJournalTest, EveryChangeOfAnEntryIsSeen) {
    for (const auto* change :
         {"utc = utc + 1", "kind = 'gossip'", "version = 2", "intent_id = 'x'",
          "order_id = order_id + 1", "client_id = 5", "client_id = coalesce(client_id, 0) + 1",
          "payload = payload || 'x=y' || char(10)", "prev_hash = hash", "hash = prev_hash"}) {
        JournalFile other;
        other.write(4);
        other.tamper(std::string("UPDATE events SET ") + change + " WHERE seq = 3");
        other.expect_refused(Errc::io, "entry 3 has been changed");
    }
}

TEST_F(SqliteJournalTest, AMissingEntryIsSeen) {
    write(4);
    tamper("DELETE FROM events WHERE seq = 2");
    expect_refused(Errc::io, "entry 2 is missing");
}

TEST_F(SqliteJournalTest, AForgedChainIsSeenAtTheFirstEntry) {
    write(3);
    tamper("DELETE FROM events WHERE seq = 1; UPDATE events SET seq = seq - 1");
    expect_refused(Errc::io, "entry 1 has been changed");
}

TEST_F(SqliteJournalTest, ADamagedFileIsRefusedAndLeftAsItIs) {
    write(60);
    const auto sound = bytes_of(world.path());
    int refused = 0;
    const auto tries = 60;
    for (std::uint64_t seed = 0; seed < tries; ++seed) {
        Rng rng(seed);
        auto broken = sound;
        for (int i = 0; i < 40; ++i) {
            const auto at = static_cast<std::size_t>(
                rng.between(0, static_cast<std::int64_t>(broken.size()) - 1));
            broken[at] = static_cast<char>(broken[at] ^ (1 << rng.between(0, 7)));
        }
        put_bytes(world.path(), broken);
        const auto journal = world.open();
        if (!journal) {
            ++refused;
            EXPECT_EQ(bytes_of(world.path()), broken) << "seed " << seed;
        }
    }
    EXPECT_GE(refused, tries * 9 / 10);
    put_bytes(world.path(), sound);
    EXPECT_EQ(count(*world.open().value()), 60U);
}

TEST_F(SqliteJournalTest, NoJournalAtAllIsRefused) {
    fs::create_directories(fs::path(world.path()).parent_path());
    put_bytes(world.path(), std::string(10'000, 'x'));
    expect_refused(Errc::io, "damaged");
    put_bytes(world.path(), bytes_of("/proc/self/exe").substr(0, 4096));
    expect_refused(Errc::io, "damaged");
    fs::remove(world.path());
    RawDatabase(world.path()).run("CREATE TABLE other(x)");
    expect_refused(Errc::io, "damaged");
}

TEST_F(SqliteJournalTest, ATornFileIsRefused) {
    write(60);
    const auto sound = bytes_of(world.path());
    put_bytes(world.path(), sound.substr(0, sound.size() / 2));
    expect_refused(Errc::io, "damaged");
}

TEST_F(SqliteJournalTest, AnEntryThatNobodyCanReadEndsTheReplay) {
    write(2);
    {
        auto database = Database::open(world.path()).value();
        auto last = database.prepare("SELECT hash FROM events WHERE seq = 2");
        ASSERT_TRUE(last.step());
        ChainWriter chain(database, 2, last.text(0));
        ASSERT_TRUE(chain.add({.kind = "gossip", .version = 1, .payload = ""}, noon));
    }
    const auto journal = world.open();
    ASSERT_TRUE(journal) << journal.error().message;
    const auto read = count(**journal);
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message.find("entry 3: \"gossip\" is not a kind"), std::string::npos);
    EXPECT_NE(read.error().message.find(world.path()), std::string::npos);
}

TEST_F(SqliteJournalTest, AReplayEndsWithTheVisitorsError) {
    write(3);
    int seen = 0;
    const auto read = world.open().value()->replay([&](const JournalEntry&) -> Result<void> {
        ++seen;
        return fail(Errc::refused, "enough");
    });
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().message, "enough");
    EXPECT_EQ(seen, 1);
}

TEST_F(SqliteJournalTest, FileNamesAreMadeOfPlainCharacters) {
    EXPECT_EQ(journal_path("d", {"a`z{A@Z[", "0/9:-.", "_~"}), "d/a_z_A_Z__0_9_-.___.journal");
}

TEST_F(SqliteJournalTest, AFolderInTheFilesPlaceIsAnError) {
    fs::create_directories(world.path());
    expect_refused(Errc::io, "unable to open database file");
}

TEST_F(SqliteJournalTest, AFolderThatCannotBeMadeIsAnError) {
    const auto journal = open_sqlite_journal("/proc/none/x.journal", paper, "a test");
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().code, Errc::io);
}

/// A process that dies without a word leaves what it had committed, and the lock free.
TEST_F(SqliteJournalTest, AKilledProcessLosesNothingThatWasCommitted) {
    for (int committed = 0; committed < 6; ++committed) {
        JournalFile other;
        const auto child = ::fork();
        if (child == 0) {
            auto journal = other.world.open();
            RandomRecords random(1);
            for (int i = 0; i < committed; ++i) {
                if (!journal || !(*journal)->append(random.any(), noon)) ::_exit(1);
            }
            ::_exit(0);
        }
        int status = 1;
        ::waitpid(child, &status, 0);
        ASSERT_EQ(status, 0);
        EXPECT_EQ(count(*other.world.open().value()), static_cast<std::size_t>(committed));
    }
}

/// The write-ahead log cut anywhere: whole commits survive, half ones never show.
TEST_F(SqliteJournalTest, ALogCutAnywhereShowsOnlyWholeCommits) {
    TemporaryFolder copies;
    std::string base;
    std::string log;
    {
        auto journal = world.open().value();
        RandomRecords random(9);
        for (int batch = 0; batch < 4; ++batch) {
            const std::vector<JournalRecord> pair{random.any(), random.any()};
            ASSERT_TRUE(journal->append(pair, noon));
        }
        base = bytes_of(world.path());
        log = bytes_of(world.path() + "-wal");
    }
    ASSERT_FALSE(log.empty());
    std::size_t most = 0;
    const auto copy = copies / "cut.journal";
    for (std::size_t cut = 0; cut <= log.size(); cut += 997) {
        put_bytes(copy, base);
        put_bytes(copy + "-wal", log.substr(0, cut));
        fs::remove(copy + "-shm");
        const auto journal = open_sqlite_journal(copy, paper, "a test");
        ASSERT_TRUE(journal) << "cut at " << cut << ": " << journal.error().message;
        const auto entries = count(**journal);
        ASSERT_TRUE(entries);
        EXPECT_EQ(*entries % 2, 0U) << "cut at " << cut;
        EXPECT_GE(*entries, most);
        most = *entries;
    }
    EXPECT_GE(most, 6U);
}

}  // namespace
}  // namespace wingspread::store::testing
