#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "server/router.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::server {

struct HttpServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;  ///< 0: any free one
    /// Names under which a browser may reach the server, beside localhost and loopback addresses;
    /// any other Host is answered 421, so that a rebound DNS name cannot read or trade.
    std::vector<std::string> allowed_hosts;
    std::size_t max_body_bytes = 1U << 20U;
    std::size_t max_header_bytes = 16U << 10U;
    std::size_t max_connections = 256;
    Duration read_timeout = std::chrono::seconds(15);   ///< to send one whole request
    Duration idle_timeout = std::chrono::seconds(60);   ///< between two requests
    Duration write_timeout = std::chrono::seconds(15);  ///< to take one whole response or message
    Duration tick = std::chrono::milliseconds(200);     ///< between two calls of `on_tick`
};

/// What one server has seen since its start.
struct HttpServerStats {
    std::atomic<std::uint64_t> requests{0};
    std::atomic<std::uint64_t> client_errors{0};  ///< responses 4xx
    std::atomic<std::uint64_t> server_errors{0};  ///< responses 5xx
    std::atomic<std::uint64_t> connections_refused{0};
    std::atomic<std::uint64_t> messages_dropped{0};  ///< replaced before a slow client took them
    std::atomic<std::uint32_t> connections{0};
    std::atomic<std::uint32_t> websockets{0};
};

/// HTTP/1.1 and WebSocket on one thread of its own. Handlers run on that thread and must not block:
/// what takes time answers later, from anywhere.
class HttpServer {
  public:
    /// `on_tick` runs on the server's thread at each `options.tick`; it may be empty.
    HttpServer(HttpServerOptions options, Router router, std::function<void()> on_tick = {});
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Binds and starts the thread. `conflict` when the port is in use, `refused` without
    /// permission, `invalid_argument` for a host that is not an address of this machine.
    [[nodiscard]] Result<void> start();
    /// Stops accepting, lets requests in progress end within `grace`, says goodbye to WebSockets,
    /// joins the thread. Harmless when repeated.
    void stop(Duration grace = std::chrono::seconds(2));
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] const HttpServerStats& stats() const;

    /// From any thread: sends `message` to every WebSocket of /ws and keeps it for those that join
    /// later. A client that is still busy with an earlier message gets only the newest per topic.
    void publish(std::string topic, std::string message);
    /// From any thread: later joiners no longer get the topic.
    void forget(std::string topic);

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace wingspread::server
