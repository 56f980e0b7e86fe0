#include "net/stream.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace wingspread::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr auto goodbye_wait = std::chrono::seconds(2);

Error end_reason(const error_code& error) {
    if (error == asio::error::eof) return {Errc::interrupted, "the other side closed"};
    return {Errc::interrupted, "the connection broke: " + error.message()};
}

}  // namespace

Stream::Stream(asio::ip::tcp::socket socket, std::size_t max_queued_bytes)
    : socket_(std::move(socket)),
      goodbye_(socket_.get_executor()),
      max_queued_bytes_(max_queued_bytes) {}

void Stream::start(OnBytes on_bytes, OnEnd on_end) {
    on_bytes_ = std::move(on_bytes);
    on_end_ = std::move(on_end);
    if (state_ == State::closed) return;
    error_code ignored;  // a socket that refuses the option still works, only later
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    read();
}

Result<void> Stream::send(std::string_view bytes) {
    if (state_ != State::open) return fail(Errc::unavailable, "not connected");
    const std::size_t waiting = queued_.size() + in_flight_.size();
    if (waiting + bytes.size() > max_queued_bytes_) {
        return fail(Errc::refused,
                    fmt::format("the other side does not read: {} bytes are waiting", waiting));
    }
    queued_ += bytes;
    if (in_flight_.empty()) write();
    return {};
}

void Stream::finish() {
    if (state_ != State::open) return;
    state_ = State::finishing;
    goodbye_.expires_after(goodbye_wait);
    goodbye_.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error) self->drop();
    });
    if (in_flight_.empty()) written({});
}

void Stream::drop() {
    if (state_ == State::closed) return;
    state_ = State::closed;
    goodbye_.cancel();
    error_code ignored;  // closing is all that is left to do
    socket_.close(ignored);
}

void Stream::read() {
    socket_.async_read_some(
        asio::buffer(incoming_),
        [self = shared_from_this()](const error_code& error, std::size_t count) {
            if (self->state_ == State::closed) return;
            if (error) return self->ended(error);
            if (self->state_ == State::open) self->on_bytes_({self->incoming_.data(), count});
            if (self->state_ != State::closed) self->read();
        });
}

void Stream::write() {
    std::swap(queued_, in_flight_);
    asio::async_write(socket_, asio::buffer(in_flight_),
                      [self = shared_from_this()](const error_code& error, std::size_t) {
                          self->written(error);
                      });
}

void Stream::written(const error_code& error) {
    in_flight_.clear();
    if (state_ == State::closed) return;
    if (error) return ended(error);
    if (!queued_.empty()) return write();
    if (state_ == State::finishing) {
        error_code ignored;
        socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    }
}

void Stream::ended(const error_code& error) {
    const bool tell = state_ == State::open;
    drop();
    if (tell) on_end_(end_reason(error));
}

}  // namespace wingspread::net
