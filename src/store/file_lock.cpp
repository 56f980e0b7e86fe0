#include "store/file_lock.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace wingspread::store {

namespace {

std::string words_of(int code) { return std::system_category().message(code); }

std::string holder_in(int descriptor) {
    std::array<char, 256> text{};
    const auto size = ::pread(descriptor, text.data(), text.size(), 0);
    if (size <= 0) return "another process";
    return std::string(text.data(), static_cast<std::size_t>(size));
}

bool write_holder(int descriptor, std::string_view holder) {
    return ::ftruncate(descriptor, 0) == 0 && ::pwrite(descriptor, holder.data(), holder.size(),
                                                       0) == static_cast<ssize_t>(holder.size());
}

}  // namespace

Result<FileLock> FileLock::take(const std::string& path, const std::string& holder) {
    FileLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (lock.descriptor_ < 0) {
        return fail(Errc::io, fmt::format("{}: {}", path, words_of(errno)));
    }
    if (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            return fail(Errc::io, fmt::format("{}: {}", path, words_of(errno)));
        }
        return fail(Errc::conflict,
                    fmt::format("{}: held by {}", path, holder_in(lock.descriptor_)));
    }
    if (!write_holder(lock.descriptor_, holder)) {
        return fail(Errc::io, fmt::format("{}: {}", path, words_of(errno)));
    }
    return lock;
}

FileLock::~FileLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace wingspread::store
