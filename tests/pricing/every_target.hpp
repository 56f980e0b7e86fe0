#pragma once

#include <gtest/gtest.h>
#include <hwy/targets.h>

namespace wingspread::pricing {

/// Runs `check` once with each instruction set that this machine has.
template <class Check>
void on_every_target(Check check) {
    for (const auto target : {HWY_EMU128, HWY_SSE4, HWY_AVX2, HWY_AVX3}) {
        if ((hwy::SupportedTargets() & target) == 0 && target != HWY_EMU128) continue;
        SCOPED_TRACE(hwy::TargetName(target));
        hwy::SetSupportedTargetsForTest(target);
        check();
        hwy::SetSupportedTargetsForTest(0);
        if (::testing::Test::HasFatalFailure()) return;
    }
}

}  // namespace wingspread::pricing
