#include "server/guard.hpp"
#include "server/server_core.hpp"
#include "server/websocket_session.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <fmt/format.h>

#include <array>
#include <optional>

namespace wingspread::server {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr std::string_view websocket_path = "/ws";
constexpr auto goodbye_wait = std::chrono::seconds(1);

struct Header {
    std::string_view name;
    std::string_view value;
};

/// What every response carries: nothing is cached or framed, and a page may load and reach this
/// server only.
constexpr std::array common_headers{
    Header{"Cache-Control", "no-store"},
    Header{"X-Content-Type-Options", "nosniff"},
    Header{"X-Frame-Options", "DENY"},
    Header{"Referrer-Policy", "no-referrer"},
    Header{"Cross-Origin-Resource-Policy", "same-origin"},
    Header{"Content-Security-Policy",
           "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
};

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

std::optional<Method> to_method(http::verb verb) {
    for (const auto method : {Method::get, Method::head, Method::post, Method::put, Method::patch,
                              Method::del, Method::options}) {
        if (view(http::to_string(verb)) == to_string(method)) return method;
    }
    return std::nullopt;
}

class HttpSession final : public Connection, public std::enable_shared_from_this<HttpSession> {
  public:
    HttpSession(std::shared_ptr<ServerCore> core, asio::ip::tcp::socket socket)
        : core_(std::move(core)), stream_(std::move(socket)), deadline_(core_->context) {}

    void start() {
        core_->enter(shared_from_this());
        read_head();
    }
    void finish() override {
        if (!busy_) drop();
    }
    void drop() override { end(); }

  private:
    void read_head() {
        if (core_->stopping) return end();
        busy_ = false;
        parser_.emplace();
        parser_->header_limit(static_cast<std::uint32_t>(core_->options.max_header_bytes));
        parser_->body_limit(core_->options.max_body_bytes);
        stream_.expires_after(core_->options.idle_timeout);
        http::async_read_header(stream_, buffer_, *parser_,
                                [self = shared_from_this()](const error_code& error, std::size_t) {
                                    if (error) return self->unreadable(error);
                                    self->busy_ = true;
                                    self->stream_.expires_after(self->core_->options.read_timeout);
                                    self->wants_continue() ? self->say_continue()
                                                           : self->read_body();
                                });
    }

    [[nodiscard]] bool wants_continue() const {
        return beast::iequals(parser_->get()[http::field::expect], "100-continue");
    }

    void say_continue() {
        continue_ = {http::status::continue_, 11};
        http::async_write(stream_, continue_,
                          [self = shared_from_this()](const error_code& error, std::size_t) {
                              if (error) return self->end();
                              self->read_body();
                          });
    }

    void read_body() {
        http::async_read(stream_, buffer_, *parser_,
                         [self = shared_from_this()](const error_code& error, std::size_t) {
                             if (error) return self->unreadable(error);
                             self->serve(self->parser_->release());
                         });
    }

    /// A request that could not be read: say why when the client still listens, then close.
    void unreadable(const error_code& error) {
        if (error == http::error::body_limit) {
            return write_last(problem(413, fmt::format("a request's body is limited to {} bytes",
                                                       core_->options.max_body_bytes)));
        }
        if (error == http::error::header_limit) {
            return write_last(problem(431, "the request's header fields are too long"));
        }
        const bool malformed =
            error.category() == http::make_error_code(http::error::bad_method).category();
        if (!malformed || error == http::error::end_of_stream ||
            error == http::error::partial_message) {
            return end();
        }
        write_last(problem(400, "not an HTTP/1.1 request: " + error.message()));
    }

    void write_last(Response response) {
        keep_alive_ = false;
        head_only_ = false;
        write(std::move(response));
    }

    void serve(http::request<http::string_body> message) {
        ++core_->stats.requests;
        const auto method = to_method(message.method());
        keep_alive_ = message.keep_alive();
        head_only_ = method == Method::head;
        if (!method) return write(problem(501, "the method is not served"));
        if (message.count(http::field::host) > 1) return write(problem(400, "two Host fields"));
        const bool upgrade = beast::websocket::is_upgrade(message);
        if (auto refusal = refuse(head_of(message, *method, upgrade), core_->options)) {
            return write(std::move(*refusal));
        }
        auto request = parse_target(*method, view(message.target()));
        if (!request) return write(problem(request.error()));
        if (request->path == websocket_path) return serve_upgrade(std::move(message), upgrade);
        request->content_type = message[http::field::content_type];
        request->body = std::move(message.body());
        route(std::move(*request));
    }

    static RequestHead head_of(const http::request<http::string_body>& message, Method method,
                               bool upgrade) {
        RequestHead head;
        head.method = method;
        head.host = message[http::field::host];
        if (const auto origin = message.find(http::field::origin); origin != message.end()) {
            head.origin = origin->value();
        }
        head.content_type = message[http::field::content_type];
        head.is_websocket = upgrade;
        head.has_body = !message.body().empty();
        return head;
    }

    void serve_upgrade(http::request<http::string_body> message, bool upgrade) {
        if (!upgrade) {
            Response response = problem(426, "this address speaks WebSocket only");
            response.headers.emplace_back("Upgrade", "websocket");
            return write(std::move(response));
        }
        serve_websocket(core_, std::move(stream_), std::move(message));
        core_->leave(shared_from_this());
    }

    void route(Request request) {
        auto match = core_->router.find(request.method, request.path);
        if (match.route == nullptr) return write(std::move(match.refusal));
        request.path_fields = std::move(match.path_fields);
        ++exchange_;
        stream_.expires_never();  // the route's deadline rules until there is something to write
        deadline_.expires_after(match.route->deadline);
        deadline_.async_wait([self = shared_from_this(), mine = exchange_](const auto& error) {
            if (error) return;
            self->answer(mine, problem(504,
                                       "the engine did not answer in time; whether it acted is "
                                       "not known: look before you repeat"));
        });
        // The answer may come from another thread, late, twice or after the client has left.
        const std::weak_ptr<HttpSession> weak = weak_from_this();
        match.route->handler(request, [weak, core = core_, mine = exchange_](Response response) {
            asio::dispatch(core->context, [weak, mine, response = std::move(response)]() mutable {
                if (const auto self = weak.lock()) {
                    self->answer(mine, std::move(response));
                }
            });
        });
    }

    void answer(std::uint64_t exchange, Response response) {
        if (exchange != exchange_ || exchange == answered_) return;
        answered_ = exchange;
        deadline_.cancel();
        write(std::move(response));
    }

    void write(Response response) {
        if (response.status >= 500) ++core_->stats.server_errors;
        if (response.status >= 400 && response.status < 500) ++core_->stats.client_errors;
        keep_alive_ = keep_alive_ && !core_->stopping;
        const auto length = response.body.size();
        outgoing_ = {static_cast<http::status>(response.status), 11};
        for (const auto& header : common_headers) {
            outgoing_.set(beast::string_view(header.name.data(), header.name.size()),
                          beast::string_view(header.value.data(), header.value.size()));
        }
        for (const auto& [name, value] : response.headers) outgoing_.set(name, value);
        if (length > 0) outgoing_.set(http::field::content_type, response.content_type);
        if (!head_only_) outgoing_.body() = std::move(response.body);
        outgoing_.content_length(length);
        outgoing_.keep_alive(keep_alive_);
        stream_.expires_after(core_->options.write_timeout);
        send();
    }

    void send() {
        serializer_.emplace(outgoing_);
        const auto done = [self = shared_from_this()](const error_code& error, std::size_t) {
            self->sent(error);
        };
        if (head_only_) {
            http::async_write_header(stream_, *serializer_, done);
        } else {
            http::async_write(stream_, *serializer_, done);
        }
    }

    void sent(const error_code& error) {
        if (error || !keep_alive_) {
            error_code ignored;  // the other side may be gone already
            stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
            if (error || core_->stopping) return end();
            busy_ = false;
            stream_.expires_after(goodbye_wait);
            return linger();
        }
        read_head();
    }

    /// Reads what the client still sends before closing: closing over unread bytes would make the
    /// kernel throw away the response that explains why.
    void linger() {
        buffer_.clear();
        stream_.async_read_some(buffer_.prepare(4096),
                                [self = shared_from_this()](const error_code& error, std::size_t) {
                                    error ? self->end() : self->linger();
                                });
    }

    void end() {
        stream_.close();
        deadline_.cancel();
        core_->leave(shared_from_this());
    }

    std::shared_ptr<ServerCore> core_;
    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
    http::response<http::empty_body> continue_;
    http::response<http::string_body> outgoing_;
    std::optional<http::response_serializer<http::string_body>> serializer_;
    asio::steady_timer deadline_;
    std::uint64_t exchange_ = 0;  // numbers the requests, so that a late answer finds no other's
    std::uint64_t answered_ = 0;
    bool busy_ = false;  // a request has begun and is not answered
    bool keep_alive_ = false;
    bool head_only_ = false;
};

}  // namespace

void serve_http(std::shared_ptr<ServerCore> core, asio::ip::tcp::socket socket) {
    std::make_shared<HttpSession>(std::move(core), std::move(socket))->start();
}

}  // namespace wingspread::server
