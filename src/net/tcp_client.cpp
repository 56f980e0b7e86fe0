#include "net/tcp_client.hpp"

#include "net/loop_impl.hpp"
#include "net/stream.hpp"

#include <boost/asio/connect.hpp>
#include <fmt/format.h>

namespace wingspread::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct TcpClient::Impl : std::enable_shared_from_this<Impl> {
    Impl(Loop& owner, TcpClientEvents callbacks, std::size_t max_bytes)
        : loop(owner),
          events(std::move(callbacks)),
          max_queued_bytes(max_bytes),
          resolver(owner.impl().context),
          socket(owner.impl().context),
          deadline(owner) {}

    void reset() {
        ++attempt;
        deadline.cancel();
        resolver.cancel();
        error_code ignored;
        socket.close(ignored);
        if (stream) stream->drop();
        stream.reset();
    }

    void connect(const std::string& host, std::uint16_t port, MonotonicTime until) {
        reset();
        target = fmt::format("{}:{}", host, port);
        deadline.set(until, [this] { failed({Errc::timeout, "no answer in time"}); });
        resolver.async_resolve(
            host, std::to_string(port),
            [self = shared_from_this(), mine = attempt](const error_code& error,
                                                        const tcp::resolver::results_type& found) {
                if (mine != self->attempt) return;
                if (error) return self->failed({Errc::unavailable, error.message()});
                self->dial(found);
            });
    }

    void dial(const tcp::resolver::results_type& addresses) {
        asio::async_connect(socket, addresses,
                            [self = shared_from_this(), mine = attempt](const error_code& error,
                                                                        const tcp::endpoint&) {
                                if (mine != self->attempt) return;
                                if (error)
                                    return self->failed({Errc::unavailable, error.message()});
                                self->connected();
                            });
    }

    void connected() {
        deadline.cancel();
        stream = std::make_shared<Stream>(std::move(socket), max_queued_bytes);
        socket = tcp::socket(loop.impl().context);
        const std::weak_ptr<Impl> weak = weak_from_this();
        stream->start(
            [weak](std::string_view bytes) {
                if (const auto self = weak.lock()) self->events.on_bytes(bytes);
            },
            [weak, mine = attempt](Error error) {
                const auto self = weak.lock();
                if (!self || mine != self->attempt) return;
                self->reset();
                self->events.on_closed(std::move(error));
            });
        events.on_connected();
    }

    void failed(Error error) {
        const auto self = shared_from_this();  // the owner may destroy the client in the callback
        reset();
        error.message = fmt::format("cannot connect to {}: {}", target, error.message);
        events.on_failed(std::move(error));
    }

    Loop& loop;
    TcpClientEvents events;
    std::size_t max_queued_bytes;
    tcp::resolver resolver;
    tcp::socket socket;
    Timer deadline;
    std::shared_ptr<Stream> stream;
    std::string target;
    std::uint64_t attempt = 0;  // tells what is still queued for an earlier attempt
};

TcpClient::TcpClient(Loop& loop, TcpClientEvents events, std::size_t max_queued_bytes)
    : impl_(std::make_shared<Impl>(loop, std::move(events), max_queued_bytes)) {}

TcpClient::~TcpClient() { impl_->reset(); }

void TcpClient::connect(const std::string& host, std::uint16_t port, MonotonicTime deadline) {
    impl_->connect(host, port, deadline);
}

Result<void> TcpClient::send(std::string_view bytes) {
    if (!impl_->stream) return fail(Errc::unavailable, "not connected");
    return impl_->stream->send(bytes);
}

void TcpClient::close() { impl_->reset(); }

bool TcpClient::is_connected() const { return impl_->stream != nullptr; }

}  // namespace wingspread::net
