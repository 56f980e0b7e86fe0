#include "sim/noise.hpp"

#include <cmath>

namespace wingspread::sim {
namespace {

constexpr int block_bits = 23;  // seconds in a block, as a power of two
constexpr int fine_bits = 2;    // the finest step is a quarter of a second
constexpr double seconds_per_year = 365.0 * 86'400.0;

/// About standard normal and bounded by ±3.46: the sum of four uniforms.
double small_normal(std::uint64_t hash) {
    double sum = 0;
    for (int i = 0; i < 4; ++i) sum += static_cast<double>((hash >> (16 * i)) & 0xFFFF) / 65'536.0;
    return (sum - 2.0) * std::sqrt(3.0);
}

}  // namespace

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    std::uint64_t z = a + 0x9E3779B97F4A7C15ULL * (b + 1);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

std::uint64_t hash_text(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001B3ULL;
    }
    return hash;
}

double unit(std::uint64_t hash) { return static_cast<double>(hash >> 11) * 0x1.0p-53; }

double RandomPath::at(MarketTime time) const {
    constexpr std::int64_t block_ns = (std::int64_t{1} << block_bits) * 1'000'000'000;
    const std::int64_t ns = time.time_since_epoch().count();
    std::int64_t block = ns / block_ns;
    if (ns % block_ns < 0) --block;
    double position = static_cast<double>(ns - block * block_ns) / static_cast<double>(block_ns);

    const std::uint64_t block_seed = mix(seed_, static_cast<std::uint64_t>(block));
    double left = 0;
    double right = 0;
    double length = std::ldexp(1.0, block_bits) / seconds_per_year;
    std::uint64_t node = 1;  // binary heap number of the interval
    for (int level = 0; level < block_bits + fine_bits; ++level) {
        const double middle =
            0.5 * (left + right) + 0.5 * std::sqrt(length) * small_normal(mix(block_seed, node));
        length *= 0.5;
        position *= 2;
        if (position < 1) {
            right = middle;
            node = 2 * node;
        } else {
            left = middle;
            node = 2 * node + 1;
            position -= 1;
        }
    }
    return left + (right - left) * position;
}

}  // namespace wingspread::sim
