// Sums of weighted pixels in vectors, what both kernels are made of.
// A Highway header: it is compiled once for each target, hence the unusual guard.
#if defined(FIT299_KERNELS_SUM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FIT299_KERNELS_SUM_INL_H_
#undef FIT299_KERNELS_SUM_INL_H_
#else
#define FIT299_KERNELS_SUM_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/taps.h"

// Where there are no vectors, the scalar code serves, and has no use for these.
#if HWY_TARGET != HWY_SCALAR
HWY_BEFORE_NAMESPACE();
namespace fit299::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Vectors of one or two blocks of 16 bytes, never of four: on some CPUs those lower the clock.
using D32 = hn::CappedTag<std::int32_t, 8>;
using D16 = hn::Repartition<std::int16_t, D32>;
using D8 = hn::Repartition<std::uint8_t, D32>;
using V32 = hn::Vec<D32>;
using V16 = hn::Vec<D16>;
using V8 = hn::Vec<D8>;

inline constexpr int kBlocks = static_cast<int>(hn::MaxLanes(D32())) / 4;

// A pair of weights, in all lanes.
struct PairVectors {
  V16 high;
  V16 low;
};

HWY_INLINE PairVectors Broadcast(const Pair& pair) {
  return {hn::BitCast(D16(), hn::Set(D32(), pair.high)),
          hn::BitCast(D16(), hn::Set(D32(), pair.low))};
}

// One running sum in each 32-bit lane. Highway may spread it over two vectors: which part of it is
// in which depends on the target.
struct Sum {
  V32 high;
  V32 high_rest;
  V32 low;
  V32 low_rest;
};

// (Not the constructor: the compiler's own functions are not of this target.)
HWY_INLINE Sum ZeroSum() {
  const V32 zero = hn::Zero(D32());
  return {zero, zero, zero, zero};
}

// Adds the two pixels of each lane, 16 bits each, times their weights.
HWY_INLINE void Accumulate(V8 pixels, const PairVectors& weights, Sum& sum) {
  const V16 values = hn::BitCast(D16(), pixels);
  sum.high = hn::ReorderWidenMulAccumulate(D32(), values, weights.high, sum.high, sum.high_rest);
  sum.low = hn::ReorderWidenMulAccumulate(D32(), values, weights.low, sum.low, sum.low_rest);
}

// The sum as a pixel, 0..255.
HWY_INLINE V32 Round(const Sum& sum) {
  const D32 d;
  const V32 high = hn::RearrangeToOddPlusEven(sum.high, sum.high_rest);
  const V32 low = hn::RearrangeToOddPlusEven(sum.low, sum.low_rest);
  const V32 half = hn::Set(d, 1 << (kWeightBits - 1));
  const V32 total = hn::Add(hn::ShiftLeft<kLowBits>(high), hn::Add(low, half));
  return hn::Min(hn::Max(hn::ShiftRight<kWeightBits>(total), hn::Zero(d)), hn::Set(d, 255));
}

// Rounded sums as bytes: in each block the four of `a`, then those of `b`, `c` and `d`.
HWY_INLINE V8 Join(V32 a, V32 b, V32 c, V32 d) {
  alignas(16) static constexpr std::uint8_t kTranspose[16] = {0, 4, 8,  12, 1, 5, 9,  13,
                                                              2, 6, 10, 14, 3, 7, 11, 15};
  const V32 joined =
      hn::Or(hn::Or(a, hn::ShiftLeft<8>(b)), hn::Or(hn::ShiftLeft<16>(c), hn::ShiftLeft<24>(d)));
  return hn::TableLookupBytes(hn::BitCast(D8(), joined), hn::LoadDup128(D8(), kTranspose));
}

}  // namespace fit299::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif

#endif  // FIT299_KERNELS_SUM_INL_H_
