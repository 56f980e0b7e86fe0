#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

/// A thin skin over SQLite's C interface: owned handles, and failures as `Errc::io` with SQLite's
/// own words.
namespace wingspread::store {

class Statement {
  public:
    void bind(int index, std::string_view text);
    /// Absent is NULL.
    void bind(int index, std::optional<std::int64_t> number);
    /// True when a row is there to be read, false at the end. The row lives until the next step.
    /// What could not be prepared fails here.
    Result<bool> step();
    /// Ready to be bound and stepped again.
    void reset();
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] bool is_null(int column) const;

  private:
    friend class Database;
    Statement(sqlite3_stmt* handle, std::optional<Error> unprepared)
        : handle_(handle), unprepared_(std::move(unprepared)) {}

    struct Finalize {
        void operator()(sqlite3_stmt* handle) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
    std::optional<Error> unprepared_;
};

class Database {
  public:
    /// Makes the file if it is not there, for its owner's eyes only.
    static Result<Database> open(const std::string& path);

    Result<void> execute(const std::string& sql);
    Statement prepare(std::string_view sql);
    /// What is committed, into another file, whole or not at all; what was there is replaced.
    Result<void> copy_to(const std::string& path);
    /// The last call failed because the disk did.
    [[nodiscard]] bool was_disk_failure() const;

  private:
    explicit Database(sqlite3* handle) : handle_(handle) {}

    struct Close {
        void operator()(sqlite3* handle) const;
    };
    std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace wingspread::store
