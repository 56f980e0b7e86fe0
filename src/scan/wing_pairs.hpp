#pragma once

#include "scan/leg_table.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace wingspread::scan {

/// Structures of two wings are made of two verticals: the low one of roles one and two, the high
/// one of the last two. A wing pair is such a vertical: the outer leg at the structure's end, the
/// inner one beside the other wing.
enum class WingEnd : std::uint8_t { low, high };

/// Pairs of one width and one distance in rows, inner rows rising.
struct WingGroup {
    double width = 0;  ///< half units
    std::size_t distance = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// All pairs of listed legs on one end within the widest wing, group by group.
struct WingPairs {
    std::vector<WingGroup> groups;
    std::vector<std::uint32_t> inner;
    std::vector<std::uint32_t> outer;
    std::vector<Stage> stage;
    std::vector<double> net;
    std::vector<double> natural;
    std::vector<double> score;

    [[nodiscard]] std::size_t size() const { return inner.size(); }
    void reserve(std::size_t pairs);
    /// Only the pairs that have passed every stage.
    [[nodiscard]] WingPairs passed() const;
};

WingPairs pairs_of(const LegTable& table, WingEnd end, options::Side outer, options::Side inner,
                   const Criteria& criteria);

/// How two wings of one structure go together.
struct WingRelation {
    bool shares_strike;  ///< the inner legs are at one strike; else the low one is below
    options::Wings wings;

    [[nodiscard]] bool fits_widths(double low, double high) const {
        return wings == options::Wings::any || (low == high) == (wings == options::Wings::equal);
    }
};

/// How many structures pairs that have got as far as `least` make.
std::uint64_t count_structures(const WingPairs& low, const WingPairs& high,
                               const WingRelation& relation, Stage least);
/// The same of those that passed, for wings that are both narrower than `width`.
std::uint64_t count_narrower(const WingPairs& low, const WingPairs& high,
                             const WingRelation& relation, double width);

}  // namespace wingspread::scan
