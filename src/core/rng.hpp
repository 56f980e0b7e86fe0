#pragma once

#include <cstdint>
#include <string_view>

namespace wingspread {

/// A seeded random stream: xoshiro256** by Blackman and Vigna (https://prng.di.unimi.it), seeded
/// through splitmix64. The same seed gives the same draws on every machine, which the standard
/// library's distributions do not promise; so the few that we need stand here.
class Rng {
  public:
    using result_type = std::uint64_t;

    explicit Rng(std::uint64_t seed);

    /// An independent stream for a part of the system: draws of one never shift another's.
    [[nodiscard]] Rng split(std::string_view name) const;

    std::uint64_t operator()();
    static constexpr std::uint64_t min() { return 0; }
    static constexpr std::uint64_t max() { return UINT64_MAX; }

    /// Uniform in [0, 1).
    double uniform();
    /// Uniform in [low, high], both included; low <= high.
    std::int64_t between(std::int64_t low, std::int64_t high);
    /// True with the given probability.
    bool chance(double probability);
    /// Standard normal, by the polar method.
    double normal();

  private:
    std::uint64_t seed_;
    std::uint64_t state_[4];
};

}  // namespace wingspread
