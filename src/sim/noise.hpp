#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <string_view>

namespace wingspread::sim {

/// Mixes numbers into one that looks random (splitmix64's finaliser). The base of all figures that
/// must be the same whenever they are asked for.
std::uint64_t mix(std::uint64_t a, std::uint64_t b);
/// 64-bit FNV-1a.
std::uint64_t hash_text(std::string_view text);
/// Uniform in [0, 1).
double unit(std::uint64_t hash);

/// A Brownian motion that can be asked for its value at any time, in any order: Lévy's midpoint
/// construction with displacements drawn by hash. It is tied to zero every 2^23 seconds (97 days),
/// so that what it drives never wanders far.
class RandomPath {
  public:
    explicit RandomPath(std::uint64_t seed) : seed_(seed) {}
    /// In units of the square root of a year.
    [[nodiscard]] double at(MarketTime time) const;

  private:
    std::uint64_t seed_;
};

}  // namespace wingspread::sim
