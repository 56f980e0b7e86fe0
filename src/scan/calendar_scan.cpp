#include "scan/calendar_scan.hpp"

#include <algorithm>

namespace wingspread::scan {

namespace {

using options::Right;
using options::Side;
using options::StructureKind;

/// The best case while no model has been asked: finite, so that only what it is compared with
/// counts.
constexpr double not_known_yet = 1e300;

/// Calls `visit(front row, back row)` for every choice of strikes that the kind allows.
template <class Visit>
void for_each_choice(StructureKind kind, const std::vector<Price>& front,
                     const std::vector<Price>& back, int max_distance, const Visit& visit) {
    const auto& roles = options::form_of(kind).roles;
    const bool one_strike = roles.front().level == roles.back().level;
    const auto reach = static_cast<std::size_t>(one_strike ? 0 : max_distance);
    for (std::size_t row = 0; row < front.size(); ++row) {
        const auto low = front[row - std::min(row, reach)];
        const auto high = front[std::min(row + reach, front.size() - 1)];
        const auto begin = std::ranges::lower_bound(back, low) - back.begin();
        const auto end = std::ranges::upper_bound(back, high) - back.begin();
        for (auto other = begin; other < end; ++other) {
            const auto column = static_cast<std::size_t>(other);
            if ((back[column] == front[row]) == one_strike)
                visit(static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(column));
        }
    }
}

class CalendarScan {
  public:
    CalendarScan(const SliceSearch& front, const SliceSearch& back, StructureKind kind,
                 FoundList& top, ScanCounts& counts)
        : front_(front),
          back_(back),
          kind_(kind),
          roles_(options::form_of(kind).roles),
          right_(roles_.front().right),
          top_(top),
          counts_(counts),
          judge_(front.criteria, front.slice.terms.multiplier, front.time.dte) {}

    void consider(std::uint32_t front_row, std::uint32_t back_row) {
        const auto& near = front_.of(right_);
        const auto& far = back_.of(right_);
        const auto stage =
            std::min(near.stage(roles_[0].side, front_row), far.stage(roles_[1].side, back_row));
        if (stage == Stage::unlisted) return;
        ++counts_.enumerated;
        for (const auto& [failing, reason] : failing_stages)
            if (stage == failing) return reject(reason);
        Prospect prospect{
            .natural =
                near.natural(roles_[0].side, front_row) + far.natural(roles_[1].side, back_row),
            .net = near.net(roles_[0].side, front_row) + far.net(roles_[1].side, back_row),
            .worst = worst_of(near.legs.strike[front_row], far.legs.strike[back_row]),
            .best = not_known_yet,
            .score = near.key_share(roles_[0].side, front_row) +
                     far.key_share(roles_[1].side, back_row)};
        judge(prospect, front_row, back_row);
    }

  private:
    void reject(Rejection reason) { ++counts_.of(reason); }

    void judge(Prospect& prospect, std::uint32_t front_row, std::uint32_t back_row) {
        if (const auto reason = judge_.reason_against(prospect)) return reject(*reason);
        if (!judge_.by_pop() && judge_.key(prospect) < top_.threshold()) {
            ++counts_.ruled_out;
            return;
        }
        const StructurePlace place{kind_, {front_row, back_row}};
        const ValuedSlice back{back_.slice, back_.model, back_.time};
        const auto spread = describe({front_.slice, front_.model, front_.time}, &back, place,
                                     front_.criteria.price);
        prospect.best = spread.max_profit_usd ? prospect.net + spread.max_profit_usd->to_double() *
                                                                   half_units / spread.multiplier
                                              : infinity;
        if (!(prospect.profit() > 0)) return reject(Rejection::no_profit);
        const auto& least = front_.criteria.min_return_on_risk;
        if (least && !(spread.return_on_risk.value_or(0) >= *least))
            return reject(Rejection::return_on_risk);
        if (front_.criteria.min_pop && !(spread.pop >= *front_.criteria.min_pop))
            return reject(Rejection::pop);
        const double key = judge_.by_pop() ? spread.pop : judge_.key(prospect);
        ++(top_.offer({key, front_.index, back_.index, place}) ? counts_.qualified
                                                               : counts_.of(Rejection::where));
    }

    /// As options::value_range proves it.
    [[nodiscard]] double worst_of(double front_strike, double back_strike) const {
        const bool american = front_.slice.terms.style == options::ExerciseStyle::american;
        if (roles_.back().side != Side::buy || !american) return -infinity;
        const double adverse =
            right_ == Right::call ? back_strike - front_strike : front_strike - back_strike;
        return -std::max(adverse, 0.0);
    }

    const SliceSearch& front_;
    const SliceSearch& back_;
    StructureKind kind_;
    std::span<const options::LegRole> roles_;
    Right right_;
    FoundList& top_;
    ScanCounts& counts_;
    Judge judge_;
};

}  // namespace

bool has_two_expirations(StructureKind kind) { return options::form_of(kind).roles.back().back; }

bool is_family(const market::SliceTerms& front, const market::SliceTerms& back) {
    return front.expiration < back.expiration && front.symbol == back.symbol &&
           front.trading_class == back.trading_class && front.multiplier == back.multiplier &&
           front.currency == back.currency && front.style == back.style &&
           front.settlement == back.settlement;
}

std::uint64_t count_listed(StructureKind kind, const market::ExpirySlice& front,
                           const market::ExpirySlice& back, const Criteria& criteria) {
    const auto right = options::form_of(kind).roles.front().right;
    const auto& near = front.of(right).listed;
    const auto& far = back.of(right).listed;
    std::uint64_t count = 0;
    for_each_choice(
        kind, front.strikes, back.strikes, criteria.max_wing_strikes,
        [&](std::uint32_t row, std::uint32_t other) { count += near[row] && far[other] ? 1 : 0; });
    return count;
}

void scan_two_expirations(const SliceSearch& front, const SliceSearch& back, StructureKind kind,
                          FoundList& top, ScanCounts& counts) {
    CalendarScan scan(front, back, kind, top, counts);
    for_each_choice(kind, front.slice.strikes, back.slice.strikes, front.criteria.max_wing_strikes,
                    [&](std::uint32_t row, std::uint32_t other) { scan.consider(row, other); });
}

}  // namespace wingspread::scan
