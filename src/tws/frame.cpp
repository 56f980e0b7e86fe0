#include "tws/frame.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace wingspread::tws {

namespace {

std::size_t read_length(std::string_view bytes) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < frame_header_bytes; ++i) {
        length = length << 8 | static_cast<std::uint8_t>(bytes[i]);
    }
    return length;
}

}  // namespace

Result<void> append_frame(std::string_view payload, std::string& out) {
    const std::size_t start = out.size();
    out.append(frame_header_bytes, '\0').append(payload);
    auto closed = close_frame(out, start);
    if (!closed) out.resize(start);
    return closed;
}

Result<void> close_frame(std::string& out, std::size_t frame_start) {
    const std::size_t length = out.size() - frame_start - frame_header_bytes;
    if (length == 0 || length > max_payload_bytes) {
        return fail(Errc::invalid_argument,
                    fmt::format("frame: a payload of {} bytes, expected 1 to {}", length,
                                max_payload_bytes));
    }
    for (std::size_t i = 0; i < frame_header_bytes; ++i) {
        out[frame_start + i] = static_cast<char>(length >> (24 - 8 * i) & 0xFF);
    }
    return {};
}

void FrameReader::feed(std::string_view bytes) {
    // Dropping what was handed out only here keeps the views of `next` alive, and only when half
    // of the buffer is spent keeps the moving linear.
    if (position_ == buffer_.size()) {
        buffer_.clear();
        position_ = 0;
    } else if (position_ > buffer_.size() / 2) {
        buffer_.erase(0, position_);
        position_ = 0;
    }
    buffer_ += bytes;
}

Result<std::optional<std::string_view>> FrameReader::next() {
    const std::string_view pending = std::string_view(buffer_).substr(position_);
    if (pending.size() < frame_header_bytes) return std::nullopt;
    const std::size_t length = read_length(pending);
    if (length == 0 || length > max_payload_bytes) {
        return fail(Errc::protocol, fmt::format("frame: got a length of {} bytes, expected 1 to {}",
                                                length, max_payload_bytes));
    }
    if (pending.size() < frame_header_bytes + length) return std::nullopt;
    position_ += frame_header_bytes + length;
    return pending.substr(frame_header_bytes, length);
}

}  // namespace wingspread::tws
