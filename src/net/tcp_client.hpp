#pragma once

#include "core/result.hpp"
#include "net/loop.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace wingspread::net {

/// What a TCP client tells its owner, on the loop's thread. After `on_failed` or `on_closed` the
/// client is idle and may connect again, also from inside the callback.
struct TcpClientEvents {
    std::function<void()> on_connected;
    /// The attempt is over: name not found, refused, no route (`unavailable`), or `timeout`.
    std::function<void(Error)> on_failed;
    /// The view is valid during the call only.
    std::function<void(std::string_view)> on_bytes;
    /// The other side closed or the connection broke; never called for our own `close`.
    std::function<void(Error)> on_closed;
};

/// One outgoing TCP connection at a time: bytes in, bytes out, no meaning.
class TcpClient {
  public:
    TcpClient(Loop& loop, TcpClientEvents events, std::size_t max_queued_bytes = 4U << 20U);
    ~TcpClient();
    TcpClient(const TcpClient&) = delete;
    TcpClient& operator=(const TcpClient&) = delete;

    /// Drops what stood before and starts an attempt that ends in on_connected or on_failed by
    /// `deadline`, name look-up included.
    void connect(const std::string& host, std::uint16_t port, MonotonicTime deadline);
    /// Queues bytes in order. `unavailable` when not connected; `refused` when the other side reads
    /// so slowly that `max_queued_bytes` would be passed: nothing of `bytes` is then sent.
    [[nodiscard]] Result<void> send(std::string_view bytes);
    /// Ends attempt or connection at once and silently; queued bytes may be lost.
    void close();
    [[nodiscard]] bool is_connected() const;

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace wingspread::net
