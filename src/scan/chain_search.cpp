#include "scan/chain_search.hpp"

#include "scan/calendar_scan.hpp"

namespace wingspread::scan {

namespace {

using options::Right;

void leave_out(Rejection reason, std::uint64_t count, ScanCounts& counts) {
    counts.enumerated += count;
    counts.of(reason) += count;
}

void count_contracts(const market::ExpirySlice& slice, ScanCounts& counts) {
    for (const auto* columns : {&slice.calls, &slice.puts}) {
        for (std::size_t row = 0; row < columns->size(); ++row) {
            if (!columns->listed[row]) continue;
            ++counts.contracts;
            ++counts.contracts_by_usability[static_cast<std::size_t>(columns->usability[row])];
        }
    }
}

}  // namespace

std::optional<Rejection> left_out(ExpiryTime time, const Criteria& criteria,
                                  const Result<ExpiryModel>& model) {
    if (time.years <= 0) return Rejection::expired;
    if (!is_wanted_dte(criteria, time.dte)) return Rejection::dte;
    if (!model) return Rejection::no_model;
    return std::nullopt;
}

ChainSearch::ChainSearch(const market::ChainSnapshot& chain, const Criteria& criteria,
                         const ChainModels& models)
    : chain_(chain), criteria_(criteria), models_(models) {
    for (const auto& form : options::structure_forms()) {
        if (!criteria.wants(form.kind)) continue;
        if (options::to_vertical_kind(form.kind))
            verticals_.push_back(form.kind);
        else if (has_two_expirations(form.kind))
            two_expirations_.push_back(form.kind);
        else if (has_few_legs(form.kind))
            few_legs_.push_back(form.kind);
        else if (const auto wings = wing_form_of(form.kind))
            wings_.push_back(*wings);
    }
}

void ChainSearch::run(Counting counting, FoundList& top, ScanCounts& counts) {
    if (has_others() || !few_legs_.empty()) judge_legs();
    for (std::size_t i = 0; i < chain_.slices.size(); ++i) {
        count_contracts(*chain_.slices[i], counts);
        scan_slice(i, counting, top, counts);
        for (std::size_t back = i + 1; back < chain_.slices.size(); ++back)
            scan_pair(i, back, top, counts);
    }
}

void ChainSearch::judge_legs() {
    legs_.clear();
    for (std::size_t i = 0; i < chain_.slices.size(); ++i) legs_.push_back(legs_of(i));
}

ChainSearch::SliceLegs ChainSearch::legs_of(std::size_t index) const {
    const auto& slice = *chain_.slices[index];
    const auto time = expiry_time(slice.terms, chain_.as_of);
    const auto reason = left_out(time, criteria_, models_[index]);
    const auto table = [&](Right right) {
        return reason ? listed_legs(slice, right)
                      : judged_legs(slice, right, *models_[index], criteria_);
    };
    SliceLegs legs{time, reason, table(Right::call), table(Right::put), {}};
    if (!reason && !verticals_.empty() && criteria_.sort == SortKey::pop)
        legs.zones.emplace(*models_[index], slice.strikes);
    return legs;
}

void ChainSearch::scan_slice(std::size_t index, Counting counting, FoundList& top,
                             ScanCounts& counts) {
    const auto& slice = *chain_.slices[index];
    const auto time = expiry_time(slice.terms, chain_.as_of);
    if (const auto reason = left_out(time, criteria_, models_[index])) {
        leave_out(*reason, count_listed_verticals(slice, criteria_), counts);
        if (!legs_.empty()) leave_out_slice(index, counts);
        return;
    }
    if (!verticals_.empty()) scan_verticals(modelled(index), counting, vertical_room_, top, counts);
    if (legs_.empty()) return;
    const auto search = search_of(index);
    for (const auto& form : wings_) scan_wings(search, form, wing_room_, top, counts);
    for (const auto kind : few_legs_) FewLegScan(search, kind, top, counts).run();
}

void ChainSearch::leave_out_slice(std::size_t index, ScanCounts& counts) {
    const auto& legs = legs_[index];
    for (const auto& form : wings_)
        leave_out(*legs.left_out, count_listed(form, legs.calls, legs.puts, criteria_, wing_room_),
                  counts);
    for (const auto kind : few_legs_)
        leave_out(*legs.left_out, count_listed(kind, legs.calls, legs.puts), counts);
}

/// The days that are asked for are those to both expirations: the others have no model.
void ChainSearch::scan_pair(std::size_t front, std::size_t back, FoundList& top,
                            ScanCounts& counts) {
    const auto& near = *chain_.slices[front];
    const auto& far = *chain_.slices[back];
    if (two_expirations_.empty() || !is_family(near.terms, far.terms)) return;
    const auto reason = legs_[front].left_out ? legs_[front].left_out : legs_[back].left_out;
    for (const auto kind : two_expirations_) {
        if (reason)
            leave_out(*reason, count_listed(kind, near, far, criteria_), counts);
        else
            scan_two_expirations(search_of(front), search_of(back), kind, top, counts);
    }
}

void ChainSearch::renew(ContractPlace leg) {
    auto& legs = legs_[leg.slice];
    if (legs.left_out) return;
    judge_leg(*chain_.slices[leg.slice], leg.right, leg.row, criteria_, legs.of(leg.right));
}

void ChainSearch::run_pairs_of(ContractPlace leg, FoundList& top) {
    if (legs_[leg.slice].left_out) return;
    ScanCounts not_told;
    const auto search = search_of(leg.slice);
    for (const auto* kinds : {&verticals_, &few_legs_})
        for (const auto kind : *kinds)
            FewLegScan(search, kind, top, not_told).run_with(leg.right, leg.row);
}

void ChainSearch::run_others_of(std::size_t slice, FoundList& top) {
    if (legs_[slice].left_out) return;
    ScanCounts not_told;
    const auto search = search_of(slice);
    for (const auto& form : wings_) scan_wings(search, form, wing_room_, top, not_told);
    for (std::size_t other = 0; other < chain_.slices.size(); ++other)
        if (other != slice && !legs_[other].left_out)
            scan_pair(std::min(slice, other), std::max(slice, other), top, not_told);
}

ModelledSlice ChainSearch::modelled(std::size_t index) const {
    const auto& slice = *chain_.slices[index];
    return {slice, static_cast<std::uint32_t>(index), criteria_, *models_[index],
            expiry_time(slice.terms, chain_.as_of)};
}

}  // namespace wingspread::scan
