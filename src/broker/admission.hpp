#pragma once

#include "broker/outbound.hpp"
#include "core/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace wingspread::broker {

enum class Verdict : std::uint8_t { accept, wait, refuse };
/// "accept", "wait", "refuse".
std::string_view to_string(Verdict verdict);

/// What a caller should do with one more request.
struct Admission {
    Verdict verdict = Verdict::accept;
    Duration wait{};     ///< of `wait`: before asking
    std::string reason;  ///< of `wait` and `refuse`
    bool operator==(const Admission&) const = default;
};

struct BreakerSettings {
    int failures = 5;  ///< in a row, until nothing more is asked
    Duration first_pause = std::chrono::seconds(30);
    Duration longest_pause = std::chrono::minutes(5);
};

/// Stops asking what keeps failing: after some failures in a row it opens, after a pause it lets
/// one request through as a probe, and its outcome closes it or opens it for twice as long.
class CircuitBreaker {
  public:
    explicit CircuitBreaker(BreakerSettings settings = {})
        : settings_(settings), pause_(settings.first_pause) {}

    /// Empty: one may ask (and as a probe, only one until its outcome is known).
    [[nodiscard]] std::optional<Duration> closed_in(const Now& now) const;
    /// To be called for what is asked after `closed_in` was empty.
    void on_asked(const Now& now);
    void on_success();
    void on_failure(std::string reason, const Now& now);
    [[nodiscard]] bool is_open() const { return opened_until_.has_value(); }
    [[nodiscard]] const std::string& reason() const { return reason_; }

  private:
    BreakerSettings settings_;
    int failures_ = 0;
    Duration pause_;
    std::optional<MonotonicTime> opened_until_;
    std::optional<MonotonicTime> probe_until_;  ///< a probe without an outcome is given up
    std::string reason_;
};

struct AdmissionSettings {
    std::size_t slow_from = 50;      ///< queued messages beyond which callers slow down
    std::size_t refuse_from = 2000;  ///< beyond which they are refused
    BreakerSettings breaker;
};

/// The backpressure contract: callers see how deep the queue is and what that means for them.
/// Cancels, orders and reconciliation are always accepted.
class AdmissionControl {
  public:
    explicit AdmissionControl(AdmissionSettings settings = {});

    /// `rate`: messages per second that leave at most.
    [[nodiscard]] Admission admit(Priority priority, std::size_t queued, double rate,
                                  const Now& now) const;
    [[nodiscard]] CircuitBreaker& breaker(Priority priority);
    [[nodiscard]] const CircuitBreaker& breaker(Priority priority) const;

  private:
    AdmissionSettings settings_;
    std::array<CircuitBreaker, priority_count> breakers_;
};

}  // namespace wingspread::broker
