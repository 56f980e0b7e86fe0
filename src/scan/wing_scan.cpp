#include "scan/wing_scan.hpp"

#include <array>
#include <span>

namespace wingspread::scan {

namespace {

using options::Right;
using options::Side;

constexpr std::uint32_t block_size = 32;

/// A run of pairs of one group, and the best of each figure among them.
struct Block {
    std::uint32_t begin;
    std::uint32_t end;
    double least_net;
    double greatest_net;
    double most_chance;
    double reach;  ///< greatest share of the linear key
};

/// One end's pairs that passed, in blocks.
struct WingSide {
    WingPairs pairs;
    std::vector<double> chance;  ///< empty when nobody asks
    std::vector<double> share;   ///< of the linear key at the present threshold
    std::vector<Block> blocks;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> of_group;  ///< blocks of each group
    double least_net = infinity;

    explicit WingSide(WingPairs passed) : pairs(std::move(passed)) {
        for (const auto& group : pairs.groups) {
            const auto first = static_cast<std::uint32_t>(blocks.size());
            for (auto begin = group.begin; begin < group.end; begin += block_size)
                add_block(begin, std::min(group.end, begin + block_size));
            of_group.emplace_back(first, static_cast<std::uint32_t>(blocks.size()));
        }
        share.resize(pairs.size());
    }

    void add_block(std::uint32_t begin, std::uint32_t end) {
        Block block{begin, end, infinity, -infinity, infinity, infinity};
        for (auto i = begin; i < end; ++i) {
            block.least_net = std::min(block.least_net, pairs.net[i]);
            block.greatest_net = std::max(block.greatest_net, pairs.net[i]);
        }
        least_net = std::min(least_net, block.least_net);
        blocks.push_back(block);
    }

    void set_shares(double of_net) {
        for (std::size_t i = 0; i < share.size(); ++i)
            share[i] = pairs.score[i] + of_net * pairs.net[i];
        set_best(share, &Block::reach);
    }
    void set_best(const std::vector<double>& column, double Block::* best) {
        for (auto& block : blocks)
            block.*best =
                *std::max_element(column.begin() + block.begin, column.begin() + block.end);
    }
    [[nodiscard]] std::span<const Block> blocks_of(std::size_t group) const {
        const auto [first, last] = of_group[group];
        return std::span(blocks).subspan(first, last - first);
    }
};

struct AllPairs {
    WingPairs low;
    WingPairs high;

    AllPairs(const WingForm& form, const LegTable& calls, const LegTable& puts,
             const Criteria& criteria) {
        const auto table = [&](Right right) -> const LegTable& {
            return right == Right::call ? calls : puts;
        };
        const Side inner = options::opposite(form.outer);
        low = pairs_of(table(form.low_right), WingEnd::low, form.outer, inner, criteria);
        high = pairs_of(table(form.high_right), WingEnd::high, form.outer, inner, criteria);
    }
};

class WingScan {
  public:
    WingScan(const SliceSearch& search, const WingForm& form, const AllPairs& all, FoundList& top,
             ScanCounts& counts)
        : search_(search),
          form_(form),
          top_(top),
          counts_(counts),
          judge_(search.criteria, search.slice.terms.multiplier, search.time.dte),
          low_(all.low.passed()),
          high_(all.high.passed()) {
        if (judge_.needs_pop()) bound_chances();
    }

    /// How many were looked at one by one.
    std::uint64_t run() {
        for (std::size_t low = 0; low < low_.pairs.groups.size(); ++low)
            for (std::size_t high = 0; high < high_.pairs.groups.size(); ++high)
                if (is_wanted(low, high)) scan_groups(low, high);
        return looked_at_;
    }

  private:
    [[nodiscard]] bool is_wanted(std::size_t low, std::size_t high) const {
        const double low_width = low_.pairs.groups[low].width;
        const double high_width = high_.pairs.groups[high].width;
        const auto& least = search_.criteria.min_width;
        return form_.relation.fits_widths(low_width, high_width) &&
               (!least || std::max(low_width, high_width) >= in_half_units(*least));
    }

