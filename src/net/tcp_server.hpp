#pragma once

#include "core/id.hpp"
#include "core/result.hpp"
#include "net/loop.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace wingspread::net {

/// Names one accepted connection; never reused by one server.
using ConnectionId = Id<struct ConnectionIdTag>;

/// What a TCP server tells its owner, on the loop's thread.
struct TcpServerEvents {
    std::function<void(ConnectionId, std::string_view peer)> on_open;
    /// The view is valid during the call only.
    std::function<void(ConnectionId, std::string_view)> on_bytes;
    /// The other side closed or the connection broke; never called for our own `close`.
    std::function<void(ConnectionId, Error)> on_closed;
};

struct TcpServerLimits {
    std::size_t max_connections = 64;
    std::size_t max_queued_bytes = 16U << 20U;  ///< per connection
};

/// Accepts TCP connections and carries bytes by connection id, no meaning.
class TcpServer {
  public:
    TcpServer(Loop& loop, TcpServerEvents events, TcpServerLimits limits = {});
    ~TcpServer();
    TcpServer(const TcpServer&) = delete;
    TcpServer& operator=(const TcpServer&) = delete;

    /// Starts accepting; port 0 takes any free one. `conflict` when the port is in use, `refused`
    /// without permission, `invalid_argument` for a host that is not an address of this machine.
    [[nodiscard]] Result<void> listen(const std::string& host, std::uint16_t port);
    /// The port in use, 0 before `listen`.
    [[nodiscard]] std::uint16_t port() const;
    /// Queues bytes in order. `not_found` for a connection that is gone; `refused` when the peer
    /// reads so slowly that the limit would be passed: nothing of `bytes` is then sent.
    [[nodiscard]] Result<void> send(ConnectionId id, std::string_view bytes);
    /// Sends what is queued, then closes; silent, and harmless when the connection is gone.
    void close(ConnectionId id);
    /// Stops accepting and drops every connection, silently.
    void stop();

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace wingspread::net
