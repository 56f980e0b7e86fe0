#pragma once

#include "core/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wingspread::tws {

/// TWS closes the connection on longer messages, and so do we.
inline constexpr std::size_t max_payload_bytes = 0xFF'FFFF;

/// Appends the four-byte big-endian length and the payload. Errc::invalid_argument for an empty or
/// too long payload.
Result<void> append_frame(std::string_view payload, std::string& out);

/// For writers that build the payload in place: append `frame_header_bytes` bytes, then the
/// payload, then let `close_frame` write its length where the frame starts.
inline constexpr std::size_t frame_header_bytes = 4;
Result<void> close_frame(std::string& out, std::size_t frame_start);

/// Cuts a byte stream into payloads, whatever the pieces in which it comes. A length of 0 or above
/// `max_payload_bytes` breaks the stream for good: what follows has no meaning. Memory grows only
/// with bytes received, never with lengths announced.
class FrameReader {
  public:
    void feed(std::string_view bytes);
    /// The next whole payload, empty when more bytes are needed. The view holds until the next
    /// `feed`. Errc::protocol, again and again, once the stream is broken.
    [[nodiscard]] Result<std::optional<std::string_view>> next();
    /// Bytes received and not yet handed out.
    [[nodiscard]] std::size_t pending_bytes() const { return buffer_.size() - position_; }

  private:
    std::string buffer_;
    std::size_t position_ = 0;
};

}  // namespace wingspread::tws
