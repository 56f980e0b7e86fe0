#pragma once

#include "core/time.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace wingspread {

/// Counts durations by upper bound, as a Prometheus histogram does. Counting allocates nothing.
class DurationHistogram {
  public:
    /// `upper_bounds_seconds` must rise.
    explicit DurationHistogram(std::vector<double> upper_bounds_seconds)
        : bounds_(std::move(upper_bounds_seconds)), counts_(bounds_.size() + 1) {}

    void count(Duration took) {
        const double seconds = std::chrono::duration<double>(took).count();
        const auto bucket = std::ranges::lower_bound(bounds_, seconds) - bounds_.begin();
        ++counts_[static_cast<std::size_t>(bucket)];
        sum_seconds_ += seconds;
    }

    [[nodiscard]] const std::vector<double>& upper_bounds_seconds() const { return bounds_; }
    /// One per bound and one for what lies beyond the last; not cumulative.
    [[nodiscard]] const std::vector<std::uint64_t>& counts() const { return counts_; }
    [[nodiscard]] double sum_seconds() const { return sum_seconds_; }

  private:
    std::vector<double> bounds_;
    std::vector<std::uint64_t> counts_;
    double sum_seconds_ = 0;
};

}  // namespace wingspread
