#include "store/journal_chain.hpp"

#include "store/sha256.hpp"

#include <fmt/format.h>

namespace wingspread::store {

namespace {

/// The schema from which on a row says whose order id it holds.
constexpr int client_ids_since = 2;

Row read_row(const Statement& statement) {
    Row row;
    row.sequence = static_cast<std::uint64_t>(statement.number(0));
    row.utc = UtcTime{Duration{statement.number(1)}};
    row.record.kind = statement.text(2);
    row.record.version = static_cast<int>(statement.number(3));
    row.record.intent_id = statement.text(4);
    row.record.order_id = statement.number(5);
    if (!statement.is_null(6)) row.record.client_id = statement.number(6);
    row.record.payload = statement.text(7);
    row.prev_hash = statement.text(8);
    row.hash = statement.text(9);
    return row;
}

}  // namespace

const std::string empty_events = R"sql(
CREATE TABLE events(
    seq INTEGER PRIMARY KEY,
    utc INTEGER NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    intent_id TEXT NOT NULL,
    order_id INTEGER NOT NULL,
    client_id INTEGER,
    payload TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL);
CREATE TRIGGER events_are_kept BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER events_are_fixed BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
)sql";

std::string hash_of(const Row& row, int schema) {
    std::string bytes;
    // Each part with its length, so that no two rows have the same bytes.
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
    if (schema >= client_ids_since) {
        add(row.record.client_id ? fmt::to_string(*row.record.client_id) : "");
    }
    add(row.record.payload);
    return sha256_hex(bytes);
}

ChainReader::ChainReader(Database& database, int schema, const std::string& table)
    : rows_(database.prepare(
          fmt::format("SELECT seq, utc, kind, version, intent_id, order_id, {}, payload, "
                      "prev_hash, hash FROM {} ORDER BY seq",
                      schema >= client_ids_since ? "client_id" : "NULL", table))),
      schema_(schema) {}

Result<std::optional<Row>> ChainReader::next() {
    const auto more = rows_.step();
    if (!more) return std::unexpected(more.error());
    if (!*more) return std::nullopt;
    auto row = read_row(rows_);
    ++sequence_;
    if (row.sequence != sequence_) {
        return fail(Errc::io, fmt::format("entry {} is missing", sequence_));
    }
    if (row.prev_hash != hash_ || row.hash != hash_of(row, schema_)) {
        return fail(Errc::io, fmt::format("entry {} has been changed", sequence_));
    }
    hash_ = row.hash;
    return row;
}

ChainWriter::ChainWriter(Database& database, std::uint64_t sequence, std::string hash)
    : insertion_(database.prepare(
          "INSERT INTO events(seq, utc, kind, version, intent_id, order_id, client_id, payload, "
          "prev_hash, hash) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")),
      sequence_(sequence),
      hash_(std::move(hash)) {}

Result<void> ChainWriter::add(EncodedRecord record, UtcTime utc) {
    Row row{sequence_ + 1, utc, std::move(record), hash_, {}};
    row.hash = hash_of(row, newest_schema);
    insertion_.reset();
    insertion_.bind(1, static_cast<std::int64_t>(row.sequence));
    insertion_.bind(2, row.utc.time_since_epoch().count());
    insertion_.bind(3, row.record.kind);
    insertion_.bind(4, std::int64_t{row.record.version});
    insertion_.bind(5, row.record.intent_id);
    insertion_.bind(6, row.record.order_id);
    insertion_.bind(7, row.record.client_id);
    insertion_.bind(8, row.record.payload);
    insertion_.bind(9, row.prev_hash);
    insertion_.bind(10, row.hash);
    if (auto done = insertion_.step(); !done) return std::unexpected(done.error());
    sequence_ = row.sequence;
    hash_ = std::move(row.hash);
    return {};
}

}  // namespace wingspread::store
