// The machine of virtual_time.cpp on a real socket, driven by coroutines that only await, feed and
// obey. The server drops the first pings, so that the time-out is real too.

#include "ping.hpp"

#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace wingspread::experiments {
namespace {

namespace asio = boost::asio;
using asio::ip::udp;
using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;

using Bytes = std::array<std::uint32_t, 1>;

/// The one place that reads a clock; in the product that is app/.
Now read_clock() {
    const auto time = std::chrono::steady_clock::now().time_since_epoch();
    return Now{.monotonic = MonotonicTime{time}, .utc = {}, .market = {}};
}

asio::awaitable<void> echo(udp::socket& socket, int to_drop) {
    for (;;) {
        Bytes bytes{};
        udp::endpoint peer;
        co_await socket.async_receive_from(asio::buffer(bytes), peer, asio::use_awaitable);
        if (to_drop-- > 0) continue;
        co_await socket.async_send_to(asio::buffer(bytes), peer, asio::use_awaitable);
    }
}

/// Waits until the machine's deadline; without one, for ever.
asio::awaitable<void> until(std::optional<MonotonicTime> deadline) {
    using Clock = asio::steady_timer::clock_type;
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_at(deadline ? Clock::time_point(deadline->time_since_epoch())
                              : Clock::time_point::max());
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> drive(Pinger& pinger, udp::socket& socket) {
    while (!pinger.done()) {
        if (const auto ping = pinger.take_ping(read_clock())) {
            const Bytes bytes{*ping};
            co_await socket.async_send(asio::buffer(bytes), asio::use_awaitable);
        }
        Bytes bytes{};
        const auto first =
            co_await (socket.async_receive(asio::buffer(bytes), asio::use_awaitable) ||
                      until(pinger.next_wakeup()));
        if (first.index() == 0) pinger.on_echo(bytes[0]);
        pinger.on_time(read_clock());
    }
}

int run() {
    constexpr int dropped = 3;
    asio::io_context context(1);
    const udp::endpoint any(asio::ip::address_v4::loopback(), 0);
    udp::socket server(context, any);
    udp::socket client(context, any);
    client.connect(server.local_endpoint());

    Pinger pinger(100, 50ms);
    asio::co_spawn(context, echo(server, dropped), asio::detached);
    asio::co_spawn(context, drive(pinger, client), [&](const std::exception_ptr& failure) {
        context.stop();
        if (failure) std::rethrow_exception(failure);
    });
    context.run_for(20s);
    std::printf("100 echoes took %d pings\n", pinger.sent());
    return pinger.done() && pinger.sent() >= 100 + dropped ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace wingspread::experiments

int main() { return wingspread::experiments::run(); }
