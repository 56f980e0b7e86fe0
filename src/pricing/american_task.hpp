#pragma once

#include "pricing/american.hpp"
#include "pricing/european_task.hpp"

#include <cstddef>
#include <cstdint>

namespace wingspread::pricing {

/// `count` options from `first` on, and which of them the kernel leaves to the tree.
struct AmericanTask {
    const OptionColumns* options;
    std::size_t first;
    std::size_t count;
    GreekTargets out;            ///< at the first of them
    std::uint8_t* left_to_tree;  ///< one per option, set to 0 or 1
};

/// Price by binomial tree, Greeks by differences of such prices.
Greeks american_by_tree(Right right, const AmericanMarket& market, double strike, double volatility,
                        const AmericanSettings& settings);

}  // namespace wingspread::pricing
