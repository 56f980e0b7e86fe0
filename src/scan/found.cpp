#include "scan/found.hpp"

namespace wingspread::scan {

bool FoundList::offer(Found found) {
    if (found.key < threshold()) return true;
    if (where_.judges()) {
        const auto key = where_.judge(describe(found), found.key);
        if (!key) return false;
        found.key = *key;
    }
    top_.offer(found);
    return true;
}

std::vector<RankedSpread> FoundList::take() {
    std::vector<RankedSpread> ranked;
    for (const auto& found : top_.take()) {
        ranked.push_back(describe(found));
        if (where_.scores()) ranked.back().score = found.key;
    }
    return ranked;
}

RankedSpread FoundList::describe(const Found& found) const {
    const auto valued = [&](std::uint32_t index) {
        const auto& slice = *chain_.slices[index];
        return ValuedSlice{slice, *models_[index], expiry_time(slice.terms, chain_.as_of)};
    };
    const auto back = valued(found.back_slice);
    return scan::describe(valued(found.slice), found.back_slice == found.slice ? nullptr : &back,
                          found.place, basis_);
}

}  // namespace wingspread::scan
