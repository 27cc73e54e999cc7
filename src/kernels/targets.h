// The vector units that the kernels are compiled for: all that Highway knows, less those whose
// vectors have no size at compile time. (ARM's SVE machines have NEON as well, which serves here
// as well: four pixels fill 128 bits, or a pixel's sums.) Include it before any header of Highway.
#ifndef FIT299_KERNELS_TARGETS_H_
#define FIT299_KERNELS_TARGETS_H_

#ifdef HWY_TARGETS
#error "include kernels/targets.h before Highway"
#endif
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)

#endif  // FIT299_KERNELS_TARGETS_H_
