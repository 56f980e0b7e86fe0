#include "store/memory_journal.hpp"

#include "core/planted.hpp"

namespace wingspread::store {

namespace {

bool changes_the_switch(const trade::JournalRecord& record) {
    return std::holds_alternative<trade::TradingStateChanged>(record);
}

}  // namespace

Result<std::unique_ptr<MemoryJournal>> MemoryJournal::open(std::shared_ptr<MemoryDisk> disk) {
    if (disk->owned) return fail(Errc::conflict, "the journal is in use by another owner");
    return std::unique_ptr<MemoryJournal>(new MemoryJournal(std::move(disk)));
}

MemoryJournal::MemoryJournal(std::shared_ptr<MemoryDisk> disk) : disk_(std::move(disk)) {
    disk_->owned = true;
}

MemoryJournal::~MemoryJournal() { disk_->owned = false; }

Result<std::uint64_t> MemoryJournal::commit(std::span<const trade::JournalRecord> records,
                                            UtcTime now) {
    if (disk_->failing_commits > 0) {
        --disk_->failing_commits;
        return fail(Errc::io, "journal: the disk refused the commit");
    }
    const std::uint64_t first = disk_->entries.size() + 1;
    for (const auto& record : records) {
        if (planted(Mistake::switch_not_kept) && changes_the_switch(record)) continue;
        disk_->entries.push_back({disk_->entries.size() + 1, now, record});
    }
    if (!planted(Mistake::append_not_synced)) disk_->durable = disk_->entries.size();
    return first;
}

Result<void> MemoryJournal::read(const Visitor& visitor) {
    for (const auto& entry : disk_->entries) {
        if (auto seen = visitor(entry); !seen) return seen;
    }
    return {};
}

}  // namespace wingspread::store
