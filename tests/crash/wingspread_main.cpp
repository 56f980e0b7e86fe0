/// `wingspread` as it is shipped, but for the places at which it can be made to die: around each
/// commit of the journal (through the program's seam), inside it (at SQLite's own calls) and inside
/// each exchange with the gateway (at the socket's calls, which this program defines before libc).
#include "app/cli.hpp"
#include "crash/crash_points.hpp"
#include "tws/codec.hpp"
#include "tws/frame.hpp"

#include <arpa/inet.h>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

using namespace wingspread;
using crash::CrashPoints;

template <class Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

bool is_to_gateway(int socket) {
    static const char* const port = std::getenv("CRASH_GATEWAY_PORT");
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    return port != nullptr &&
           ::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) == 0 &&
           peer.sin_family == AF_INET && ntohs(peer.sin_port) == std::atoi(port);
}

std::string_view name_of_frame(std::string_view payload) {
    const auto request = tws::decode_request(payload, tws::newest_version);
    if (!request) return "greeting";
    const auto* order = std::get_if<tws::PlaceOrder>(&*request);
    if (order != nullptr && order->order->what_if) return "what_if";
    return tws::name_of(*request);
}

/// Sends up to the place at which the process dies.
[[noreturn]] void send_and_die(int socket, std::string_view bytes, std::size_t count) {
    real<ssize_t(int, const void*, std::size_t, int)>("send")(socket, bytes.data(), count,
                                                              MSG_NOSIGNAL);
    CrashPoints::die();
}

/// Each message of the buffer can be cut before its first byte, after it, in its middle and after
/// its last.
void pass_messages(int socket, std::string_view bytes) {
    auto& points = CrashPoints::of_this_process();
    const bool greets = bytes.starts_with("API");
    std::size_t begin = 0;
    while (begin < bytes.size()) {
        std::size_t size = bytes.size() - begin;
        std::string name = "greeting";
        if (!greets && size > tws::frame_header_bytes) {
            std::uint32_t length = 0;
            std::memcpy(&length, bytes.data() + begin, sizeof length);
            size = std::min<std::size_t>(size, tws::frame_header_bytes + ntohl(length));
            name = name_of_frame(
                bytes.substr(begin + tws::frame_header_bytes, size - tws::frame_header_bytes));
        }
        if (points.is_here("before " + name)) send_and_die(socket, bytes, begin);
        if (points.is_here("first byte of " + name)) send_and_die(socket, bytes, begin + 1);
        if (points.is_here("half of " + name)) send_and_die(socket, bytes, begin + size / 2);
        if (points.is_here("after " + name)) send_and_die(socket, bytes, begin + size);
        begin += size;
    }
}

/// Dies with an answer in hand that nobody has looked at.
void pass_answers(std::string_view bytes) {
    static tws::FrameReader frames;
    static bool greeted = false;
    frames.feed(bytes);
    for (auto payload = frames.next(); payload && *payload; payload = frames.next()) {
        const auto answer = tws::decode_answer(**payload, tws::newest_version);
        if (std::exchange(greeted, true) && answer) {
            CrashPoints::of_this_process().pass("on " + std::string(tws::name_of(*answer)));
        }
    }
}

std::string joined(const msghdr& message) {
    std::string bytes;
    for (std::size_t i = 0; i < message.msg_iovlen; ++i) {
        const auto& part = message.msg_iov[i];
        bytes.append(static_cast<const char*>(part.iov_base), part.iov_len);
    }
    return bytes;
}

}  // namespace

extern "C" {

ssize_t send(int socket, const void* data, std::size_t size, int flags) {
    if (is_to_gateway(socket)) pass_messages(socket, {static_cast<const char*>(data), size});
    return real<decltype(send)>("send")(socket, data, size, flags);
}

ssize_t sendmsg(int socket, const msghdr* message, int flags) {
    if (is_to_gateway(socket)) pass_messages(socket, joined(*message));
    return real<decltype(sendmsg)>("sendmsg")(socket, message, flags);
}

ssize_t recv(int socket, void* data, std::size_t size, int flags) {
    const auto got = real<decltype(recv)>("recv")(socket, data, size, flags);
    if (got > 0 && is_to_gateway(socket)) {
        pass_answers({static_cast<const char*>(data), static_cast<std::size_t>(got)});
    }
    return got;
}

ssize_t recvmsg(int socket, msghdr* message, int flags) {
    const auto got = real<decltype(recvmsg)>("recvmsg")(socket, message, flags);
    if (got > 0 && is_to_gateway(socket)) {
        pass_answers(std::string_view(joined(*message)).substr(0, static_cast<std::size_t>(got)));
    }
    return got;
}

ssize_t pwrite64(int file, const void* data, std::size_t size, off64_t at) {
    const std::string kind(crash::kind_in_commit());
    const auto write = real<decltype(pwrite64)>("pwrite64");
    if (!kind.empty() && CrashPoints::of_this_process().is_here("torn write of " + kind)) {
        write(file, data, size / 2, at);
        CrashPoints::die();
    }
    return write(file, data, size, at);
}

int fdatasync(int file) {
    const std::string kind(crash::kind_in_commit());
    if (!kind.empty()) CrashPoints::of_this_process().pass("before sync of " + kind);
    const int result = real<decltype(fdatasync)>("fdatasync")(file);
    if (!kind.empty()) CrashPoints::of_this_process().pass("after sync of " + kind);
    return result;
}

}  // extern "C"

int main(int argc, char** argv) {
    return wingspread::app::run(argc, argv, {.journal = wingspread::crash::crashing});
}
