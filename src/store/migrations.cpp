#include "store/migrations.hpp"

#include "store/journal_chain.hpp"

#include <fmt/format.h>

#include <array>

namespace wingspread::store {

namespace {

/// Each entry of `events_1`, with its client id, into `events`.
Result<void> copy_with_client_ids(Database& database) {
    ChainReader old(database, 1, "events_1");
    ChainWriter entries(database, 0, "");
    for (;;) {
        auto row = old.next();
        if (!row) return std::unexpected(row.error());
        if (!*row) break;
        const auto record = decode((*row)->record);
        if (!record) {
            return with_context(Error(record.error()), fmt::format("entry {}", (*row)->sequence));
        }
        (*row)->record.client_id = encode(*record).client_id;
        if (auto done = entries.add(std::move((*row)->record), (*row)->utc); !done) return done;
    }
    return {};
}

Result<void> add_client_ids(Database& database) {
    const auto emptied = database.execute(
        "DROP TRIGGER events_are_kept;"
        "DROP TRIGGER events_are_fixed;"
        "ALTER TABLE events RENAME TO events_1;" +
        empty_events);
    if (!emptied) return emptied;
    if (auto copied = copy_with_client_ids(database); !copied) return copied;
    return database.execute("DROP TABLE events_1");
}

using Migration = Result<void> (*)(Database&);

/// From each schema that is no longer written to the next, from 1 on.
constexpr std::array<Migration, newest_schema - 1> migrations{add_client_ids};

Result<void> run(Database& database, int from) {
    const auto migration = migrations[static_cast<std::size_t>(from - 1)];
    if (auto done = migration(database); !done) return done;
    return database.execute(
        fmt::format("UPDATE meta SET value = '{}' WHERE key = 'schema_version'", from + 1));
}

Result<void> run_from(Database& database, int schema) {
    if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) return begun;
    for (int from = schema; from < newest_schema; ++from) {
        if (auto done = run(database, from); !done) {
            // What failed may have ended the transaction by itself; then this does nothing.
            static_cast<void>(database.execute("ROLLBACK"));
            return done;
        }
    }
    return database.execute("COMMIT");
}

/// The hash of the last entry, once the whole chain is proven.
Result<std::string> end_of_chain(Database& database, int schema) {
    ChainReader chain(database, schema, "events");
    for (;;) {
        const auto row = chain.next();
        if (!row) return std::unexpected(row.error());
        if (!*row) return chain.hash();
    }
}

}  // namespace

std::string kept_copy(const std::string& path, int schema, const std::string& last_hash) {
    constexpr std::size_t digits = 12;
    return fmt::format("{}.schema{}-{}", path, schema,
                       last_hash.empty() ? "empty" : last_hash.substr(0, digits));
}

Result<void> migrate(Database& database, const std::string& path, int schema) {
    const auto last_hash = end_of_chain(database, schema);
    if (!last_hash) return std::unexpected(last_hash.error());
    if (auto kept = database.copy_to(kept_copy(path, schema, *last_hash)); !kept) return kept;
    return run_from(database, schema);
}

}  // namespace wingspread::store
