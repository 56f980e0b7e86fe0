#include "data/zip_archive.hpp"

#include "core/rng.hpp"
#include "data/chain_folder.hpp"

#include <gtest/gtest.h>

namespace wingspread::data {
namespace {

std::string long_text() {
    std::string text;
    for (int i = 0; i < 2'000; ++i) text += std::to_string(i * i) + ",";
    return text;
}

std::string two_entries() {
    ZipBuilder zip;
    zip.add("packed.csv", long_text());
    zip.add("plain.csv", "1,2,3\n", false);
    return zip.bytes();
}

TEST(ZipArchive, ReadsStoredAndDeflatedEntries) {
    const auto archive = ZipArchive::parse("a.zip", two_entries());
    ASSERT_TRUE(archive);
    ASSERT_EQ(archive->entries().size(), 2U);
    std::string text;
    ASSERT_TRUE(archive->read(archive->entries()[0], text));
    EXPECT_EQ(archive->entries()[0].name, "packed.csv");
    EXPECT_EQ(text, long_text());
    ASSERT_TRUE(archive->read(archive->entries()[1], text));
    EXPECT_EQ(text, "1,2,3\n");
}

TEST(ZipArchive, AnEmptyArchiveIsWhole) {
    const auto archive = ZipArchive::parse("a.zip", ZipBuilder{}.bytes());
    ASSERT_TRUE(archive);
    EXPECT_TRUE(archive->entries().empty());
}

TEST(ZipArchive, NamesTheFileThatIsNotThereOrNotAZip) {
    const ChainFolder folder("zip");
    EXPECT_EQ(ZipArchive::open(folder.path() + "/none.zip").error().code, Errc::not_found);
    const auto path = folder.write("page.zip", "<html>not a zip at all, but long enough</html>");
    const auto page = ZipArchive::open(path);
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code, Errc::io);
    EXPECT_EQ(page.error().message,
              path + ": not a whole zip file: its directory is missing (truncated?)");
    EXPECT_EQ(ZipArchive::open(folder.path()).error().code, Errc::io) << "a folder is no file";
}

// Whatever is cut off, reading ends in an error and not in half a day.
TEST(ZipArchiveProperty, EveryCutIsNoticed) {
    const std::string whole = two_entries();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto archive = ZipArchive::parse("cut.zip", whole.substr(0, size));
        ASSERT_FALSE(archive) << size;
        EXPECT_EQ(archive.error().code, Errc::io);
    }
}

TEST(ZipArchiveProperty, DamagedBytesNeverGiveOtherText) {
    const std::string whole = two_entries();
    Rng rng(1);
    int refused = 0;
    for (int round = 0; round < 3'000; ++round) {
        std::string damaged = whole;
        const auto at = static_cast<std::size_t>(rng.between(0, std::ssize(damaged) - 1));
        damaged[at] = static_cast<char>(damaged[at] ^ (1 << rng.between(0, 7)));
        const auto archive = ZipArchive::parse("damaged.zip", damaged);
        if (!archive) {
            ++refused;
            continue;
        }
        for (const auto& entry : archive->entries()) {
            std::string text;
            if (archive->read(entry, text))
                EXPECT_TRUE(text == long_text() || text == "1,2,3\n" || entry.size == 0);
            else
                ++refused;
        }
    }
    EXPECT_GT(refused, 1'000);
}

}  // namespace
}  // namespace wingspread::data
