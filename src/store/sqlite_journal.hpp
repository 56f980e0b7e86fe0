#pragma once

#include "core/result.hpp"
#include "trade/journal.hpp"

#include <memory>
#include <string>

namespace wingspread::store {

/// Whose trades a journal holds. A file of another identity is refused, so that simulated trades
/// never meet a real account.
struct JournalIdentity {
    std::string environment;  ///< "simulated", "paper", "live"
    std::string gateway;      ///< "127.0.0.1:7497", or the name of an embedded one
    std::string account;

    bool operator==(const JournalIdentity&) const = default;
};

/// One file per identity inside `directory`.
std::string journal_path(const std::string& directory, const JournalIdentity& identity);

/// SQLite in WAL mode with full synchronisation: what has been committed survives a power cut.
///
/// Opening makes missing folders, takes an exclusive lock on "<path>.lock" (conflict, naming the
/// holder, when another process has it), checks structure, identity and the chain of hashes, and
/// refuses (io) a damaged file without touching it. A file of an older schema is migrated, with a
/// copy of the old one beside it; one of a newer schema is refused (conflict).
Result<std::unique_ptr<trade::Journal>> open_sqlite_journal(const std::string& path,
                                                            const JournalIdentity& identity,
                                                            const std::string& holder);

}  // namespace wingspread::store
