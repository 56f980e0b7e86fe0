// Included first, and once, by a source with vector kernels: makes Highway read that source again
// for every instruction set. Four suffice on x86: what lies between them gains nothing.
#include <hwy/detect_targets.h>

#undef HWY_DISABLED_TARGETS
#ifdef WINGSPREAD_FEWER_TARGETS
// The same source again: what a sanitizer finds in one it finds in all, and each costs a minute.
// Without optimisation g++ does not know that the arguments of AVX-512's intrinsics are constants.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX2 | HWY_AVX3 | HWY_AVX3_DL)
#else
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#endif
#ifdef HWY_TARGET_INCLUDE
#include <hwy/foreach_target.h>
#endif
