#pragma once

#include "store/journal_worlds.hpp"
#include "store/record_codec.hpp"
#include "store/sha256.hpp"
#include "trade/helpers.hpp"

#include <span>

/// Journals as earlier versions of this program wrote them. What stands here is never changed.
namespace wingspread::store::testing {

inline constexpr auto schema_1 = R"sql(
PRAGMA journal_mode=WAL;
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
INSERT INTO meta VALUES('schema_version', '1'), ('environment', 'paper'),
    ('gateway', '127.0.0.1:7497'), ('account', 'DU1234567');
)sql";

/// Two entries, with the hashes that the first version wrote.
inline constexpr auto two_entries_1 = R"sql(
INSERT INTO events VALUES(1, 1795453200000000000, 'order_id', 1, '', 7,
    'order_id=7' || char(10) || 'client_id=3' || char(10), '',
    'd7d586be2f5d95e697898e52c9cf2d4abd7d904d70c410939971f6296b155996');
INSERT INTO events VALUES(2, 1795453200000000001, 'link_lost', 1, '', 0,
    'reason=eof' || char(10),
    'd7d586be2f5d95e697898e52c9cf2d4abd7d904d70c410939971f6296b155996',
    '2c36b5aa7adf72e7d06cbe8596f6ec4e9f013cfd30d22c9085b5be55854436b4');
COMMIT;
)sql";

inline std::string quoted(const std::string& text) {
    std::string sql = "'";
    for (const char c : text) sql += c == '\'' ? std::string("''") : std::string(1, c);
    return sql + "'";
}

/// The hash of a row of schema 1, and the row as it is inserted.
class ChainOfSchema1 {
  public:
    std::string add(const EncodedRecord& record, UtcTime utc) {
        const auto time = std::to_string(utc.time_since_epoch().count());
        const auto sequence = std::to_string(++sequence_);
        std::string bytes;
        for (const auto& part :
             {hash_, sequence, time, record.kind, std::to_string(record.version), record.intent_id,
              std::to_string(record.order_id), record.payload}) {
            bytes += std::to_string(part.size()) + ":" + part;
        }
        const auto before = hash_;
        hash_ = sha256_hex(bytes);
        return "INSERT INTO events VALUES(" + sequence + ", " + time + ", " + quoted(record.kind) +
               ", " + std::to_string(record.version) + ", " + quoted(record.intent_id) + ", " +
               std::to_string(record.order_id) + ", " + quoted(record.payload) + ", '" + before +
               "', '" + hash_ + "');";
    }
    [[nodiscard]] const std::string& end() const { return hash_; }

  private:
    std::uint64_t sequence_ = 0;
    std::string hash_;
};

/// A journal of schema 1 with these records; the hash of its last entry.
inline std::string write_schema_1(const std::string& path,
                                  std::span<const trade::JournalRecord> records) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    ChainOfSchema1 chain;
    std::string sql = schema_1;
    for (const auto& record : records) sql += chain.add(encode(record), trade::testing::noon);
    EXPECT_EQ(RawDatabase(path).run(sql + "COMMIT"), "");
    return chain.end();
}

}  // namespace wingspread::store::testing
