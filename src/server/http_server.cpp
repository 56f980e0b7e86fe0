#include "server/http_server.hpp"

#include "server/server_core.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <optional>
#include <thread>
#include <vector>

namespace wingspread::server {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// How long to wait after a failed accept, for instance when file descriptors have run out.
constexpr auto accept_pause = std::chrono::milliseconds(100);

constexpr std::string_view full_house =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\n"
    "Connection: close\r\n\r\n";

std::unexpected<Error> listen_failure(const error_code& error, const HttpServerOptions& options) {
    const std::string where = fmt::format("cannot serve on {}:{}", options.host, options.port);
    if (error == asio::error::address_in_use) {
        return fail(Errc::conflict, where + ": another program uses the port");
    }
    if (error == asio::error::access_denied) {
        return fail(Errc::refused, where + ": no permission");
    }
    return fail(Errc::invalid_argument, where + ": " + error.message());
}

}  // namespace

struct HttpServer::Impl : std::enable_shared_from_this<Impl> {
    Impl(HttpServerOptions settings, Router routes, std::function<void()> tick)
        : core(std::make_shared<ServerCore>(std::move(settings), std::move(routes))),
          on_tick(std::move(tick)),
          acceptor(core->context),
          pause(core->context),
          ticker(core->context),
          grace(core->context) {}

    Result<void> listen() {
        error_code error;
        tcp::resolver resolver(core->context);
        const auto found = resolver.resolve(core->options.host, std::to_string(core->options.port),
                                            tcp::resolver::passive, error);
        if (error || found.empty()) {
            return bad_field("server.host", core->options.host,
                             "an address of this machine, as 127.0.0.1");
        }
        const tcp::endpoint endpoint = found.begin()->endpoint();
        acceptor.open(endpoint.protocol(), error);
        if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
        if (!error) acceptor.bind(endpoint, error);
        if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
        if (error) {
            error_code ignored;
            acceptor.close(ignored);
            return listen_failure(error, core->options);
        }
        port = acceptor.local_endpoint(error).port();
        return {};
    }

    void run() {
        accept();
        tick();
        thread = std::thread([self = shared_from_this()] { self->core->context.run(); });
    }

    void accept() {
        acceptor.async_accept([this](const error_code& error, tcp::socket socket) {
            if (!acceptor.is_open()) return;
            if (error) return accept_later();
            if (core->connections.size() < core->options.max_connections) {
                serve_http(core, std::move(socket));
            } else {
                ++core->stats.connections_refused;
                error_code ignored;  // a client that has left needs no answer
                asio::write(socket, asio::buffer(full_house), ignored);
            }
            accept();
        });
    }

    void accept_later() {
        pause.expires_after(accept_pause);
        pause.async_wait([this](const error_code&) {
            if (acceptor.is_open()) accept();
        });
    }

    void tick() {
        if (!on_tick) return;
        ticker.expires_after(core->options.tick);
        ticker.async_wait([this](const error_code& error) {
            if (error || core->stopping) return;
            on_tick();
            tick();
        });
    }

    void finish(Duration patience) {
        core->stopping = true;
        error_code ignored;
        acceptor.close(ignored);
        pause.cancel();
        ticker.cancel();
        core->on_empty = [this] { core->context.stop(); };
        grace.expires_after(patience);
        grace.async_wait([this](const error_code& error) {
            if (!error) core->context.stop();
        });
        const std::vector<std::shared_ptr<Connection>> all(core->connections.begin(),
                                                           core->connections.end());
        for (const auto& connection : all) connection->finish();
        if (core->connections.empty()) core->context.stop();
    }

    /// Once the thread has ended: what did not finish in time is closed where it stands, and its
    /// callbacks run out here, since they and the core hold each other.
    void drop_all() {
        core->on_empty = nullptr;
        grace.cancel();
        const std::vector<std::shared_ptr<Connection>> all(core->connections.begin(),
                                                           core->connections.end());
        for (const auto& connection : all) connection->drop();
        core->context.restart();
        while (core->context.poll() > 0) core->context.restart();
    }

    std::shared_ptr<ServerCore> core;
    std::function<void()> on_tick;
    tcp::acceptor acceptor;
    asio::steady_timer pause;
    asio::steady_timer ticker;
    asio::steady_timer grace;
    std::thread thread;
    std::uint16_t port = 0;
};

HttpServer::HttpServer(HttpServerOptions options, Router router, std::function<void()> on_tick)
    : impl_(std::make_shared<Impl>(std::move(options), std::move(router), std::move(on_tick))) {}

HttpServer::~HttpServer() { stop(Duration::zero()); }

Result<void> HttpServer::start() {
    if (auto listening = impl_->listen(); !listening) return listening;
    impl_->run();
    return {};
}

void HttpServer::stop(Duration grace) {
    if (!impl_->thread.joinable()) return;
    asio::post(impl_->core->context, [impl = impl_.get(), grace] { impl->finish(grace); });
    impl_->thread.join();
    impl_->drop_all();
}

std::uint16_t HttpServer::port() const { return impl_->port; }

const HttpServerStats& HttpServer::stats() const { return impl_->core->stats; }

void HttpServer::publish(std::string topic, std::string message) {
    auto shared = std::make_shared<const std::string>(std::move(message));
    asio::post(impl_->core->context,
               [core = impl_->core.get(), topic = std::move(topic), shared = std::move(shared)] {
                   core->topics[topic] = shared;
                   for (const auto& subscriber : core->subscribers) subscriber->push(topic, shared);
               });
}

void HttpServer::forget(std::string topic) {
    asio::post(impl_->core->context,
               [core = impl_->core.get(), topic = std::move(topic)] { core->topics.erase(topic); });
}

}  // namespace wingspread::server
