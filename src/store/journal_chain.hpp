#pragma once

#include "core/time.hpp"
#include "store/record_codec.hpp"
#include "store/sqlite.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// The rows of a journal's table `events`, in every schema that was ever written, and the chain of
/// hashes that joins them.
namespace wingspread::store {

/// 1: the first. 2: `events.client_id`.
inline constexpr int newest_schema = 2;

/// The table and its triggers in the newest schema, without a row.
extern const std::string empty_events;

/// One row of `events`.
struct Row {
    std::uint64_t sequence = 0;
    UtcTime utc{};
    EncodedRecord record;
    std::string prev_hash;
    std::string hash;
};

/// Over all columns but `hash` that the schema has.
std::string hash_of(const Row& row, int schema);

/// Reads rows from the first on, and proves that none is missing or changed.
class ChainReader {
  public:
    /// `table` holds the rows as `schema` has them.
    ChainReader(Database& database, int schema, const std::string& table);

    /// Absent at the end. Fails (io) at the first row that cannot be trusted.
    Result<std::optional<Row>> next();
    /// How many rows were read, and the hash of the last: empty before the first.
    [[nodiscard]] std::uint64_t sequence() const { return sequence_; }
    [[nodiscard]] const std::string& hash() const { return hash_; }

  private:
    Statement rows_;
    int schema_;
    std::uint64_t sequence_ = 0;
    std::string hash_;
};

/// Adds rows to `events` of the newest schema.
class ChainWriter {
  public:
    /// Behind the row with that number and hash.
    ChainWriter(Database& database, std::uint64_t sequence, std::string hash);

    Result<void> add(EncodedRecord record, UtcTime utc);
    [[nodiscard]] std::uint64_t sequence() const { return sequence_; }
    [[nodiscard]] const std::string& hash() const { return hash_; }

  private:
    Statement insertion_;
    std::uint64_t sequence_;
    std::string hash_;
};

}  // namespace wingspread::store
