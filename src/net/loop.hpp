#pragma once

#include "core/clock.hpp"

#include <functional>
#include <memory>

namespace wingspread::net {

/// One thread's event loop: sockets, timers, signals and functions posted from elsewhere all run
/// inside `run`, one at a time, so that whoever owns the loop's state needs no lock.
///
/// Everything built on a loop must be destroyed on its thread or after `run` has returned, and
/// before the loop itself.
class Loop {
  public:
    /// `clock` says how far away a `MonotonicTime` is; it must outlive the loop.
    explicit Loop(const Clock& clock);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Runs until `stop`. An exception from a callback leaves it.
    void run();
    /// From any thread; what is queued behind the current callback does not run any more.
    void stop();
    /// From any thread: runs `function` on the loop's thread, after what is already queued.
    void post(std::function<void()> function);
    /// Calls `handler` on the loop's thread at each SIGINT and SIGTERM, instead of ending the
    /// process. At most one loop of a process should ask for it.
    void on_termination(const std::function<void()>& handler);
    /// The same for SIGUSR1.
    void on_user_signal(const std::function<void()>& handler);

    [[nodiscard]] const Clock& clock() const { return clock_; }

    struct Impl;
    [[nodiscard]] Impl& impl() { return *impl_; }

  private:
    const Clock& clock_;
    std::unique_ptr<Impl> impl_;
};

/// A deadline that can be moved or cancelled: it fires at most once per `set`.
class Timer {
  public:
    explicit Timer(Loop& loop);
    ~Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    /// Calls `function` once the loop's clock has reached `at`; replaces what was set before. A
    /// time in the past fires as soon as the loop is free.
    void set(MonotonicTime at, std::function<void()> function);
    void cancel();

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace wingspread::net
