#pragma once

// Asio's own headers: include this in the sources of server's sockets only.

#include "server/http_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <map>
#include <memory>
#include <set>
#include <string>

namespace wingspread::server {

/// One accepted connection.
class Connection {
  public:
    virtual ~Connection() = default;
    /// Ends as soon as what is in progress allows.
    virtual void finish() = 0;
    virtual void drop() = 0;
};

/// A connection that messages can be pushed to.
class Subscriber : public Connection {
  public:
    virtual void push(const std::string& topic, std::shared_ptr<const std::string> message) = 0;
};

/// What all connections of one server share; lives on the server's thread.
struct ServerCore {
    ServerCore(HttpServerOptions settings, Router routes)
        : options(std::move(settings)), router(std::move(routes)) {}

    HttpServerOptions options;
    Router router;
    HttpServerStats stats;
    boost::asio::io_context context{1};
    std::set<std::shared_ptr<Connection>> connections;
    std::set<std::shared_ptr<Subscriber>> subscribers;
    std::map<std::string, std::shared_ptr<const std::string>> topics;  ///< newest message of each
    bool stopping = false;
    std::function<void()> on_empty;  ///< set when stopping: the last connection has gone

    void enter(const std::shared_ptr<Connection>& connection) {
        connections.insert(connection);
        ++stats.connections;
    }
    void leave(const std::shared_ptr<Connection>& connection) {
        if (connections.erase(connection) == 0) return;
        --stats.connections;
        if (connections.empty() && on_empty) on_empty();
    }
};

/// Serves HTTP on a fresh socket until either side ends it.
void serve_http(std::shared_ptr<ServerCore> core, boost::asio::ip::tcp::socket socket);

}  // namespace wingspread::server
