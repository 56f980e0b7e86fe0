#pragma once

#include "core/rng.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace wingspread::store::testing {

/// What goes wrong at one operation of the disk.
enum class DiskFault : std::uint8_t {
    full,         ///< ENOSPC: this write and all later ones, until the disk is healed
    write_error,  ///< EIO: half of this write arrives
    sync_error,   ///< EIO at a sync, and what was not durable by then never will be
    power_cut,    ///< nothing works any more; what was not synced may be lost, torn or there
};

/// A disk below SQLite, as a VFS: files in memory that know which of their bytes are durable.
/// Journals that are opened while one lives are on it.
class SimulatedDisk {
  public:
    SimulatedDisk();
    ~SimulatedDisk();
    SimulatedDisk(const SimulatedDisk&) = delete;
    SimulatedDisk& operator=(const SimulatedDisk&) = delete;

    /// At the n-th operation (write, truncation, sync, deletion) from now on, counted from 1.
    void fail_at(std::uint64_t operation, DiskFault fault);
    /// The n-th read from now on, counted from 1, is an error. Once.
    void fail_read_at(std::uint64_t read) { reads_until_failure_ = read; }
    [[nodiscard]] bool has_failed() const { return has_failed_; }
    /// The fault is over. After a power cut each unsynced write is there, torn or gone, as drawn.
    void heal(Rng& rng);
    [[nodiscard]] std::uint64_t operations() const { return operations_; }

    struct Write {
        std::int64_t at = 0;
        std::string bytes;
        bool truncates = false;  ///< to `at`
    };
    struct File {
        std::string now;      ///< as the process reads it
        std::string durable;  ///< as a power cut leaves it at least
        std::vector<Write> unsynced;
        std::vector<std::unique_ptr<std::string>> shared;  ///< memory that is shared by name
    };

    // For the VFS: a code of SQLite's.
    int write(File& file, std::int64_t at, std::string bytes);
    int truncate(File& file, std::int64_t size);
    int sync(File& file);
    int read();
    int remove(const std::string& path);
    std::map<std::string, File> files;

  private:
    /// Counts one operation; true when it meets the fault.
    bool meets(DiskFault& fault, bool is_sync);

    std::uint64_t operations_ = 0;
    std::uint64_t fails_at_ = 0;
    std::uint64_t reads_until_failure_ = 0;
    DiskFault fault_ = DiskFault::full;
    bool has_failed_ = false;
    bool is_dead_ = false;
};

}  // namespace wingspread::store::testing
