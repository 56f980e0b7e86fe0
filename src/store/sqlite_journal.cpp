#include "store/sqlite_journal.hpp"

#include "store/file_lock.hpp"
#include "store/record_codec.hpp"
#include "store/sha256.hpp"
#include "store/sqlite.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <optional>

namespace wingspread::store {

namespace {

constexpr std::string_view schema_version = "1";

constexpr auto schema = R"sql(
BEGIN;
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE events(
    seq INTEGER PRIMARY KEY,
    utc INTEGER NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    intent_id TEXT NOT NULL,
    order_id INTEGER NOT NULL,
    payload TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL);
CREATE TRIGGER events_are_kept BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER events_are_fixed BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
)sql";

/// One row of `events`.
struct Row {
    std::uint64_t sequence = 0;
    UtcTime utc{};
    EncodedRecord record;
    std::string prev_hash;
    std::string hash;
};

/// Each part with its length, so that no two rows have the same bytes.
std::string hash_of(const Row& row) {
    std::string bytes;
    const auto add = [&](std::string_view part) {
        bytes += fmt::format("{}:", part.size());
        bytes += part;
    };
    add(row.prev_hash);
    add(fmt::to_string(row.sequence));
    add(fmt::to_string(row.utc.time_since_epoch().count()));
    add(row.record.kind);
    add(fmt::to_string(row.record.version));
    add(row.record.intent_id);
    add(fmt::to_string(row.record.order_id));
    add(row.record.payload);
    return sha256_hex(bytes);
}

Row read_row(const Statement& statement) {
    Row row;
    row.sequence = static_cast<std::uint64_t>(statement.number(0));
    row.utc = UtcTime{Duration{statement.number(1)}};
    row.record.kind = statement.text(2);
    row.record.version = static_cast<int>(statement.number(3));
    row.record.intent_id = statement.text(4);
    row.record.order_id = statement.number(5);
    row.record.payload = statement.text(6);
    row.prev_hash = statement.text(7);
    row.hash = statement.text(8);
    return row;
}

class SqliteJournal final : public trade::Journal {
  public:
    SqliteJournal(std::string path, FileLock lock, Database database)
        : path_(std::move(path)), lock_(std::move(lock)), database_(std::move(database)) {}

    /// Makes or checks everything that must hold before the first append.
    Result<void> prepare(const JournalIdentity& identity);

  private:
    Result<std::uint64_t> commit(std::span<const trade::JournalRecord> records,
                                 UtcTime now) override;
    Result<void> read(const Visitor& visitor) override;

    Result<void> check_structure();
    Result<bool> is_new();
    Result<void> create(const JournalIdentity& identity);
    Result<void> check_meta(std::string_view key, std::string_view expected);
    Result<void> check_identity(const JournalIdentity& identity);
    Result<void> insert(std::span<const trade::JournalRecord> records, UtcTime now);
    Result<void> walk(const std::function<Result<void>(const Row&)>& visitor);
    [[nodiscard]] std::unexpected<Error> damaged(std::string_view how) const;

