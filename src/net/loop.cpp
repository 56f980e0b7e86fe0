#include "net/loop_impl.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <csignal>

namespace wingspread::net {

namespace asio = boost::asio;

namespace {

void wait_for_signal(asio::signal_set& signals, const std::function<void()>& handler) {
    signals.async_wait([&signals, handler](const boost::system::error_code& error, int) {
        if (error) return;
        handler();
        wait_for_signal(signals, handler);
    });
}

}  // namespace

Loop::Loop(const Clock& clock) : clock_(clock), impl_(std::make_unique<Impl>()) {}
Loop::~Loop() = default;

void Loop::run() {
    impl_->context.restart();
    impl_->context.run();
}

void Loop::stop() { impl_->context.stop(); }

void Loop::post(std::function<void()> function) { asio::post(impl_->context, std::move(function)); }

void Loop::on_termination(const std::function<void()>& handler) {
    impl_->signals.emplace(impl_->context, SIGINT, SIGTERM);
    wait_for_signal(*impl_->signals, handler);
}

void Loop::on_user_signal(const std::function<void()>& handler) {
    impl_->user_signal.emplace(impl_->context, SIGUSR1);
    wait_for_signal(*impl_->user_signal, handler);
}

struct Timer::Impl : std::enable_shared_from_this<Impl> {
    explicit Impl(Loop& owner) : loop(owner), timer(owner.impl().context) {}

    void wait() {
        // Compared before they are subtracted: from the first moment of all that would overflow.
        const auto now = loop.clock().now().monotonic;
        timer.expires_after(at <= now ? Duration::zero() : at - now);
        timer.async_wait([self = shared_from_this(), mine = generation](const auto& error) {
            if (!error && mine == self->generation) self->expired();
        });
    }

    void expired() {
        // Asio counts by the machine's clock, the deadline by the loop's: they may differ.
        if (loop.clock().now().monotonic < at) return wait();
        ++generation;
        const auto function = std::move(on_time);
        on_time = nullptr;
        function();
    }

    Loop& loop;
    asio::steady_timer timer;
    MonotonicTime at{};
    std::function<void()> on_time;
    std::uint64_t generation = 0;  // tells a wait that is still queued that it was replaced
};

Timer::Timer(Loop& loop) : impl_(std::make_shared<Impl>(loop)) {}
Timer::~Timer() { cancel(); }

void Timer::set(MonotonicTime at, std::function<void()> function) {
    ++impl_->generation;
    impl_->at = at;
    impl_->on_time = std::move(function);
    impl_->wait();
}

void Timer::cancel() {
    ++impl_->generation;
    impl_->timer.cancel();
    impl_->on_time = nullptr;
}

}  // namespace wingspread::net
