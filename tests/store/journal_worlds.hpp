#pragma once

#include "store/memory_journal.hpp"
#include "store/sqlite_journal.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <unistd.h>

namespace wingspread::store::testing {

/// A folder of its own that is gone afterwards.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        auto name = (std::filesystem::temp_directory_path() / "wingspread-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no temporary folder";
        path_ = name;
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] std::string operator/(const std::string& name) const {
        return (path_ / name).string();
    }

  private:
    std::filesystem::path path_;
};

inline std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void put_bytes(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

inline const JournalIdentity paper{"paper", "127.0.0.1:7497", "DU1234567"};

/// Another hand on the same file, as a person with the sqlite3 tool would have.
class RawDatabase {
  public:
    explicit RawDatabase(const std::string& path) { sqlite3_open(path.c_str(), &handle_); }
    ~RawDatabase() { sqlite3_close(handle_); }
    RawDatabase(const RawDatabase&) = delete;
    RawDatabase& operator=(const RawDatabase&) = delete;

    /// SQLite's words, or nothing.
    std::string run(const std::string& sql) {
        const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
        return code == SQLITE_OK ? "" : sqlite3_errmsg(handle_);
    }

    /// The first column of the first row.
    std::string text(const std::string& sql) {
        sqlite3_stmt* statement = nullptr;
        sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr);
        const bool found = sqlite3_step(statement) == SQLITE_ROW;
        const auto* bytes = found ? sqlite3_column_text(statement, 0) : nullptr;
        std::string value = bytes == nullptr ? "" : reinterpret_cast<const char*>(bytes);
        sqlite3_finalize(statement);
        return value;
    }

  private:
    sqlite3* handle_ = nullptr;
};

class MemoryWorld {
  public:
    Result<std::unique_ptr<trade::Journal>> open() {
        auto journal = MemoryJournal::open(disk_);
        if (!journal) return std::unexpected(journal.error());
        return std::move(*journal);
    }
    void break_commits(trade::Journal&) { disk_->failing_commits = 1; }
    void mend_commits() {}

  private:
    std::shared_ptr<MemoryDisk> disk_ = std::make_shared<MemoryDisk>();
};

class SqliteWorld {
  public:
    Result<std::unique_ptr<trade::Journal>> open() {
        return open_sqlite_journal(path(), paper, "a test");
    }
    /// Somebody else is writing, for longer than we wait.
    void break_commits(trade::Journal&) {
        other_ = std::make_unique<RawDatabase>(path());
        EXPECT_EQ(other_->run("BEGIN IMMEDIATE"), "");
    }
    void mend_commits() { other_.reset(); }
    [[nodiscard]] std::string path() const { return folder_ / "books/paper.journal"; }

  private:
    TemporaryFolder folder_;
    std::unique_ptr<RawDatabase> other_;
};

using Worlds = ::testing::Types<MemoryWorld, SqliteWorld>;

}  // namespace wingspread::store::testing
