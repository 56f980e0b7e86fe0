#pragma once

#include "core/result.hpp"

#include <string>
#include <utility>

namespace wingspread::store {

/// An exclusive advisory lock on a file, given up when this object or the process ends, however it
/// ends. The file stays and says who holds it.
class FileLock {
  public:
    /// Fails (conflict, with the holder's words) when another process or object has it.
    static Result<FileLock> take(const std::string& path, const std::string& holder);

    FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

  private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_;
};

}  // namespace wingspread::store
