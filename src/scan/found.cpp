#include "scan/found.hpp"

namespace wingspread::scan {

bool FoundList::offer(Found found) {
    if (found.key < threshold()) return true;
    if (where_.judges()) {
        const auto key = where_.judge(figures(found), found.key);
        if (!key) return false;
        found.key = *key;
    }
    top_.offer(found);
    return true;
}

RankedSpread FoundList::describe(const Found& found) const {
    auto spread = figures(found);
    if (where_.has_profile()) spread.score = found.key;
    return spread;
}

RankedSpread FoundList::figures(const Found& found) const {
    const auto valued = [&](std::uint32_t index) {
        const auto& slice = *chain_.slices[index];
        return ValuedSlice{slice, *models_[index], expiry_time(slice.terms, chain_.as_of)};
    };
    const auto back = valued(found.back_slice);
    return scan::describe(valued(found.slice), found.back_slice == found.slice ? nullptr : &back,
                          found.place, basis_);
}

}  // namespace wingspread::scan
