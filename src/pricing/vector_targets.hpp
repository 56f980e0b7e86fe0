// Included first, and once, by a source with vector kernels: makes Highway read that source again
// for every instruction set. Four suffice on x86: what lies between them gains nothing.
#include <hwy/detect_targets.h>

#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#ifdef HWY_TARGET_INCLUDE
#include <hwy/foreach_target.h>
#endif
