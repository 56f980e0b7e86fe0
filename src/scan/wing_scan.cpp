#include "scan/wing_scan.hpp"

#include "scan/wing_side.hpp"

namespace wingspread::scan {

namespace {

using options::Right;
using options::Side;

void set_wings(const WingForm& form, const LegTable& calls, const LegTable& puts,
               const Criteria& criteria, WingWorkspace& wings) {
    const auto set = [&](Right right, WingEnd end, WingLegs& legs) {
        set_wing_legs(right == Right::call ? calls : puts, end, form.outer,
                      options::opposite(form.outer), criteria, legs);
    };
    set(form.low_right, WingEnd::low, wings.low);
    set(form.high_right, WingEnd::high, wings.high);
}

std::uint64_t count(const WingWorkspace& wings, const WingForm& form, Stage least,
                    double width = infinity) {
    return count_structures(wings.low.census, wings.high.census, form.relation, least, width);
}

class WingScan {
  public:
    WingScan(const SliceSearch& search, const WingForm& form, const WingWorkspace& wings,
             FoundList& top, ScanCounts& counts)
        : search_(search),
          form_(form),
          top_(top),
          counts_(counts),
          judge_(search.criteria, search.slice.terms.multiplier, search.time.dte),
          low_(wings.low.passed, search.of(form.low_right)),
          high_(wings.high.passed, search.of(form.high_right)) {
        if (judge_.needs_pop()) chances_.emplace(search.model, search.slice.strikes);
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

    [[nodiscard]] bool may_hold(const WingBlock& low, const WingBlock& high) const {
        return is_beside(low_.pairs.inner[low.begin], high_.pairs.inner[high.end - 1]) &&
               (!form_.relation.shares_strike ||
                low_.pairs.inner[low.end - 1] >= high_.pairs.inner[high.begin]) &&
               low.least_net + high.least_net <= window_.high &&
               low.greatest_net + high.greatest_net >= window_.low &&
               low.reach + high.reach + constant_ >= 0 &&
               (!chances_ || most_chance(low, high) >= least_chance_);
    }
    /// Whether a low inner row and some high inner row up to `high` can go together.
    [[nodiscard]] bool is_beside(std::uint32_t low, std::uint32_t high) const {
        return form_.relation.shares_strike ? low <= high : low < high;
    }

    void scan_blocks(const WingBlock& low, const WingBlock& high) {
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
        if (chances_ && most_chance(i, j) < least_chance_) return;
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
        ++(top_.offer({key, search_.index, search_.index, place_of(i, j)})
               ? counts_.qualified
               : counts_.of(Rejection::where));
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

    [[nodiscard]] double most_chance(const WingBlock& low, const WingBlock& high) const {
        const double net = low.least_net + high.least_net;
        return sum_of_chances(
            {low.least_sum + high.least_net, low.most_difference - high.least_net, net},
            {high.least_sum + low.least_net, high.most_difference - low.least_net, net});
    }
    [[nodiscard]] double most_chance(std::uint32_t i, std::uint32_t j) const {
        const double net = low_.pairs.net[i] + high_.pairs.net[j];
        const double low = strike_of(form_.low_right, low_.pairs.inner[i]);
        const double high = strike_of(form_.high_right, high_.pairs.inner[j]);
        return sum_of_chances({low + net, low - net, net}, {high + net, high - net, net});
    }
    [[nodiscard]] double sum_of_chances(const WingReach& low, const WingReach& high) const {
        return scan::most_chance(*chances_, form_, value_, WingEnd::low, low) +
               scan::most_chance(*chances_, form_, value_, WingEnd::high, high);
    }

    const SliceSearch& search_;
    const WingForm& form_;
    FoundList& top_;
    ScanCounts& counts_;
    Judge judge_;
    std::optional<ChanceTable> chances_;  ///< where somebody asks for probabilities
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
                           const Criteria& criteria, WingWorkspace& wings) {
    set_wings(form, calls, puts, criteria, wings);
    return count(wings, form, Stage::unusable_quote);
}

void scan_wings(const SliceSearch& search, const WingForm& form, WingWorkspace& wings,
                FoundList& top, ScanCounts& counts) {
    set_wings(form, search.calls, search.puts, search.criteria, wings);
    std::uint64_t left = count(wings, form, Stage::unusable_quote);
    counts.enumerated += left;
    for (const auto& [stage, reason] : failing_stages) {
        if (!wings.low.census.has(stage) && !wings.high.census.has(stage)) continue;
        const auto kept = count(wings, form, static_cast<Stage>(static_cast<int>(stage) + 1));
        counts.of(reason) += left - kept;
        left = kept;
    }
    if (const auto& least = search.criteria.min_width) {
        const auto narrow = count(wings, form, Stage::passed, in_half_units(*least));
        counts.of(Rejection::width) += narrow;
        left -= narrow;
    }
    counts.ruled_out += left - WingScan(search, form, wings, top, counts).run();
}

}  // namespace wingspread::scan