    std::string path_;
    FileLock lock_;
    Database database_;
    std::uint64_t last_sequence_ = 0;
    std::string last_hash_;
    bool disk_failed_ = false;
};

std::unexpected<Error> SqliteJournal::damaged(std::string_view how) const {
    return fail(Errc::io, fmt::format("journal {}: damaged ({}). It was left as it is: restore a "
                                      "copy, or move it away and start a new one once the broker's "
                                      "books are known",
                                      path_, how));
}

Result<void> SqliteJournal::check_structure() {
    auto check = database_.prepare("PRAGMA quick_check(1)");
    if (!check) return damaged(check.error().message);
    const auto row = check->step();
    if (!row) return damaged(row.error().message);
    if (!*row || check->text(0) != "ok") return damaged(*row ? check->text(0) : "no answer");
    return {};
}

Result<bool> SqliteJournal::is_new() {
    auto tables = database_.prepare("SELECT count(*) FROM sqlite_master");
    if (!tables) return damaged(tables.error().message);
    const auto row = tables->step();
    if (!row) return damaged(row.error().message);
    return tables->number(0) == 0;
}

Result<void> SqliteJournal::create(const JournalIdentity& identity) {
    if (auto made = database_.execute(schema); !made) return made;
    const std::array<std::pair<std::string_view, std::string_view>, 4> rows{{
        {"schema_version", schema_version},
        {"environment", identity.environment},
        {"gateway", identity.gateway},
        {"account", identity.account},
    }};
    for (const auto& [key, value] : rows) {
        auto insertion = database_.prepare("INSERT INTO meta(key, value) VALUES(?, ?)");
        if (!insertion) return std::unexpected(insertion.error());
        insertion->bind(1, key);
        insertion->bind(2, value);
        if (auto done = insertion->step(); !done) return std::unexpected(done.error());
    }
    return database_.execute("COMMIT");
}

Result<void> SqliteJournal::check_meta(std::string_view key, std::string_view expected) {
    auto query = database_.prepare("SELECT value FROM meta WHERE key = ?");
    if (!query) return damaged(query.error().message);
    query->bind(1, key);
    const auto row = query->step();
    if (!row) return damaged(row.error().message);
    if (!*row) return damaged(fmt::format("it does not state its {}", key));
    if (query->text(0) == expected) return {};
    return fail(Errc::conflict, fmt::format("journal {}: its {} is \"{}\", expected \"{}\"", path_,
                                            key, query->text(0), expected));
}

Result<void> SqliteJournal::check_identity(const JournalIdentity& identity) {
    if (auto same = check_meta("schema_version", schema_version); !same) return same;
    if (auto same = check_meta("environment", identity.environment); !same) return same;
    if (auto same = check_meta("gateway", identity.gateway); !same) return same;
    return check_meta("account", identity.account);
}

Result<void> SqliteJournal::prepare(const JournalIdentity& identity) {
    if (auto sound = check_structure(); !sound) return sound;
    const auto fresh = is_new();
    if (!fresh) return std::unexpected(fresh.error());
    if (!*fresh) {
        if (auto same = check_identity(identity); !same) return same;
    }
    // Only now may anything be written.
    auto durable = database_.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
    if (durable && *fresh) durable = create(identity);
    if (!durable) {
        return fail(Errc::io, fmt::format("journal {}: {}", path_, durable.error().message));
    }
    return walk([](const Row&) -> Result<void> { return {}; });
}

Result<void> SqliteJournal::walk(const std::function<Result<void>(const Row&)>& visitor) {
    auto query = database_.prepare(
        "SELECT seq, utc, kind, version, intent_id, order_id, payload, prev_hash, hash "
        "FROM events ORDER BY seq");
    if (!query) return damaged(query.error().message);
    std::uint64_t sequence = 0;
    std::string hash;
    for (;;) {
        const auto more = query->step();
        if (!more) return damaged(more.error().message);
        if (!*more) break;
        const auto row = read_row(*query);
        if (row.sequence != ++sequence) {
            return damaged(fmt::format("entry {} is missing", sequence));
        }
        if (row.prev_hash != hash || row.hash != hash_of(row)) {
            return damaged(fmt::format("entry {} has been changed", sequence));
        }
        if (auto seen = visitor(row); !seen) return seen;
        hash = row.hash;
    }
    last_sequence_ = sequence;
    last_hash_ = hash;
    return {};
}

Result<void> SqliteJournal::read(const Visitor& visitor) {
    return walk([&](const Row& row) -> Result<void> {
        auto record = decode(row.record);
        if (!record) {
            return damaged(fmt::format("entry {}: {}", row.sequence, record.error().message));
        }
        return visitor({row.sequence, row.utc, std::move(*record)});
    });
}

Result<void> SqliteJournal::insert(std::span<const trade::JournalRecord> records, UtcTime now) {
    auto statement = database_.prepare("INSERT INTO events VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!statement) return std::unexpected(statement.error());
    auto sequence = last_sequence_;
    auto hash = last_hash_;
    for (const auto& record : records) {
        Row row{++sequence, now, encode(record), hash, {}};
        row.hash = hash_of(row);
        statement->bind(1, static_cast<std::int64_t>(row.sequence));
        statement->bind(2, row.utc.time_since_epoch().count());
        statement->bind(3, row.record.kind);
        statement->bind(4, std::int64_t{row.record.version});
        statement->bind(5, row.record.intent_id);
        statement->bind(6, row.record.order_id);
        statement->bind(7, row.record.payload);
        statement->bind(8, row.prev_hash);
        statement->bind(9, row.hash);
        if (auto done = statement->step(); !done) return std::unexpected(done.error());
        statement->reset();
        hash = row.hash;
    }
    if (auto done = database_.execute("COMMIT"); !done) return done;
    last_sequence_ = sequence;
    last_hash_ = hash;
    return {};
}

Result<std::uint64_t> SqliteJournal::commit(std::span<const trade::JournalRecord> records,
                                            UtcTime now) {
    if (disk_failed_) {
        return fail(Errc::io, fmt::format("journal {}: the disk has failed before; nothing more is "
                                          "written until the program is started anew",
                                          path_));
    }
    const auto first = last_sequence_ + 1;
    auto done = database_.execute("BEGIN IMMEDIATE");
    if (done) {
        done = insert(records, now);
        // What a failed sync has lost is lost without a word, and later commits would stand on it.
        if (!done) disk_failed_ = database_.was_disk_failure();
        // A commit that failed may have ended the transaction by itself; then this does nothing.
        if (!done) static_cast<void>(database_.execute("ROLLBACK"));
    }
    if (!done) {
        return fail(Errc::io, fmt::format("journal {}: {}", path_, done.error().message));
    }
    return first;
}

std::string as_file_name(std::string_view text) {
    std::string name;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '.' || c == '-';
        name.push_back(plain ? c : '_');
    }
    return name;
}

}  // namespace

std::string journal_path(const std::string& directory, const JournalIdentity& identity) {
    return fmt::format("{}/{}_{}_{}.journal", directory, as_file_name(identity.environment),
                       as_file_name(identity.gateway), as_file_name(identity.account));
}

Result<std::unique_ptr<trade::Journal>> open_sqlite_journal(const std::string& path,
                                                            const JournalIdentity& identity,
                                                            const std::string& holder) {
    std::error_code error;
    const auto folder = std::filesystem::path(path).parent_path();
    if (!folder.empty()) std::filesystem::create_directories(folder, error);
    if (error) {
        return fail(Errc::io, fmt::format("journal {}: {}", path, error.message()));
    }
    auto lock = FileLock::take(path + ".lock", holder);
    if (!lock) {
        return with_context(std::move(lock.error()),
                            fmt::format("journal {} has one owner at a time", path));
    }
    auto database = Database::open(path);
    if (!database) {
        return fail(Errc::io, fmt::format("journal {}: {}", path, database.error().message));
    }
    auto journal = std::make_unique<SqliteJournal>(path, std::move(*lock), std::move(*database));
    if (auto ready = journal->prepare(identity); !ready) {
        return std::unexpected(std::move(ready.error()));
    }
    return journal;
}

}  // namespace wingspread::store
