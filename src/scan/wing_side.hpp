#pragma once

#include "scan/wing_pairs.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace wingspread::scan {

/// A run of pairs of one group, and the best of each figure among them.
struct WingBlock {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    double least_net = 0;
    double greatest_net = 0;
    double least_sum = 0;        ///< of inner strike and net price
    double most_difference = 0;  ///< of the same
    double reach = 0;            ///< greatest share of the linear key
};

/// One end's pairs that passed, in blocks.
class WingSide {
  public:
    static constexpr std::uint32_t block_size = 32;

    WingSide(const WingPairs& passed, const LegTable& legs);

    const WingPairs& pairs;
    std::vector<double> share;  ///< of the linear key at the present threshold

    void set_shares(double of_net);

    [[nodiscard]] std::span<const WingBlock> blocks_of(std::size_t group) const {
        const auto [first, last] = of_group_[group];
        return std::span(blocks_).subspan(first, last - first);
    }

  private:
    void add_block(std::uint32_t begin, std::uint32_t end, const LegTable& legs);

    std::vector<WingBlock> blocks_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> of_group_;  ///< blocks of each group
};

}  // namespace wingspread::scan
