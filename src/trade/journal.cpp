#include "trade/journal.hpp"

namespace wingspread::trade {

CommitReceipt::CommitReceipt(std::uint64_t sequence, const JournalRecord& record)
    : sequence_(sequence) {
    if (const auto* submission = std::get_if<SubmissionRecorded>(&record)) {
        submission_ = *submission;
    }
    if (const auto* reprice = std::get_if<RepriceRecorded>(&record)) reprice_ = *reprice;
}

Result<std::vector<CommitReceipt>> Journal::append(std::span<const JournalRecord> records,
                                                   UtcTime now) {
    std::vector<CommitReceipt> receipts;
    if (records.empty()) return receipts;
    auto first = commit(records, now);
    if (!first) return std::unexpected(std::move(first.error()));
    receipts.reserve(records.size());
    for (const auto& record : records) receipts.push_back(CommitReceipt((*first)++, record));
    return receipts;
}

Result<CommitReceipt> Journal::append(const JournalRecord& record, UtcTime now) {
    auto receipts = append(std::span(&record, 1), now);
    if (!receipts) return std::unexpected(std::move(receipts.error()));
    return std::move(receipts->front());
}

}  // namespace wingspread::trade
