#pragma once

#include "scan/leg_table.hpp"

#include <cstdint>
#include <limits>
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

/// The pairs on one end within the widest wing that have passed every stage, group by group.
struct WingPairs {
    std::vector<WingGroup> groups;
    std::vector<std::uint32_t> inner;
    std::vector<std::uint32_t> outer;
    std::vector<double> net;
    std::vector<double> natural;
    std::vector<double> score;

    [[nodiscard]] std::size_t size() const { return inner.size(); }
    void resize(std::size_t pairs);
};

/// How two wings of one structure go together.
struct WingRelation {
    bool shares_strike;  ///< the inner legs are at one strike; else the low one is below
    options::Wings wings;

    [[nodiscard]] bool fits_widths(double low, double high) const {
        return wings == options::Wings::any || (low == high) == (wings == options::Wings::equal);
    }
};

/// How many pairs of listed legs one end has, by width, stage and inner row.
class WingCensus {
  public:
    /// Empty, for a table of that many rows.
    void reset(std::size_t rows);

    void add(double width, std::size_t inner, Stage stage) {
        if (last_ == none || widths_[last_] != width) last_ = place_of(width);
        ++counts_[(last_ * stages + static_cast<std::size_t>(stage)) * rows_ + inner];
    }
    [[nodiscard]] bool has(Stage stage) const;

    /// How many structures pairs that have got as far as `least` and are narrower than `width`
    /// make.
    friend std::uint64_t count_structures(const WingCensus& low, const WingCensus& high,
                                          const WingRelation& relation, Stage least, double width);

  private:
    static constexpr std::size_t stages = static_cast<std::size_t>(Stage::passed) + 1;
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
    using RowCounts = std::vector<std::uint64_t>;

    std::size_t place_of(double width);
    void add_rows(std::size_t place, Stage least, RowCounts& sums) const;

    std::size_t rows_ = 0;
    std::vector<double> widths_;
    std::vector<std::uint32_t> counts_;  ///< [width][stage][inner row]
    std::size_t last_ = none;
};

std::uint64_t count_structures(const WingCensus& low, const WingCensus& high,
                               const WingRelation& relation, Stage least,
                               double width = std::numeric_limits<double>::infinity());

/// All pairs of one end: counted, and those that passed.
struct WingLegs {
    WingCensus census;
    WingPairs passed;
};
/// Memory for both ends, used again for slice after slice: fresh pages would cost more than what is
/// done with them.
struct WingWorkspace {
    WingLegs low;
    WingLegs high;
};
void set_wing_legs(const LegTable& table, WingEnd end, options::Side outer, options::Side inner,
                   const Criteria& criteria, WingLegs& legs);

}  // namespace wingspread::scan
