#pragma once

// Asio's own headers: include this in the sources of net only.

#include "core/result.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace wingspread::net {

/// One connected socket: reads as long as it lives, writes what was queued in order. It ends once:
/// by the other side (`on_end`), or silently by `finish` or `drop`.
class Stream : public std::enable_shared_from_this<Stream> {
  public:
    using OnBytes = std::function<void(std::string_view)>;
    using OnEnd = std::function<void(Error)>;

    Stream(boost::asio::ip::tcp::socket socket, std::size_t max_queued_bytes);

    void start(OnBytes on_bytes, OnEnd on_end);
    Result<void> send(std::string_view bytes);
    /// Sends what is queued, tells the peer that no more comes, and waits a little for its goodbye:
    /// closing over unread bytes would make the kernel throw away what the peer has not read yet.
    void finish();
    void drop();

  private:
    enum class State { open, finishing, closed };

    void read();
    void write();
    void written(const boost::system::error_code& error);
    void ended(const boost::system::error_code& error);

    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer goodbye_;
    std::size_t max_queued_bytes_;
    OnBytes on_bytes_;
    OnEnd on_end_;
    State state_ = State::open;
    std::string queued_;
    std::string in_flight_;
    std::array<char, 16384> incoming_{};
};

}  // namespace wingspread::net
