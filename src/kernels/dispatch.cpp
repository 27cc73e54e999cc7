#include "kernels/dispatch.h"

#include <atomic>

#if HWY_ARCH_X86
#include <cpuid.h>
#endif

namespace fit299::kernels {
namespace {

#if HWY_ARCH_X86

// What __builtin_cpu_supports of some compilers does not know.
bool HasF16cAndLzcnt() {
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & bit_F16C) == 0) return false;
  return __get_cpuid(0x80000001, &a, &b, &c, &d) != 0 && (c & bit_LZCNT) != 0;
}

// The groups of features that stand behind Highway's targets (its targets.cc, 1.0 to 1.3). That the
// system saves the registers is part of what the compiler's function looks at.
std::int64_t DetectTargets() {
  std::int64_t targets = 0;
  if (!__builtin_cpu_supports("ssse3")) return targets;
  targets |= HWY_SSSE3;
  if (!__builtin_cpu_supports("sse4.1") || !__builtin_cpu_supports("sse4.2") ||
      !__builtin_cpu_supports("pclmul") || !__builtin_cpu_supports("aes")) {
    return targets;
  }
  targets |= HWY_SSE4;
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") ||
      !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("bmi2") || !HasF16cAndLzcnt()) {
    return targets;
  }
  targets |= HWY_AVX2;
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512vl") ||
      !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512bw") ||
      !__builtin_cpu_supports("avx512cd")) {
    return targets;
  }
  // No further: Highway 1.0.3 compiles its AVX3_DL with AVX-VNNI, which many CPUs with AVX-512
  // lack.
  targets |= HWY_AVX3;
  return targets;
}

#else

// No more than what every CPU that this was compiled for has.
std::int64_t DetectTargets() { return HWY_STATIC_TARGET; }

#endif

#if HWY_ARCH_X86
bool DetectVnni() {
  return __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni");
}
#else
bool DetectVnni() { return false; }
#endif

std::atomic<std::int64_t> limit = 0;  // 0: none
hwy::ChosenTarget chosen;             // begins as not made

}  // namespace

std::int64_t SupportedTargets() {
  static const std::int64_t detected = DetectTargets() | HWY_STATIC_TARGET;
  const std::int64_t limited = limit;
  return limited != 0 ? detected & limited : detected;
}

bool HasVnni() {
  static const bool detected = DetectVnni();
  return detected;
}

std::vector<std::int64_t> UsableTargets() {
  std::vector<std::int64_t> targets;
  for (std::int64_t left = SupportedTargets() & HWY_TARGETS; left != 0; left &= left - 1) {
    targets.push_back(left & -left);
  }
  return targets;
}

void LimitTargets(std::int64_t targets) {
  limit = targets;
  chosen.Update(SupportedTargets());
}

const hwy::ChosenTarget& ChosenTarget() {
  if (!chosen.IsInitialized()) chosen.Update(SupportedTargets());
  return chosen;
}

}  // namespace fit299::kernels
