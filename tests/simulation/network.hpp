#pragma once

#include "core/rng.hpp"
#include "core/time.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace wingspread::simulation {

/// The wire between engine and gateway: it takes its time and splits what it carries anywhere. It
/// knows bytes and connections, not what they mean; what goes wrong is the gateway's affair.
class Network {
  public:
    explicit Network(Rng rng) : rng_(rng) {}

    // ---- The engine's side
    void ask_to_open(const Now& now) { opening_at_ = now.monotonic + delay; }
    void send(std::string bytes, const Now& now);
    void close();

    // ---- The gateway's side
    /// An attempt whose time has come.
    [[nodiscard]] bool take_opening(const Now& now);
    void connected();
    void receive(std::string bytes, const Now& now);
    /// The gateway closes: what it has sent before still arrives.
    void end() { ends_ = true; }

    [[nodiscard]] bool is_connected() const { return connected_; }
    std::vector<std::string> take_for_gateway(const Now& now);
    std::vector<std::string> take_for_engine(const Now& now);
    /// The gateway has closed, and everything before has arrived.
    [[nodiscard]] bool take_end();
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const;

  private:
    static constexpr Duration delay = std::chrono::milliseconds(2);

    struct Transit {
        MonotonicTime due;
        std::string bytes;
    };

    static std::vector<std::string> take_due(std::deque<Transit>& queue, const Now& now);

    Rng rng_;
    bool connected_ = false;
    bool ends_ = false;
    std::optional<MonotonicTime> opening_at_;
    std::deque<Transit> to_gateway_;
    std::deque<Transit> to_engine_;
};

}  // namespace wingspread::simulation