    void scan_groups(std::size_t low, std::size_t high) {
        value_ = value_of(form_, low_.pairs.groups[low].width, high_.pairs.groups[high].width);
        window_ = judge_.window(value_.worst(), value_.best());
        raise_threshold();
        constant_ = judge_.by_pop() ? 0 : linear_.constant(value_.worst(), value_.best());
        for (const auto& low_block : low_.blocks_of(low))
            for (const auto& high_block : high_.blocks_of(high))
                if (may_hold(low_block, high_block)) scan_blocks(low_block, high_block);
    }

    /// Turns the key of the worst that is listed into what blocks and pairs must reach.
    void raise_threshold() {
        if (threshold_ == top_.threshold()) return;
        threshold_ = top_.threshold();
        least_chance_ = search_.criteria.min_pop.value_or(-infinity);
        if (judge_.by_pop()) {
            least_chance_ = std::max(least_chance_, threshold_);
        } else {
            linear_ = judge_.at_least(threshold_);
            low_.set_shares(linear_.of_net);
            high_.set_shares(linear_.of_net);
        }
        // Sums of probabilities are rounded; those that profit inside have one too much.
        least_chance_ += (form_.profits_inside() ? 1 : 0) - 1e-9;
    }

    [[nodiscard]] bool may_hold(const Block& low, const Block& high) const {
        return is_beside(low_.pairs.inner[low.begin], high_.pairs.inner[high.end - 1]) &&
               (!form_.relation.shares_strike ||
                low_.pairs.inner[low.end - 1] >= high_.pairs.inner[high.begin]) &&
               low.least_net + high.least_net <= window_.high &&
               low.greatest_net + high.greatest_net >= window_.low &&
               low.reach + high.reach + constant_ >= 0 &&
               low.most_chance + high.most_chance >= least_chance_;
    }
    /// Whether a low inner row and some high inner row up to `high` can go together.
    [[nodiscard]] bool is_beside(std::uint32_t low, std::uint32_t high) const {
        return form_.relation.shares_strike ? low <= high : low < high;
    }

    void scan_blocks(const Block& low, const Block& high) {
        const double* share = high_.share.data();
        const double* net = high_.pairs.net.data();
        for (auto i = low.begin; i < low.end; ++i) {
            auto from = high.begin;
            while (from < high.end && !is_beside(low_.pairs.inner[i], high_.pairs.inner[from]))
                ++from;
            const auto to = form_.relation.shares_strike
                                ? end_of_strike(low_.pairs.inner[i], from, high.end)
                                : high.end;
            const double least_share = -constant_ - low_.share[i];
            const double most_net = window_.high - low_.pairs.net[i];
            for (auto j = from; j < to; ++j)
                if (share[j] >= least_share && net[j] <= most_net) consider(i, j);
        }
    }
    [[nodiscard]] std::uint32_t end_of_strike(std::uint32_t row, std::uint32_t from,
                                              std::uint32_t end) const {
        while (from < end && high_.pairs.inner[from] == row) ++from;
        return from;
    }

    void consider(std::uint32_t i, std::uint32_t j) {
        if (judge_.needs_pop() && form_bounds_chances() &&
            low_.chance[i] + high_.chance[j] < least_chance_)
            return;
        const auto& low = low_.pairs;
        const auto& high = high_.pairs;
        const Prospect prospect{.natural = low.natural[i] + high.natural[j],
                                .net = low.net[i] + high.net[j],
                                .worst = value_.worst(),
                                .best = value_.best(),
                                .has_width = true,
                                .score = low.score[i] + high.score[j]};
        ++looked_at_;
        if (const auto reason = judge_.reason_against(prospect)) {
            ++counts_.of(*reason);
            return;
        }
        double key = judge_.by_pop() ? 0 : judge_.key(prospect);
        if (judge_.needs_pop()) {
            const double pop = probability_of_profit(
                search_.model, form_, value_, strike_of(form_.low_right, low.inner[i]),
                strike_of(form_.high_right, high.inner[j]), prospect.net);
            if (search_.criteria.min_pop && !(pop >= *search_.criteria.min_pop)) {
                ++counts_.of(Rejection::pop);
                return;
            }
            if (judge_.by_pop()) key = pop;
        }
        ++counts_.qualified;
        top_.offer({key, search_.index, search_.index, place_of(i, j)});
    }

