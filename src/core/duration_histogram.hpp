#pragma once

#include "core/time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
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

    /// Adds what another one has counted; false, and nothing is added, when its bounds differ.
    bool add(const DurationHistogram& other) {
        if (other.bounds_ != bounds_) return false;
        for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
        sum_seconds_ += other.sum_seconds_;
        return true;
    }
    /// As counted elsewhere: one count per bound and one for what lies beyond the last.
    static std::optional<DurationHistogram> of(std::vector<double> upper_bounds_seconds,
                                               std::vector<std::uint64_t> counts,
                                               double sum_seconds) {
        DurationHistogram made(std::move(upper_bounds_seconds));
        if (counts.size() != made.counts_.size()) return std::nullopt;
        made.counts_ = std::move(counts);
        made.sum_seconds_ = sum_seconds;
        return made;
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
