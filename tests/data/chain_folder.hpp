#pragma once

#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace wingspread::data {

/// Writes zip files by hand, so that tests can also write broken ones.
class ZipBuilder {
  public:
    void add(std::string_view name, std::string_view text, bool deflate = true) {
        const std::string packed = deflate ? deflated(text) : std::string(text);
        const auto checksum = static_cast<std::uint32_t>(
            crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
        std::string common = number(20, 2) + number(0, 2) + number(deflate ? 8 : 0, 2) +
                             number(0, 4) + number(checksum, 4) + number(packed.size(), 4) +
                             number(text.size(), 4) + number(name.size(), 2) + number(0, 2);
        directory_ += number(0x02014b50, 4) + number(20, 2) + common + number(0, 10) +
                      number(body_.size(), 4) + std::string(name);
        body_ += number(0x04034b50, 4) + common + std::string(name) + packed;
        ++count_;
    }
    [[nodiscard]] std::string bytes() const {
        return body_ + directory_ + number(0x06054b50, 4) + number(0, 4) + number(count_, 2) +
               number(count_, 2) + number(directory_.size(), 4) + number(body_.size(), 4) +
               number(0, 2);
    }

  private:
    static std::string number(std::uint64_t value, std::size_t size) {
        std::string bytes;
        for (std::size_t i = 0; i < size; ++i)
            bytes += static_cast<char>(i < 8 ? value >> (8 * i) & 0xff : 0);
        return bytes;
    }
    static std::string deflated(std::string_view text) {
        z_stream stream{};
        deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
        std::string packed(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
        stream.avail_in = static_cast<uInt>(text.size());
        stream.next_out = reinterpret_cast<Bytef*>(packed.data());
        stream.avail_out = static_cast<uInt>(packed.size());
        ::deflate(&stream, Z_FINISH);
        packed.resize(stream.total_out);
        deflateEnd(&stream);
        return packed;
    }

    std::string body_;
    std::string directory_;
    std::size_t count_ = 0;
};

/// A folder of its own for each test, gone afterwards.
class ChainFolder {
  public:
    explicit ChainFolder(std::string_view name)
        : path_(
              std::filesystem::temp_directory_path() /
              (std::string("wingspread-") + std::string(name) + "-" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(path_);
    }
    ChainFolder(const ChainFolder&) = delete;
    ChainFolder& operator=(const ChainFolder&) = delete;
    ~ChainFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] std::string path() const { return path_.string(); }
    std::string write(std::string_view relative, std::string_view bytes) const {
        const auto file = path_ / relative;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << bytes;
        return file.string();
    }

  private:
    std::filesystem::path path_;
};

}  // namespace wingspread::data
