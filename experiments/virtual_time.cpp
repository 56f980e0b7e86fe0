// A client and a lossy, slow network in one thread under virtual time: hours pass in milliseconds,
// and the same seed tells the same story.

#include "core/clock.hpp"
#include "core/rng.hpp"
#include "ping.hpp"

#include <cstdio>
#include <cstdlib>
#include <map>

namespace wingspread::experiments {
namespace {

using namespace std::chrono_literals;

/// Loses a third of what it carries and delays the rest, some of it past the time-out.
class Network {
  public:
    explicit Network(Rng rng) : rng_(rng) {}

    void send(Pinger::Ping ping, Now now) {
        if (rng_.chance(1.0 / 3)) return;
        const Duration delay = std::chrono::milliseconds(rng_.between(1, 1500));
        in_flight_.emplace(now.monotonic + delay, ping);
    }
    std::optional<Pinger::Ping> take_arrived(Now now) {
        if (in_flight_.empty() || in_flight_.begin()->first > now.monotonic) return std::nullopt;
        return in_flight_.extract(in_flight_.begin()).mapped();
    }
    [[nodiscard]] std::optional<MonotonicTime> next_wakeup() const {
        return in_flight_.empty() ? std::nullopt : std::optional{in_flight_.begin()->first};
    }

  private:
    Rng rng_;
    std::multimap<MonotonicTime, Pinger::Ping> in_flight_;
};

struct Story {
    std::uint64_t hash = 14695981039346656037ULL;  ///< FNV-1a over who said what when
    Duration took{};
    int sent = 0;

    void tell(std::uint64_t what) { hash = (hash ^ what) * 1099511628211ULL; }
    bool operator==(const Story&) const = default;
};

/// The whole loop: both sides act, then time jumps to whoever wants to wake first.
Story run(std::uint64_t seed) {
    VirtualClock clock(Now{});
    Pinger pinger(1000, 1s);
    Network network(Rng(seed).split("network"));
    Story story;
    while (!pinger.done()) {
        const Now now = clock.now();
        while (const auto echo = network.take_arrived(now)) {
            story.tell(*echo);
            pinger.on_echo(*echo);
        }
        pinger.on_time(now);
        if (const auto ping = pinger.take_ping(now)) network.send(*ping, now);

        std::optional<MonotonicTime> next = pinger.next_wakeup();
        if (const auto arrival = network.next_wakeup(); arrival && (!next || *arrival < *next)) {
            next = arrival;
        }
        if (next && *next > now.monotonic) clock.advance(*next - now.monotonic);
        story.tell(static_cast<std::uint64_t>(clock.now().monotonic.time_since_epoch().count()));
    }
    story.took = clock.now().monotonic.time_since_epoch();
    story.sent = pinger.sent();
    return story;
}

}  // namespace
}  // namespace wingspread::experiments

int main() {
    using namespace wingspread::experiments;
    const Story story = run(42);
    std::printf("1000 echoes took %d pings and %.0f virtual seconds\n", story.sent,
                std::chrono::duration<double>(story.took).count());
    const bool sound = run(42) == story && run(43) != story && story.sent > 1000;
    return sound ? EXIT_SUCCESS : EXIT_FAILURE;
}
