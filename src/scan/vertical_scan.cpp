#include "scan/vertical_scan.hpp"

#include "scan/pop_zone.hpp"
#include "scan/row_screen.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace wingspread::scan {

namespace {

using options::Right;
using options::VerticalKind;

std::uint64_t kinds_of(Right right, const Criteria& criteria) {
    return static_cast<std::uint64_t>(
        std::ranges::count_if(options::all_vertical_kinds, [&](VerticalKind kind) {
            return options::right_of(kind) == right && criteria.wants(kind);
        }));
}

/// A little below: the screen's sums may differ from a key's by rounding, and must not lose a
/// candidate that would get in.
double just_below(double threshold) { return threshold - 1e-9 * (1 + std::abs(threshold)); }

/// The verticals of one slice.
class VerticalScan {
  public:
    VerticalScan(const ModelledSlice& search, Counting counting, VerticalWorkspace& room,
                 FoundList& top, ScanCounts& counts)
        : search_(search),
          criteria_(search.criteria),
          counting_(counting),
          top_(top),
          counts_(counts),
          zones_(search.model,
                 needs_zones() ? std::span(search.slice.strikes) : std::span<const Price>()),
          legs_(room.legs),
          score_(room.score),
          look_(room.look),
          runs_(room.runs),
          bounds_(room.bounds) {}

    void run() {
        for (const auto right : {Right::call, Right::put}) scan_right(right);
    }

  private:
    void scan_right(Right right) {
        const std::uint64_t kinds = kinds_of(right, criteria_);
        if (kinds == 0) return;
        collect_legs(search_.slice, right, search_.model, criteria_, kinds, legs_, counts_);
        set_score(criteria_.sort, legs_, search_.slice.terms.multiplier, search_.time.dte, score_);
        look_.resize(legs_.size());
        for (const auto kind : options::all_vertical_kinds)
            if (criteria_.wants(kind) && options::right_of(kind) == right) scan_kind(kind);
    }

    void scan_kind(VerticalKind kind) {
        kind_ = kind;
        if (by_pop()) set_breakeven_score(kind, legs_, score_);
        set_limits();
        find_runs();
        if (counting_ == Counting::by_bounds) {
            scan_promising_blocks();
            return;
        }
        for (std::size_t sold = 0; sold < legs_.size(); ++sold) {
            raise_threshold();
            if (runs_[sold].size() > 0) scan_row(sold, runs_[sold]);
        }
    }

    /// Which legs each sold one goes with, as far as deltas and widths tell.
    void find_runs() {
        runs_.resize(legs_.size());
        for (std::size_t sold = 0; sold < legs_.size(); ++sold) {
            const LegRange all = partners(sold);
            const bool wanted = is_wanted_delta(sold);
            const LegRange run = wanted ? within_width(sold, all) : LegRange{all.begin, all.begin};
            counts_.of(wanted ? Rejection::width : Rejection::short_delta) +=
                all.size() - run.size();
            runs_[sold] = run;
        }
    }

    void scan_promising_blocks() {
        constexpr auto sold_size = VerticalBounds::sold_block;
        constexpr auto bought_size = VerticalBounds::bought_block;
        threshold_of_bounds_ = infinity;
        for (std::size_t begin = 0; begin < legs_.size(); begin += sold_size) {
            raise_threshold();
            raise_bounds();
            const std::size_t end = std::min(begin + sold_size, legs_.size());
            std::size_t left = 0;
            for (auto sold = begin; sold < end; ++sold) left += runs_[sold].size();
            for (std::size_t block = 0; block * bought_size < legs_.size(); ++block) {
                if (!bounds_.may_hold(begin / sold_size, block)) continue;
                for (auto sold = begin; sold < end; ++sold) {
                    const LegRange run = bounds_.promising(
                        sold, {std::max(runs_[sold].begin, block * bought_size),
                               std::min(runs_[sold].end, block * bought_size + bought_size)});
                    if (run.size() == 0) continue;
                    left -= run.size();
                    scan_row(sold, run);
                }
            }
            counts_.ruled_out += left;
        }
    }

