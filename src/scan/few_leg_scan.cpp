#include "scan/few_leg_scan.hpp"

#include "pricing/probability.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace wingspread::scan {

namespace {

using options::LegRole;
using options::Right;
using options::StructureKind;

int contracts_of(const LegRole& role) {
    return role.ratio == options::RoleRatio::more ? scanned_ratio.more : scanned_ratio.fewer;
}

/// Up to two legs' value at expiration, in half units.
class ShortPayoff {
  public:
    void add(const LegRole& role, double strike) {
        legs_[count_++] = {role.right, strike,
                           static_cast<double>(options::sign(role.side) * contracts_of(role))};
    }
    [[nodiscard]] double at(double underlying) const {
        double value = 0;
        for (std::size_t i = 0; i < count_; ++i) {
            const auto& [right, strike, quantity] = legs_[i];
            const double exercised =
                right == Right::call ? underlying - strike : strike - underlying;
            value += quantity * std::max(exercised, 0.0);
        }
        return value;
    }
    /// Change per unit of the underlying above every strike.
    [[nodiscard]] double slope_at_top() const {
        double slope = 0;
        for (std::size_t i = 0; i < count_; ++i)
            slope += legs_[i].right == Right::call ? legs_[i].quantity : 0;
        return slope;
    }
    [[nodiscard]] double best() const { return slope_at_top() > 0 ? infinity : extreme(1); }
    [[nodiscard]] double worst() const { return slope_at_top() < 0 ? -infinity : -extreme(-1); }

    [[nodiscard]] double probability_of_profit(const ExpiryModel& model, double net) const {
        const auto above = [&](double level) {
            return pricing::probability_above(model.market, model.smile, level / half_units);
        };
        std::array<double, 3> knots{0, legs_[0].strike, legs_[count_ - 1].strike};
        std::ranges::sort(knots);
        double sum = 0;
        for (std::size_t i = 0; i + 1 < knots.size(); ++i) {
            const double low = at(knots[i]) - net;
            const double high = at(knots[i + 1]) - net;
            const double crossing = knots[i] + (knots[i + 1] - knots[i]) * low / (low - high);
            if (low > 0) sum += above(knots[i]) - above(high > 0 ? knots[i + 1] : crossing);
            if (!(low > 0) && high > 0) sum += above(crossing) - above(knots[i + 1]);
        }
        const double last = at(knots.back()) - net;
        const double slope = slope_at_top();
        const double crossing = knots.back() - last / slope;
        if (last > 0) sum += above(knots.back()) - (slope < 0 ? above(crossing) : 0);
        if (!(last > 0) && slope > 0) sum += above(crossing);
        return std::clamp(sum, 0.0, 1.0);
    }

  private:
    struct Leg {
        Right right = Right::call;
        double strike = 0;
        double quantity = 0;
    };
    /// Greatest of sign·value at zero and the strikes.
    [[nodiscard]] double extreme(double sign) const {
        double most = sign * at(0);
        for (std::size_t i = 0; i < count_; ++i) most = std::max(most, sign * at(legs_[i].strike));
        return most;
    }

    std::array<Leg, 2> legs_;
    std::size_t count_ = 0;
};

bool has_one_strike(std::span<const LegRole> roles) {
    return roles.front().level == roles.back().level;
}

/// Calls `visit(low row, high row)` for every choice of rows that the kind allows, in order.
template <class Visit>
void for_each_choice(StructureKind kind, std::size_t rows, const Visit& visit) {
    const auto& roles = options::form_of(kind).roles;
    const bool one_strike = has_one_strike(roles);
    for (std::uint32_t low = 0; low < rows; ++low) {
        if (one_strike) {
            visit(low, low);
            continue;
        }
        for (std::uint32_t high = low + 1; high < rows; ++high) visit(low, high);
    }
}

}  // namespace

bool has_few_legs(StructureKind kind) {
    const auto& form = options::form_of(kind);
    return !form.shares && form.roles.size() <= 2 && !form.roles.back().back &&
           !options::to_vertical_kind(kind);
}

std::uint64_t count_listed(StructureKind kind, const LegTable& calls, const LegTable& puts) {
    const auto& roles = options::form_of(kind).roles;
    std::uint64_t count = 0;
    for_each_choice(kind, calls.legs.size(), [&](std::uint32_t low, std::uint32_t high) {
        const std::array rows{low, high};
        bool listed = true;
        for (std::size_t i = 0; i < roles.size(); ++i) {
            const auto& table = roles[i].right == Right::call ? calls : puts;
            listed = listed && table.bought[rows[i]] != Stage::unlisted;
        }
        count += listed ? 1 : 0;
    });
    return count;
}

FewLegScan::FewLegScan(const SliceSearch& search, StructureKind kind, FoundList& top,
                       ScanCounts& counts)
    : search_(search),
      kind_(kind),
      vertical_(options::to_vertical_kind(kind)),
      roles_(options::form_of(kind).roles),
      top_(top),
      counts_(counts),
      judge_(search.criteria, search.slice.terms.multiplier, search.time.dte) {}

void FewLegScan::run() {
    for_each_choice(kind_, search_.calls.legs.size(),
                    [&](std::uint32_t low, std::uint32_t high) { consider(low, high); });
}

