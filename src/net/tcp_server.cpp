#include "net/tcp_server.hpp"

#include "net/loop_impl.hpp"
#include "net/stream.hpp"

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include <map>

namespace wingspread::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// How long to wait after a failed accept, for instance when file descriptors have run out.
constexpr auto accept_pause = std::chrono::milliseconds(100);

Result<tcp::endpoint> find_endpoint(Loop& loop, const std::string& host, std::uint16_t port) {
    error_code error;
    tcp::resolver resolver(loop.impl().context);
    const auto found = resolver.resolve(host, std::to_string(port), tcp::resolver::passive, error);
    if (error || found.empty()) {
        return bad_field("host", host, "an address of this machine, as 127.0.0.1");
    }
    return found.begin()->endpoint();
}

std::unexpected<Error> listen_failure(const error_code& error, const std::string& host,
                                      std::uint16_t port) {
    const std::string where = fmt::format("cannot listen on {}:{}", host, port);
    if (error == asio::error::address_in_use) {
        return fail(Errc::conflict, where + ": another program uses the port");
    }
    if (error == asio::error::access_denied) {
        return fail(Errc::refused, where + ": no permission");
    }
    if (error == boost::system::errc::address_not_available) {
        return fail(Errc::invalid_argument, where + ": not an address of this machine");
    }
    return fail(Errc::io, where + ": " + error.message());
}

Result<void> open_acceptor(tcp::acceptor& acceptor, const tcp::endpoint& endpoint,
                           const std::string& host) {
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error) return {};
    error_code ignored;
    acceptor.close(ignored);
    return listen_failure(error, host, endpoint.port());
}

std::string peer_name(const tcp::socket& socket) {
    error_code error;
    const auto peer = socket.remote_endpoint(error);
    return error ? "unknown" : fmt::format("{}:{}", peer.address().to_string(), peer.port());
}

}  // namespace

struct TcpServer::Impl : std::enable_shared_from_this<Impl> {
    Impl(Loop& owner, TcpServerEvents callbacks, TcpServerLimits bounds)
        : loop(owner),
          events(std::move(callbacks)),
          limits(bounds),
          acceptor(owner.impl().context),
          pause(owner.impl().context) {}

    void accept() {
        acceptor.async_accept(
            [self = shared_from_this()](const error_code& error, tcp::socket socket) {
                if (!self->acceptor.is_open()) return;
                if (error) return self->accept_later();
                if (self->connections.size() < self->limits.max_connections) {
                    self->open(std::move(socket));
                }
                if (self->acceptor.is_open()) self->accept();
            });
    }

    void accept_later() {
        pause.expires_after(accept_pause);
        pause.async_wait([self = shared_from_this()](const error_code&) {
            if (self->acceptor.is_open()) self->accept();
        });
    }

    void open(tcp::socket socket) {
        const ConnectionId id{++last_id};
        const std::string peer = peer_name(socket);
        const auto stream = std::make_shared<Stream>(std::move(socket), limits.max_queued_bytes);
        connections.emplace(id, stream);
        events.on_open(id, peer);
        const std::weak_ptr<Impl> weak = weak_from_this();
        stream->start(
            [weak, id](std::string_view bytes) {
                if (const auto self = weak.lock()) self->events.on_bytes(id, bytes);
            },
            [weak, id](Error error) {
                const auto self = weak.lock();
                if (!self || self->connections.erase(id) == 0) return;
                self->events.on_closed(id, std::move(error));
            });
    }

    void stop() {
        error_code ignored;
        acceptor.close(ignored);
        pause.cancel();
        for (const auto& [id, stream] : connections) stream->drop();
        connections.clear();
    }

    Loop& loop;
    TcpServerEvents events;
    TcpServerLimits limits;
    tcp::acceptor acceptor;
    asio::steady_timer pause;
    std::map<ConnectionId, std::shared_ptr<Stream>> connections;
    std::int64_t last_id = 0;
};

TcpServer::TcpServer(Loop& loop, TcpServerEvents events, TcpServerLimits limits)
    : impl_(std::make_shared<Impl>(loop, std::move(events), limits)) {}

TcpServer::~TcpServer() { impl_->stop(); }

Result<void> TcpServer::listen(const std::string& host, std::uint16_t port) {
    const auto endpoint = find_endpoint(impl_->loop, host, port);
    if (!endpoint) return std::unexpected(endpoint.error());
    if (auto opened = open_acceptor(impl_->acceptor, *endpoint, host); !opened) return opened;
    impl_->accept();
    return {};
}

std::uint16_t TcpServer::port() const {
    error_code error;
    const auto endpoint = impl_->acceptor.local_endpoint(error);
    return error ? std::uint16_t{0} : endpoint.port();
}

Result<void> TcpServer::send(ConnectionId id, std::string_view bytes) {
    const auto found = impl_->connections.find(id);
    if (found == impl_->connections.end()) {
        return fail(Errc::not_found, fmt::format("connection {} is gone", id.value()));
    }
    return found->second->send(bytes);
}

void TcpServer::close(ConnectionId id) {
    const auto found = impl_->connections.find(id);
    if (found == impl_->connections.end()) return;
    const auto stream = found->second;
    impl_->connections.erase(found);
    stream->finish();
}

void TcpServer::stop() { impl_->stop(); }

}  // namespace wingspread::net
