#include "scan/structure_scan.hpp"

#include "scan/calendar_scan.hpp"
#include "scan/few_leg_scan.hpp"
#include "scan/metrics.hpp"

#include <algorithm>
#include <iterator>

namespace wingspread::scan {

namespace {

using options::Right;
using options::StructureKind;

/// Everything but verticals.
class StructureScan {
  public:
    StructureScan(const market::ChainSnapshot& chain, const Criteria& criteria,
                  const ChainModels& models, ScanCounts& counts)
        : chain_(chain),
          criteria_(criteria),
          models_(models),
          counts_(counts),
          top_(chain, criteria, models) {
        for (const auto& form : options::structure_forms()) {
            if (!criteria.wants(form.kind) || options::to_vertical_kind(form.kind)) continue;
            if (has_two_expirations(form.kind))
                two_expirations_.push_back(form.kind);
            else if (has_few_legs(form.kind))
                few_legs_.push_back(form.kind);
            else if (const auto wings = wing_form_of(form.kind))
                wings_.push_back(*wings);
        }
    }

    Result<std::vector<RankedSpread>> run() {
        if (wings_.empty() && few_legs_.empty() && two_expirations_.empty())
            return std::vector<RankedSpread>{};
        for (std::size_t i = 0; i < chain_.slices.size(); ++i) legs_.push_back(legs_of(i));
        for (std::size_t i = 0; i < chain_.slices.size(); ++i) {
            scan_slice(i);
            for (std::size_t back = i + 1; back < chain_.slices.size(); ++back) scan_pair(i, back);
        }
        top_.where().count(counts_.where);
        if (top_.where().is_exhausted()) return std::unexpected(top_.where().exhausted());
        return top_.take();
    }

  private:
    /// What is looked at of one slice: all its legs, or only who is listed when it is left out.
    struct SliceLegs {
        ExpiryTime time;
        std::optional<Rejection> left_out;
        LegTable calls;
        LegTable puts;
    };

    [[nodiscard]] SliceLegs legs_of(std::size_t index) const {
        const auto& slice = *chain_.slices[index];
        SliceLegs legs{.time = expiry_time(slice.terms, chain_.as_of),
                       .left_out = {},
                       .calls = {},
                       .puts = {}};
        if (legs.time.years <= 0)
            legs.left_out = Rejection::expired;
        else if (!is_wanted_dte(criteria_, legs.time.dte))
            legs.left_out = Rejection::dte;
        else if (!models_[index])
            legs.left_out = Rejection::no_model;
        const auto table = [&](Right right) {
            return legs.left_out ? listed_legs(slice, right)
                                 : judged_legs(slice, right, *models_[index], criteria_);
        };
        legs.calls = table(Right::call);
        legs.puts = table(Right::put);
        return legs;
    }

    void scan_slice(std::size_t index) {
        const auto& legs = legs_[index];
        if (legs.left_out) {
            for (const auto& form : wings_)
                leave_out(*legs.left_out,
                          count_listed(form, legs.calls, legs.puts, criteria_, wing_pairs_));
            for (const auto kind : few_legs_)
                leave_out(*legs.left_out, count_listed(kind, legs.calls, legs.puts));
            return;
        }
        const auto search = search_of(index);
        for (const auto& form : wings_) scan_wings(search, form, wing_pairs_, top_, counts_);
        for (const auto kind : few_legs_) scan_few_legs(search, kind, top_, counts_);
    }

    /// The days that are asked for are those to both expirations: the others have no model.
    void scan_pair(std::size_t front, std::size_t back) {
        const auto& near = *chain_.slices[front];
        const auto& far = *chain_.slices[back];
        if (two_expirations_.empty() || !is_family(near.terms, far.terms)) return;
        const auto left_out = legs_[front].left_out ? legs_[front].left_out : legs_[back].left_out;
        for (const auto kind : two_expirations_) {
            if (left_out)
                leave_out(*left_out, count_listed(kind, near, far, criteria_));
            else
                scan_two_expirations(search_of(front), search_of(back), kind, top_, counts_);
        }
    }

    [[nodiscard]] SliceSearch search_of(std::size_t index) const {
        const auto& legs = legs_[index];
        return {*chain_.slices[index],
                static_cast<std::uint32_t>(index),
                criteria_,
                *models_[index],
                legs.time,
                legs.calls,
                legs.puts};
    }

    void leave_out(Rejection reason, std::uint64_t count) {
        counts_.enumerated += count;
        counts_.of(reason) += count;
    }

    const market::ChainSnapshot& chain_;
    const Criteria& criteria_;
    const ChainModels& models_;
    ScanCounts& counts_;
    FoundList top_;
    std::vector<SliceLegs> legs_;
    std::vector<WingForm> wings_;
    WingWorkspace wing_pairs_;
    std::vector<StructureKind> few_legs_;
    std::vector<StructureKind> two_expirations_;
};

/// Two lists, each best first, as one. Ties go as each list has them.
std::vector<RankedSpread> merge(std::vector<RankedSpread> a, std::vector<RankedSpread> b,
                                const Criteria& criteria) {
    const auto& by = metric(criteria.sort);
    const auto better = [&](const RankedSpread& x, const RankedSpread& y) {
        const double of_x = x.score ? *x.score : by.value(x, criteria.price);
        const double of_y = y.score ? *y.score : by.value(y, criteria.price);
        const bool higher = x.score || by.better == Better::higher;
        if (of_x != of_y) return higher ? of_x > of_y : of_x < of_y;
        return std::tie(x.expiry, x.trading_class, x.structure) <
               std::tie(y.expiry, y.trading_class, y.structure);
    };
    std::vector<RankedSpread> merged;
    std::merge(std::make_move_iterator(a.begin()), std::make_move_iterator(a.end()),
               std::make_move_iterator(b.begin()), std::make_move_iterator(b.end()),
               std::back_inserter(merged), better);
    if (merged.size() > criteria.top) merged.resize(criteria.top);
    return merged;
}

}  // namespace

Result<ScanResult> scan_structures(const market::ChainSnapshot& chain, const Criteria& criteria) {
    if (const auto valid = validate(criteria); !valid) return std::unexpected(valid.error());
    if (!chain.spot || *chain.spot <= Price{}) return scan_verticals(chain, criteria);
    return scan_structures(chain, criteria, fit_models(chain, chain.spot->to_double(), criteria));
}

Result<ScanResult> scan_structures(const market::ChainSnapshot& chain, const Criteria& criteria,
                                   const ChainModels& models, Counting counting) {
    auto verticals = scan_verticals(chain, criteria, models, counting);
    if (!verticals) return verticals;
    auto& result = *verticals;
    const Criteria narrowed = with_implied_limits(criteria);
    auto others = StructureScan(chain, narrowed, models, result.counts).run();
    if (!others) return std::unexpected(others.error());
    result.ranked = merge(std::move(result.ranked), std::move(*others), criteria);
    result.counts.ranked = result.ranked.size();
    return verticals;
}

}  // namespace wingspread::scan
