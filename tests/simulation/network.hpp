#pragma once

#include "core/rng.hpp"
#include "core/time.hpp"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::simulation {

/// The wire between engine and gateway: delays, splits and loses bytes as it is told to. It knows
/// bytes and connections, not what they mean.
class Network {
  public:
    enum class Opening { accepted, refused, pending };

    explicit Network(Rng rng) : rng_(rng) {}

    // ---- What may go wrong
    void refuse_until(MonotonicTime end) { refused_until_ = end; }
    /// Connections are accepted, and nothing that is sent arrives, in either direction.
    void mute_until(MonotonicTime end) { mute_until_ = end; }
    /// The present connection carries nothing more, and nobody is told.
    void half_open() { is_half_open_ = true; }
    void slow_until(MonotonicTime end, Duration delay) {
        slow_until_ = end;
        slow_delay_ = delay;
    }
    /// Cuts the connection after so many more bytes from the gateway.
    void cut_after(std::size_t bytes) { cut_after_ = bytes; }

    // ---- The engine's side
    void ask_to_open(const Now& now) { opening_at_ = now.monotonic + base_delay; }
    void send(std::string bytes, const Now& now);
    void close();

    // ---- What the world does with it
    /// An attempt whose time has come; `pending` when there is none.
    Opening take_opening(const Now& now);
    void connected();
    [[nodiscard]] bool is_connected() const { return connected_; }
    /// The connection stands and carries nothing.
    [[nodiscard]] bool is_half_open() const { return is_half_open_; }
    /// Bytes of the gateway, as they left it.
    void receive(std::string bytes, const Now& now);
    std::vector<std::string> take_for_gateway(const Now& now);
    std::vector<std::string> take_for_engine(const Now& now);
    /// The cut that was asked for has happened.
    [[nodiscard]] bool take_cut();
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

  private:
    static constexpr Duration base_delay = std::chrono::milliseconds(2);

    struct Transit {
        MonotonicTime due;
        std::string bytes;
    };

    [[nodiscard]] MonotonicTime arrival(const Now& now, const std::deque<Transit>& before) const;
    /// A stream that has lost a byte is never whole again: it carries nothing more.
    [[nodiscard]] bool carries(const Now& now);
    static std::vector<std::string> take_due(std::deque<Transit>& queue, const Now& now);

    Rng rng_;
    bool connected_ = false;
    std::optional<MonotonicTime> opening_at_;
    std::deque<Transit> to_gateway_;
    std::deque<Transit> to_engine_;
    MonotonicTime refused_until_{};
    MonotonicTime mute_until_{};
    MonotonicTime slow_until_{};
    Duration slow_delay_{};
    bool is_half_open_ = false;
    std::optional<std::size_t> cut_after_;
    bool was_cut_ = false;
};

}  // namespace wingspread::simulation