    void raise_bounds() {
        if (threshold_of_bounds_ == threshold_) return;
        threshold_of_bounds_ = threshold_;
        bounds_.set(kind_, legs_, score_, limits_, base_);
    }

    void scan_row(std::size_t sold, LegRange run) {
        const ScreenRow row{.bought_strike = legs_.strike.data() + run.begin,
                            .bought_ask = legs_.ask.data() + run.begin,
                            .bought_pay = legs_.pay.data() + run.begin,
                            .bought_score = score_.bought.data() + run.begin,
                            .size = run.size(),
                            .sold_strike = legs_.strike[sold],
                            .sold_bid = legs_.bid[sold],
                            .sold_receive = legs_.receive[sold],
                            .sold_score = score_.sold[sold] - base_};
        const auto left = screen_row(kind_, row, limits_, look_.data());
        count(left, run.size());
        for (std::size_t i = next_look(0, run.size()); i < run.size();
             i = next_look(i + 1, run.size()))
            consider(sold, run.begin + i);
    }

    /// The next candidate that the screen has marked, or `size`.
    [[nodiscard]] std::size_t next_look(std::size_t from, std::size_t size) const {
        const void* found = std::memchr(look_.data() + from, 1, size - from);
        if (found == nullptr) return size;
        return static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - look_.data());
    }

    /// A candidate that passed the screen: computes its key, and its probability if that decides.
    void consider(std::size_t sold, std::size_t bought) {
        const double net = legs_.pay[bought] - legs_.receive[sold];
        const double width = std::abs(legs_.strike[bought] - legs_.strike[sold]);
        const bool credit = options::is_credit(kind_);
        const double profit = credit ? -net : width - net;
        const double loss = credit ? width + net : net;
        const double signed_breakeven =
            static_cast<double>(direction_of(kind_)) * legs_.strike[credit ? sold : bought] + net;
        const bool doubtful = signed_breakeven > limits_.pop_certain;
        double key = score_.key(score_.bought[bought], score_.sold[sold], profit, loss);
        if (doubtful || by_pop()) {
            const double pop = probability_of_profit(
                search_.model, direction_of(kind_),
                static_cast<double>(direction_of(kind_)) * signed_breakeven / half_units);
            if (criteria_.min_pop && !(pop >= *criteria_.min_pop)) {
                ++counts_.of(Rejection::pop);
                --counts_.qualified;
                return;
            }
            if (by_pop()) key = pop;
        }
        const auto [low, high] = std::minmax(legs_.row[bought], legs_.row[sold]);
        if (top_.offer({key,
                        search_.index,
                        search_.index,
                        {options::to_structure_kind(kind_), {low, high}}}))
            return;
        ++counts_.of(Rejection::where);
        --counts_.qualified;
    }

    void set_limits() {
        limits_.min_credit =
            criteria_.min_credit ? in_half_units(*criteria_.min_credit) : -infinity;
        limits_.max_debit = criteria_.max_debit ? in_half_units(*criteria_.max_debit) : infinity;
        limits_.min_return_on_risk = criteria_.min_return_on_risk.value_or(-infinity);
        limits_.pop_possible = limits_.pop_certain = infinity;
        if (criteria_.min_pop) {
            const auto zone = zones_.at_least(direction_of(kind_), *criteria_.min_pop);
            limits_.pop_certain = zone.certain * half_units;
            limits_.pop_possible = zone.possible * half_units;
        }
        limits_.of_profit = limits_.of_loss = 0;
        threshold_ = infinity;
    }

    /// Turns the key of the worst that is listed into what the screen looks for.
    void raise_threshold() {
        const double present = top_.threshold();
        if (threshold_ == present) return;
        threshold_ = present;
        const double least = just_below(threshold_);
        if (by_pop()) {
            base_ = -(zones_.at_least(direction_of(kind_), least).possible * half_units + 1);
            return;
        }
        limits_.of_profit = score_.of_profit;
        limits_.of_loss = score_.of_loss - least * score_.by_loss;
        base_ = least * score_.one;
    }

