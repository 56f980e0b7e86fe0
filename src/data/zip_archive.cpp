#include "data/zip_archive.hpp"

#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>

namespace wingspread::data {

namespace {

// Sizes, signatures and offsets of PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12, 4.3.16, 4.5.3.
constexpr std::size_t local_header_size = 30;
constexpr std::size_t central_header_size = 46;
constexpr std::size_t end_record_size = 22;
constexpr std::size_t max_comment_size = 65'535;
constexpr std::uint32_t local_signature = 0x04034b50;
constexpr std::uint32_t central_signature = 0x02014b50;
constexpr std::uint32_t end_signature = 0x06054b50;
constexpr std::uint32_t in_zip64_extra = 0xffffffff;
constexpr std::uint16_t zip64_extra_id = 1;
constexpr std::uint16_t stored = 0;
constexpr std::uint16_t deflated = 8;

/// Little-endian numbers at checked places.
class Bytes {
  public:
    explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

    [[nodiscard]] bool has(std::uint64_t offset, std::uint64_t size) const {
        return offset <= bytes_.size() && size <= bytes_.size() - offset;
    }
    [[nodiscard]] std::string_view view(std::uint64_t offset, std::uint64_t size) const {
        return bytes_.substr(offset, size);
    }
    [[nodiscard]] std::uint64_t number(std::uint64_t offset, std::size_t size) const {
        std::uint64_t value = 0;
        for (std::size_t i = size; i > 0; --i)
            value = value << 8 | static_cast<std::uint8_t>(bytes_[offset + i - 1]);
        return value;
    }
    [[nodiscard]] std::uint16_t u16(std::uint64_t offset) const {
        return static_cast<std::uint16_t>(number(offset, 2));
    }
    [[nodiscard]] std::uint32_t u32(std::uint64_t offset) const {
        return static_cast<std::uint32_t>(number(offset, 4));
    }

  private:
    std::string_view bytes_;
};

std::unexpected<Error> broken(const std::string& name, std::string_view why) {
    return fail(Errc::io, name + ": not a whole zip file: " + std::string(why));
}

/// The end record stands last, before an optional comment.
std::optional<std::uint64_t> find_end_record(std::string_view bytes) {
    if (bytes.size() < end_record_size) return std::nullopt;
    const std::size_t last = bytes.size() - end_record_size;
    const std::size_t first = last > max_comment_size ? last - max_comment_size : 0;
    const Bytes data(bytes);
    for (std::size_t at = last + 1; at > first; --at) {
        const std::size_t offset = at - 1;
        if (data.u32(offset) == end_signature &&
            offset + end_record_size + data.u16(offset + 20) == bytes.size())
            return offset;
    }
    return std::nullopt;
}

/// Sizes that do not fit 32 bits, or whose writer liked it so, stand in an extra field, in this
/// order, and only those whose plain field is all ones.
void read_zip64(std::string_view extra, ZipArchive::Entry& entry) {
    const Bytes data(extra);
    for (std::uint64_t at = 0; data.has(at, 4); at += 4U + data.u16(at + 2)) {
        if (data.u16(at) != zip64_extra_id) continue;
        std::uint64_t next = at + 4;
        for (auto* field : {&entry.size, &entry.compressed_size, &entry.header_offset}) {
            if (*field != in_zip64_extra || !data.has(next, 8)) continue;
            *field = data.number(next, 8);
            next += 8;
        }
        return;
    }
}

/// One central header; how long it is, or nothing when it is not one.
std::optional<std::uint64_t> read_central(const Bytes& data, std::uint64_t at,
                                          ZipArchive::Entry& entry) {
    if (!data.has(at, central_header_size) || data.u32(at) != central_signature)
        return std::nullopt;
    const std::uint64_t name_size = data.u16(at + 28);
    const std::uint64_t extra_size = data.u16(at + 30);
    const std::uint64_t size = central_header_size + name_size + extra_size + data.u16(at + 32);
    if (!data.has(at, size)) return std::nullopt;
    entry.method = data.u16(at + 10);
    entry.checksum = data.u32(at + 16);
    entry.compressed_size = data.u32(at + 20);
    entry.size = data.u32(at + 24);
    entry.header_offset = data.u32(at + 42);
    entry.name = data.view(at + central_header_size, name_size);
    read_zip64(data.view(at + central_header_size + name_size, extra_size), entry);
    return size;
}

bool inflate_all(std::string_view packed, std::string& text) {
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return false;
    // zlib never writes through next_in; its type predates const.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    const int status = inflate(&stream, Z_FINISH);
    const bool whole = status == Z_STREAM_END && stream.total_out == text.size();
    inflateEnd(&stream);
    return whole;
}

}  // namespace

Result<ZipArchive> ZipArchive::parse(std::string name, std::string bytes) {
    ZipArchive archive(std::move(name), std::move(bytes));
    const auto end = find_end_record(archive.bytes_);
    if (!end) return broken(archive.name_, "its directory is missing (truncated?)");
    const Bytes data(archive.bytes_);
    const std::size_t count = data.u16(*end + 10);
    std::uint64_t at = data.u32(*end + 16);
    for (std::size_t i = 0; i < count; ++i) {
        Entry entry;
        const auto size = read_central(data, at, entry);
        if (!size) return broken(archive.name_, "its directory is damaged");
        archive.entries_.push_back(std::move(entry));
        at += *size;
    }
    return archive;
}

Result<ZipArchive> ZipArchive::open(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        return fail(Errc::not_found, path + ": no such file");
    std::ifstream file(path, std::ios::binary);
    std::string bytes;
    const auto size = std::filesystem::file_size(path, error);
    if (!file || error) return fail(Errc::io, path + ": cannot be read");
    bytes.resize(size);
    file.read(bytes.data(), static_cast<std::streamsize>(size));
    if (static_cast<std::uintmax_t>(file.gcount()) != size)
        return fail(Errc::io, path + ": cannot be read to its end");
    return parse(path, std::move(bytes));
}

Result<void> ZipArchive::read(const Entry& entry, std::string& text) const {
    const std::string where = name_ + ": " + entry.name;
    const Bytes data(bytes_);
    if (!data.has(entry.header_offset, local_header_size) ||
        data.u32(entry.header_offset) != local_signature)
        return broken(where, "the entry is not where the directory says");
    const std::uint64_t start = entry.header_offset + local_header_size +
                                data.u16(entry.header_offset + 26) +
                                data.u16(entry.header_offset + 28);
    if (!data.has(start, entry.compressed_size)) return broken(where, "the entry is cut short");
    if (entry.size > max_entry_size) return fail(Errc::io, where + ": larger than 256 MiB");
    const std::string_view packed = data.view(start, entry.compressed_size);
    if (entry.method == stored) {
        text.assign(packed);
    } else if (entry.method == deflated) {
        text.resize(entry.size);
        if (!inflate_all(packed, text)) return broken(where, "the entry cannot be unpacked");
    } else {
        return fail(Errc::io, where + ": packed with method " + std::to_string(entry.method) +
                                  ", expected stored or deflated");
    }
    const auto checksum =
        crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size()));
    if (text.size() != entry.size || checksum != entry.checksum)
        return broken(where, "the entry's checksum does not fit");
    return {};
}

}  // namespace wingspread::data
