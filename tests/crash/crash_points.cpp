#include "crash/crash_points.hpp"

#include "store/record_codec.hpp"

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace wingspread::crash {

namespace {

thread_local std::string committing;

std::string from_environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/// What the broker said tells more than that it said something.
std::string kind_of(const trade::JournalRecord& record) {
    constexpr std::array<std::string_view, std::variant_size_v<trade::OrderEvent>> events{
        "open_order", "status", "completed", "error", "cancel_request", "link", "absence"};
    if (const auto* event = std::get_if<trade::OrderEventRecorded>(&record)) {
        return std::string(events[event->event.index()]);
    }
    return std::string(store::encode(record).kind);
}

class CrashingJournal final : public trade::Journal {
  public:
    explicit CrashingJournal(std::unique_ptr<trade::Journal> inner) : inner_(std::move(inner)) {}

  private:
    Result<std::uint64_t> commit(std::span<const trade::JournalRecord> records,
                                 UtcTime now) override {
        auto& points = CrashPoints::of_this_process();
        const auto kind = kind_of(records.back());
        points.pass("before commit of " + kind);
        committing = kind;
        const auto receipts = inner_->append(records, now);
        committing.clear();
        if (!receipts) return std::unexpected(receipts.error());
        points.pass("after commit of " + kind);
        return receipts->front().sequence();
    }
    Result<void> read(const Visitor& visitor) override { return inner_->replay(visitor); }

    std::unique_ptr<trade::Journal> inner_;
};

}  // namespace

CrashPoints& CrashPoints::of_this_process() {
    static CrashPoints points;
    return points;
}

CrashPoints::CrashPoints() {
    const auto wanted = from_environment("CRASH_AT");
    if (const auto at = wanted.rfind('@'); at != std::string::npos) {
        target_ = wanted.substr(0, at);
        std::from_chars(wanted.data() + at + 1, wanted.data() + wanted.size(), left_);
    }
    if (const auto path = from_environment("CRASH_TRACE"); !path.empty()) {
        trace_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
}

bool CrashPoints::is_here(const std::string& label) {
    if (trace_ >= 0) {
        const auto line = label + "\n";
        if (::write(trace_, line.data(), line.size()) < 0) trace_ = -1;
    }
    return label == target_ && --left_ == 0;
}

void CrashPoints::pass(const std::string& label) {
    if (is_here(label)) die();
}

void CrashPoints::die() {
    ::kill(::getpid(), SIGKILL);
    for (;;) ::pause();
}

std::unique_ptr<trade::Journal> crashing(std::unique_ptr<trade::Journal> journal) {
    return std::make_unique<CrashingJournal>(std::move(journal));
}

std::string_view kind_in_commit() { return committing; }

}  // namespace wingspread::crash