    void count(const ScreenCounts& left, std::size_t size) {
        auto before = static_cast<std::int64_t>(size);
        const auto take = [&](Rejection reason, std::int64_t after) {
            counts_.of(reason) += static_cast<std::uint64_t>(before - after);
            before = after;
        };
        take(options::is_credit(kind_) ? Rejection::no_credit : Rejection::no_debit,
             left.credit_or_debit);
        take(Rejection::no_profit, left.profit);
        take(Rejection::no_loss, left.loss);
        take(options::is_credit(kind_) ? Rejection::min_credit : Rejection::max_debit,
             left.price_limit);
        take(Rejection::return_on_risk, left.return_on_risk);
        take(Rejection::pop, left.pop);
        counts_.qualified += static_cast<std::uint64_t>(left.pop);
    }

    /// Bulls buy a lower strike than they sell, bears a higher one.
    [[nodiscard]] LegRange partners(std::size_t sold) const {
        if (options::buys_lower_strike(kind_)) return {0, sold};
        return {sold + 1, legs_.size()};
    }

    [[nodiscard]] LegRange within_width(std::size_t sold, LegRange all) const {
        if (!criteria_.min_width && !criteria_.max_width) return all;
        const double least = criteria_.min_width ? in_half_units(*criteria_.min_width) : 0;
        const double most = criteria_.max_width ? in_half_units(*criteria_.max_width) : infinity;
        const double strike = legs_.strike[sold];
        const bool bull = options::buys_lower_strike(kind_);
        const auto begin = legs_.strike.begin();
        const auto place = [&](auto found) { return static_cast<std::size_t>(found - begin); };
        const auto from = begin + static_cast<std::ptrdiff_t>(all.begin);
        const auto to = begin + static_cast<std::ptrdiff_t>(all.end);
        const double low = bull ? strike - most : strike + least;
        const double high = bull ? strike - least : strike + most;
        const std::size_t first = place(std::lower_bound(from, to, low));
        const std::size_t last = place(std::upper_bound(from, to, high));
        return {first, std::max(first, last)};
    }

    [[nodiscard]] bool is_wanted_delta(std::size_t sold) const {
        if (!criteria_.min_short_delta && !criteria_.max_short_delta) return true;
        const double size = std::abs(legs_.delta[sold]);
        return size >= criteria_.min_short_delta.value_or(0) &&
               size <= criteria_.max_short_delta.value_or(infinity);
    }
    [[nodiscard]] bool by_pop() const { return criteria_.sort == SortKey::pop; }
    [[nodiscard]] bool needs_zones() const { return by_pop() || criteria_.min_pop; }

    const ModelledSlice& search_;
    const Criteria& criteria_;
    const Counting counting_;
    FoundList& top_;
    ScanCounts& counts_;
    PopZones zones_;

    LegColumns& legs_;
    SortScore& score_;
    VerticalKind kind_ = VerticalKind::bull_call;
    ScreenLimits limits_{};
    double threshold_ = 0;
    double base_ = 0;  ///< the threshold's constant share
    std::vector<std::uint8_t>& look_;
    std::vector<LegRange>& runs_;
    VerticalBounds& bounds_;
    double threshold_of_bounds_ = infinity;
};

}  // namespace

std::uint64_t count_listed_verticals(const market::ExpirySlice& slice, const Criteria& criteria) {
    return kinds_of(Right::call, criteria) * pairs_of(listed(slice.calls)) +
           kinds_of(Right::put, criteria) * pairs_of(listed(slice.puts));
}

void scan_verticals(const ModelledSlice& search, Counting counting, VerticalWorkspace& room,
                    FoundList& top, ScanCounts& counts) {
    counts.enumerated += count_listed_verticals(search.slice, search.criteria);
    VerticalScan(search, counting, room, top, counts).run();
}

}  // namespace wingspread::scan
