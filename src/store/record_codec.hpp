#pragma once

#include "core/result.hpp"
#include "trade/records.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace wingspread::store {

/// A record as the journal's columns hold it. Intent, order id and client id are there for queries;
/// the payload alone gives the record back.
struct EncodedRecord {
    std::string kind;       ///< "intent", "execution", …
    int version = 0;        ///< of the kind's payload; every version ever written stays readable
    std::string intent_id;  ///< empty when the record names none
    std::int64_t order_id = 0;
    std::optional<std::int64_t> client_id = {};  ///< whose order id that is; absent without one
    std::string payload;

    bool operator==(const EncodedRecord&) const = default;
};

EncodedRecord encode(const trade::JournalRecord& record);
/// Fails (io) for kinds and versions that are not known, and for payloads that are not exactly what
/// `encode` writes.
Result<trade::JournalRecord> decode(const EncodedRecord& encoded);

}  // namespace wingspread::store
