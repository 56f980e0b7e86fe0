#pragma once

#include "store/sqlite.hpp"

#include <string>

namespace wingspread::store {

/// Brings a journal from an older schema to the newest, step by step, in one transaction: whatever
/// fails whenever leaves the old journal or the new one. Before that the old one is copied to
/// `kept_copy`; whoever wants it back moves it to the journal's place.
///
/// Every entry is proven against the old chain of hashes and joins a new one. Fails (io) with what
/// is wrong, and then nothing has changed.
Result<void> migrate(Database& database, const std::string& path, int schema);

/// Named by the old schema and the old chain's end: a journal is never copied over another one.
std::string kept_copy(const std::string& path, int schema, const std::string& last_hash);

}  // namespace wingspread::store
