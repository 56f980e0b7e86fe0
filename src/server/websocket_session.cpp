#include "server/websocket_session.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <algorithm>
#include <vector>

namespace wingspread::server {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

/// Clients have nothing to say yet; what they send is read and ignored.
constexpr std::size_t max_incoming_bytes = 4096;

class WebSocketSession final : public Subscriber,
                               public std::enable_shared_from_this<WebSocketSession> {
  public:
    WebSocketSession(std::shared_ptr<ServerCore> core, beast::tcp_stream stream)
        : core_(std::move(core)), socket_(std::move(stream)) {}

    void start(beast::http::request<beast::http::string_body> request) {
        core_->enter(shared_from_this());
        // The WebSocket stream has timeouts of its own.
        beast::get_lowest_layer(socket_).expires_never();
        websocket::stream_base::timeout timeout{};
        timeout.handshake_timeout = core_->options.read_timeout;
        timeout.idle_timeout = core_->options.idle_timeout;
        timeout.keep_alive_pings = true;
        socket_.set_option(timeout);
        socket_.read_message_max(max_incoming_bytes);
        socket_.auto_fragment(false);  // one frame a message: nothing is interleaved
        request_ = std::move(request);
        socket_.async_accept(request_, [self = shared_from_this()](const auto& error) {
            if (error) return self->end();
            self->joined();
        });
    }

    void push(const std::string& topic, std::shared_ptr<const std::string> message) override {
        if (closing_) return;
        const auto same = [&topic](const Pending& pending) { return pending.topic == topic; };
        if (const auto old = std::ranges::find_if(pending_, same); old != pending_.end()) {
            old->message = std::move(message);
            ++core_->stats.messages_dropped;
        } else {
            pending_.push_back({topic, std::move(message)});
        }
        write();
    }

    void finish() override {
        if (closing_) return;
        closing_ = true;
        pending_.clear();
        if (joined_ && !writing_) close();
    }

    void drop() override { beast::get_lowest_layer(socket_).close(); }

  private:
    struct Pending {
        std::string topic;
        std::shared_ptr<const std::string> message;
    };

    void joined() {
        request_ = {};
        joined_ = true;
        if (closing_) return close();
        core_->subscribers.insert(shared_from_this());
        ++core_->stats.websockets;
        for (const auto& [topic, message] : core_->topics) push(topic, message);
        read();
    }

    void read() {
        socket_.async_read(incoming_, [self = shared_from_this()](const auto& error, std::size_t) {
            if (error) return self->end();
            self->incoming_.consume(self->incoming_.size());
            self->read();
        });
    }

    void write() {
        if (writing_ || pending_.empty()) return;
        writing_ = pending_.front().message;
        pending_.erase(pending_.begin());
        socket_.text(true);
        socket_.async_write(asio::buffer(*writing_),
                            [self = shared_from_this()](const auto& error, std::size_t) {
                                self->writing_.reset();
                                if (error) return self->end();
                                self->closing_ ? self->close() : self->write();
                            });
    }

    void close() {
        socket_.async_close(websocket::close_reason(websocket::close_code::going_away),
                            [self = shared_from_this()](const auto&) { self->end(); });
    }

    void end() {
        closing_ = true;
        if (core_->subscribers.erase(shared_from_this()) > 0) --core_->stats.websockets;
        core_->leave(shared_from_this());
    }

    std::shared_ptr<ServerCore> core_;
    websocket::stream<beast::tcp_stream, false> socket_;
    beast::http::request<beast::http::string_body> request_;
    beast::flat_buffer incoming_;
    std::vector<Pending> pending_;  // at most one message per topic
    std::shared_ptr<const std::string> writing_;
    bool joined_ = false;   // the upgrade is done
    bool closing_ = false;  // nothing more is sent but the goodbye
};

}  // namespace

void serve_websocket(std::shared_ptr<ServerCore> core, beast::tcp_stream stream,
                     beast::http::request<beast::http::string_body> request) {
    std::make_shared<WebSocketSession>(std::move(core), std::move(stream))
        ->start(std::move(request));
}

}  // namespace wingspread::server