    [[nodiscard]] StructurePlace place_of(std::uint32_t i, std::uint32_t j) const {
        const auto& low = low_.pairs;
        const auto& high = high_.pairs;
        if (options::form_of(form_.kind).roles.size() == 3)
            return {form_.kind, {low.outer[i], low.inner[i], high.outer[j]}};
        return {form_.kind, {low.outer[i], low.inner[i], high.inner[j], high.outer[j]}};
    }

    [[nodiscard]] double strike_of(Right right, std::uint32_t row) const {
        return search_.of(right).legs.strike[row];
    }

    /// What a side can add is known apart where the value between does not depend on the other's
    /// width.
    [[nodiscard]] bool form_bounds_chances() const {
        return form_.low_right != form_.high_right || form_.relation.wings == options::Wings::equal;
    }

    void bound_chances() {
        if (!form_bounds_chances()) return;
        const ChanceTable table(search_.model, search_.slice.strikes);
        bound(table, low_, WingEnd::low, form_.low_right, high_.least_net);
        bound(table, high_, WingEnd::high, form_.high_right, low_.least_net);
    }
    void bound(const ChanceTable& table, WingSide& side, WingEnd end, Right right,
               double least_net_beside) const {
        side.chance.resize(side.pairs.size());
        for (const auto& group : side.pairs.groups) {
            const auto value = value_of(form_, group.width, group.width);
            for (auto i = group.begin; i < group.end; ++i)
                side.chance[i] =
                    most_chance(table, form_, value, end, strike_of(right, side.pairs.inner[i]),
                                side.pairs.net[i] + least_net_beside);
        }
        side.set_best(side.chance, &Block::most_chance);
    }

    const SliceSearch& search_;
    const WingForm& form_;
    FoundList& top_;
    ScanCounts& counts_;
    Judge judge_;
    WingSide low_;
    WingSide high_;

    WingValue value_;
    NetWindow window_{};
    Judge::Linear linear_{};
    double constant_ = 0;
    double threshold_ = infinity;
    double least_chance_ = -infinity;
    std::uint64_t looked_at_ = 0;
};

}  // namespace

std::uint64_t count_listed(const WingForm& form, const LegTable& calls, const LegTable& puts,
                           const Criteria& criteria) {
    const AllPairs all(form, calls, puts, criteria);
    return count_structures(all.low, all.high, form.relation, Stage::unusable_quote);
}

void scan_wings(const SliceSearch& search, const WingForm& form, FoundList& top,
                ScanCounts& counts) {
    const AllPairs all(form, search.calls, search.puts, search.criteria);
    const auto count_from = [&](Stage stage) {
        return count_structures(all.low, all.high, form.relation, stage);
    };
    std::uint64_t left = count_from(Stage::unusable_quote);
    counts.enumerated += left;
    for (const auto& [stage, reason] : failing_stages) {
        if (!std::ranges::count(all.low.stage, stage) && !std::ranges::count(all.high.stage, stage))
            continue;
        const auto kept = count_from(static_cast<Stage>(static_cast<int>(stage) + 1));
        counts.of(reason) += left - kept;
        left = kept;
    }
    if (const auto& least = search.criteria.min_width) {
        const auto narrow = count_narrower(all.low, all.high, form.relation, in_half_units(*least));
        counts.of(Rejection::width) += narrow;
        left -= narrow;
    }
    counts.ruled_out += left - WingScan(search, form, all, top, counts).run();
}

}  // namespace wingspread::scan