void FewLegScan::run_with(Right right, std::uint32_t row) {
    if (has_one_strike(roles_)) {
        if (std::ranges::find(roles_, right, &LegRole::right) != roles_.end()) consider(row, row);
        return;
    }
    const auto rows = static_cast<std::uint32_t>(search_.calls.legs.size());
    if (roles_.front().right == right) pair_up(0, row, row + 1, rows);
    if (roles_.back().right == right) pair_up(1, row, 0, row);
}

/// The contract in that role, with those of rows [begin, end) in the other one.
void FewLegScan::pair_up(std::size_t role, std::uint32_t row, std::uint32_t begin,
                         std::uint32_t end) {
    if (vertical_) return consider_promising(role, row, begin, end);
    for (std::uint32_t other = begin; other < end; ++other)
        role == 0 ? consider(row, other) : consider(other, row);
}

// A vertical's key is a sum of one share of each leg and one of its width, as Judge::at_least has
// it. Its probability falls with the breakeven: direction·(strike sold for a credit, bought for a
// debit) + net.
FewLegScan::Promise FewLegScan::promise() const {
    const bool credit = options::is_credit(*vertical_);
    if (!judge_.by_pop()) {
        const auto least = judge_.at_least(top_.threshold());
        return {.of_net = least.of_net,
                .of_width = credit ? -least.of_worst : least.of_best,
                .one = least.one};
    }
    const auto direction = direction_of(*vertical_);
    const auto highest = search_.zones->at_least(direction, top_.threshold()).possible;
    Promise promise{.of_net = -1, .one = highest * half_units + 1};
    const auto side = credit ? options::Side::sell : options::Side::buy;
    promise.of_strike[roles_[0].side == side ? 0 : 1] = -static_cast<double>(direction);
    return promise;
}

void FewLegScan::consider_promising(std::size_t role, std::uint32_t row, std::uint32_t begin,
                                    std::uint32_t end) {
    const auto& legs = table(role);
    const auto least = promise();
    const auto share = [&](std::size_t of, std::uint32_t at) {
        const auto side = roles_[of].side;
        return legs.key_share(side, at) + least.of_net * legs.net(side, at) +
               least.of_strike[of] * legs.legs.strike[at];
    };
    const double fixed = share(role, row) + least.one;
    const double strike = legs.legs.strike[row];
    for (std::uint32_t other = begin; other < end; ++other) {
        const double width = std::abs(legs.legs.strike[other] - strike);
        if (fixed + share(1 - role, other) + least.of_width * width < 0) continue;
        role == 0 ? consider(row, other) : consider(other, row);
    }
}

void FewLegScan::consider(std::uint32_t low, std::uint32_t high) {
    const std::array rows{low, high};
    Stage stage = Stage::passed;
    for (std::size_t i = 0; i < roles_.size(); ++i)
        stage = std::min(stage, table(i).stage(roles_[i].side, rows[i]));
    if (stage == Stage::passed && !is_wanted_width(rows)) stage = Stage::width;
    if (stage == Stage::unlisted) return;
    ++counts_.enumerated;
    for (const auto& [failing, reason] : failing_stages)
        if (stage == failing) return reject(reason);
    judge(rows);
}

bool FewLegScan::is_wanted_width(const std::array<std::uint32_t, 2>& rows) const {
    if (!vertical_) return true;
    const auto& strikes = table(0).legs.strike;
    const double width = strikes[rows[1]] - strikes[rows[0]];
    const auto& [least, most] = std::tie(search_.criteria.min_width, search_.criteria.max_width);
    return !(least && width < in_half_units(*least)) && !(most && width > in_half_units(*most));
}

double FewLegScan::pop_of_vertical(const std::array<std::uint32_t, 2>& rows, double net) const {
    // The sold strike of a credit, the bought one of a debit.
    const auto side = options::is_credit(*vertical_) ? options::Side::sell : options::Side::buy;
    const double strike = table(0).legs.strike[roles_[0].side == side ? rows[0] : rows[1]];
    const auto direction = direction_of(*vertical_);
    return probability_of_profit(
        search_.model, direction,
        (direction == Direction::bull ? strike + net : strike - net) / half_units);
}

void FewLegScan::judge(const std::array<std::uint32_t, 2>& rows) {
    ShortPayoff payoff;
    Prospect prospect;
    for (std::size_t i = 0; i < roles_.size(); ++i) {
        const auto& role = roles_[i];
        const double count = contracts_of(role);
        prospect.natural += count * table(i).natural(role.side, rows[i]);
        prospect.net += count * table(i).net(role.side, rows[i]);
        prospect.score += count * table(i).key_share(role.side, rows[i]);
        payoff.add(role, table(i).legs.strike[rows[i]]);
    }
    prospect.worst = payoff.worst();
    prospect.best = payoff.best();
    prospect.has_width = vertical_.has_value();
    if (const auto reason = judge_.reason_against(prospect)) return reject(*reason);
    double key = judge_.by_pop() ? 0 : judge_.key(prospect);
    if (judge_.needs_pop()) {
        const double pop = vertical_ ? pop_of_vertical(rows, prospect.net)
                                     : payoff.probability_of_profit(search_.model, prospect.net);
        if (search_.criteria.min_pop && !(pop >= *search_.criteria.min_pop))
            return reject(Rejection::pop);
        if (judge_.by_pop()) key = pop;
    }
    StructurePlace place{kind_, {}};
    std::copy_n(rows.begin(), roles_.size(), place.rows.begin());
    ++(top_.offer({key, search_.index, search_.index, place}) ? counts_.qualified
                                                              : counts_.of(Rejection::where));
}

}  // namespace wingspread::scan
