#pragma once

#include "trade/journal.hpp"

#include <memory>
#include <vector>

namespace wingspread::store {

/// What a memory journal wrote: outlives the journal, as a disk outlives a process, so that a
/// simulated crash can open it again.
struct MemoryDisk {
    std::vector<trade::JournalEntry> entries;
    std::size_t durable = 0;  ///< so many of them a power cut leaves
    int failing_commits = 0;  ///< the next so many commits fail and leave nothing behind
    bool owned = false;       ///< by a journal that is open
};

/// For tests and simulations: the same promises as a disk, without one.
class MemoryJournal final : public trade::Journal {
  public:
    /// Refuses (conflict) a disk that another journal owns.
    static Result<std::unique_ptr<MemoryJournal>> open(std::shared_ptr<MemoryDisk> disk);
    ~MemoryJournal() override;
    MemoryJournal(const MemoryJournal&) = delete;
    MemoryJournal& operator=(const MemoryJournal&) = delete;

  private:
    explicit MemoryJournal(std::shared_ptr<MemoryDisk> disk);
    Result<std::uint64_t> commit(std::span<const trade::JournalRecord> records,
                                 UtcTime now) override;
    Result<void> read(const Visitor& visitor) override;

    std::shared_ptr<MemoryDisk> disk_;
};

}  // namespace wingspread::store
