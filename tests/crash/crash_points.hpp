#pragma once

#include "trade/journal.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace wingspread::crash {

/// Where a process can die, by name. CRASH_AT="LABEL@N" names the place and how often it
/// must have been passed; CRASH_TRACE names a file for the labels that are passed.
class CrashPoints {
  public:
    static CrashPoints& of_this_process();

    /// Counts one passing; does not return where the process dies.
    void pass(const std::string& label);
    /// Counts one passing of a place at which the caller still has something to do before `die`.
    [[nodiscard]] bool is_here(const std::string& label);
    /// SIGKILL: nothing is flushed, closed or unwound.
    [[noreturn]] static void die();

  private:
    CrashPoints();

    std::string target_;
    int left_ = 0;
    int trace_ = -1;
};

/// Dies before and after commits, and in them, by the kind of what is committed.
std::unique_ptr<trade::Journal> crashing(std::unique_ptr<trade::Journal> journal);

/// The kind of the records that are being committed now; empty outside of a commit.
std::string_view kind_in_commit();

}  // namespace wingspread::crash
