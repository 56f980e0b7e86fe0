#pragma once

#include "core/result.hpp"
#include "server/engine_door.hpp"
#include "server/http_server.hpp"

#include <memory>
#include <string>

namespace wingspread::server {

/// The API of one engine: /health, /metrics, /api/v1/…, the WebSocket /ws and the live page. Runs
/// on a thread of its own and touches the engine through its door only.
///
/// A message on /ws is an object of `type`, `seq` and `data`; each is the whole state of its kind,
/// so that a client may miss any but the last: "health", "ranking" (one per symbol), and
/// "ranking_ended" whose data is the symbol.
class ApiServer {
  public:
    /// `door` must outlive the server and every answer it was asked for.
    ApiServer(HttpServerOptions options, EngineDoor& door);
    ~ApiServer();
    ApiServer(const ApiServer&) = delete;
    ApiServer& operator=(const ApiServer&) = delete;

    /// Errors as `HttpServer::start`.
    [[nodiscard]] Result<void> start();
    void stop(Duration grace = std::chrono::seconds(2));
    [[nodiscard]] std::uint16_t port() const;

  private:
    class Feed;

    std::unique_ptr<Feed> feed_;
    std::unique_ptr<HttpServer> http_;
};

}  // namespace wingspread::server
