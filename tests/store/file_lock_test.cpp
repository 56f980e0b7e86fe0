#include "store/file_lock.hpp"

#include "store/journal_worlds.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>

namespace wingspread::store::testing {
namespace {

namespace fs = std::filesystem;

class Lock : public ::testing::Test {
  protected:
    [[nodiscard]] std::string path() const { return folder_ / "x.lock"; }
    void expect_refused(Errc code, std::string_view words) const {
        const auto lock = FileLock::take(path(), "me");
        ASSERT_FALSE(lock);
        EXPECT_EQ(lock.error().code, code);
        EXPECT_NE(lock.error().message.find(words), std::string::npos) << lock.error().message;
    }
    TemporaryFolder folder_;
};

TEST_F(Lock, IsGivenUpAtItsEndAndSaysWhoHeldItLast) {
    {
        const auto first = FileLock::take(path(), "the first of all holders");
        ASSERT_TRUE(first);
        expect_refused(Errc::conflict, "held by the first of all holders");
    }
    ASSERT_TRUE(FileLock::take(path(), "second"));
    EXPECT_EQ(bytes_of(path()), "second");
}

TEST_F(Lock, MovesWithItsObject) {
    auto first = FileLock::take(path(), "one").value();
    const auto moved = std::move(first);
    expect_refused(Errc::conflict, "held by one");
}

TEST_F(Lock, OfAHolderThatDidNotSayItsName) {
    const int other = ::open(path().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    ASSERT_EQ(::flock(other, LOCK_EX), 0);
    expect_refused(Errc::conflict, "held by another process");
    ::close(other);
}

TEST_F(Lock, NeedsAFile) {
    fs::create_directory(path());
    expect_refused(Errc::io, "Is a directory");
}

TEST_F(Lock, NeedsToNameItsHolder) {
    fs::create_symlink("/dev/full", path());
    expect_refused(Errc::io, path());
    fs::remove(path());
    // A disk without room for the name.
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = ::signal(SIGXFSZ, SIG_IGN);
    const rlimit none{0, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &none), 0);
    const auto lock = FileLock::take(path(), "me");
    ::setrlimit(RLIMIT_FSIZE, &before);
    ::signal(SIGXFSZ, handler);
    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().code, Errc::io);
}

}  // namespace
}  // namespace wingspread::store::testing
