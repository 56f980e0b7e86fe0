#pragma once

#include "net/loop.hpp"
#include "net/tcp_server.hpp"
#include "sim/gateway.hpp"

#include <map>
#include <memory>
#include <string>

namespace wingspread::app {

/// Reads the gateway's books; a file that does not exist gives empty ones.
Result<sim::Books> load_books(const std::string& path);
/// Writes them beside the old ones and then over them, so that a crash leaves one or the other.
Result<void> save_books(const std::string& path, const sim::Books& books);

/// Carries bytes and time between a simulated gateway and a TCP port, and keeps its books.
class SimHost {
  public:
    /// `state_file` empty: the books live as long as the process.
    SimHost(net::Loop& loop, std::unique_ptr<sim::Gateway> gateway, std::string state_file);

    [[nodiscard]] Result<void> listen(const std::string& host, int port);
    [[nodiscard]] int port() const { return server_.port(); }
    /// Writes the books if they changed; also called while running, after every change.
    void save();

  private:
    void pump();
    void perform(const sim::Action& action);
    void arm();

    net::Loop& loop_;
    std::unique_ptr<sim::Gateway> gateway_;
    std::string state_file_;
    sim::Books saved_;
    net::TcpServer server_;
    net::Timer timer_;
    std::map<net::ConnectionId, sim::SessionId> sessions_;
    std::map<sim::SessionId, net::ConnectionId> connections_;
};

}  // namespace wingspread::app
