#include "store/sqlite.hpp"

#include <sqlite3.h>

#include <fcntl.h>
#include <unistd.h>

namespace wingspread::store {

namespace {

std::unexpected<Error> failure(sqlite3* handle) { return fail(Errc::io, sqlite3_errmsg(handle)); }

/// How long another reader of the file may hold us up.
constexpr int busy_timeout_ms = 1000;

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }

void Statement::bind(int index, std::string_view text) {
    sqlite3_bind_text64(handle_.get(), index, text.data(), text.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
}

void Statement::bind(int index, std::optional<std::int64_t> number) {
    if (number) {
        sqlite3_bind_int64(handle_.get(), index, *number);
    } else {
        sqlite3_bind_null(handle_.get(), index);
    }
}

Result<bool> Statement::step() {
    if (unprepared_) return std::unexpected(*unprepared_);
    const int code = sqlite3_step(handle_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return failure(sqlite3_db_handle(handle_.get()));
}

void Statement::reset() { sqlite3_reset(handle_.get()); }

std::string Statement::text(int column) const {
    // Null is no text: with a size of 0, which is read afterwards.
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
    return std::string(std::string_view(bytes, size));
}

std::int64_t Statement::number(int column) const {
    return sqlite3_column_int64(handle_.get(), column);
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close(handle); }

Result<Database> Database::open(const std::string& path) {
    // Readable by its owner alone from its first moment; SQLite gives its side files the same mode.
    const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (made >= 0) ::close(made);
    sqlite3* handle = nullptr;
    const int code =
        sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    Database database(handle);
    if (code != SQLITE_OK) return failure(handle);
    sqlite3_busy_timeout(handle, busy_timeout_ms);
    return database;
}

Result<void> Database::execute(const std::string& sql) {
    if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        return failure(handle_.get());
    }
    return {};
}

Result<void> Database::copy_to(const std::string& path) {
    auto copy = open(path);
    if (!copy) return std::unexpected(copy.error());
    auto* const to = copy->handle_.get();
    auto* const backup = sqlite3_backup_init(to, "main", handle_.get(), "main");
    if (backup == nullptr) return failure(to);
    constexpr int all_pages = -1;
    static_cast<void>(sqlite3_backup_step(backup, all_pages));
    // Says what went wrong in any step.
    if (sqlite3_backup_finish(backup) != SQLITE_OK) return failure(to);
    return {};
}

bool Database::was_disk_failure() const {
    constexpr int primary_code = 0xFF;
    return (sqlite3_errcode(handle_.get()) & primary_code) == SQLITE_IOERR;
}

Statement Database::prepare(std::string_view sql) {
    sqlite3_stmt* handle = nullptr;
    const int size = static_cast<int>(sql.size());
    if (sqlite3_prepare_v2(handle_.get(), sql.data(), size, &handle, nullptr) != SQLITE_OK) {
        return {nullptr, failure(handle_.get()).error()};
    }
    return {handle, std::nullopt};
}

}  // namespace wingspread::store
