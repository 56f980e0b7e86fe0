#include "scan/wing_pairs.hpp"

#include "scan/pop_zone.hpp"

#include <algorithm>
#include <cmath>

namespace wingspread::scan {

namespace {

/// Puts pairs of one end into its columns, a new group for every width: strikes are evenly spaced
/// over long runs.
class PairWriter {
  public:
    PairWriter(const LegTable& table, options::Side outer, options::Side inner, WingPairs& pairs)
        : strike_(table.legs.strike.data()),
          outer_net_(net_of(table, outer)),
          inner_net_(net_of(table, inner)),
          outer_natural_(outer == options::Side::buy ? table.legs.ask.data()
                                                     : table.legs.bid.data()),
          inner_natural_(inner == options::Side::buy ? table.legs.ask.data()
                                                     : table.legs.bid.data()),
          outer_score_(score_of(table, outer)),
          inner_score_(score_of(table, inner)),
          sign_(outer == options::Side::buy ? 1 : -1),
          pairs_(pairs) {}

    [[nodiscard]] double width(std::size_t outer, std::size_t inner) const {
        return std::abs(strike_[inner] - strike_[outer]);
    }

    void add(std::size_t outer, std::size_t inner, double width, std::size_t distance) {
        auto& groups = pairs_.groups;
        if (groups.empty() || groups.back().width != width || groups.back().distance != distance)
            groups.push_back({width, distance, size_, size_});
        pairs_.inner[size_] = static_cast<std::uint32_t>(inner);
        pairs_.outer[size_] = static_cast<std::uint32_t>(outer);
        pairs_.net[size_] = sign_ * (outer_net_[outer] - inner_net_[inner]);
        pairs_.natural[size_] = sign_ * (outer_natural_[outer] - inner_natural_[inner]);
        pairs_.score[size_] = outer_score_[outer] + inner_score_[inner];
        groups.back().end = ++size_;
    }
    [[nodiscard]] std::size_t size() const { return size_; }

  private:
    static const double* net_of(const LegTable& table, options::Side side) {
        return side == options::Side::buy ? table.legs.pay.data() : table.legs.receive.data();
    }
    static const double* score_of(const LegTable& table, options::Side side) {
        return side == options::Side::buy ? table.score.bought.data() : table.score.sold.data();
    }

    const double* strike_;
    const double* outer_net_;
    const double* inner_net_;
    const double* outer_natural_;
    const double* inner_natural_;
    const double* outer_score_;
    const double* inner_score_;
    double sign_;  ///< of what the outer leg adds to the net price
    WingPairs& pairs_;
    std::uint32_t size_ = 0;
};

}  // namespace

void WingPairs::resize(std::size_t pairs) {
    for (auto* rows : {&inner, &outer}) rows->resize(pairs);
    for (auto* figures : {&net, &natural, &score}) figures->resize(pairs);
}

void WingCensus::reset(std::size_t rows) {
    rows_ = rows;
    widths_.clear();
    counts_.clear();
    last_ = none;
}

bool WingCensus::has(Stage stage) const {
    for (std::size_t i = 0; i < widths_.size(); ++i) {
        const auto* begin = counts_.data() + (i * stages + static_cast<std::size_t>(stage)) * rows_;
        if (std::any_of(begin, begin + rows_, [](auto count) { return count != 0; })) return true;
    }
    return false;
}

std::size_t WingCensus::place_of(double width) {
    const auto found = std::ranges::find(widths_, width);
    if (found == widths_.end()) {
        widths_.push_back(width);
        counts_.resize(widths_.size() * stages * rows_);
        return widths_.size() - 1;
    }
    return static_cast<std::size_t>(found - widths_.begin());
}

void WingCensus::add_rows(std::size_t place, Stage least, RowCounts& sums) const {
    for (auto stage = static_cast<std::size_t>(least); stage < stages; ++stage) {
        const auto* counts = counts_.data() + (place * stages + stage) * rows_;
        for (std::size_t row = 0; row < rows_; ++row) sums[row] += counts[row];
    }
}

std::uint64_t count_structures(const WingCensus& low, const WingCensus& high,
                               const WingRelation& relation, Stage least, double width) {
    const auto rows = std::max(low.rows_, high.rows_);
    const auto combine = [&](const WingCensus::RowCounts& lows,
                             const WingCensus::RowCounts& highs) {
        std::uint64_t sum = 0;
        std::uint64_t below = 0;  // low pairs whose inner strike is lower
        for (std::size_t row = 0; row < rows; ++row) {
            sum += highs[row] * (relation.shares_strike ? lows[row] : below);
            below += lows[row];
        }
        return sum;
    };
    const auto all = [&](const WingCensus& census) {
        WingCensus::RowCounts sums(rows);
        for (std::size_t i = 0; i < census.widths_.size(); ++i)
            if (census.widths_[i] < width) census.add_rows(i, least, sums);
        return sums;
    };
    const auto equal = [&] {
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < low.widths_.size(); ++i) {
            const auto other = std::ranges::find(high.widths_, low.widths_[i]);
            if (!(low.widths_[i] < width) || other == high.widths_.end()) continue;
            WingCensus::RowCounts lows(rows);
            WingCensus::RowCounts highs(rows);
            low.add_rows(i, least, lows);
            high.add_rows(static_cast<std::size_t>(other - high.widths_.begin()), least, highs);
            sum += combine(lows, highs);
        }
        return sum;
    };
    if (relation.wings == options::Wings::equal) return equal();
    const auto any = combine(all(low), all(high));
    return relation.wings == options::Wings::any ? any : any - equal();
}

void set_wing_legs(const LegTable& table, WingEnd end, options::Side outer_side,
                   options::Side inner_side, const Criteria& criteria, WingLegs& legs) {
    const auto rows = table.legs.size();
    const auto reach =
        std::min(static_cast<std::size_t>(criteria.max_wing_strikes), rows == 0 ? 0 : rows - 1);
    const double max_width = criteria.max_width ? in_half_units(*criteria.max_width) : infinity;
    legs.census.reset(rows);
    legs.passed.groups.clear();
    legs.passed.resize(reach * rows);
    PairWriter writer(table, outer_side, inner_side, legs.passed);
    const auto& outer_stage = outer_side == options::Side::buy ? table.bought : table.sold;
    const auto& inner_stage = inner_side == options::Side::buy ? table.bought : table.sold;
    for (std::size_t distance = 1; distance <= reach; ++distance) {
        for (std::size_t lower = 0; lower + distance < rows; ++lower) {
            const auto outer = end == WingEnd::low ? lower : lower + distance;
            const auto inner = end == WingEnd::low ? lower + distance : lower;
            Stage stage = std::min(outer_stage[outer], inner_stage[inner]);
            if (stage == Stage::unlisted) continue;
            const double width = writer.width(outer, inner);
            if (stage == Stage::passed && width > max_width) stage = Stage::width;
            legs.census.add(width, inner, stage);
            if (stage == Stage::passed) writer.add(outer, inner, width, distance);
        }
    }
    legs.passed.resize(writer.size());
}

}  // namespace wingspread::scan
