// Which version of a kernel runs: that for the best vector unit of this CPU among those that it was
// compiled for. Include it in the part of a kernel that is compiled once (HWY_ONCE).
//
// It does what Highway's HWY_EXPORT and HWY_DYNAMIC_DISPATCH do, with Highway's own tables, but
// without its library: Debian's measures the clock while it is loaded, which costs 4 ms a start.
#ifndef FIT299_KERNELS_DISPATCH_H_
#define FIT299_KERNELS_DISPATCH_H_

#include "kernels/targets.h"
// (That one first.)
#include <hwy/highway.h>
#include <hwy/targets.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fit299::kernels {

// The bits (HWY_AVX2, ...) of what this CPU and its system support. Thread-safe.
std::int64_t SupportedTargets();

// Those that kernels were compiled for, one by one, the best first.
std::vector<std::int64_t> UsableTargets();

// From now on these targets only, for tests and benchmarks; 0: all that are supported.
void LimitTargets(std::int64_t targets);

// Whether the CPU has AVX-512 VNNI, which no target of Highway stands for.
bool HasVnni();

// Highway's record of the choice, made when it is first asked for. Thread-safe.
const hwy::ChosenTarget& ChosenTarget();

}  // namespace fit299::kernels

#if (HWY_TARGETS & (HWY_TARGETS - 1)) == 0
// There is only one.
#define FIT299_EXPORT(KERNEL) constexpr auto KERNEL##Version = &HWY_STATIC_DISPATCH(KERNEL)
#define FIT299_DISPATCH(KERNEL) (*KERNEL##Version)
#else
// The first place is for Highway's own first call, which is never made here: the index is known.
#define FIT299_EXPORT(KERNEL)                                    \
  constexpr decltype(&HWY_STATIC_DISPATCH(                       \
      KERNEL)) KERNEL##Versions[HWY_MAX_DYNAMIC_TARGETS + 2] = { \
      nullptr, HWY_CHOOSE_TARGET_LIST(KERNEL), HWY_CHOOSE_FALLBACK(KERNEL)}
#define FIT299_DISPATCH(KERNEL) (*KERNEL##Versions[fit299::kernels::ChosenTarget().GetIndex()])
#endif

#endif  // FIT299_KERNELS_DISPATCH_H_
