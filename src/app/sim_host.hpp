#pragma once

#include "net/loop.hpp"
#include "net/tcp_server.hpp"
#include "sim/faulty_gateway.hpp"

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
    SimHost(net::Loop& loop, std::unique_ptr<sim::FaultyGateway> gateway, std::string state_file);

    [[nodiscard]] Result<void> listen(const std::string& host, int port);
    [[nodiscard]] int port() const { return port_; }
    /// Writes the books if they changed; also called while running, after every change.
    void save();

  private:
    void pump();
    void perform(const sim::Action& action);
    void arm();
    /// Nobody is to be found at the port while the gateway refuses.
    [[nodiscard]] bool door_is_wrong() const { return gateway_->refuses() == listening_; }
    void set_door();

    net::Loop& loop_;
    std::unique_ptr<sim::FaultyGateway> gateway_;
    std::string state_file_;
    sim::Books saved_;
    net::TcpServer server_;
    std::string address_;
    int port_ = 0;
    bool listening_ = false;
    MonotonicTime door_at_{};  ///< when to listen is tried again
    net::Timer timer_;
    std::map<net::ConnectionId, sim::SessionId> sessions_;
    std::map<sim::SessionId, net::ConnectionId> connections_;
};

}  // namespace wingspread::app
