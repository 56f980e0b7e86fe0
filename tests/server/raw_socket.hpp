#pragma once

#include <arpa/inet.h>
#include <cstdint>
#include <netinet/in.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace wingspread::server {

/// A blocking client that sends any bytes, well-formed or not, and never waits longer than 5 s.
class RawSocket {
  public:
    explicit RawSocket(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        const timeval patience{.tv_sec = 5, .tv_usec = 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ok_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    ~RawSocket() { ::close(fd_); }
    RawSocket(const RawSocket&) = delete;
    RawSocket& operator=(const RawSocket&) = delete;

    [[nodiscard]] bool connected() const { return ok_; }

    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    /// Up to and including `mark`, or what came before the end.
    std::string read_until(std::string_view mark) {
        while (buffer_.find(mark) == std::string::npos && more()) {
        }
        const auto at = buffer_.find(mark);
        return take(at == std::string::npos ? buffer_.size() : at + mark.size());
    }
    std::string read_exactly(std::size_t count) {
        while (buffer_.size() < count && more()) {
        }
        return take(std::min(count, buffer_.size()));
    }
    /// One HTTP response with a Content-Length.
    std::string read_response() {
        std::string head = read_until("\r\n\r\n");
        const auto at = head.find("Content-Length: ");
        if (at == std::string::npos) return head;
        return head + read_exactly(std::stoul(head.substr(at + 16)));
    }
    /// True when the server has closed and everything was read.
    bool at_end() { return buffer_.empty() && !more(); }

    /// One unfragmented WebSocket message of the server; the opcode goes to `opcode`.
    std::string read_frame(int& opcode) {
        const std::string head = read_exactly(2);
        if (head.size() < 2) {
            opcode = -1;
            return {};
        }
        opcode = head[0] & 0x0F;
        std::size_t length = static_cast<unsigned char>(head[1]) & 0x7FU;
        const std::size_t extra = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (extra > 0) {
            length = 0;
            for (const char c : read_exactly(extra)) {
                length = length << 8U | static_cast<unsigned char>(c);
            }
        }
        return read_exactly(length);
    }
    std::string read_text_frame() {
        int opcode = 0;
        return read_frame(opcode);
    }

  private:
    bool more() {
        char chunk[65536];
        const auto count = ::recv(fd_, chunk, sizeof chunk, 0);
        if (count <= 0) return false;
        buffer_.append(chunk, static_cast<std::size_t>(count));
        return true;
    }
    std::string take(std::size_t count) {
        std::string out = buffer_.substr(0, count);
        buffer_.erase(0, count);
        return out;
    }

    int fd_;
    bool ok_ = false;
    std::string buffer_;
};

}  // namespace wingspread::server
