#include "store/sqlite_journal.hpp"

#include "store/file_lock.hpp"
#include "store/journal_chain.hpp"
#include "store/migrations.hpp"
#include "store/sqlite.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <filesystem>
#include <optional>

namespace wingspread::store {

namespace {

constexpr auto empty_meta =
    "BEGIN; CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;";

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
    Result<std::string> meta(std::string_view key);
    Result<void> check_meta(std::string_view key, std::string_view expected);
    Result<int> schema();
    Result<void> check_identity(const JournalIdentity& identity);
    Result<void> insert(ChainWriter& chain, std::span<const trade::JournalRecord> records,
                        UtcTime now);
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
    const auto row = check.step();
    if (!row) return damaged(row.error().message);
    if (check.text(0) != "ok") return damaged(check.text(0));
    return {};
}

Result<bool> SqliteJournal::is_new() {
    auto tables = database_.prepare("SELECT count(*) FROM sqlite_master");
    const auto row = tables.step();
    if (!row) return damaged(row.error().message);
    return tables.number(0) == 0;
}

Result<void> SqliteJournal::create(const JournalIdentity& identity) {
    if (auto made = database_.execute(empty_meta + empty_events); !made) return made;
    const auto newest = fmt::to_string(newest_schema);
    const std::array<std::pair<std::string_view, std::string_view>, 4> rows{{
        {"schema_version", newest},
        {"environment", identity.environment},
        {"gateway", identity.gateway},
        {"account", identity.account},
    }};
    for (const auto& [key, value] : rows) {
        auto insertion = database_.prepare("INSERT INTO meta(key, value) VALUES(?, ?)");
        insertion.bind(1, key);
        insertion.bind(2, value);
        if (auto done = insertion.step(); !done) return std::unexpected(done.error());
    }
    return database_.execute("COMMIT");
}

Result<std::string> SqliteJournal::meta(std::string_view key) {
    auto query = database_.prepare("SELECT value FROM meta WHERE key = ?");
    query.bind(1, key);
    const auto row = query.step();
    if (!row) return damaged(row.error().message);
    if (!*row) return damaged(fmt::format("it does not state its {}", key));
    return query.text(0);
}

Result<void> SqliteJournal::check_meta(std::string_view key, std::string_view expected) {
    const auto value = meta(key);
    if (!value) return std::unexpected(value.error());
    if (*value == expected) return {};
    return fail(Errc::conflict, fmt::format("journal {}: its {} is \"{}\", expected \"{}\"", path_,
                                            key, *value, expected));
}

Result<int> SqliteJournal::schema() {
    const auto text = meta("schema_version");
    if (!text) return std::unexpected(text.error());
    int schema = 0;
    const auto* const end = text->data() + text->size();
    const auto [stopped, error] = std::from_chars(text->data(), end, schema);
    if (error != std::errc{} || stopped != end || schema < 1) {
        return damaged(fmt::format("its schema_version is \"{}\"", *text));
    }
    if (schema <= newest_schema) return schema;
    return fail(Errc::conflict,
                fmt::format("journal {}: its schema_version is {}, and {} is the newest that this "
                            "program knows. It was left as it is: start the version of Wingspread "
                            "that wrote it, or a later one",
                            path_, schema, newest_schema));
}

Result<void> SqliteJournal::check_identity(const JournalIdentity& identity) {
    if (auto same = check_meta("environment", identity.environment); !same) return same;
    if (auto same = check_meta("gateway", identity.gateway); !same) return same;
    return check_meta("account", identity.account);
}

Result<void> SqliteJournal::prepare(const JournalIdentity& identity) {
    if (auto sound = check_structure(); !sound) return sound;
    const auto fresh = is_new();
    if (!fresh) return std::unexpected(fresh.error());
    int found = newest_schema;
    if (!*fresh) {
        const auto stated = schema();
        if (!stated) return std::unexpected(stated.error());
        found = *stated;
        if (auto same = check_identity(identity); !same) return same;
    }
    // Only now may anything be written.
    auto durable = database_.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
    if (durable && *fresh) durable = create(identity);
    if (!durable) {
        return fail(Errc::io, fmt::format("journal {}: {}", path_, durable.error().message));
    }
    if (found < newest_schema) {
        if (auto done = migrate(database_, path_, found); !done) {
            return fail(Errc::io, fmt::format("journal {}: could not be brought from schema {} to "
                                              "{} ({}). It was left as it is",
                                              path_, found, newest_schema, done.error().message));
        }
    }
    return walk([](const Row&) -> Result<void> { return {}; });
}

Result<void> SqliteJournal::walk(const std::function<Result<void>(const Row&)>& visitor) {
    ChainReader chain(database_, newest_schema, "events");
    for (;;) {
        const auto row = chain.next();
        if (!row) return damaged(row.error().message);
        if (!*row) break;
        if (auto seen = visitor(**row); !seen) return seen;
    }
    last_sequence_ = chain.sequence();
    last_hash_ = chain.hash();
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

Result<void> SqliteJournal::insert(ChainWriter& chain,
                                   std::span<const trade::JournalRecord> records, UtcTime now) {
    for (const auto& record : records) {
        if (auto done = chain.add(encode(record), now); !done) return done;
    }
    if (auto done = database_.execute("COMMIT"); !done) return done;
    last_sequence_ = chain.sequence();
    last_hash_ = chain.hash();
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
        // Lives longer than the question whether the disk failed: its end would answer instead.
        ChainWriter chain(database_, last_sequence_, last_hash_);
        done = insert(chain, records, now);
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
    std::filesystem::create_directories(std::filesystem::absolute(path).parent_path(), error);
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
