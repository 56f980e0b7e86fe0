// Read once per instruction set (Highway's foreach_target.h), hence not #pragma once.
#if defined(WINGSPREAD_PRICING_BINOMIAL_KERNEL) == defined(HWY_TARGET_TOGGLE)
#ifdef WINGSPREAD_PRICING_BINOMIAL_KERNEL
#undef WINGSPREAD_PRICING_BINOMIAL_KERNEL
#else
#define WINGSPREAD_PRICING_BINOMIAL_KERNEL
#endif

#include "pricing/binomial_task.hpp"
#include "pricing/vector_math.hpp"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace wingspread::pricing::HWY_NAMESPACE {

/// One level, `count` nodes; `two` offers.
template <bool two>
HWY_INLINE void roll_level(const RollBackTask& task, const ExerciseOffer& offer,
                           std::size_t count) {
    const Vector up = fill(task.up_weight);
    const Vector down = fill(task.down_weight);
    for (std::size_t i = 0; i < count; i += hn::Lanes(Lanes{})) {
        const Vector node = hn::LoadU(Lanes{}, task.nodes + i);
        const Vector held = hn::MulAdd(up, hn::LoadU(Lanes{}, task.values + i + 1),
                                       hn::Mul(down, hn::LoadU(Lanes{}, task.values + i)));
        // What is held is worth nothing or more: that covers an exercise at a loss.
        Vector best = hn::Max(held, hn::MulAdd(node, fill(offer.slope), fill(offer.offset)));
        if (two) {
            const Vector second =
                hn::MulAdd(node, fill(offer.second_slope), fill(offer.second_offset));
            best = hn::Max(best, second);
        }
        hn::StoreU(best, Lanes{}, task.values + i);
    }
}

inline void roll_back(const RollBackTask& task) {
    for (std::size_t level = task.steps; level-- > 0;) {
        const ExerciseOffer& offer = task.offers[level];
        const bool two = offer.slope != offer.second_slope || offer.offset != offer.second_offset;
        if (two)
            roll_level<true>(task, offer, level + 1);
        else
            roll_level<false>(task, offer, level + 1);
        if (level == 1) std::copy_n(task.values, 2, task.first->begin());
        if (level == 2) std::copy_n(task.values, 3, task.second->begin());
    }
}

}  // namespace wingspread::pricing::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
