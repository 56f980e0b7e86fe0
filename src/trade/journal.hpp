#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "trade/records.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace wingspread::trade {

/// Proof that one record is durable. Only a journal makes it, and it cannot be copied.
class CommitReceipt {
  public:
    CommitReceipt(CommitReceipt&&) = default;
    CommitReceipt& operator=(CommitReceipt&&) = default;

    [[nodiscard]] std::uint64_t sequence() const { return sequence_; }

  private:
    friend class Journal;
    friend class SubmittedOrder;
    friend class SubmittedReprice;
    CommitReceipt(std::uint64_t sequence, const JournalRecord& record);

    std::uint64_t sequence_;
    std::optional<SubmissionRecorded> submission_;  ///< when that is what was committed
    std::optional<RepriceRecorded> reprice_;        ///< when that is
};

/// The memory that survives the process: append-only, one owner, one (environment, gateway,
/// account). Implemented in store/.
class Journal {
  public:
    using Visitor = std::function<Result<void>(const JournalEntry&)>;

    virtual ~Journal() = default;

    /// All of the records or none; on return they survive a power cut. One receipt per record, in
    /// order. After a failure (io) nothing may be sent that relied on them.
    Result<std::vector<CommitReceipt>> append(std::span<const JournalRecord> records, UtcTime now);
    Result<CommitReceipt> append(const JournalRecord& record, UtcTime now);

    /// Every entry from the first; ends at the first error, the visitor's included.
    Result<void> replay(const Visitor& visitor) { return read(visitor); }

  protected:
    /// Makes the records durable together and returns the sequence number of the first.
    virtual Result<std::uint64_t> commit(std::span<const JournalRecord> records, UtcTime now) = 0;
    virtual Result<void> read(const Visitor& visitor) = 0;
};

}  // namespace wingspread::trade
