#pragma once

#include "core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::data {

/// A zip file in memory: stored and deflated entries, with their checksums. Nothing in the file is
/// trusted: every offset and size is checked against what is there before it is used.
class ZipArchive {
  public:
    struct Entry {
        std::string name;
        std::uint16_t method = 0;  ///< 0 stored, 8 deflated
        std::uint32_t checksum = 0;
        std::uint64_t compressed_size = 0;
        std::uint64_t size = 0;
        std::uint64_t header_offset = 0;
    };

    /// No entry may unpack to more: far above any day of one contract, far below what hurts.
    static constexpr std::uint64_t max_entry_size = 1ULL << 28;

    /// `name` is what errors call the file. Fails with io when the bytes are not one whole zip.
    static Result<ZipArchive> parse(std::string name, std::string bytes);
    /// Reads the file first; not_found when there is none.
    static Result<ZipArchive> open(const std::string& path);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::span<const Entry> entries() const { return entries_; }
    /// Unpacks one entry into `text`, whose memory is used again.
    Result<void> read(const Entry& entry, std::string& text) const;

  private:
    ZipArchive(std::string name, std::string bytes)
        : name_(std::move(name)), bytes_(std::move(bytes)) {}

    std::string name_;
    std::string bytes_;
    std::vector<Entry> entries_;
};

}  // namespace wingspread::data
