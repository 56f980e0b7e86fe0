#pragma once

#include <array>
#include <cstddef>

namespace wingspread::pricing {

inline constexpr std::size_t most_tree_steps = 2001;
/// Arrays of nodes are this much longer than they need be: vectors may reach beyond the last one.
inline constexpr std::size_t tree_padding = 8;

/// What exercise at a level brings: slope·node + offset, for each of the nodes as they stand at
/// expiry. A second offer is there around a dividend; elsewhere it is the same once more.
struct ExerciseOffer {
    double slope;
    double offset;
    double second_slope;
    double second_offset;
};

/// A tree to be rolled back to its root.
struct RollBackTask {
    std::size_t steps;
    double up_weight;  ///< discounted probabilities
    double down_weight;
    const double* nodes;            ///< the underlying at expiry, steps + 1 and padding
    const ExerciseOffer* offers;    ///< of the levels before expiry
    double* values;                 ///< as long as `nodes`: at expiry; values[0] is the result
    std::array<double, 2>* first;   ///< filled: the values one step after the root
    std::array<double, 3>* second;  ///< filled: two steps after it
};

}  // namespace wingspread::pricing
